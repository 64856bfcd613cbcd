"""What the terminal shows of an evaluation: tables that fit into its width, each figure with its interval and n.

Proved by `tests/test_ui_measures.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.evaluation import MEASURES
from ui import terminal

# Beside a measure's name and the columns' distance.
GAP = 2


def print_measures(summary: Mapping[str, Any]) -> None:
    """Print `assistant.evaluation.summary`: each measure in all and by group, and the seconds of each stage."""
    _print_table(f"{summary['questions']} questions", {"all": summary})
    for name, groups in summary.items():
        if name.startswith("by ") and len(groups) > 1:
            _print_table(name, groups)
    if summary["seconds"]:
        width = max(map(len, summary["seconds"]))
        terminal.show(f"\n{'seconds':<{width + GAP}}  median     90 %")
        for stage, times in summary["seconds"].items():
            terminal.show(f"  {stage:<{width}}{times['median']:>8.2f} {times['p90']:>8.2f}  of {times['of']}")


def print_faults(faults: Mapping[str, Sequence[str]]) -> None:
    """Print which questions failed, by the measure that they failed."""
    for name, ids in faults.items():
        terminal.show(f"{name.replace('_', ' ')} ({len(ids)}): {' '.join(ids)}")


def print_retrieval(summary: Mapping[str, Any]) -> None:
    """Print the measures of `assistant.retrieval.summary`: a line for each way of searching.

    By pair of languages; each measure with the bounds of its 95 % interval.
    """
    if not summary:
        terminal.show("No question of the file names its evidence.")
    heads: list[str] = []
    for pair, ways in summary.items():
        terminal.show(f"{pair}, {ways['cases']} cases of {ways['questions']} questions")
        for way, measures in ways.items():
            if way in ("cases", "questions"):
                continue
            bounds = measures["interval"]
            if not heads:
                heads = list(bounds)
                terminal.show(" " * 15 + "".join(f"{head:<17}" for head in heads).rstrip())
            shown = "".join(f"{bounded(measures[head], bounds[head]):<17}" for head in heads)
            terminal.show(f"  {way:<13}{shown}".rstrip())


def bounded(value: float, bounds: Sequence[float]) -> str:
    """Return a figure with its bounds: `.63 (.39-.82)`."""
    return f"{_short(value)} ({_short(bounds[0])}-{_short(bounds[1])})"


def _print_table(title: str, columns: Mapping[str, Mapping[str, Any]]) -> None:
    """Print a line for each measure and a column for each group; as many columns together as there is room for."""
    head = max(len(title), *(len(name) + GAP for name in MEASURES)) + GAP
    for names in _fitting(columns, terminal.WIDEST - head):
        widths = {name: _width(name, columns[name]) for name in names}
        titles = (f"{name:<{width}}" for name, width in widths.items())
        terminal.show(f"\n{title:<{head}}{''.join(titles)}".rstrip())
        for row in MEASURES:
            if not any(columns[name][row]["of"] for name in names):
                continue
            cells = (f"{_cell(columns[name][row]):<{width}}" for name, width in widths.items())
            terminal.show(f"  {row.replace('_', ' '):<{head - GAP}}{''.join(cells)}".rstrip())


def _fitting(columns: Mapping[str, Mapping[str, Any]], room: int) -> Iterator[list[str]]:
    some: list[str] = []
    left = room
    for name, column in columns.items():
        width = _width(name, column)
        if some and width > left:
            yield some
            some, left = [], room
        some.append(name)
        left -= width
    if some:
        yield some


def _width(name: str, column: Mapping[str, Any]) -> int:
    return max(len(name), *(len(_cell(column[row])) for row in MEASURES)) + GAP


def _cell(measure: Mapping[str, Any]) -> str:
    if not measure["of"]:
        return "-"
    return f"{bounded(measure['value'], measure['interval'])} {measure['of']}"


def _short(number: float) -> str:
    return f"{number:.2f}".replace("0.", ".", 1) if abs(number) < 0.995 else f"{number:.2f}"
