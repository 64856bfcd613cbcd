"""The forms that an answer is written in, on standard output and into files."""

import json
from pathlib import Path

import pytest
from answers import QUOTE, answer, citation, hostile
from test_ui_cli import KEYS, NONSENSE, QUESTION, python

from assistant.errors import OutputError, SettingsError
from assistant.export.reading import read
from ui.cli import main
from ui.exporting import form_of, write

pytestmark = pytest.mark.usefixtures("here")

FORMS = {"markdown": "# When was", "json": "{", "html": "<!DOCTYPE html>", "text": "This is what"}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_on_standard_output(form: str, out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--format", form]) == 0
    shown = out.readouterr().out
    assert FORMS[form] in shown
    if form != "text":
        (found,) = read(shown, "output")
        assert found.answer.question == QUESTION
        assert found.alterations == ()


def test_json_by_its_old_name(out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--json"]) == 0
    assert list(json.loads(out.readouterr().out)) == KEYS
    with pytest.raises(SystemExit, match="2"):
        main(["ask", QUESTION, "--json", "--format", "html"])


@pytest.mark.parametrize(
    ("name", "words", "begins"),
    [
        ("a.md", [], "<!-- corpus-assistant: answer -->"),
        ("a.MARKDOWN", [], "<!-- corpus-assistant: answer -->"),
        ("a.html", [], "<!DOCTYPE html>"),
        ("a.json", [], "{"),
        ("a.txt", [], "This is what"),
        ("a", [], "This is what"),
        ("a.md", ["--format", "html"], "<!DOCTYPE html>"),
        ("a.md", ["--json"], "{"),
    ],
)
def test_into_a_file(
    name: str,
    words: list[str],
    begins: str,
    here: Path,
    out: pytest.CaptureFixture[str],
) -> None:
    (here / name).write_text("what was there")
    assert main(["ask", QUESTION, "-o", name, *words]) == 0
    assert (here / name).read_text("utf-8").startswith(begins)
    shown = out.readouterr()
    assert shown.out == ""
    assert f"Written to '{name}'." in shown.err


def test_abstaining_is_exit_code_3_in_every_form(here: Path) -> None:
    assert [main(["ask", NONSENSE, "--format", form]) for form in FORMS] == [3] * len(FORMS)
    assert main(["ask", NONSENSE, "-o", "a.html"]) == 3
    assert (here / "a.html").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("corpus/a.md", "which lies in the corpus"),
        ("corpus/../corpus/hu/a.md", "which lies in the corpus"),
        ("corpus", "name a file in a folder that exists"),
        ("nowhere/a.md", "name a file in a folder that exists"),
        (".", "name a file in a folder that exists"),
    ],
)
def test_where_nothing_may_be_written(
    name: str,
    message: str,
    here: Path,
    out: pytest.CaptureFixture[str],
) -> None:
    before = sorted(here.rglob("*"))
    assert main(["ask", QUESTION, "-o", name]) == 2
    assert message in " ".join(out.readouterr().err.split())
    assert sorted(here.rglob("*")) == before  # told before there is even an index


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 300)
    with pytest.raises(OutputError, match=r"could not be written to .*; name another file\.$"):
        write(answer(), "text", long)


def test_the_form_by_the_suffix() -> None:
    assert form_of(None, None) == "text"
    assert form_of(None, Path("a.HTM")) == "html"
    assert form_of("json", Path("a.html")) == "json"
    assert form_of(None, Path("a.txt")) == form_of(None, Path("answer")) == "text"


def test_a_format_that_is_not_written_is_told_before_anything_is_asked() -> None:
    with pytest.raises(SettingsError, match=r"'z\.docx'.*\.html"):
        form_of(None, Path("z.docx"))
    assert form_of("html", Path("z.docx")) == "html"


@pytest.mark.parametrize("form", FORMS)
def test_half_a_character_can_be_written(form: str, tmp_path: Path) -> None:
    write(hostile("half \udcff"), form, tmp_path / "a")
    assert "half" in (tmp_path / "a").read_text("utf-8")


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_an_output_that_lacks_letters(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = python(
        "from answers import answer, citation\n"
        "from ui.exporting import write\n"
        "write(answer(question='Gdzie jest łódź?', citations=(citation(quote='Łódź jest tu.'),)), "
        f"{form!r}, None)"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    (found,) = read(done.stdout, "output")
    assert found.answer.citations[0].quote == "Łódź jest tu."
    assert "&#321;&#243;d&#378;" in done.stdout
    assert citation().quote == QUOTE
