"""What a person sees: lines that fit, nothing that steers the terminal, each source with place and quote."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from assistant.answer import (
    Answer,
    Citation,
    Doubt,
    Draft,
    Finished,
    Queued,
    Retrieved,
    Sentence,
    Translation,
)
from assistant.saying.context import Context
from index.passages import Passage
from index.search import ScoredPassage
from index.sync import Progress
from ui import terminal

LONG = "The harbour of Brenna was opened in 1912 and has room for 340 ships, the city council said. " * 2
ESCAPES = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")


def citation(number: int, **values: Any) -> Citation:
    row = {"source": "a.txt", "title": "Harbour", "date": "2025-07", "language": "en", "start": 5, "end": 9}
    return Citation(**{**row, "number": number, "quote": "opened in 1912", "support": 1.0, **values})


def passage(**values: Any) -> Passage:
    row = {"id": "0", "document_id": "1", "source": "a.txt", "start": 0, "end": 9, "text": "Some text",
           "heading": "", "title": "Harbour", "date": None, "language": "en", "sentences": ()}  # fmt: skip
    return Passage(**{**row, **values})


def answer(*sentences: Sentence, **values: Any) -> Answer:
    row = {"question": "When?", "standalone": "When?", "language": "en", "citations": (), "passages": (),
           "abstained": False, "model": "none", "seconds": {}}  # fmt: skip
    return Answer(**{**row, "sentences": sentences, **values})


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make rich believe that a terminal of 60 columns is there."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(variable, raising=False)


NUMBERS, NAMES = Doubt("numbers", ("1.8 million",)), Doubt("names", ("Anna",))
SAID = answer(
    Sentence("It was opened in 1912.", (1,), "supported"),
    Sentence("It is large.", (2, 3), "partial"),
    Sentence("Anna saw 1.8 million.", (), "unsupported", (NUMBERS, NAMES)),
    citations=(
        citation(1),
        citation(2, quote=LONG.strip(), start=20, end=30),
        citation(3, source="b.txt", date=None),
    ),
)


@pytest.mark.usefixtures("pipe")
def test_an_answer_and_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_answer(SAID)
    assert capsys.readouterr().out.splitlines() == [
        "It was opened in 1912. [1]",
        "It is large. [2] [3] (only partly supported)",
        "Anna saw 1.8 million. (not supported by its quotes; not found in the quotes: 1.8 million, Anna)",
        "",
        "Sources",
        "[1] Harbour (2025-07, en)",
        "    a.txt, characters 5–9",
        "    “opened in 1912”",
        "[2] a.txt, characters 20–30",
        f"    “{LONG.strip()}”",
        "[3] Harbour (no date, en)",
        "    b.txt, characters 5–9",
        "    “opened in 1912”",
    ]


@pytest.mark.usefixtures("pipe")
def test_the_author_and_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    said = Sentence("It was opened in 1912.", (1,), "supported")
    terminal.print_answer(answer(said, citations=(citation(1, author="Ewa Lis", page=3),)))
    lines = capsys.readouterr().out.splitlines()
    assert lines[3:5] == ["[1] Harbour (Ewa Lis, 2025-07, en)", "    a.txt, page 3, characters 5–9"]


@pytest.mark.usefixtures("pipe")
def test_doubts_are_told_in_the_askers_language(capsys: pytest.CaptureFixture[str]) -> None:
    doubted = Sentence("Au fost 3 oameni.", (1,), "partial", (NUMBERS, Doubt("negation", ("nu",))))
    terminal.print_answer(answer(doubted, language="ro", citations=(citation(1),)))
    assert capsys.readouterr().out.splitlines()[0] == (
        "Au fost 3 oameni. [1] (susținut doar în parte; nu se găsește în citate: 1.8 million; "
        "negația este doar în propoziție sau doar în citate: nu)"
    )


@pytest.mark.usefixtures("pipe")
def test_a_translation_stands_below_its_quote_with_what_is_in_doubt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    doubtful = Translation("Zdanie.", "pl", "scripted", (Doubt("numbers", ("7",)),))
    cited = replace(citation(1), translation=doubtful)
    terminal.print_answer(replace(answer(), language="pl", citations=(cited,)))
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == (
        "    Tłumaczenie (scripted): Zdanie. (wątpliwe, tylko w cytacie albo tylko w tłumaczeniu: 7)"
    )
    assert lines[-2] == f"    „{cited.quote}”"


@pytest.mark.usefixtures("pipe")
def test_a_quote_stands_between_the_askers_marks_behind_what_it_leans_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cited = replace(citation(1), context=Context("The harbour is old.", 0, 19))
    terminal.print_answer(replace(answer(), language="hu", citations=(cited,)))
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["    Az előző mondat: The harbour is old.", f"    „{cited.quote}”"]


@pytest.mark.usefixtures("pipe")
def test_how_much_the_model_could_read_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    found = tuple(passage() for _ in range(8))
    terminal.print_answer(replace(answer(), language="en", passages=found, used=5))
    assert "(Passages the model could read: 5 of 8.)" in capsys.readouterr().out


@pytest.mark.usefixtures("screen")
def test_lines_fit_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_answer(SAID)
    lines = ESCAPES.sub("", capsys.readouterr().out).splitlines()
    assert max(map(cell_len, lines)) <= 60
    assert all(line == line.rstrip() for line in lines)
    at = lines.index("[2] a.txt, characters 20–30")
    quoted = lines[at + 1 : lines.index("[3] Harbour (no date, en)")]
    assert all(line.startswith("    ") for line in quoted)
    assert " ".join(" ".join(quoted).split()) == f"“{LONG.strip()}”"


@pytest.mark.usefixtures("screen")
def test_wide_letters_and_endless_words_fit_too(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_passages([ScoredPassage(passage(text="漢字" * 60 + " 🇵🇱 " * 30 + "x" * 200), 1.0)])
    assert max(map(cell_len, ESCAPES.sub("", capsys.readouterr().out).splitlines())) <= 60


@pytest.mark.usefixtures("screen")
def test_only_markers_are_bold(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_answer(SAID)
    shown = capsys.readouterr().out
    bold = "".join(re.findall(r"\x1b\[1m(.*?)\x1b\[0m", shown))
    assert bold.split() == ["[1]", "[2]", "[3]"]


@pytest.mark.usefixtures("pipe")
@pytest.mark.parametrize("evil", ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\u202e", "\ud800", "\x7f\b"])
def test_documents_cannot_steer_the_terminal(evil: str, capsys: pytest.CaptureFixture[str]) -> None:
    cited = citation(1, source=f"a{evil}.txt", title=f"T{evil}", quote=f"q{evil}")
    terminal.print_answer(answer(Sentence(f"s{evil}", (1,), "supported"), citations=(cited,)))
    shown = capsys.readouterr().out
    assert not set(evil) & set(shown) - set("[2J]0;title31m")
    assert shown.count("\N{REPLACEMENT CHARACTER}") >= 4


@pytest.mark.usefixtures("pipe")
def test_markup_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_answer(answer(Sentence("[bold]x[/bold] :smile:", (), "none")))
    assert capsys.readouterr().out.startswith("[bold]x[/bold] :smile:\n")


@pytest.mark.usefixtures("pipe")
def test_a_follow_up_says_how_it_was_understood(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_answer(answer(Sentence("In 1912.", (), "unsupported"), standalone="When was it opened?"))
    assert capsys.readouterr().out.splitlines() == [
        "Understood as: When was it opened?",
        "In 1912. (not supported by its quotes)",
        "(without sources)",
    ]


@pytest.mark.usefixtures("pipe")
def test_a_greeting_needs_no_source(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_answer(answer(Sentence("Hello.", (), "none")))
    assert capsys.readouterr().out.splitlines() == ["Hello."]


@pytest.mark.usefixtures("pipe")
def test_what_stands_around_an_answer_is_in_the_askers_language(capsys: pytest.CaptureFixture[str]) -> None:
    said = Sentence("W 1912 roku.", (1,), "supported")
    terminal.print_answer(
        answer(said, language="pl", standalone="Kiedy?", citations=(citation(1, date=None),), undated=2)
    )
    assert capsys.readouterr().out.splitlines() == [
        "Zrozumiano jako: Kiedy?",
        "W 1912 roku. [1]",
        "(Dokumenty pominięte, bo nie mają daty: 2.)",
        "",
        "Źródła",
        "[1] Harbour (bez daty, en)",
        "    a.txt, znaki 5–9",
        "    „opened in 1912”",
    ]


@pytest.mark.usefixtures("pipe")
def test_abstaining_shows_three_passages(capsys: pytest.CaptureFixture[str]) -> None:
    found = tuple(passage(source=f"{n}.txt", text="two\n\nlines") for n in range(5))
    terminal.print_answer(answer(Sentence("Not here.", (), "none"), abstained=True, passages=found))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["Not here.", "", "The nearest passages:"]
    assert lines[3:6] == [" 1. Harbour (no date, en)", "    0.txt, characters 0–9", "    two lines"]
    assert len(lines) == 3 + 3 * 3


@pytest.mark.usefixtures("pipe")
def test_nothing_is_broken_up_for_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show("word " * 100)
    terminal.say("word " * 100)
    shown = capsys.readouterr()
    assert shown.out.count("\n") == shown.err.count("\n") == 1


def events() -> Iterator[Any]:
    yield Retrieved((passage(),), "When?")
    yield Queued(2)
    yield Draft("")
    yield Draft("Some words")
    yield Finished(SAID)


@pytest.mark.usefixtures("pipe")
def test_a_log_file_gets_no_bars(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.follow(events()) is SAID
    with terminal.index_progress() as show:
        show(Progress(1, 5, 0, 0, 0.0, None))
    assert list(terminal.counting("Answering", [1, 2], 2)) == [1, 2]
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("pipe")
def test_a_log_file_is_told_the_time_left_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter(range(0, 1000, 40))
    monkeypatch.setattr(terminal.time, "monotonic", lambda: next(clock))
    assert list(terminal.counting("Answering", range(5), 8, 3)) == [*range(5)]
    assert capsys.readouterr().err.splitlines() == [
        "Answering: 5 of 8, 2 min left",
        "Answering: 7 of 8, 40 s left",
    ]


@pytest.mark.usefixtures("screen")
def test_progress_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.index_progress() as show:
        show(Progress(0, 0, 0, 0, 0.0, None))
        show(Progress(5, 5, 0, 0, 0.0, None))
        show(Progress(5, 5, 30, 90, 3.0, 20.0))
        show(Progress(5, 5, 31, 9000, 3.0, 2990.0))
    shown = capsys.readouterr()
    assert shown.out == ""
    text = ESCAPES.sub("", shown.err)
    assert "Indexing passages" in text
    assert "31/9000 3/s, 50 min left" in text


def test_the_model_says_how_far_it_is_a_quarter_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    tell = terminal.model_progress()
    for done in range(1001):
        tell(done, 1000)
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(": ")[1] for line in said.err.splitlines()] == ["0 %", "25 %", "50 %", "75 %", "100 %"]


def test_what_is_going_on() -> None:
    said = [terminal._doing(event, 10) for event in list(events())[:4]]
    assert said[0] == "1 passages found; the model reads them ..."
    assert "2 before you" in said[1]
    assert "10 characters so far" in said[3]
