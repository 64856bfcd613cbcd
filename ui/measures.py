"""What the terminal shows of an evaluation: tables that fit into its width, each figure with its interval and n.

Proved by `tests/test_ui_measures.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from assistant.evaluation import MEASURES, About
from assistant.evaluation.comparison import COMPARED
from ui import terminal

# Beside a measure's name and the columns' distance.
GAP = 2


def print_measures(summary: Mapping[str, Any]) -> None:
    """Print `assistant.evaluation.summary`: each measure in all and by group, and the seconds of each stage."""
    count = f"{summary['questions']} questions"
    if not summary["questions"]:
        terminal.show(count)
        return
    _print_table(count, {"all": summary})
    for name, groups in _groups(summary):
        _print_table(name, groups)
    if summary["seconds"]:
        width = max(map(len, summary["seconds"]))
        terminal.show(f"\n{'seconds':<{width + GAP}}  median     90 %")
        for stage, times in summary["seconds"].items():
            terminal.show(f"  {stage:<{width}}{times['median']:>8.2f} {times['p90']:>8.2f}  of {times['of']}")


def print_about(about: About, answered: int, name: str = "") -> None:
    """Print what a run's results rest on, and how much of it is done when not all is."""
    done = "" if answered == about.count else f"; {answered} of {about.count} questions answered so far"
    terminal.show(f"{name and f'{name}: '}{about.model}, {about.embedder}, on {about.started}{done}")
    terminal.show(f"  {about.file}, part {about.part}; version {about.version}, code {about.code}")


def print_comparison(table: Mapping[str, Any]) -> None:
    """Print `assistant.evaluation.comparison`: each measure of both runs, the difference, and which questions changed.

    By kind and by language only what changed at all.
    """
    head = max(map(len, COMPARED)) + 2 * GAP
    titles = ("first", "second", "difference", "better", "worse")
    count = f"{table['questions']} questions"
    terminal.show(f"\n{count:<{head}}{_compared(titles)}")
    for name in COMPARED:
        measure = table[name]
        if not measure["of"]:
            continue
        difference = f"{_cell_of_difference(measure)} of {measure['of']}"
        ids = (str(len(measure["gained"])), str(len(measure["lost"])))
        row = (_short(measure["first"]), _short(measure["second"]), difference, *ids)
        terminal.show(f"  {_words(name):<{head - GAP}}{_compared(row)}")
    for stage, times in table["seconds"].items():
        cells = (
            f"{times['first']:.2f}",
            f"{times['second']:.2f}",
            f"median seconds of {times['of']}",
            "",
            "",
        )
        terminal.show(f"  {stage:<{head - GAP}}{_compared(cells)}")
    changed = [name for name in COMPARED if table[name]["gained"] or table[name]["lost"]]
    for name, groups in _groups(table) if changed else ():
        _print_table(f"difference {name}", groups, changed, _cell_of_difference)
    terminal.show("" if changed else "\nNo question has changed.")
    for name in changed:
        for word, ids in (("better", table[name]["gained"]), ("worse", table[name]["lost"])):
            if ids:
                terminal.show(f"{_words(name)}, {word} ({len(ids)}): {' '.join(ids)}")


def print_faults(faults: Mapping[str, Sequence[str]]) -> None:
    """Print which questions failed, by the measure that they failed."""
    for name, ids in faults.items():
        terminal.show(f"{_words(name)} ({len(ids)}): {' '.join(ids)}")


def print_retrieval(summary: Mapping[str, Any]) -> None:
    """Print the measures of `assistant.evaluation.retrieval.summary`: a line for each way of searching.

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


def _groups(table: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return what results are grouped by, where there is more than one group."""
    return [(name, groups) for name, groups in table.items() if name.startswith("by ") and len(groups) > 1]


def _print_table(
    title: str,
    columns: Mapping[str, Mapping[str, Any]],
    rows: Sequence[str] = MEASURES,
    cell: "Callable[[Mapping[str, Any]], str] | None" = None,
) -> None:
    """Print a line for each measure and a column for each group; as many columns together as there is room for.

    Groups that no measure applies to are left out.
    """
    told = {name: column for name, column in columns.items() if any(column[row]["of"] for row in rows)}
    shown = {name: {row: (cell or _cell)(column[row]) for row in rows} for name, column in told.items()}
    widths = {name: max(len(name), *map(len, cells.values())) + GAP for name, cells in shown.items()}
    head = max(len(title), *(len(row) + GAP for row in rows)) + GAP
    for names in _fitting(widths, terminal.WIDEST - head):
        titles = "".join(f"{name:<{widths[name]}}" for name in names)
        terminal.show(f"\n{title:<{head}}{titles}".rstrip())
        for row in rows:
            if any(columns[name][row]["of"] for name in names):
                cells = "".join(f"{shown[name][row]:<{widths[name]}}" for name in names)
                terminal.show(f"  {_words(row):<{head - GAP}}{cells}".rstrip())


def _fitting(widths: Mapping[str, int], room: int) -> Iterator[list[str]]:
    """Yield names, as many at a time as fit; at least one."""
    some: list[str] = []
    for name, width in widths.items():
        if some and sum(widths[one] for one in some) + width > room:
            yield some
            some = []
        some.append(name)
    if some:
        yield some


def _cell(measure: Mapping[str, Any]) -> str:
    if not measure["of"]:
        return "-"
    return f"{bounded(measure['value'], measure['interval'])} {measure['of']}"


def _cell_of_difference(measure: Mapping[str, Any]) -> str:
    if not measure["of"]:
        return "-"
    low, high = measure["interval"]
    return f"{_signed(measure['difference'])} ({_signed(low)} to {_signed(high)})"


def _compared(cells: Sequence[str]) -> str:
    return "".join(f"{cell:<{width}}" for cell, width in zip(cells, (8, 8, 32, 8, 8), strict=True)).rstrip()


def _words(name: str) -> str:
    return name.replace("_", " ")


def _signed(number: float) -> str:
    return f"+{_short(number)}" if round(number, 2) > 0 else _short(number)


def _short(number: float) -> str:
    return f"{number:.2f}".replace("0.", ".", 1) if abs(number) < 0.995 else f"{number:.2f}"
