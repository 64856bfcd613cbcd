"""Questions drawn from the corpus: in its languages, the same again, few documents read, and each one answered."""

import shutil
from pathlib import Path

import pytest
from small_corpus import make_index

from assistant import Assistant, suggestions
from assistant.settings import Settings
from assistant.suggestions import Suggester, Suggestion, suggest
from index.index import Index

ROOT = Path(__file__).parent
# Each says the same two names in two sentences.
ENGLISH = (
    "The harbour\n\nMayor Anna Kowal met Jan Wilk on the pier. People say that Anna Kowal likes Jan Wilk.\n"
)
TEXTS = {
    "en.txt": ENGLISH,
    "pl.txt": (
        "Nowy most w mieście\n\nBurmistrz Jan Wilk otworzył wczoraj nowy most nad rzeką. "
        "Potem Jan Wilk rozmawiał długo z mieszkańcami o remoncie drogi.\n"
    ),
    "hu.txt": (
        "A könyvtár megnyitása\n\nA könyvtárat tegnap nyitotta meg Kovács Anna polgármester. "
        "A megnyitón Kovács Anna a diákok kérésére beszédet is mondott.\n"
    ),
    "ro.txt": (
        "Parcul din centrul orașului\n\nParcul a fost amenajat anul trecut de grădinarul Mihai Stan. "
        "După aceea, Mihai Stan a plantat acolo o sută de castani.\n"
    ),
}


@pytest.fixture
def any_distance(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bag of words does not see that a question is near to what answers it."""
    monkeypatch.setattr(suggestions, "_TO_SPARE", -3.0)


@pytest.mark.usefixtures("any_distance")
def test_each_language_in_turn_in_its_own_words(tmp_path: Path) -> None:
    index = make_index(tmp_path, TEXTS)
    assert suggest(index, 4) == [
        Suggestion("What do the documents say about Anna Kowal and Jan Wilk?", "en", "en.txt"),
        Suggestion("Mit írnak a dokumentumok erről: Kovács Anna?", "hu", "hu.txt"),
        Suggestion("Jan Wilk: co mówią o tym dokumenty?", "pl", "pl.txt"),
        Suggestion("Mihai Stan: ce spun documentele despre asta?", "ro", "ro.txt"),
    ]
    assert suggest(index, 4) == suggest(index, 4)
    assert len(suggest(index, 1)) == 1
    assert suggest(index, 0) == []


@pytest.mark.usefixtures("any_distance")
def test_the_newest_documents_are_asked_about(tmp_path: Path) -> None:
    texts = {
        f"{year}.txt": f" date {year}-07 {ENGLISH}".replace("Kowal", f"Kowal{'abcdefghij'[year - 2010]}")
        for year in range(2010, 2020)
    }
    found = suggest(make_index(tmp_path, texts), 2)
    assert {suggestion.source for suggestion in found} <= {f"{year}.txt" for year in range(2016, 2020)}


@pytest.mark.usefixtures("any_distance")
def test_other_languages_are_asked_about_in_english_and_by_title(tmp_path: Path) -> None:
    text = "---\ntitle: 港の開港\nlanguage: ja\n---\n昨日、新しい桟橋が開通した。市長が式典に出席した。\n"
    (found,) = suggest(make_index(tmp_path, {"ja.md": text}), 4)
    assert found == Suggestion("What do the documents say about 港の開港?", "en", "ja.md")


@pytest.mark.parametrize(
    "texts", [{"a.txt": "Nothing is named here, nor is there any title"}, {"a.txt": "1 2 3.\n"}]
)
def test_a_corpus_that_names_nothing_has_no_suggestions(tmp_path: Path, texts: dict[str, str]) -> None:
    assert suggest(make_index(tmp_path, texts), 4) == []


def test_what_is_not_near_is_not_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggestions, "_TO_SPARE", 1.1)
    assert suggest(make_index(tmp_path, TEXTS), 4) == []


@pytest.mark.usefixtures("any_distance")
def test_few_documents_are_read_and_only_their_beginnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = ENGLISH + "\n\nOf Ewa Bryl it is told later. They say of Ewa Bryl much else.\n" * 200
    index = make_index(tmp_path, {f"{number:03}.txt": long for number in range(80)})
    read: list[str] = []
    whole = index.document
    monkeypatch.setattr(index, "document", lambda source: (read.append(source), whole(source))[1])
    assert suggest(index, 4)
    assert len(read) <= suggestions.READ // suggestions.CHARACTERS + 1


@pytest.mark.usefixtures("any_distance")
def test_they_are_remembered_until_the_documents_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(tmp_path, TEXTS)
    suggester = Suggester(index)
    first = suggester.suggestions(4)
    first.clear()
    with monkeypatch.context() as patch:
        patch.setattr(Index, "document", lambda *_: pytest.fail("read again"))
        assert len(suggester.suggestions(4)) == 4
    (tmp_path / "corpus" / "en.txt").write_text(ENGLISH.replace("Kowal", "Bryl"))
    index.sync()
    assert "Anna Bryl" in suggester.suggestions(4)[0].text
    assert len(Assistant(index, None).suggestions(2)) == 2


@pytest.mark.real
@pytest.mark.parametrize("name", ["shipped", "mixed"])
def test_the_assistant_answers_each_without_a_model(name: str, tmp_path: Path) -> None:
    corpus = ROOT.parent / "corpus"
    if name == "mixed":  # every third text: enough that names come together, and soon embedded
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        for path in sorted((ROOT / "evaluation" / "sets" / "mixed" / "corpus").iterdir())[::3]:
            shutil.copy(path, corpus)
    settings = Settings(corpus=corpus, data=tmp_path / "data", llm="none")
    with Assistant.open(settings) as assistant:
        found = assistant.suggestions(8)
        assert len(found) == 8
        assert {suggestion.language for suggestion in found} >= {"hu", "pl", "ro"}
        for suggestion in found:
            answer = assistant.ask(suggestion.text)
            assert not answer.abstained, suggestion
            assert answer.claims
            assert answer.language == suggestion.language
            assert answer.standalone == suggestion.text
