"""What keeping an index costs: that the figures are of what they say."""

from pathlib import Path

import pytest

from tests.evaluation import upkeep


@pytest.mark.real
def test_unchanged_documents_are_told_from_new_ones(tmp_path: Path) -> None:
    figures = upkeep.unchanged(tmp_path, 12, 1)
    assert len(figures["unchanged, seconds"]) == 1


def test_changes_are_seen(tmp_path: Path) -> None:
    figures = upkeep.followed(tmp_path, 3, 1)
    assert figures.keys() == {
        "documents",
        *(f"{k}, median and most" for k in ("added", "changed", "removed")),
    }


def test_space_is_only_given_back_where_it_is_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep.compaction, "LEAST_BYTES", 4096)
    monkeypatch.setattr(upkeep.compaction, "LEAST_VECTORS", 10)
    given = upkeep.space(tmp_path / "a", 60, is_given_back=True)
    kept = upkeep.space(tmp_path / "b", 60, is_given_back=False)
    assert given["before, MB"].keys() == {"catalogue", "vectors"}
    assert given["after the next, MB"]["catalogue"] < kept["after the next, MB"]["catalogue"]
    assert (given["passages"], given["passages left"]) == (60, 6)
    assert upkeep.compaction.LEAST_BYTES == 4096
