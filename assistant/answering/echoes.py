"""Does a drafted sentence answer in its language, or say the question, or a quote, again?

A small model that finds no answer writes the question back, as a question or as a statement: what was asked is then
in the sentence, and in no quote. Words are compared by their beginnings, so an ending changes nothing; names are left
aside, since any quote on the subject holds those. Proved by `tests/test_assistant_answering_echoes.py`.
"""

import re
from collections.abc import Iterable, Sequence

from assistant.answering.support import Judgement
from assistant.facts.quantities import quantities
from assistant.finding.asked import asked_for
from assistant.finding.evidence import Evidence
from index.languages import fold

# Shorter words are mostly such as every sentence holds.
SHORTEST = 4
# Letters by which two forms of a word are known, for a language that inflects.
STEM = 5
# A quote less likely than this share of the best evidence is not what answers.
BESIDE = 0.5

# The letters beside a to z. English borrows words with accents, hardly from the others here.
_LETTERS = {"en": "", "pl": "ąćęłńóśźż", "hu": "áéíóöőúüű", "ro": "ăâîșțşţ"}

_ASKS = re.compile(r"[?？؟][\s\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W_]+")


def asks(text: str) -> bool:
    """Return whether a sentence is a question: no answer is."""
    return _ASKS.search(text) is not None


def says_nothing_new(text: str, question: str, language: str) -> bool:
    """Return whether a sentence has no word of its own, and the question asks for more than yes or no.

    Args:
        text: one sentence of a draft.
        question: the question, standing alone.
        language: the language of both.

    Returns:
        False too where it cannot be told what kind of thing is asked for.
    """
    kinds = asked_for(question, language)
    if not kinds or "yes_no" in kinds:
        return False
    asked = _stems(_WORD.findall(question))
    if "number" in kinds and _counted(text, language) - _counted(question, language):
        return False  # `hat`, `two` and `sto` are shorter than words that count
    return not any(
        _stem(word) not in asked
        for word in _WORD.findall(text)
        if len(word) >= SHORTEST or word.isdecimal() or word[0].isupper()
    )


def repeats_only(
    text: str, question: str, judgement: Judgement, evidence: Sequence[Evidence], language: str
) -> bool:
    """Return whether what was asked stands in the sentence and in no quote of its language, nor likely in another.

    Args:
        text: one sentence of a draft.
        question: the question, standing alone.
        judgement: the quotes that were found for the sentence.
        evidence: all that bears on the question.
        language: that of the sentence and the question.

    Returns:
        False where no quote is in that language, or one of them is nearly as likely what answers as the best.
    """
    quotes = [piece for piece, _ in judgement.quotes]
    own = [piece.text for piece in quotes if piece.language == language]
    asked = _common(question) & _common(text)
    if not own or not asked:
        return False
    likely = max(piece.likelihood for piece in quotes)
    if likely >= BESIDE * max(piece.likelihood for piece in evidence):
        return False
    return not any(asked & _stems(_WORD.findall(quote)) for quote in own)


def leaves_untranslated(text: str, question: str, judgement: Judgement, language: str) -> bool:
    """Return whether a sentence holds a word of its quotes as it stands there, in another language.

    Args:
        text: one sentence of a draft.
        question: the question, standing alone: its words may be said back.
        judgement: the quotes that were found for the sentence.
        language: that of the sentence and the question.

    Returns:
        Told only of words with a letter that the sentence's language does not write, of languages whose letters are
        known: two languages have many other words in common. False where all such words are names.
    """
    if language not in _LETTERS:
        return False
    words = {word for word in _WORD.findall(text) if len(word) >= SHORTEST and word[0].islower()}
    known = set(_WORD.findall(question))
    foreign: set[str] = set()
    for piece, _ in judgement.quotes:
        (known if piece.language == language else foreign).update(
            _WORD.findall(piece.text) if piece.language in _LETTERS else ()
        )
    return any(not _is_written(word, language) for word in words & foreign - known)


def _is_written(word: str, language: str) -> bool:
    return all(letter.isascii() or letter in _LETTERS[language] for letter in word)


def _counted(text: str, language: str) -> set[str]:
    return {value for quantity in quantities(text, language) for value in quantity.values}


def _common(text: str) -> set[str]:
    """Return the stems of the words of a text that begin with a small letter."""
    return _stems(word for word in _WORD.findall(text) if len(word) >= SHORTEST and word[0].islower())


def _stems(words: Iterable[str]) -> set[str]:
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    return fold(word)[:STEM]
