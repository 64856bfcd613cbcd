"""What the program itself says inside an answer, in the asker's language; English for languages not listed.

One record a language; `tests/test_assistant_wording_phrases.py` holds that each is in its language.
"""

import re
from dataclasses import dataclass

from assistant.answer import Sentence
from index.languages import NAMES
from index.no_match import ENGLISH, Frames


@dataclass(frozen=True, slots=True)
class Caveats:
    """What is said beside a sentence that its quotes do not wholly bear.

    Attributes:
        partial: that they bear a part of it.
        unsupported: that they do not bear it.
        lacking: that numbers, dates or names of it stand in none of them.
        negation: that only one of the two negates, and by which words.
        meaning: that they may mean something else.
    """

    partial: str
    unsupported: str
    lacking: str
    negation: str
    meaning: str

    def reasons(self, sentence: Sentence) -> list[str]:
        """Return why the quotes do not wholly bear a sentence; `meaning` only where nothing says it better."""
        lacking = [w for d in sentence.doubts if d.kind in ("numbers", "dates", "names") for w in d.words]
        negating = [w for d in sentence.doubts if d.kind == "negation" for w in d.words]
        said = [
            frame.format(words=", ".join(dict.fromkeys(words)))
            for frame, words in ((self.lacking, lacking), (self.negation, negating))
            if words
        ]
        return said or [self.meaning for doubt in sentence.doubts if doubt.kind == "meaning"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The frames of one language.

    Attributes:
        found: said before quotes that stand for the answer.
        unknown: said when the documents do not answer.
        differ: said when sources answer differently.
        opening: the opening quotation mark.
        closing: the closing quotation mark.
        no_match: how it is said that filters match no document.
        caveats: how it is said that quotes do not wholly bear a sentence.
    """

    found: str
    unknown: str
    differ: str
    opening: str
    closing: str
    no_match: Frames
    caveats: Caveats

    def quoted(self, text: str) -> str:
        """Return `text` between this language's quotation marks.

        What it holds cannot be taken for the program's: a mark that would end the quotation early becomes `"`, and
        numbers in brackets, which would look like citations, stand in parentheses.
        """
        inside = _NUMBER.sub(r"(\1)", _closed(text, self.closing))
        return f"{self.opening}{inside}{self.closing}"


_NUMBER = re.compile(r"[\[【](\d+(?:\s*[,–-]\s*\d+)*)[\]】]")
_OPENING = "“„«"


def _closed(text: str, closing: str) -> str:
    """Return `text` with every closing mark that nothing before it opened as a plain one."""
    opened = 0
    kept = []
    for character in text:
        if character == closing and opened <= 0:
            kept.append('"')
            continue
        opened += (character in _OPENING) - (character == closing)
        kept.append(character)
    return "".join(kept)


PHRASES = {
    "en": Phrases(
        "This is what the documents say about it:",
        "The documents do not answer this question.",
        "The sources differ: {sides}.",
        "“",
        "”",
        ENGLISH,
        Caveats(
            partial="only partly supported",
            unsupported="not supported by its quotes",
            lacking="not found in the quotes: {words}",
            negation="only the sentence or only its quotes negate: {words}",
            meaning="the quotes may say something else",
        ),
    ),
    "pl": Phrases(
        "Oto co mówią na ten temat dokumenty:",
        "Dokumenty nie odpowiadają na to pytanie.",
        "Źródła podają różne informacje: {sides}.",
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
        Caveats(
            partial="potwierdzone tylko częściowo",
            unsupported="niepotwierdzone przez cytaty",
            lacking="nie ma tego w cytatach: {words}",
            negation="przeczenie jest tylko w zdaniu albo tylko w cytatach: {words}",
            meaning="cytaty mogą mówić co innego",
        ),
    ),
    "hu": Phrases(
        "Ezt mondják erről a dokumentumok:",
        "A dokumentumok nem adnak választ erre a kérdésre.",
        "A források mást-mást állítanak: {sides}.",
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
        Caveats(
            partial="csak részben igazolt",
            unsupported="az idézetek nem igazolják",
            lacking="az idézetekben nincs meg: {words}",
            negation="csak a mondatban vagy csak az idézetekben van tagadás: {words}",
            meaning="az idézetek mást is mondhatnak",
        ),
    ),
    "ro": Phrases(
        "Iată ce spun documentele despre acest lucru:",
        "Documentele nu răspund la această întrebare.",
        "Sursele spun lucruri diferite: {sides}.",
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
        Caveats(
            partial="susținut doar în parte",
            unsupported="nesusținut de citate",
            lacking="nu se găsește în citate: {words}",
            negation="negația este doar în propoziție sau doar în citate: {words}",
            meaning="citatele pot spune altceva",
        ),
    ),
}


def phrases(language: str) -> Phrases:
    """Return the phrases of `language`, or the English ones."""
    return PHRASES.get(language, PHRASES["en"])


def caveat(sentence: Sentence, language: str) -> tuple[str, str]:
    """Return what is to be said beside a sentence, in `language`.

    Args:
        sentence: of an answer.
        language: the asker's.

    Returns:
        The verdict and the reason for it; both empty where nothing is in doubt, the reason where none is known.
    """
    words = phrases(language).caveats
    match sentence.verdict:
        case "partial":
            verdict = words.partial
        case "unsupported":
            verdict = words.unsupported
        case _:
            return "", ""
    return verdict, "; ".join(words.reasons(sentence))


def language_name(language: str) -> str:
    """Return the English name of `language`, for a prompt: a model is told the language, never left to guess."""
    names = NAMES.get(language)
    return names[0] if names else "the language of the question"
