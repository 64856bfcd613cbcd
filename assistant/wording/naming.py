"""Whether a sentence names a speaker already: then nobody need be told again who says it.

Proved by `tests/test_assistant_wording_naming.py`.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.facts.names import may_be_same
from assistant.facts.places import places
from assistant.saying.vocabulary import VOCABULARY

# So few letters are no name by themselves.
INITIALS = 2

_ADDRESSES = frozenset(["Mr", "Mrs", "Ms", "Dr", "Sir", "Pan", "Pani", "Domnul", "Doamna"])
_WORD = re.compile(r"[^\W_]+")


def is_named(sentence: str, speaker: str, language: str) -> bool:
    """Return whether a sentence names a speaker, in whichever case or spelling.

    Args:
        sentence: one sentence.
        speaker: who says something, as a source names them.
        language: that of the sentence.

    Returns:
        True with all the words of the name, or with a part of it that is no place and goes on with no other word:
        `Kim Jong Un` names no Kim Yo Jong, and `North Korea` not its news agency.
    """
    words = _WORD.findall(speaker)
    named = [word for word in words if word[0].isupper() and not _is_title(word)] or words
    return all(_has(_WORD.findall(sentence), word) for word in named) or any(
        all(_has(named, word) for word in called) for called in _called(sentence, named, language)
    )


def _called(sentence: str, named: Sequence[str], language: str) -> Iterator[list[str]]:
    """Yield the words with a capital letter, those in a row together, that are no place: what somebody may be called.

    What only begins the sentence is left out before another: `The Kremlin`.
    """
    runs: list[list[re.Match[str]]] = []
    for word in _WORD.finditer(sentence):
        if not word[0][0].isupper():
            continue
        if runs and sentence[runs[-1][-1].end() : word.start()].isspace():
            runs[-1].append(word)
        else:
            runs.append([word])
    if runs and len(runs[0]) > 1 and not _has(named, runs[0][0][0]):
        runs[0] = runs[0][1:]
    runs = [_untitled(run) for run in runs]
    covered = [(place.start, place.end) for place in places(sentence, language)]
    for run in runs:
        is_place = any(start < run[-1].end() and run[0].start() < end for start, end in covered)
        if not is_place and any(len(word[0]) > INITIALS for word in run):
            yield [word[0] for word in run]


def _untitled(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return a run without titles: `Foreign Minister Lavrov`."""
    last = max((number for number, word in enumerate(run, 1) if _is_title(word[0])), default=0)
    return run[last:] or run


def _has(words: Sequence[str], word: str) -> bool:
    return any(may_be_same(one, word) for one in words)


def _is_title(word: str) -> bool:
    return word in _ADDRESSES or any(words.speakers.match(word) for words in VOCABULARY.values())
