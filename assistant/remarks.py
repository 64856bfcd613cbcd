"""What is remarked about an answer, beside it, in the asker's language; English for languages not listed.

One record a language; `tests/test_assistant_remarks.py` holds that each is in its language. What is said inside an
answer is in `assistant.phrases`.
"""

from dataclasses import dataclass

from assistant.answer import Answer


@dataclass(frozen=True, slots=True)
class Remarks:
    """The remarks of one language.

    Attributes:
        used: of how many passages found the model could read something.
        translated: said before a translation of a quote, naming the model.
        doubtful: that a translation lacks numbers, dates or names of its quote, and which.
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
        doubtful="doubtful, not found in the translation: {words}",
        meaning="doubtful, the translation may say something else",
    ),
    "pl": Remarks(
        used="Fragmenty, które model mógł przeczytać: {used} z {found}.",
        translated="Tłumaczenie ({model}):",
        doubtful="wątpliwe, w tłumaczeniu brakuje: {words}",
        meaning="wątpliwe, tłumaczenie może mówić co innego",
    ),
    "hu": Remarks(
        used="Ennyi szövegrészt olvashatott a modell: {used}, ennyiből: {found}.",
        translated="Fordítás ({model}):",
        doubtful="kétséges, a fordításból hiányzik: {words}",
        meaning="kétséges, a fordítás mást is mondhat",
    ),
    "ro": Remarks(
        used="Pasaje pe care modelul le-a putut citi: {used} din {found}.",
        translated="Traducere ({model}):",
        doubtful="îndoielnic, în traducere lipsesc: {words}",
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
