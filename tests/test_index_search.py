"""What a search finds, and what it leaves out."""

from pathlib import Path

import numpy as np
import pytest
from bag_of_words import features
from small_corpus import TEXTS, make_index, write

from index.embedding import load
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


ODD = {
    "a letter": "x",
    "a sign": "水",
    "numbers": "1234",
    "punctuation": "???",
    "quotes": "\"'*:^()-NEAR/3",
    "emoji": "🇷🇺🎙",
    "NUL and half a character": "\0\ud800",
    "NUL within": "har\0bour",
    "right to left": "\u202eשלום עולם مرحبا",
    "5,000 words": "word " * 5000,
    "5,000 different words": " ".join(f"w{n}" for n in range(5000)),
    "one endless word": "x" * 50_000,
    "words of SQL": "AND OR NOT '; DROP TABLE passages; --",
}


@pytest.mark.parametrize("query", ODD.values(), ids=ODD)
def test_odd_queries_do_no_harm(index: Index, query: str) -> None:
    found = index.search(query, limit=20)
    assert {hit.passage.source for hit in found} == set(TEXTS)
    assert all(np.isfinite(hit.score) for hit in found)


@pytest.mark.parametrize("query", ["", " \n\t", "\u3000"])
def test_a_blank_query_is_an_error(index: Index, query: str) -> None:
    with pytest.raises(FilterError, match="The query is empty"):
        index.search(query)


def test_a_query_that_is_a_book_is_an_error(index: Index) -> None:
    with pytest.raises(FilterError, match="The query has 50,001 characters; search for at most 50,000"):
        index.search("x" * 50_001)


@pytest.mark.parametrize("limit", [0, -1, -(10**20)])
def test_no_limit_below_one(index: Index, limit: int) -> None:
    with pytest.raises(FilterError, match=f"{limit} passages cannot be looked for"):
        index.search("Brenna", limit)


@pytest.mark.parametrize("limit", [1000, 2**31, 2**63, 10**30])
def test_a_huge_limit_is_all_there_is(index: Index, limit: int) -> None:
    assert {hit.passage.source for hit in index.search("Brenna", limit)} == set(TEXTS)


def test_filters_that_match_nothing_are_logged_with_the_reason(
    index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    assert index.search("Brenna", filters=Filters(languages=["xx"])) == []
    assert caplog.text == ""  # whoever asked says it
    index.log_no_match(Filters(languages=["xx"]))
    assert "language xx. Languages to choose from: en (1), hu (1), pl (1), ro (1)." in caplog.text
    assert index.no_match(Filters(languages=["xx"])) is not None
    assert index.no_match(Filters(languages=["ro"])) is index.no_match(None) is None


def test_one_single_passage(tmp_path: Path) -> None:
    index = make_index(tmp_path, {"only.txt": "A.\n"})
    for query in ("A", "hány kötetet őriz a könyvtár", "???", "w " * 5000):
        assert [hit.passage.source for hit in index.search(query, limit=3)] == ["only.txt"]


def test_languages_and_scripts_mixed_in_one_passage(tmp_path: Path) -> None:
    mixed = "Most nad rzeką. The pier of Brenna. שלום עולם. Parcul central. 漢字仮名。 \u202eمرحبا\n"
    index = make_index(tmp_path, TEXTS | {"mixed.txt": mixed})
    for query in ("שלום עולם", "漢字仮名", "مرحبا"):
        hit = index.search(query)[0].passage
        assert hit.source == "mixed.txt"
        assert index.document("mixed.txt").text[hit.start : hit.end] == hit.text


# --- with the bundled model ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """One document each in Polish, Hungarian, Romanian and a mixture of languages, and thirty in English."""
    folder = tmp_path_factory.mktemp("real")
    mills = {
        f"m{n:02}.txt": f"The old mill of village {n} grinds corn for the {n} families.\n" for n in range(29)
    }
    mixed = "Kim i Ławrow. שלום עולם, ברוכים הבאים. Parcul central. \u202eمرحبا بالعالم 漢字仮名。\n"
    index = Index(
        write(folder / "corpus", TEXTS | mills | {"mixed.txt": mixed}), folder / "data", load("bundled")
    )
    index.sync()
    return index


@pytest.mark.real
@pytest.mark.parametrize("name", ODD)
def test_odd_queries_do_the_bundled_model_no_harm(real_index: Index, name: str) -> None:
    found = real_index.search(ODD[name][:3000], limit=10**9)
    assert {hit.passage.source for hit in found} >= set(TEXTS)
    assert all(np.isfinite(hit.score) for hit in found)


@pytest.mark.real
@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("How many volumes does the town library keep?", "hu/konyvtar.md"),
        ("Ile książek ma biblioteka miejska?", "hu/konyvtar.md"),
        ("hány kötetet őriz a városi könyvtár?", "hu/konyvtar.md"),
        ("Who designed the central park?", "parc.txt"),
        ("Melyik évben épült a vörös téglahíd a folyó felett?", "most.txt"),
        ("שלום עולם", "mixed.txt"),
    ],
)
def test_the_only_passage_in_a_language_is_found_from_any_other(
    real_index: Index, query: str, source: str
) -> None:
    assert source in [hit.passage.source for hit in real_index.search(query, limit=3)]


@pytest.mark.real
def test_the_end_of_a_pasted_text_finds_what_it_is_about(real_index: Index) -> None:
    mills = "The old mill of the village grinds corn for the families who live near it. " * 26
    park = (
        "The central park of the town was laid out by a gardener; old chestnuts and an oak grow there. " * 20
    )
    without, found = (
        {hit.passage.source: hit.score for hit in real_index.search(text, limit=40)}
        for text in (mills, mills + park)
    )
    assert found["parc.txt"] > without["parc.txt"] + 0.01
    assert max(set(TEXTS), key=found.__getitem__) == "parc.txt"


def test_a_mistaken_filter_says_how_to_write_it() -> None:
    with pytest.raises(FilterError, match="put it into"):
        Filters(languages="pl")
