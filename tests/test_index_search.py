"""What a search finds, and what it leaves out."""

from pathlib import Path

import pytest
from bag_of_words import features
from small_corpus import TEXTS, make_index

from index.errors import FilterError
from index.filters import Filters
from index.index import Index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("search"))


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("When was the harbour of Brenna opened?", "harbour.txt"),
        ("kto zapowiedział remont mostu", "most.txt"),
        ("hány kötetet őriz a könyvtár", "hu/konyvtar.md"),
        ("cine a amenajat parcul central", "parc.txt"),
    ],
)
def test_the_best_passage_comes_first(index: Index, query: str, source: str) -> None:
    found = index.search(query)
    assert found[0].passage.source == source
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_passages_are_verbatim(index: Index) -> None:
    for hit in index.search("Brenna", limit=20):
        passage = hit.passage
        assert index.document(passage.source).text[passage.start : passage.end] == passage.text


def test_limit_holds(index: Index) -> None:
    assert len(index.search("Brenna", limit=2)) == 2


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        (Filters(languages=["pl"]), {"most.txt"}),
        (Filters(languages=["pl", "hu"]), {"most.txt", "hu/konyvtar.md"}),
        (Filters(date_from="2025"), {"most.txt"}),
        (Filters(date_to="2024-12-31"), {"hu/konyvtar.md"}),
        (Filters(sources=["hu"]), {"hu/konyvtar.md"}),
        (Filters(sources=["*r*.txt"], languages=["en", "ro"]), {"harbour.txt", "parc.txt"}),
        (Filters(languages=["de"]), set()),
        (Filters(date_from="2030"), set()),
    ],
)
def test_filters_narrow_the_search(index: Index, filters: Filters, sources: set[str]) -> None:
    found = index.search("Brenna könyvtár parc most", limit=20, filters=filters)
    assert {hit.passage.source for hit in found} == sources


def test_a_narrow_filter_finds_what_lies_far_down(tmp_path: Path) -> None:
    near = {f"a{n:03}.txt": f"The red bridge of town {n} was built in {1900 + n}.\n" for n in range(60)}
    far = {
        "z.txt": "Gardeners planted many trees, and one of them stands near a bridge in the old town today.\n"
    }
    index = make_index(tmp_path, near | far)
    found = index.search("red bridge built", limit=1, filters=Filters(sources=["z.txt"]))
    assert [hit.passage.source for hit in found] == ["z.txt"]


def test_the_same_text_twice_takes_one_place(tmp_path: Path) -> None:
    index = make_index(tmp_path, TEXTS | {"copy.txt": TEXTS["parc.txt"]})
    found = index.search("parcul central", limit=20)
    hits = [hit for hit in found if "grădinarul Mihai Stan" in hit.passage.text]
    assert len(hits) == 1
    assert {hits[0].passage.source, *(copy.source for copy in hits[0].copies)} == {"parc.txt", "copy.txt"}
    assert hits[0].to_dict()["copies"][0]["source"] == hits[0].copies[0].source


def test_many_copies_leave_room_for_others(tmp_path: Path) -> None:
    copies = {f"copy{n:03}.txt": TEXTS["harbour.txt"] for n in range(80)}
    found = make_index(tmp_path, TEXTS | copies).search("harbour of Brenna", limit=3)
    assert len(found) == 3
    assert len({hit.passage.text for hit in found}) == 3


def test_words_find_what_the_vectors_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = set(features("Vostochny"))
    monkeypatch.setattr("bag_of_words.features", lambda text: [f for f in features(text) if f not in unknown])
    texts = {f"a{n:03}.txt": f"The old mill of village {n} grinds corn.\n" for n in range(90)}
    texts["b.txt"] = "The old mill of village 95 near Vostochny grinds corn.\n"
    found = make_index(tmp_path, texts).rankings("Vostochny", 10)
    assert "b.txt" not in {place[0].source for place in found["plain cosine"]}
    assert found["ours"][0][0].source == "b.txt"


def test_the_only_passage_in_a_language_is_found(tmp_path: Path) -> None:
    texts = {f"a{n:03}.txt": f"The old mill of village {n} grinds corn.\n" for n in range(30)}
    index = make_index(tmp_path, texts | {"hu.md": TEXTS["hu/konyvtar.md"]})
    assert index.search("hány kötetet őriz a könyvtár")[0].passage.source == "hu.md"


def test_a_removed_document_is_never_found(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    assert any(hit.passage.source == "parc.txt" for hit in index.search("parcul central"))
    (tmp_path / "corpus" / "parc.txt").unlink()
    index.sync()
    assert not any(hit.passage.source == "parc.txt" for hit in index.search("parcul central", limit=50))


@pytest.mark.parametrize("query", ["x", "🇷🇺🎙", "word " * 5000, "\0\ud800", "ß"])
def test_odd_queries_do_no_harm(index: Index, query: str) -> None:
    assert isinstance(index.search(query), list)


def test_a_mistaken_filter_says_how_to_write_it() -> None:
    with pytest.raises(FilterError, match="put it into"):
        Filters(languages="pl")
