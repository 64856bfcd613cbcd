"""The tables of the search: the sets they rest on, how these are mixed, and the command."""

import json
from pathlib import Path

import numpy as np
import pytest
from fakes import BagOfWordsEmbedding

from assistant.errors import AssistantError
from index.embedding import Embedder
from index.languages import detect
from tests.evaluation import mixtures, retrieval_tables
from tests.evaluation.mixtures import Row
from tests.evaluation.vectors import RememberingEmbedder

SETS = {
    "xquad": (120, 612, "en ro"),
    "flores": (281, 281, "en pl hu ro"),
    "debian-handbook": (66, 66, "ar de id ja ru zh"),
    "gnome-help": (52, 52, "cs fr ko sr uk"),
}
ROWS = [
    Row(
        "a",
        {
            "en": "The harbour of Brenna was opened in 1912 by the mayor.",
            "pl": "Port w Brennej otwarto w 1912 roku.",
        },
        {"a": {"en": "When was the harbour of Brenna opened?", "pl": "Kiedy otwarto port w Brennej?"}},
    ),
    Row(
        "b",
        {
            "en": "The library keeps sixty thousand books in the old mill.",
            "pl": "Biblioteka przechowuje książki w starym młynie.",
        },
        {"b": {"en": "What does the library keep?", "pl": "Co przechowuje biblioteka?"}},
    ),
]


def bag_of_words() -> Embedder:
    return Embedder(BagOfWordsEmbedding())


class Counting(BagOfWordsEmbedding):
    def _get_text_embedding(self, text: str) -> list[float]:
        ASKED.append(text)
        return super()._get_text_embedding(text)


ASKED: list[str] = []


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_what_its_licence_file_says(name: str) -> None:
    rows = mixtures.read_set(name)
    passages, questions, languages = SETS[name]
    assert (len(rows), sum(len(row.questions) for row in rows)) == (passages, questions)
    assert len({row.id for row in rows}) == passages
    for row in rows:
        assert list(row.texts) == languages.split()
        assert all(text.strip() for text in row.texts.values())
        assert all(list(asked) == languages.split() for asked in row.questions.values())
    assert (mixtures.SETS / name / "LICENCE.md").is_file()
    assert detect(rows[0].texts[languages.split()[-1]]) == languages.split()[-1]


def test_what_is_asked_is_part_of_a_passage_where_it_is_a_sentence_but_no_title() -> None:
    [first, *_] = mixtures.read_set("debian-handbook")
    assert all(
        first.texts[language].startswith(asked) for language, asked in first.questions[first.id].items()
    )
    titled = mixtures.read_set("gnome-help")
    assert not any(row.texts["cs"].startswith(row.questions[row.id]["cs"] + "\n") for row in titled)


def test_each_passage_stands_in_each_language_once() -> None:
    corpora = list(mixtures.mixtures("x", ROWS, ["en", "pl"]))
    assert [dict(corpus.languages) for corpus in corpora] == [
        {"a.txt": "en", "b.txt": "pl"},
        {"a.txt": "pl", "b.txt": "en"},
    ]
    assert corpora[1].files["a.txt"].decode() == ROWS[0].texts["pl"]
    assert [question.lang for question in corpora[0].questions] == ["en", "pl"] * 2
    assert len({question.id for corpus in corpora for question in corpus.questions}) == 8
    alone = mixtures.one_language("x", ROWS, "pl")
    assert set(alone.languages.values()) == {question.lang for question in alone.questions} == {"pl"}


def test_a_table_puts_the_cases_of_its_corpora_together() -> None:
    corpora = mixtures.mixtures("x", ROWS, ["en", "pl"])
    table = retrieval_tables.measure("Two passages", corpora, (1, 2), bag_of_words())
    assert [made["documents"] for made in table["corpora"]] == [2, 2]
    summary = table["summary"]
    assert set(summary) == {"en->en", "en->pl", "pl->en", "pl->pl", *retrieval_tables.TOGETHER}
    assert (summary["all"]["cases"], summary["all"]["questions"]) == (8, 2)
    assert summary["own language"]["ours"]["recall@1"] == 1.0
    assert summary["all"]["ours"]["recall@2"] == 1.0
    low, high = summary["own language"]["ours"]["interval"]["recall@1"]
    assert (0 < low < 0.5, high) == (True, 1.0)


def test_pairs_are_named_by_the_language_a_text_is_in_not_by_the_one_told() -> None:
    rows = [Row("a", {"de": ROWS[0].texts["en"]}, {"a": {"de": "When?"}})]
    table = retrieval_tables.measure("x", [mixtures.one_language("x", rows, "de")], (1,), bag_of_words())
    assert set(table["summary"]) == {"de->de", "own language", "all"}
    assert table["corpora"][0]["languages told wrongly"] == 1


def test_vectors_are_made_once_and_come_back_as_they_were(tmp_path: Path) -> None:
    ASKED.clear()
    texts = ["one", "two \ud800", "one"]
    first = RememberingEmbedder(Embedder(Counting()), tmp_path / "new")
    vectors, query = first.embed_passages(texts), first.embed_query("one")
    again = RememberingEmbedder(Embedder(Counting()), tmp_path / "new")
    assert np.array_equal(again.embed_passages(texts[::-1]), vectors[::-1])
    assert np.array_equal(again.embed_query("one"), query)
    assert len(ASKED) == 3  # two passages and a query: these are embedded differently
    assert np.array_equal(vectors, bag_of_words().embed_passages(texts))
    assert again.embed_passages([]).size == 0
    other = RememberingEmbedder(Embedder(Counting(), "another"), tmp_path / "new")
    other.embed_query("one")
    assert len(ASKED) == 4


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sets cut down to two passages each, and a data folder of their own."""
    for name in SETS:
        lines = (mixtures.SETS / name / "passages.jsonl").read_text("utf-8").splitlines()[:2]
        (tmp_path / "sets" / name).mkdir(parents=True)
        (tmp_path / "sets" / name / "passages.jsonl").write_text("\n".join(lines), "utf-8")
    read = mixtures.read_set
    for module in (mixtures, retrieval_tables):
        monkeypatch.setattr(module, "read_set", lambda name: read(name, tmp_path / "sets"))
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    return tmp_path


def test_the_command_prints_and_writes_the_tables(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poquad, fillers = small / "poquad", small / "fillers"
    poquad.mkdir()
    fillers.mkdir()
    asked = [{"question": "Gdzie jest port?"}, {"question": "Kiedy?", "is_impossible": True}]
    articles = [{"paragraphs": [{"context": "Port jest w Brennej.", "qas": asked}]}]
    (poquad / "poquad.json").write_text(json.dumps({"data": articles}))
    lines = ({"title": "Parcul", "content": "Parcul are castani."}, {"sentences": ["Egy.", "Kettő."]})
    (fillers / "news.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (fillers / "more.txt").write_text("Another text.")
    out = small / "out.json"
    words = ["--only", "one-language", "--only", "shipped", "--out", str(out)]
    words += ["--poquad", str(poquad), "--fillers", str(fillers)]
    assert retrieval_tables.main(words, bag_of_words()) == 0
    written = json.loads(out.read_text("utf-8"))
    assert [table["title"] for table in written["tables"]] == [
        "XQuAD, en alone",
        "XQuAD, ro alone",
        "PoQuAD, pl alone",
        "Shipped questions among fillers",
    ]
    assert (written["embedder"], written["commit"]) == (bag_of_words().fingerprint, retrieval_tables.commit())
    assert written["tables"][2]["summary"]["all"]["cases"] == 1
    assert written["tables"][3]["corpora"][0]["documents"] == 5 + 2 * 4 + 3
    assert set(written["tables"][3]["summary"]["all"]["ours"]) >= {"recall@1", "recall@3", "recall@8"}
    shown = capsys.readouterr().out
    assert "### PoQuAD, pl alone (1 passages)" in shown
    assert "| all | rank fusion | 1.000 (" in shown


def test_without_folders_it_says_what_is_left_out(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--only", "shipped", "--only", "unseen"]
    assert retrieval_tables.main(words, bag_of_words()) == 0
    captured = capsys.readouterr()
    assert "Without --fillers" in captured.err
    assert "Shipped" not in captured.out
    assert "### GNOME help" in captured.out
    assert not list(small.rglob("retrieval-*.json"))


@pytest.mark.parametrize("option", ["--poquad", "--fillers"])
def test_a_folder_without_texts_is_told(small: Path, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = {"--poquad": "one-language", "--fillers": "shipped"}[option]
    assert retrieval_tables.main(["--only", table, option, str(small / "sets")], bag_of_words()) == 1
    assert str(small / "sets") in capsys.readouterr().err


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(SystemExit, match="2"):
        retrieval_tables.main(["--only", "xqad"])


def test_fillers_are_taken_in_turn_until_there_are_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        rows = [json.dumps({"text": name * 10}) for _ in range(5)]
        (tmp_path / name / "texts.jsonl").write_text("\n".join(rows))
    monkeypatch.setattr(mixtures, "FILLER_CHARACTERS", 100)
    sources = [
        s for s in mixtures.shipped([tmp_path / "one", tmp_path / "two"]).files if s.startswith("fillers")
    ]
    assert [source[8] for source in sources] == ["0", "1", "0", "1"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(AssistantError, match="no texts"):
        mixtures.shipped([tmp_path / "empty"])
