"""One writer per index; a dead writer never blocks the next."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index.errors import DataFolderError, LockedError
from index.lock import NOTE, writer_lock

HOLDER = """
import sys, time
from pathlib import Path
from index.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        note = json.loads((tmp_path / NOTE).read_text(encoding="utf-8"))
        assert note["pid"] == os.getpid()
        with pytest.raises(LockedError) as caught, writer_lock(tmp_path):
            pass
    for value in (note["host"], note["command"], note["started"], str(os.getpid())):
        assert value in str(caught.value)
    with writer_lock(tmp_path):
        pass
    assert not (tmp_path / NOTE).exists()


def test_a_killed_writer_releases_the_lock(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid} "), writer_lock(tmp_path):
            pass
        holder.kill()
    with writer_lock(tmp_path):
        assert json.loads((tmp_path / NOTE).read_text(encoding="utf-8"))["pid"] == os.getpid()


def test_a_writer_may_wait(tmp_path: Path) -> None:
    entered, released = threading.Event(), threading.Event()

    def hold() -> None:
        with writer_lock(tmp_path):
            entered.set()
            time.sleep(0.3)
            released.set()

    thread = threading.Thread(target=hold)
    thread.start()
    assert entered.wait(5)
    with pytest.raises(LockedError), writer_lock(tmp_path, wait_s=0.05):
        pass
    told: list[str] = []
    with writer_lock(tmp_path, 10, told.append):
        assert released.is_set()
    assert [f"process {os.getpid()} " in holder for holder in told] == [True]
    thread.join(5)


def test_a_holder_without_a_note_is_another_process(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        (tmp_path / NOTE).write_text("{", encoding="utf-8")
        with pytest.raises(LockedError, match="by another process"), writer_lock(tmp_path):
            pass


def test_a_failing_block_releases_the_lock(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), writer_lock(tmp_path):
        raise KeyboardInterrupt
    with writer_lock(tmp_path):
        pass


def test_a_note_that_cannot_be_deleted_keeps_no_lock(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        (tmp_path / NOTE).unlink()
        (tmp_path / NOTE).mkdir()
    (tmp_path / NOTE).rmdir()
    with writer_lock(tmp_path):
        pass


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError, match="ASSISTANT_DATA"), writer_lock(tmp_path / "file" / "index"):
        pass
