"""Numbers of citations: by first use, one for each distinct span."""

from dataclasses import replace

import numpy as np

from assistant.answering.composing import Composer
from assistant.finding.evidence import Evidence
from assistant.saying.context import Context
from index.passages import Passage, Span

TEXT = "First sentence here. Second sentence here. Third sentence here."
PASSAGE = Passage(
    "p",
    "d",
    "a.txt",
    0,
    len(TEXT),
    TEXT,
    "",
    "A title",
    "2025-07",
    "en",
    (Span(0, 20), Span(21, 42), Span(43, 63)),
)


def piece(number: int) -> Evidence:
    span = PASSAGE.sentences[number]
    vector = np.zeros(3, np.float32)
    return Evidence(PASSAGE, span.start, span.end, TEXT[span.start : span.end], "en", 0.0, 0.0, vector)


def test_numbers_follow_first_use() -> None:
    composer = Composer()
    composer.add("Uses the third.", [(piece(2), 0.9)], "supported")
    composer.add("Uses the first and the third.", [(piece(0), 0.8), (piece(2), 0.95)], "supported")
    assert [s.citations for s in composer.sentences] == [(1,), (1, 2)]
    assert [(c.number, c.quote) for c in composer.citations] == [
        (1, "Third sentence here."),
        (2, "First sentence here."),
    ]
    assert [c.support for c in composer.citations] == [0.95, 0.8]


def test_the_event_carries_what_the_sentence_uses() -> None:
    checked = Composer().add("Uses two.", [(piece(1), 0.7), (piece(0), 0.6)], "partial")
    assert checked.sentence.citations == (1, 2)
    assert [c.number for c in checked.citations] == [1, 2]
    assert checked.sentence.marked_text == "Uses two (July 2025). [1] [2]"


def test_a_sentence_without_quotes_has_no_numbers() -> None:
    composer = Composer()
    assert composer.add("Hello.", (), "none").sentence.citations == ()
    assert composer.citations == ()


def test_a_citation_carries_the_sentence_that_its_quote_leans_on() -> None:
    composer, before = Composer(), Context("First sentence here.", 0, 20)
    composer.add("Uses the second.", [(replace(piece(1), context=before), 0.9)], "supported")
    (cited,) = composer.citations
    assert (cited.quote, cited.context) == ("Second sentence here.", before)
