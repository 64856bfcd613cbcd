"""Passages that say the same thing."""

import pytest
from small_corpus import TEXTS

from index.copies import gather
from index.passages import Passage

STORY = (
    "The harbour of Brenna was opened in 1912 and has room for 340 ships, said mayor Anna Kowal on Friday, and "
    "the new pier cost 1.6 million crowns, according to the city council."
)


def passage(text: str, source: str = "a.txt") -> Passage:
    return Passage(source, "d", source, 0, len(text), text, "", "", None, "en", ())


def sources(groups: list[list[Passage]]) -> list[list[str]]:
    return [[p.source for p in group] for group in groups]


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        STORY.upper(),
        STORY.replace(" ", "\n  "),
        STORY.replace("on Friday", "this Friday"),
        "(AP) " + STORY,
    ],
)
def test_small_changes_make_no_other_story(copy: str) -> None:
    assert sources(gather([], [passage(STORY), passage(copy, "b.txt")])) == [["a.txt", "b.txt"]]


@pytest.mark.parametrize(
    "other",
    [
        STORY[: len(STORY) // 2],
        TEXTS["most.txt"],
        "The harbour of Brenna was closed in 1945.",
        "",
        "🎙",
    ],
)
def test_another_story_keeps_its_place(other: str) -> None:
    assert sources(gather([], [passage(STORY), passage(other, "b.txt")])) == [["a.txt"], ["b.txt"]]


def test_more_passages_join_the_groups_there_are() -> None:
    first = gather([], [passage(STORY), passage("Two words", "b.txt")])
    more = gather(first, [passage("Two words", "c.txt"), passage("Others now", "d.txt")])
    assert sources(more) == [["a.txt"], ["b.txt", "c.txt"], ["d.txt"]]
    assert sources(first) == [["a.txt"], ["b.txt"]]
