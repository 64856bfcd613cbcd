"""Search as it is usually built: it must be built fairly, or the comparison is worth nothing."""

from pathlib import Path

import pytest
from small_corpus import TEXTS, make_index

from index.index import Index

QUERIES = ("harbour of Brenna opened", "remont mostu", "parcul central", "x")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("baselines"))


@pytest.mark.parametrize("query", QUERIES)
def test_plain_cosine_is_the_order_of_the_cosines(index: Index, query: str) -> None:
    vector = index.embedder.embed_query(query)
    texts = [place[0].text for place in index.rankings(query, 50)["plain cosine"]]
    cosines = (index.embedder.embed_passages(texts) @ vector).tolist()
    assert cosines == pytest.approx(sorted(cosines, reverse=True), abs=1e-5)
    assert len(texts) == sum(document.passages for document in index.documents())


def test_rank_fusion_puts_first_what_both_put_first(index: Index) -> None:
    first = index.rankings("When was the harbour of Brenna opened in 1912?", 10)["rank fusion"][0]
    assert first[0].source == "harbour.txt"


def test_rank_fusion_finds_words_that_the_vectors_do_not(tmp_path: Path) -> None:
    texts = {f"a{n:03}.txt": f"The old mill of village {n} grinds corn.\n" for n in range(90)}
    filler = " ".join(f"{word}{n}" for n in range(9) for word in ("wind", "river", "stone", "cloud", "field"))
    texts["b.txt"] = f"Vostochny and {filler}.\n"
    found = make_index(tmp_path, texts).rankings("old mill Vostochny", 5)
    assert "b.txt" not in {place[0].source for place in found["plain cosine"]}
    assert "b.txt" in {place[0].source for place in found["rank fusion"]}


@pytest.mark.parametrize("query", QUERIES)
def test_ours_is_the_search(index: Index, query: str) -> None:
    ours = [place[0] for place in index.rankings(query, 4)["ours"]]
    assert ours == [hit.passage for hit in index.search(query, 4)]


def test_the_limit_holds_for_all(index: Index) -> None:
    assert {way: len(found) for way, found in index.rankings("Brenna harbour", 2).items()} == {
        "ours": 2,
        "plain cosine": 2,
        "rank fusion": 2,
    }
    assert len(TEXTS) > 2
