"""`assistant index --watch`, as a process of its own, and what it says."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_corpus import write

from assistant.errors import CorpusError
from index.records import SkippedFile
from index.report import Report
from ui.watching import SHOWN, Teller

TESTS = Path(__file__).parent
NOTHING = Report(1, 1, (), (), (), (), (), 0, 1, 0.1)
MAIN = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
import index.embedding
from fakes import BagOfWordsEmbedding
index.embedding.load = lambda *_: index.embedding.Embedder(BagOfWordsEmbedding())
from ui.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_what_was_done_is_said_and_each_trouble_once(capsys: pytest.CaptureFixture[str]) -> None:
    skip = SkippedFile("a.xyz", "is odd")
    teller = Teller(replace(NOTHING, skipped=(skip,)))
    teller.tell(replace(NOTHING, skipped=(skip,)))
    assert capsys.readouterr() == ("", "")
    many = tuple(f"{number:02}.txt" for number in range(SHOWN + 3))
    teller.tell(
        replace(NOTHING, added=many, removed=("gone.txt",), skipped=(skip, SkippedFile("b.xyz", "too")))
    )
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert "23 documents added, 1 document removed in 0.1 s: now 1 document" in lines[0]
    assert lines[1:3] + lines[-2:] == ["  + 00.txt", "  + 01.txt", "  + and 3 more", "  - gone.txt"]
    assert shown.err == "Left out: 'b.xyz' too\n"
    for _ in range(2):
        teller.tell(CorpusError("It went away."))
        teller.tell_waiting(None)
    teller.tell(NOTHING)
    teller.tell(CorpusError("It went away."))
    teller.tell_waiting("Process 7 writes.")
    told = "The index was not brought up to date: It went away.\n"
    assert capsys.readouterr() == ("", f"{told}{told}Process 7 writes.\n")


@pytest.mark.real
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM"])
def test_the_folder_is_followed_until_it_is_stopped(tmp_path: Path, end: str) -> None:
    corpus = write(tmp_path / "corpus")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    lines: list[str] = []
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            MAIN,
            "index",
            "--watch",
            "--corpus",
            str(corpus),
            "--data",
            str(tmp_path / "data"),
        ],
        env={**kept, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        reading = threading.Thread(target=_collect, args=(process.stdout.readline, lines))
        reading.start()
        try:
            assert any(line.startswith("Following") for line in process.stderr)
            (corpus / "parc.txt").unlink()
            _until(lines, "  - parc.txt")
            write(corpus, {"new/stars.txt": "The observatory on the hill owns a telescope from 1888.\n"})
            _until(lines, "  + new/stars.txt")
            process.send_signal(getattr(signal, end))
            assert process.wait(30) == 0
            assert "Stopped; nothing is lost." in process.stderr.read()
        finally:
            process.kill()
            reading.join(30)
    assert "4 documents added" in lines[0]


def _collect(readline: Callable[[], str], lines: list[str]) -> None:
    for line in iter(readline, ""):
        lines.append(line.rstrip("\n"))


def _until(lines: list[str], wanted: str) -> None:
    deadline = time.monotonic() + 60
    while wanted not in lines:
        assert time.monotonic() < deadline, lines
        time.sleep(0.05)
