"""`index.passages` with its paragraphs and sentences: the invariants on arbitrary text, and what real text needs."""

import dataclasses
import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Document, Span, document_id
from index.paragraphs import paragraphs
from index.passages import LONG_STRETCH, SIZE, Passage, cut
from index.sentences import LONGEST, sentences


def make(text: str, language: str = "en", body: int = 0, headings: tuple[Span, ...] = ()) -> Document:
    return Document(document_id("a.txt"), "a.txt", text, "a", None, language, None, "0" * 64, body, headings)


def split(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, 0, len(text), language)]


WORDS = ["Ala ma kota. ", "Dr. No 3. ", "W 2024 r. ", "- ", "# ", "długi " * 60, "x" * 1300]
BREAKS = ["\r\n", "\r", "\n", "\n\n", "\u2028", "\x85", "\x1c", "\u200b"]
SIGNS = ["😀", "🇵🇱", "\0", "\ud800", "a\u0301", "\"('„", "”).", "...", "!?"]
FRAGMENTS = st.sampled_from([*WORDS, *BREAKS, *SIGNS])
TEXTS = st.lists(FRAGMENTS | st.text(st.characters(exclude_categories=[]), max_size=20), max_size=30).map(
    "".join
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A text of any kind, with a body that starts anywhere and headings that lie anywhere in it."""
    text = draw(TEXTS)
    bounds = sorted(draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=5)))
    headings = tuple(Span(start, end) for start, end in zip(bounds[1::2], bounds[2::2], strict=False))
    return make(text, draw(st.sampled_from(["en", "pl", "hu", "ro", "und", "zh", "xx"])), bounds[0], headings)


@given(documents(), st.sampled_from([1, 40, SIZE]))
@settings(deadline=None, max_examples=150)
def test_every_character_is_in_one_passage_and_every_span_is_exact(document: Document, size: int) -> None:
    text, passages = document.text, cut(document, size)
    covered = [False] * len(text)
    previous = document.body
    for passage in passages:
        assert previous <= passage.start < passage.end
        previous = passage.end
        assert text[passage.start : passage.end] == passage.text
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        assert len(passage.text) <= max(LONGEST, size * 1.25)
        position = passage.start
        for number, span in enumerate(passage.sentences):
            assert position <= span.start < span.end
            position = span.end
            quote = passage.sentence_text(number)
            assert quote == text[span.start : span.end] == quote.strip() != ""
            covered[span.start : span.end] = [True] * (span.end - span.start)
    heading = [
        any(span.start <= place < span.end for span in document.headings) for place in range(len(text))
    ]
    for place, character in enumerate(text):
        if place < document.body or heading[place]:
            assert not covered[place]
        elif not character.isspace():
            assert covered[place]
    assert cut(document, size) == passages
    assert len({passage.id for passage in passages}) == len(passages)


LINES = {
    "one sentence after the other": "Ala ma kota, a kot ma Alę. " * 190_000,
    "no space at all": "x" * 5_000_000,
    "no sentence end": "ala ma " * 714_000,
    "brackets and quotes": '."(' * 400_000,
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_line_of_megabytes_is_cut_in_seconds(line: str) -> None:
    start = time.process_time()
    passages = cut(make(line, "pl"))
    assert time.process_time() - start < 10
    assert max(len(passage.text) for passage in passages) <= LONGEST
    assert sum(len(passage.text.replace(" ", "")) for passage in passages) == len(line.replace(" ", ""))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", ["W 2024 r. było źle.", "Ala ma kota."]),
        ("pl", ["Przyszedł o godz. 12 do ul. Długiej.", "Tam był ks. Jan i doradca ds. Rosji."]),
        ("pl", ["To dr. Kowalski, tzw. Ekspert.", "„Nie wiem” – powiedział."]),
        ("hu", ["Az 1980-as években, 2012. január 23-án történt.", "Ez igaz."]),
        ("hu", ["II. Erzsébet királynő itt volt.", "Kb. 15 ember látta."]),
        ("hu", ["„Nem igaz!” – mondta az ún. Szakértő.", "Elment."]),
        ("ro", ["S-a dus în Piața Sf. Petru.", "Acolo era dl. Popescu, la nr. 5."]),
        ("en", ["Dr. Smith met Mr. Jones at 5 p.m. in the U.S. office.", "They talked."]),
        ("en", ["“It is over!” he said.", "Nobody answered."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(language: str, expected: list[str]) -> None:
    assert split(" ".join(expected), language) == expected


def test_marks_alone_are_no_sentence() -> None:
    assert split('He said: "It is over." " Then he left.', "en")[0].endswith('over." "')
    assert split("🚨 Breaking news arrived today.", "en") == ["🚨 Breaking news arrived today."]


def test_an_overlong_sentence_is_cut_after_a_clause_or_at_a_space() -> None:
    pieces = split("one two three, four five " * 100, "en")
    assert len(pieces) == 3
    assert all(len(piece) <= LONGEST and piece.endswith(",") for piece in pieces[:-1])
    assert {len(piece) for piece in split("a" * 3000, "en")} == {LONGEST}


WRAPPED = (
    "The minister met the leader of the country in a town on the coast and\n"
    "Lavrov said afterwards that the two sides would go on working together\n"
    "in the years to come. Nothing else was made public after the meeting,\n"
    "which lasted two hours.\n"
)


def test_lines_wrapped_to_a_width_are_one_paragraph() -> None:
    assert len(paragraphs(WRAPPED, 0, len(WRAPPED))) == 1
    (passage,) = cut(make(WRAPPED))
    assert len(passage.sentences) == 2
    assert "coast and\nLavrov" in passage.sentence_text(0)


@pytest.mark.parametrize(
    "text",
    [
        "The first paragraph ends here.\nThe second one is longer and ends there.",
        "Bread\nMilk\nEggs",
        "We need the following:\nbread",
        "They brought many things to the meeting in the town\n- bread and milk",
        "One\r\n\r\nTwo",
        "One\u2028Two",
    ],
)
def test_other_newlines_end_a_paragraph(text: str) -> None:
    found = [text[span.start : span.end] for span in paragraphs(text, 0, len(text))]
    assert found == [line for line in text.splitlines() if line]


def sizes(passages: list[Passage]) -> list[int]:
    return [len(passage.sentences) for passage in passages]


def test_short_paragraphs_are_put_together_and_long_ones_divided() -> None:
    sentence = "This sentence has exactly fifty characters in all."
    assert len(sentence) == 50
    assert sizes(cut(make("\n\n".join([sentence] * 6)))) == [6]
    assert sizes(cut(make(" ".join([sentence] * 20)))) == [11, 9]


def test_a_passage_ends_with_its_paragraph_where_it_can() -> None:
    long, short = (
        "This sentence has exactly fifty characters in all. " * 8,
        "A short paragraph ends here. " * 10,
    )
    assert [passage.text for passage in cut(make(f"{long}\n\n{short}"))] == [long.strip(), short.strip()]


def test_a_short_rest_stays_with_what_is_before_it() -> None:
    sentence = "This sentence has exactly fifty characters in all. "
    assert sizes(cut(make(sentence * 12))) == [12]


def test_a_passage_knows_its_heading_and_does_not_cross_it() -> None:
    text = "Before it.\n\n## After *this*\n\nOne thing.\n\nUnderlined\n=====\nLast thing."
    marks = ("## After *this*", "Underlined\n=====")
    headings = tuple(Span(text.index(mark), text.index(mark) + len(mark)) for mark in marks)
    found = [(passage.heading, passage.text) for passage in cut(make(text, headings=headings))]
    assert found == [("", "Before it."), ("After *this", "One thing."), ("Underlined", "Last thing.")]


def test_what_stands_before_the_body_is_not_cut() -> None:
    assert [passage.text for passage in cut(make(" date 2025-07 It rained.", body=14))] == ["It rained."]


def test_ids_change_with_source_content_and_place() -> None:
    first = cut(make("It rained. " * 100))
    other = Document(document_id("a.txt"), "a.txt", "It rained. " * 100, "a", None, "en", None, "1" * 64)
    assert not {passage.id for passage in first} & {passage.id for passage in cut(other)}
    assert len(first[0].id) == 24


@pytest.mark.parametrize("text", ["", " \r\n\t "])
def test_nothing_to_cut_gives_no_passages(text: str) -> None:
    assert cut(make(text)) == []


ROMANIAN = (
    "Cei doi lideri au discutat despre acordurile semnate la summitul de anul trecut, scrie presa locală."
)
ENGLISH = (
    "The minister thanked the delegation for the warm welcome and looked forward to further talks in spring."
)


def test_a_long_stretch_in_another_language_has_passages_of_its_own() -> None:
    long = "\n\n".join([ENGLISH] * (LONG_STRETCH * SIZE // len(ENGLISH) + 1))
    text = f"{ROMANIAN}\n\n{long}\n\n{ROMANIAN} Kim Jong Un, Serghei Lavrov, 1.600.000.\n"
    passages = cut(make(text, "ro"))
    assert [language for language, _ in itertools.groupby(p.language for p in passages)] == ["ro", "en", "ro"]
    assert passages[1].text.startswith(ENGLISH)
    assert {passage.language for passage in cut(make(text, "und"))} == {"und"}


def test_a_quoted_post_stays_with_what_is_around_it() -> None:
    assert [p.language for p in cut(make(f"{ROMANIAN}\n\n{ENGLISH}\n\n{ROMANIAN}\n", "ro"))] == ["ro"]


@pytest.mark.parametrize(
    "text",
    ["OK, bye!", "Kim Jong Un, Sergey Lavrov, Wonsan, Kursk.", "1.600.000 http://example.com/the-news"],
)
def test_a_short_or_doubtful_paragraph_keeps_the_language_of_its_document(text: str) -> None:
    assert {passage.language for passage in cut(make(f"{ROMANIAN}\n\n{text}\n", "ro"))} == {"ro"}


def test_the_context_is_title_and_heading_and_nothing_twice() -> None:
    text = "Harbour opened\n\nThe harbour of Brenna was opened.\n\nMoney\n\nIt cost a lot of money.\n"
    headings = tuple(
        Span(text.index(words), text.index(words) + len(words)) for words in ("Harbour opened", "Money")
    )
    document = dataclasses.replace(make(text, headings=headings), title="Harbour opened")
    assert [passage.context for passage in cut(document)] == ["Harbour opened\n", "Harbour opened\nMoney\n"]
    untitled = dataclasses.replace(make("One.\n"), title="a")
    begun = dataclasses.replace(
        make("The harbour of Brenna was opened today.\n"), title="The harbour of Brenna …"
    )
    assert cut(untitled)[0].context == cut(begun)[0].context == ""


def test_a_passage_knows_the_pages_it_stands_on() -> None:
    text = " ".join(f"Sentence number {n} of the document is here." for n in range(60))
    starts = (0, 100, 700, 701, 2000, 10_000)
    passages = cut(dataclasses.replace(make(text), pages=starts))
    assert len(passages) > 3
    for passage in passages:
        for position in (passage.start, (passage.start + passage.end) // 2, passage.end - 1):
            assert passage.page_at(position) == sum(start <= position for start in starts)
        assert passage.page == passage.to_dict()["page"] == passage.page_at(passage.start)
    assert {passage.page for passage in cut(make(text))} == {None}
