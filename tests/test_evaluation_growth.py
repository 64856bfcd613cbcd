"""What growth is measured with: an embedder whose vectors have some order, a corpus of any size."""

from pathlib import Path

import numpy as np
import pytest

from index.passages import cut
from index.readers import read
from tests.evaluation.clustered import DIMENSION, LANGUAGES, ClusteredEmbedder, words, write_corpus
from tests.evaluation.growth import COLUMNS, measure, queries, show


def test_vectors_are_the_same_in_every_run_and_lie_in_heaps() -> None:
    texts = [str(number) for number in range(400)]
    vectors = ClusteredEmbedder().embed_passages(texts)
    assert vectors.shape == (400, DIMENSION)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[7], ClusteredEmbedder().embed_query("7"))
    cosines = (vectors @ vectors.T)[np.triu_indices(400, 1)]
    assert 0.5 < np.median(cosines) < 0.8
    assert np.quantile(cosines, 0.9995) > np.median(cosines) + 0.1


def test_a_corpus_has_as_many_passages_as_it_says_in_four_languages(tmp_path: Path) -> None:
    write_corpus(tmp_path, 8)
    passages = [p for path in sorted(tmp_path.rglob("*.txt")) for p in cut(read(path, path.name))]
    assert 75 <= len(passages) <= 85
    assert {passage.language for passage in passages} == set(LANGUAGES)
    before = (tmp_path / "000" / "000003.txt").read_bytes()
    write_corpus(tmp_path / "again", 1, first=3)
    assert (tmp_path / "again" / "000" / "000003.txt").read_bytes() == before


def test_every_query_is_another_one() -> None:
    asked = queries(words())
    assert len(set(asked)) == len(asked)


@pytest.mark.real
def test_the_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    rows = measure([40])
    show(rows)
    head, line = capsys.readouterr().out.splitlines()
    assert len(head.split("  ")) >= len(COLUMNS)
    assert line.split()[0] == "40"
    assert set(rows[0]) >= {name for _, name, _ in COLUMNS}
