"""The nearest passages: none is lost in a language of moderate size, and a large one is left to Chroma."""

from pathlib import Path

import numpy as np
import pytest
from bag_of_words import embed
from small_corpus import make_index, write

from index import nearest
from index.nearest import Nearest
from index.rows import Floats

ODD = "The observatory on the hill owns a telescope from 1888."


def opened(folder: Path, texts: dict[str, str]) -> Nearest:
    return make_index(folder, texts)._current.all()[1]


def test_one_among_hundreds_that_say_the_same_is_found(tmp_path: Path) -> None:
    texts = {f"{n}.txt": "A ship left the harbour of Brenna at night." for n in range(300)}
    found = opened(tmp_path, {**texts, "odd.txt": ODD})
    query = embed("observatory telescope")
    best, *rest = found.query(query, "en", 24)
    assert best[1] > rest[0][1] + 0.1
    assert len(rest) == 23
    assert found.query(query, "en", 1) == [best]
    assert len(found.query(query, "en", 10**8)) == 301


def test_both_ways_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = make_index(tmp_path)
    found = index._current.all()[1]
    query = embed("harbour of Brenna opened")
    for language in found.languages():
        exact = found.query(query, language, 8)
        monkeypatch.setattr(nearest, "EXACT", 0)
        by_graph = found.query(query, language, 8)
        monkeypatch.undo()
        assert [id_ for id_, _ in exact] == [id_ for id_, _ in by_graph]
        assert np.allclose([c for _, c in exact], [c for _, c in by_graph], atol=1e-5)
    assert found.query(query, "de", 8) == []


def test_a_large_language_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = make_index(tmp_path)
    monkeypatch.setattr(nearest, "EXACT", 0)
    monkeypatch.setattr("index.catalogue.Catalogue.matrix", lambda *_: pytest.fail("read"))
    assert index.search("harbour of Brenna opened")[0].passage.source == "harbour.txt"


def test_a_renamed_document_is_found_under_its_new_name(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    assert index.search("castani bătrâni")[0].passage.source == "parc.txt"
    (index.corpus / "parc.txt").rename(index.corpus / "garden.txt")
    index.sync()
    assert index.search("castani bătrâni")[0].passage.source == "garden.txt"
    write(index.corpus, {"new.txt": ODD})
    index.sync()
    assert index.search("observatory telescope")[0].passage.source == "new.txt"


def test_vectors_are_those_of_the_passages(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    catalogue = index._current.catalogue()
    ids, vectors = catalogue.matrix("en")
    one_by_one: dict[str, Floats] = catalogue.vectors(ids)
    assert ids == sorted(catalogue.passage_ids("en"))
    assert all(np.array_equal(one_by_one[id_], vector) for id_, vector in zip(ids, vectors, strict=True))
    assert catalogue.matrix("de")[0] == []
