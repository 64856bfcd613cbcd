"""What is read of the passages that may be among the results."""

from pathlib import Path

import pytest
from small_corpus import TEXTS, make_index

from index.catalogue import Catalogue
from index.lexical import asked


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    index = make_index(tmp_path_factory.mktemp("candidates"))
    index.close()
    return Catalogue.open(index.folder, None)


def test_words_add_what_the_vectors_did_not_find(catalogue: Catalogue) -> None:
    found = catalogue.candidates("en", 2, asked("lighthouse"), [], 10, {})
    assert [c.source for c in found] == ["harbour.txt"]
    assert found[0].words > 0
    assert "lighthouse" in catalogue.passages([found[0].id])[found[0].id].text


def test_passages_found_by_vectors_are_there_without_words(catalogue: Catalogue) -> None:
    ids = sorted(catalogue.passage_ids("en"))
    found = catalogue.candidates("en", 2, asked("zebra"), ids, 10, {})
    assert [c.id for c in found] == ids
    assert {c.words for c in found} == {0.0}
    vectors = catalogue.sentence_vectors(ids)
    assert all((c.sentences == vectors[c.id]).all() and c.vector.shape == (256,) for c in found)


def test_the_limit_holds_for_words(catalogue: Catalogue) -> None:
    assert len(catalogue.candidates("en", 2, asked("pier harbour"), [], 1, {})) == 1


@pytest.mark.parametrize("language", ["zz", "und", "x'; --"])
def test_a_language_without_passages(catalogue: Catalogue, language: str) -> None:
    assert catalogue.candidates(language, 0, asked("harbour"), [], 5, {}) == []


def test_what_was_removed_is_no_candidate(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    (tmp_path / "corpus" / "parc.txt").unlink()
    index.sync()
    with Catalogue.open(index.folder, None) as catalogue:
        assert catalogue.candidates("ro", 1, asked("parcul central"), [], 5, {}) == []
    assert set(TEXTS) - {"parc.txt"} == {d.source for d in index.documents()}
