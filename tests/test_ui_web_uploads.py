"""What browsers send: which files are taken for it, and that none stays."""

import os
import time
from pathlib import Path

import pytest

from ui.web import uploads
from ui.web.uploads import AGE_S, Uploads


@pytest.fixture
def folder(tmp_path: Path) -> Uploads:
    (tmp_path / "sent").mkdir()
    return Uploads(tmp_path / "sent")


def put(folder: Uploads, name: str, age: float = 0.0, size: int = 1) -> Path:
    path = folder.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_only_what_lies_in_the_folder_is_a_file_that_was_sent(folder: Uploads, tmp_path: Path) -> None:
    sent = put(folder, "a/report.txt")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (folder.folder / "link").symlink_to(secret)
    assert folder.file(str(sent)) == sent.resolve()
    for path in (secret, folder.folder / "link", folder.folder / "../secret.txt", folder.folder, sent / "x"):
        assert folder.file(str(path)) is None
    for said in ("", "\0", f"{sent}\0", "\ud800", "x" * 9000, f"{folder.folder}/{'x' * 5000}", "C:\\a.txt"):
        assert folder.file(said) is None


def test_what_was_never_added_is_deleted_after_a_while(folder: Uploads) -> None:
    old, new = put(folder, "a/old.txt", AGE_S + 1), put(folder, "b/new.txt")
    broken_off = put(folder, "tmpabc", AGE_S + 1)
    folder.sweep()
    assert not old.exists()
    assert not old.parent.exists()
    assert not broken_off.exists()
    assert new.exists()


def test_the_oldest_goes_when_there_is_too_much(folder: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 250)
    paths = [put(folder, f"{age}/a.txt", age, 100) for age in (30, 20, 10)]
    folder.sweep()
    assert [path.exists() for path in paths] == [False, True, True]


def test_a_link_in_the_folder_leads_to_no_other_file(folder: Uploads, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("kept")
    link = folder.folder / "link"
    link.symlink_to(other)
    os.utime(link, (1, 1), follow_symlinks=False)
    folder.sweep()
    assert not link.is_symlink()
    assert other.read_text() == "kept"
