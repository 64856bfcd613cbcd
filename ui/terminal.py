"""What the terminal shows: progress on standard error, answers and passages on standard output.

Standard output holds nothing but the result, so that it can be piped: lines are broken for a terminal only.
What a document holds can neither steer the terminal nor fail on its encoding. Proved by
`tests/test_ui_terminal.py`.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from assistant.answer import Answer, Citation, Draft, Event, Finished, Queued, Retrieved, Sentence
from assistant.export.facts import place, whose
from assistant.wording.labels import words
from assistant.wording.phrases import caveat, phrases
from assistant.wording.remarks import read_by_model, translated
from index import sync
from index.no_match import NoMatch
from index.passages import Passage
from index.search import ScoredPassage

T = TypeVar("T")

WIDEST = 100
INDENT = 4
TOLD_S = 60.0
# What takes a minute each still gets a time left.
SPEED_S = 600.0
# Controls, marks that turn the direction of writing, and halves of characters.
UNSHOWN = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _Output(Console):
    """Standard output; a pipe that its reader has closed is an exception like any other."""

    def on_broken_pipe(self) -> None:
        raise


def output() -> Console:
    """Return the console for results."""
    console = _Output(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST)
    return console


def messages() -> Console:
    """Return the console for everything that is not the result."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def width() -> int | None:
    """Return how wide lines of the result may be; None when it is not shown but piped."""
    console = output()
    return console.width if console.is_terminal else None


def show(text: str) -> None:
    """Print text on standard output as it is."""
    output().print(text, soft_wrap=True)


def paragraph(text: str, marker: str = "", *, indent: int = 0, style: str = "") -> None:
    """Print a paragraph on standard output, indented, with `marker` before its first line."""
    _print(output(), text, marker, indent=indent, style=style)


def say(message: object) -> None:
    """Print a message on standard error."""
    console = messages()
    console.print(str(message), soft_wrap=not console.is_terminal)


@contextmanager
def index_progress() -> Iterator[Callable[[sync.Progress], None]]:
    """Show a bar with rate and time left while the index is made; gone when it is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    with _progress(*columns) as bar:
        task: TaskID | None = None

        def show(state: sync.Progress) -> None:
            nonlocal task
            if state.waiting_for:
                say(f"Waiting for {state.waiting_for}, which is writing this index.")
            is_embedding = state.total_passages > 0
            done = state.done_passages if is_embedding else state.done_documents
            total = state.total_passages if is_embedding else state.total_documents
            what = "Indexing passages" if is_embedding else "Reading documents"
            if task is None and total:
                task = bar.add_task(what, total=total, rate="")
            if task is not None:
                bar.update(task, description=what, completed=done, total=total, rate=_rate(state))

        yield show


def model_progress() -> Callable[[int, int], None]:
    """Return what says, a quarter at a time, how far the bundled model is put together."""
    said = -1

    def show(done: int, total: int) -> None:
        nonlocal said
        quarter = 4 * done // max(total, 1)
        if quarter != said:
            said = quarter
            say(f"Putting the bundled language model together, once: {25 * quarter} %")

    return show


def counting(what: str, items: Iterable[T], total: int, done: int = 0) -> Iterator[T]:
    """Yield the items and show a bar that counts them, with the time left; in a log file a line now and then.

    Args:
        what: is being done.
        items: what is left of them.
        total: how many there are with those done before.
        done: how many were done before.

    Yields:
        The items.
    """
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _progress(*columns) as bar:
        told = _told(what, items, total, done) if bar.disable else items
        yield from bar.track(told, total=total, completed=done)


def _told(what: str, items: Iterable[T], total: int, done: int) -> Iterator[T]:
    """Yield the items and say every `TOLD_S` seconds how many there were, and how long the others will take."""
    began = said = time.monotonic()
    for number, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - said >= TOLD_S and done + number < total:
            said = now
            left = (now - began) / number * (total - done - number)
            say(f"{what}: {done + number} of {total}, {_time(left)} left")


@contextmanager
def file_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar that counts files, from the first one on; gone when it is done."""
    with _progress(TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task(what, total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


def follow(events: Iterator[Event]) -> Answer:
    """Drain a stream of events, telling on standard error what is going on; return the answer."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with _progress(*columns) as bar:
        task = bar.add_task("Searching ...", total=None)
        written = 0
        for event in events:
            if isinstance(event, Finished):
                return event.answer
            if isinstance(event, Draft):
                written += len(event.delta)
            bar.update(task, description=_doing(event, written))
    raise AssertionError("a stream ends with Finished")


def print_answer(answer: Answer) -> None:
    """Print an answer, then each source with its date, language and quote."""
    console, language = output(), answer.language
    said = words(language)
    if answer.standalone != answer.question:
        _print(console, f"{said.understood}: {answer.standalone}", style="dim")
    for sentence in answer.sentences:
        _print_sentence(console, sentence, answer.language)
    if answer.quoted and answer.model != "none":
        _print(console, f"({said.failed if answer.is_drafted else said.chosen})", style="dim")
    if unread := read_by_model(answer):
        _print(console, f"({unread})", style="dim")
    if answer.undated and not answer.no_match:  # else the answer says it
        _print(console, f"({phrases(language).no_match.undated.format(count=answer.undated)})", style="dim")
    if answer.citations:
        console.print(f"\n{said.sources}")
    for before, citation in zip((None, *answer.citations), answer.citations, strict=False):
        is_first = before is None or before.source != citation.source
        _print_citation(console, citation, answer.language, is_first=is_first)
    if answer.abstained and answer.passages:
        console.print(f"\n{said.nearest}:")
        _print_passages(console, answer.passages[:3], language)
    elif not answer.citations and answer.claims:
        _print(console, f"({said.unbacked})", style="dim")


def say_left_out(no_match: NoMatch | None, undated: int) -> None:
    """Say on standard error what the filters of a search left out: everything, or documents without a date."""
    if no_match:
        say(no_match)
    elif undated:
        say(_left_out(undated))


def print_passages(found: Sequence[ScoredPassage]) -> None:
    """Print the passages of a search, best first."""
    console = output()
    if not found:
        console.print("No passage found.")
    _print_passages(console, [hit.passage for hit in found])


def _print_passages(console: Console, passages: Sequence[Passage], language: str = "en") -> None:
    for number, passage in enumerate(passages, 1):
        _print(console, _head(passage, language), f"{number:>2}.")
        _print(console, _place(passage, language), indent=INDENT, style="dim")
        _print(console, passage.text, indent=INDENT)


def _print_citation(console: Console, citation: Citation, language: str, *, is_first: bool) -> None:
    """Print a source; a document that the one before it names already is not named again."""
    marker = f"[{citation.number}]"
    if is_first:
        _print(console, _head(citation, language), marker)
    _print(console, _place(citation, language), "" if is_first else marker, indent=INDENT, style="dim")
    if is_first and citation.url:
        _print(console, citation.url, indent=INDENT, style="dim")
    if citation.context is not None:
        _print(console, words(language).before.format(text=citation.context.text), indent=INDENT, style="dim")
    _print(console, phrases(language).marked(citation.quote), indent=INDENT)
    if citation.translation is not None:
        before, after = translated(citation.translation, language)
        said = f"{before} {citation.translation.text}"
        _print(console, f"{said} ({after})" if after else said, indent=INDENT)


def _print_sentence(console: Console, sentence: Sentence, language: str) -> None:
    note = "; ".join(filter(None, caveat(sentence, language)))
    _print(console, f"{sentence.marked_text} ({note})" if note else sentence.marked_text)


def _print(console: Console, text: str, marker: str = "", *, indent: int = 0, style: str = "") -> None:
    """Print a paragraph, indented, with `marker` before its first line."""
    plain = UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    indent = max(indent, len(marker) + 1, INDENT) if marker else indent
    paragraph = Text(plain, style)
    lines = paragraph.wrap(console, console.width - indent) if console.is_terminal else [paragraph]
    for number, line in enumerate(lines):
        line.rstrip()
        before = "" if number else marker
        console.print(Text.assemble((before.ljust(indent), "bold"), line), soft_wrap=True)


def _left_out(undated: int) -> str:
    return (
        f"{undated} documents without a date were left out."
        if undated > 1
        else "1 document without a date was left out."
    )


def _head(cited: Citation | Passage, language: str) -> str:
    said = (cited.author, cited.date or words(language).no_date, cited.language)
    return f"{cited.title} ({', '.join(filter(None, said))})"


def _place(cited: Citation | Passage, language: str) -> str:
    found = [f"{cited.source}, {place(cited, language)}"]
    return "; ".join([*found, *whose(cited, language)] if isinstance(cited, Citation) else found)


@contextmanager
def _progress(*columns: ProgressColumn) -> Iterator[Progress]:
    """Show progress in a terminal; a log file gets none."""
    console = messages()
    with Progress(
        *columns,
        console=console,
        transient=True,
        speed_estimate_period=SPEED_S,
        disable=not console.is_terminal,
    ) as bar:
        yield bar


def _doing(event: Event, written: int) -> str:
    match event:
        case Retrieved(passages=passages):
            return f"{len(passages)} passages found; the model reads them ..."
        case Queued(ahead=ahead):
            return f"Waiting for the model; {ahead} before you ..."
        case Draft() if written:
            return f"The model writes; {written} characters so far, to be checked ..."
        case Draft():
            return "The model reads ..."
        case _:
            return "Checking ..."


def _rate(state: sync.Progress) -> str:
    if not state.passages_per_second:
        return ""
    left = "" if state.seconds_left is None else f", {_time(state.seconds_left)} left"
    return f"{state.passages_per_second:.0f}/s{left}"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
