"""Files written whole or not at all."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.private import DRAFT, clear_drafts, draft


def test_a_published_file_replaces_another_and_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    for content in (b"first", b"second"):
        with draft(folder, [content[:2], content[2:]]) as written:
            written.publish(folder / "file")
    assert (folder / "file").read_bytes() == b"second"
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert stat.S_IMODE((folder / "file").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    with draft(tmp_path, [b"a", b"bc"]) as written:
        assert written.digest.startswith("ba7816bf8f01cfea")


def test_what_fails_halfway_leaves_what_was_there(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("gone")

    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(OSError, match="gone"), draft(tmp_path, broken()) as written:
        written.publish(tmp_path / "file")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"file": b"old"}


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / f"{DRAFT}left").write_bytes(b"half")
    (tmp_path / "kept").write_bytes(b"")
    clear_drafts(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
