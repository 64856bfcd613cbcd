"""What is remarked about an answer, beside it, in the asker's language; English for languages not listed.

One record a language; `tests/test_assistant_wording_remarks.py` holds that each is in its language. What is said inside
an answer is in `assistant.wording.phrases`.
"""

from dataclasses import dataclass

from assistant.answer import Answer, Translation


@dataclass(frozen=True, slots=True)
class Remarks:
    """The remarks of one language.

    Attributes:
        used: of how many passages found the model could read something.
        translated: said before a translation of a quote, naming the model.
        doubtful: that numbers, dates, names or a negation stand only in the quote or only in the translation.
        meaning: that a translation may say something else.
    """

    used: str
    translated: str
    doubtful: str
    meaning: str


REMARKS = {
    "en": Remarks(
        used="Passages the model could read: {used} of {found}.",
        translated="Translated by {model}:",
        doubtful="doubtful, only in the quote or only in the translation: {words}",
        meaning="doubtful, the translation may say something else",
    ),
    "pl": Remarks(
        used="Fragmenty, które model mógł przeczytać: {used} z {found}.",
        translated="Tłumaczenie ({model}):",
        doubtful="wątpliwe, tylko w cytacie albo tylko w tłumaczeniu: {words}",
        meaning="wątpliwe, tłumaczenie może mówić co innego",
    ),
    "hu": Remarks(
        used="Ennyi szövegrészt olvashatott a modell: {used}, ennyiből: {found}.",
        translated="Fordítás ({model}):",
        doubtful="kétséges, csak az idézetben vagy csak a fordításban van meg: {words}",
        meaning="kétséges, a fordítás mást is mondhat",
    ),
    "ro": Remarks(
        used="Pasaje pe care modelul le-a putut citi: {used} din {found}.",
        translated="Traducere ({model}):",
        doubtful="îndoielnic, doar în citat sau doar în traducere: {words}",
        meaning="îndoielnic, traducerea poate spune altceva",
    ),
}


def remarks(language: str) -> Remarks:
    """Return the remarks of `language`, or the English ones."""
    return REMARKS.get(language, REMARKS["en"])


def read_by_model(answer: Answer) -> str:
    """Return how many of the passages found the model could read, empty where it could read something of each."""
    if answer.used is None or answer.used >= len(answer.passages):
        return ""
    return remarks(answer.language).used.format(used=answer.used, found=len(answer.passages))


def translated(translation: Translation, language: str) -> tuple[str, str]:
    """Return what is to be said before and after a translation, in `language`; the latter where it is in doubt."""
    words = remarks(language)
    missing = [word for doubt in translation.doubts for word in doubt.words]
    after = words.doubtful.format(words=", ".join(dict.fromkeys(missing))) if missing else ""
    if not after and translation.doubts:
        after = words.meaning
    return words.translated.format(model=translation.model), after
