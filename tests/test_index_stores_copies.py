"""What one machine keeps of a shared index: an owner's mark that stays, and a pointer that survives damage."""

from pathlib import Path

import pytest

from index.errors import DataFolderError
from index.stores.copies import OWN, OWNER, SERVED, owner_of, serve, served


def test_a_folder_keeps_its_owner_and_no_two_have_the_same(tmp_path: Path) -> None:
    first = owner_of(tmp_path / "new" / "one")
    assert owner_of(tmp_path / "new" / "one") == first
    assert owner_of(tmp_path / "two") != first
    (tmp_path / "two" / OWNER).write_text("{damaged", encoding="utf-8")
    assert owner_of(tmp_path / "two") == owner_of(tmp_path / "two")


def test_the_own_catalogue_is_read_unless_another_is_named(tmp_path: Path) -> None:
    assert served(tmp_path) == tmp_path
    serve(tmp_path, "fetched/one")
    assert served(tmp_path) == tmp_path / "fetched" / "one"
    serve(tmp_path, OWN)
    assert served(tmp_path) == tmp_path
    for damaged in ("", "{", "[]", "{}"):
        (tmp_path / SERVED).write_text(damaged, encoding="utf-8")
        assert served(tmp_path) == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == [SERVED], "nothing half written is left"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError, match="ASSISTANT_DATA"):
        owner_of(tmp_path / "file" / "index")
