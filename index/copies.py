"""Passages that say the same thing: the same text, or a syndicated copy with small changes.

Two passages are copies when at least `SHARE` of the runs of three words that either has, both have (resemblance,
Broder, 1997, "On the resemblance and containment of documents"). Proved by `tests/test_index_copies.py`.
"""

import re
from collections.abc import Iterable

from index.languages import fold
from index.passages import Passage

SHARE = 0.7
_RUN = 3
_WORD = re.compile(r"\w+")


def gather(groups: list[list[Passage]], passages: Iterable[Passage]) -> list[list[Passage]]:
    """Return `groups` with more passages put in.

    Args:
        groups: groups of copies, each with its best passage first.
        passages: more of them, best first.

    Returns:
        New groups, in the order of their best passages: a passage joins the first group whose best passage it
        is a copy of, or makes a new one.
    """
    gathered = [list(group) for group in groups]
    known = [_runs(group[0].text) for group in gathered]
    for passage in passages:
        runs = _runs(passage.text)
        place = next((n for n, other in enumerate(known) if _alike(runs, other)), None)
        if place is None:
            known.append(runs)
            gathered.append([passage])
        else:
            gathered[place].append(passage)
    return gathered


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(fold(text)) or [text]
    return {tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))}


def _alike(runs: set[tuple[str, ...]], others: set[tuple[str, ...]]) -> bool:
    """Tell whether enough is shared; the sizes alone often tell that it is not."""
    fewer, more = sorted((len(runs), len(others)))
    if fewer < SHARE * more:
        return False
    shared = len(runs & others)
    return shared >= SHARE * (fewer + more - shared)
