"""`index.readers.workshop` and `worker`: what a file does to a library, it does not do to this process."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from made_files import PROSE, page

from index.errors import DocumentError
from index.readers import workshop
from index.readers.workshop import Workshop

DOES = "import index.readers.worker as w, os, time, signal\nw.parse = {}\nw.serve()"
PAGE = page(f"<p>{PROSE}</p>")


def starts(monkeypatch: pytest.MonkeyPatch, what: str) -> Workshop:
    """Return a workshop whose process does something else than reading."""
    monkeypatch.setattr(workshop, "_START", DOES.format(f"lambda *given: {what}"))
    return Workshop()


def test_it_is_one_process_for_many_files() -> None:
    shop = Workshop()
    assert shop.parse(".html", PAGE, "a.html").text == PROSE
    process = shop._process
    assert shop.parse(".html", PAGE, "b.html").text == PROSE
    assert shop._process is process
    shop.close()
    assert process is not None
    assert process.poll() is not None
    assert shop.parse(".html", PAGE, "c.html").text == PROSE
    shop.close()


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("time.sleep(60)", "'a.html' takes longer than 1 s to read; split it"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "'a.html' makes its reader crash"),
        ("os._exit(3)", r"crash \(exit status 3\)"),
        ("1 / 0", "the program failed on it .ZeroDivisionError"),
        ("b'x' * 4 * 2**30", "takes more than 2 GB of memory"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems limit no memory and name other codes")
def test_a_file_costs_itself_alone(monkeypatch: pytest.MonkeyPatch, what: str, message: str) -> None:
    with monkeypatch.context() as patch:
        shop = starts(patch, what)
        patch.setattr(workshop, "SECONDS", 1.0)
        began = time.monotonic()
        with pytest.raises(DocumentError, match=message):
            shop.parse(".html", PAGE, "a.html")
        assert time.monotonic() - began < 30
    shop.close()
    assert shop.parse(".html", PAGE, "b.html").text == PROSE
    shop.close()


def test_what_a_library_prints_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = starts(monkeypatch, "(print('x' * 100), os.write(1, b'y' * 100), w.Parsed('Words.'))[-1]")
    assert shop.parse(".html", PAGE, "a.html").text == "Words."
    shop.close()


def test_several_threads_share_it() -> None:
    shop, found = Workshop(), []

    def work(number: int) -> None:
        found.append(shop.parse(".html", page(f"<p>{PROSE} Number {number}.</p>"), "a.html").text)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == [f"{PROSE} Number {number}." for number in range(8)]
    shop.close()


def test_it_ends_when_it_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "IDLE_SECONDS", 0.1)
    shop = Workshop()
    shop.parse(".html", PAGE, "a.html")
    deadline = time.monotonic() + 20
    while shop._process is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert shop._process is None


def test_a_folder_where_somebody_is_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "__init__.py").write_text("raise SystemExit('not ours')", "utf-8")
    (tmp_path / "lxml.py").write_text("raise SystemExit('not ours')", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry not in ("", ".")])
    shop = Workshop()
    assert shop.parse(".html", PAGE, "a.html").text == PROSE
    shop.close()


def test_no_library_is_imported_here(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "a.txt").write_text(PROSE, "utf-8")
    program = (
        "import sys; from pathlib import Path; from index.readers import read\n"
        "print(read(Path(sys.argv[1]), 'a').text)\n"
        "print({'lxml', 'trafilatura', 'pypdf', 'docx', 'defusedxml'} & set(sys.modules) or 'none')"
    )
    for name in ("a.html", "a.txt"):
        said = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / name)],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout  # fmt: skip
        assert said == f"{PROSE}\nnone\n"
