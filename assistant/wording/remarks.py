"""What is remarked about an answer, beside it, in the asker's language; English for languages not listed.

The words stand in `en.toml` and its like; `tests/test_assistant_wording_remarks.py` holds that each is in its
language. What is said inside an answer is in `assistant.wording.phrases`.
"""

from dataclasses import dataclass

from assistant.answer import Answer, Translation
from assistant.wording.tables import tables


@dataclass(frozen=True, slots=True)
class Remarks:
    """The remarks of one language.

    Attributes:
        used: of how many passages found the model could read something.
        translated: said before a translation of a quote, naming the model.
        doubtful: that numbers, dates, names, other words or a negation stand in one of the two alone.
        meaning: that a translation may say something else.
    """

    used: str
    translated: str
    doubtful: str
    meaning: str


REMARKS = {language: Remarks(**words["remarks"]) for language, words in tables().items()}


def remarks(language: str) -> Remarks:
    """Return the remarks of `language`, or the English ones."""
    return REMARKS.get(language, REMARKS["en"])


def read_by_model(answer: Answer, language: str = "") -> str:
    """Return how many of the passages found the model could read, empty where it could read something of each.

    Args:
        answer: the answer.
        language: to say it in; by default the answer's.

    Returns:
        One sentence, or none.
    """
    if answer.used is None or answer.used >= len(answer.passages):
        return ""
    return remarks(language or answer.language).used.format(used=answer.used, found=len(answer.passages))


def translated(translation: Translation, language: str) -> tuple[str, str]:
    """Return what is to be said before and after a translation, in `language`; the latter where it is in doubt."""
    words = remarks(language)
    missing = [word for doubt in translation.doubts for word in doubt.words]
    after = words.doubtful.format(words=", ".join(dict.fromkeys(missing))) if missing else ""
    if not after and translation.doubts:
        after = words.meaning
    return words.translated.format(model=translation.model), after
