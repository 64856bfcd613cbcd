"""What the program itself says inside an answer, in the asker's language; English for languages not listed.

One record a language; `tests/test_assistant_phrases.py` holds that each is in its language.
"""

from dataclasses import dataclass

from index.languages import NAMES
from index.no_match import ENGLISH, Frames


@dataclass(frozen=True, slots=True)
class Phrases:
    """The frames of one language.

    Attributes:
        found: said before quotes that stand for the answer.
        unknown: said when the documents do not answer.
        opening: the opening quotation mark.
        closing: the closing quotation mark.
        no_match: how it is said that filters match no document.
    """

    found: str
    unknown: str
    opening: str
    closing: str
    no_match: Frames

    def quoted(self, text: str) -> str:
        """Return `text` between this language's quotation marks."""
        return f"{self.opening}{text}{self.closing}"


PHRASES = {
    "en": Phrases(
        "This is what the documents say about it:",
        "The documents do not answer this question.",
        "“",
        "”",
        ENGLISH,
    ),
    "pl": Phrases(
        "Oto co mówią na ten temat dokumenty:",
        "Dokumenty nie odpowiadają na to pytanie.",
        "„",
        "”",
        Frames(
            nothing="Żaden dokument nie pasuje do tych filtrów: {filters}.",
            together="Do każdego z tych filtrów pasują jakieś dokumenty, ale do wszystkich naraz żaden: {filters}.",
            labels={"languages": "język", "dates": "data", "sources": "źródło"},
            languages="Języki do wyboru: {languages}.",
            dates="Daty do wyboru: {dates}.",
            no_dates="Żaden dokument nie ma daty.",
            undated="Dokumenty pominięte, bo nie mają daty: {count}.",
            similar="Podobne nazwy: {sources}.",
            sources="Źródła do wyboru: {sources}.",
        ),
    ),
    "hu": Phrases(
        "Ezt mondják erről a dokumentumok:",
        "A dokumentumok nem adnak választ erre a kérdésre.",
        "„",
        "”",
        Frames(
            nothing="Egyetlen dokumentum sem felel meg ezeknek a szűrőknek: {filters}.",
            together="Minden szűrőnek megfelel valamelyik dokumentum, de egyszerre mindnek egy sem: {filters}.",
            labels={"languages": "nyelv", "dates": "dátum", "sources": "forrás"},
            languages="Választható nyelvek: {languages}.",
            dates="Választható dátumok: {dates}.",
            no_dates="Egyik dokumentumnak sincs dátuma.",
            undated="Dátum híján kimaradt dokumentumok száma: {count}.",
            similar="Hasonló nevek: {sources}.",
            sources="Választható források: {sources}.",
        ),
    ),
    "ro": Phrases(
        "Iată ce spun documentele despre acest lucru:",
        "Documentele nu răspund la această întrebare.",
        "„",
        "”",
        Frames(
            nothing="Niciun document nu corespunde acestor filtre: {filters}.",
            together="Fiecărui filtru îi corespund documente, dar niciunul nu corespunde tuturor: {filters}.",
            labels={"languages": "limba", "dates": "data", "sources": "sursa"},
            languages="Limbi disponibile: {languages}.",
            dates="Date calendaristice disponibile: {dates}.",
            no_dates="Niciun document nu are dată.",
            undated="Documente omise pentru că nu au dată: {count}.",
            similar="Nume asemănătoare: {sources}.",
            sources="Surse disponibile: {sources}.",
        ),
    ),
}


def phrases(language: str) -> Phrases:
    """Return the phrases of `language`, or the English ones."""
    return PHRASES.get(language, PHRASES["en"])


def language_name(language: str) -> str:
    """Return the English name of `language`, for a prompt: a model is told the language, never left to guess."""
    names = NAMES.get(language)
    return names[0] if names else "the language of the question"
