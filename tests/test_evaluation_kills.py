"""Writers killed while their corpus changes, and what tells two indexes apart."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from bag_of_words import BagOfWords, embed
from corpora import many, open_store, write

from index.database import FILE
from index.sync import sync
from tests.evaluation.equality import differences, holdings
from tests.evaluation.kills import run

PRINT = BagOfWords().fingerprint


@pytest.mark.real
@pytest.mark.skipif(os.name == "nt", reason="Windows has no forkserver")
def test_killed_again_and_again_it_ends_as_a_fresh_build(tmp_path: Path) -> None:
    figures = run(tmp_path, documents=80, kills=6, seed=3)
    assert sum(figures["kills"].values()) == 6
    assert figures["files"].keys() == {"added", "changed", "removed"}
    assert figures["reader"]["searches"] > 20
    assert figures["reader"]["first failures"] == []
    assert figures["documents"] > 20
    assert {kind: count for kind, count in figures["differences"].items() if count} == {}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    sync(write(tmp_path / "corpus", many(6)), tmp_path / "index", BagOfWords())
    return tmp_path / "index"


SPOILED = {
    "texts": "UPDATE texts SET data = x'4f74686572' WHERE rowid = 1",
    "documents": "UPDATE documents SET content_hash = 'other' WHERE row = 1",
    "passages": "UPDATE passages SET end = end - 1 WHERE row = 1",
    "sums": "UPDATE sums SET count = count + 1 WHERE language = 'en'",
    "words of passages": "UPDATE words_656e SET tokens = 'other' WHERE rowid = 1",
    "rows that no reader sees": "INSERT INTO texts VALUES (99, 0, 'left')",
    "profiles": "INSERT INTO profiles VALUES ('xx', '')",
}


@pytest.mark.parametrize("kind", SPOILED)
def test_each_kind_of_difference_is_seen(built: Path, tmp_path: Path, kind: str) -> None:
    shutil.copytree(built, tmp_path / "other")
    expected = holdings(built, PRINT)
    assert set(differences(holdings(tmp_path / "other", PRINT), expected).values()) == {0}
    with closing(sqlite3.connect(tmp_path / "other" / FILE)) as connection, connection:
        assert connection.execute(SPOILED[kind]).rowcount == 1
    assert differences(holdings(tmp_path / "other", PRINT), expected)[kind] > 0


def test_other_vectors_and_other_ids_in_chroma_are_seen(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "other")
    expected = holdings(built, PRINT)
    with open_store(tmp_path / "other") as store:
        store.add("en", ["stranger"], np.stack([embed("stranger")]))
    with closing(sqlite3.connect(tmp_path / "other" / FILE)) as connection, connection:
        vector = embed("something else").tobytes()
        connection.execute("UPDATE vectors SET vector = ? WHERE passage = 1", (vector,))
    found = differences(holdings(tmp_path / "other", PRINT), expected)
    assert (found["Chroma's ids"], found["vectors"], found["sums that are not those of the vectors"]) == (
        1,
        1,
        1,
    )
