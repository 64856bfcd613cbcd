"""An index of an earlier version of the program: made again beside the old one, with its vectors."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from bag_of_words import BagOfWords
from corpora import contents, many, write
from fakes import BagOfWordsEmbedding

from assistant import Assistant, Settings
from index.catalogue import Catalogue
from index.database import FILE, SCHEMA
from index.embedding import Embedder
from index.errors import EmbedderError, FingerprintError, OutdatedError
from index.folders import index_folder
from index.reuse import is_outdated
from index.sync import sync

PRINT = BagOfWords().fingerprint


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", many(8))


@pytest.fixture
def folder(corpus: Path, tmp_path: Path) -> Path:
    """The index of the corpus as another version of the program left it."""
    folder = tmp_path / "data" / "index"
    sync(corpus, folder, BagOfWords())
    age(folder)
    return folder


def age(folder: Path, statement: str = f"PRAGMA user_version = {SCHEMA - 1}") -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        connection.execute(statement)


def reshape(old: str, new: str) -> str:
    return f"UPDATE meta SET value = replace(value, '{old}', '{new}') WHERE key = 'fingerprint'"


def fresh(corpus: Path, tmp_path: Path) -> dict[str, object]:
    sync(corpus, tmp_path / "fresh", BagOfWords())
    return contents(tmp_path / "fresh")


def test_it_is_made_again_with_its_vectors(corpus: Path, folder: Path, tmp_path: Path) -> None:
    assert is_outdated(folder, PRINT)
    write(corpus, {"new.txt": "A ship left."})
    (corpus / "001.txt").unlink()
    embedder = BagOfWords()
    report = sync(corpus, folder, embedder)
    assert (report.embedded, report.documents, report.generation > 1) == (1, 8, True)
    assert not any("Wonsan" in text for text in embedder.texts)
    assert not is_outdated(folder, PRINT)
    assert not sync(corpus, folder, BagOfWords()).changed
    assert contents(folder) == fresh(corpus, tmp_path)


@pytest.mark.parametrize(("part", "embedded"), [("words-", 0), ("sentences-", 8)])
def test_one_that_was_shaped_otherwise(
    corpus: Path, folder: Path, tmp_path: Path, part: str, embedded: int
) -> None:
    age(folder, f"PRAGMA user_version = {SCHEMA}")
    assert not is_outdated(folder, PRINT)
    age(folder, reshape(part, f"{part}0"))
    with pytest.raises(OutdatedError, match="another version of this program"):
        Catalogue.open(folder, PRINT)
    assert sync(corpus, folder, BagOfWords()).embedded == embedded
    assert contents(folder) == fresh(corpus, tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET title = x'4f74686572'",  # the same place of the same file, read otherwise
        "UPDATE texts SET data = x'4f74686572'",
        "DROP TABLE vectors",
        "ALTER TABLE passages RENAME COLUMN heading TO header",
        "UPDATE vectors SET vector = 'text', sentences = 5",
        "UPDATE vectors SET vector = x'00', sentences = x'00'",
    ],
)
def test_what_cannot_be_taken_over_is_embedded(
    corpus: Path, folder: Path, tmp_path: Path, statement: str
) -> None:
    age(folder, statement)
    assert sync(corpus, folder, BagOfWords()).embedded == 8
    assert contents(folder) == fresh(corpus, tmp_path)


def test_another_model_is_never_made_over_unasked(corpus: Path, folder: Path) -> None:
    for schema in (SCHEMA - 1, SCHEMA):
        age(folder, f"PRAGMA user_version = {schema}")
        with pytest.raises(FingerprintError):
            sync(corpus, folder, BagOfWords("other"))


def test_a_rebuild_that_is_asked_for_takes_nothing_over(corpus: Path, folder: Path) -> None:
    assert sync(corpus, folder, BagOfWords(), rebuild=True).embedded == 8


def test_until_it_is_made_the_old_one_stays(corpus: Path, folder: Path, tmp_path: Path) -> None:
    write(corpus, {"new.txt": "A ship left."})
    before = (folder / FILE).read_bytes()
    embedder = BagOfWords()

    def fail(_: list[str]) -> None:
        raise EmbedderError("The model is gone.")

    embedder.embed_passages = fail  # type: ignore[assignment]
    with pytest.raises(EmbedderError):
        sync(corpus, folder, embedder)
    assert (folder / FILE).read_bytes() == before
    assert is_outdated(folder, PRINT)
    assert sync(corpus, folder, BagOfWords()).embedded == 1
    assert contents(folder) == fresh(corpus, tmp_path)


def test_the_assistant_makes_it_again_before_it_answers(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.opening.load", lambda *_: Embedder(BagOfWordsEmbedding()))
    settings = Settings(corpus=corpus, data=tmp_path / "data", llm="none")
    Assistant.open(settings).close()
    age(index_folder(settings.data, corpus))
    with Assistant.open(settings) as assistant:
        assert assistant.sync_report is not None
        assert (assistant.sync_report.embedded, len(assistant.documents())) == (0, 8)
        assert assistant.search("Kim Lavrov Wonsan")


def test_nothing_and_damage_are_not_outdated(folder: Path, tmp_path: Path) -> None:
    assert not is_outdated(tmp_path / "none", PRINT)
    (folder / FILE).write_bytes(b"damaged " * 5000)
    assert not is_outdated(folder, PRINT)
    shutil.rmtree(folder)
