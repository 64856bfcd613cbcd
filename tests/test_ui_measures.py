"""Tables of an evaluation: they fit, and say what each figure rests on."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.evaluation import MEASURES, Result, comparison, summary
from ui.measures import bounded, print_comparison, print_faults, print_measures


def result(**values: Any) -> Result:
    none: dict[str, Any] = dict.fromkeys(MEASURES)
    row = {"id": "x", "lang": "en", "kind": "fact", "near_miss": None, "text": "", "seconds": {"total": 0.25}}
    return Result(**{**row, **none, **values})


def shown(results: list[Result], out: pytest.CaptureFixture[str]) -> list[str]:
    print_measures(summary(results))
    return out.readouterr().out.splitlines()


def test_every_line_fits_and_every_figure_has_its_n(capsys: pytest.CaptureFixture[str]) -> None:
    languages = ["en", "pl", "hu", "ro", "de", "uk", "fr"]
    rows = [
        result(lang=language, kind=f"kind {language}", good=True, precision=0.5) for language in languages
    ]
    lines = shown([*rows, result(kind="unanswerable", wrongly_answered=True)], capsys)
    assert max(map(len, lines)) <= 100
    assert "8 questions         all" in lines
    assert "  good              1.00 (.65-1.00) 7" in lines
    assert "  wrongly answered  1.00 (.21-1.00) 1" in lines
    assert sum(line.startswith("by language") for line in lines) == 2  # too many for one table
    assert lines[-1].split() == ["total", "0.25", "0.25", "of", "8"]


def test_what_nothing_counts_for_has_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown([result(good=True), result(good=False, kind="multi")], capsys)
    assert not any("evidence" in line or "refused" in line for line in lines)
    assert not any(line.startswith("by language") for line in lines)  # one group says nothing new
    assert any(line.split() == ["by", "kind", "fact", "multi"] for line in lines)


def test_groups_that_nothing_counts_for_have_no_column(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        result(id="a", good=True),
        result(id="b", kind="multi", good=True),
        result(id="c", kind="unanswerable"),
    ]
    print_comparison(comparison(rows, [replace(row, good=row.good and row.id != "a") for row in rows]))
    lines = capsys.readouterr().out.splitlines()
    assert " ".join(lines[2].split()) == "good 1.00 .50 -.50 (-1.00 to +.56) of 2 0 1"
    assert [line.split() for line in lines if line.startswith("difference")] == [
        ["difference", "by", "kind", "fact", "multi"]
    ]
    assert lines[-1] == "good, worse (1): a"


def test_no_questions(capsys: pytest.CaptureFixture[str]) -> None:
    assert [line.rstrip() for line in shown([], capsys) if line] == ["0 questions"]


def test_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    print_faults({"wrongly_refused": ["a", "b"]})
    assert capsys.readouterr().out == "wrongly refused (2): a b\n"


def test_a_figure_with_its_bounds() -> None:
    assert bounded(0.625, [0.386, 0.815]) == ".62 (.39-.81)"
    assert bounded(1.0, [0.8, 1.0]) == "1.00 (.80-1.00)"
    assert bounded(-0.25, [-0.5, 0.004]) == "-.25 (-.50-.00)"
