"""The catalogue: whole generations, hostile texts, exact sums, and files that are no catalogue."""

import hashlib
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bag_of_words import BagOfWords, embed
from corpora import many, write

from index.catalogue import Catalogue, is_built
from index.database import FILE
from index.documents import Document, Span, document_id
from index.errors import DataFolderError, DocumentError, FingerprintError, OutdatedError
from index.folders import index_folder
from index.known import New
from index.passages import Passage
from index.revision import Revision
from index.rows import BLOCK, SCALE
from index.sync import sync

PRINT = BagOfWords().fingerprint


def document(source: str, text: str) -> Document:
    content_hash = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(document_id(source), source, text, source, None, "en", None, content_hash)


def passage(document: Document, start: int, end: int, *sentences: Span, heading: str = "") -> Passage:
    key = hashlib.sha256(f"{document.id} {document.content_hash} {start} {end}".encode()).hexdigest()[:24]
    whole = sentences or (Span(start, end),)
    text = document.text[start:end]
    about = (document.title, document.date, document.language)
    file = (document.url, document.content_hash)
    return Passage(key, document.id, document.source, start, end, text, heading, *about, whole, *file)


def entry(document: Document, *passages: Passage) -> New:
    return New(document, list(passages), document.source, document.content_hash)


def embed_all(revision: Revision) -> None:
    rows = revision.waiting()
    revision.embed(
        (row, embed(t.passage), np.stack([embed(s) for s in t.sentences]))
        for row, t in zip(rows, revision.texts(rows), strict=True)
    )


def commit(folder: Path, *entries: New) -> None:
    """Make these documents the whole next generation."""
    with Revision.open(folder, PRINT, rebuild=False) as revision:
        revision.drop([row for file in revision.known().values() for row in file.rows])
        revision.add(entries)
        embed_all(revision)
        revision.commit(1)
        revision.purge()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    one, two = document("b.txt", "One. Two."), document("a.txt", "Three.")
    commit(tmp_path, entry(one, passage(one, 0, 9, Span(0, 4), Span(5, 9))), entry(two, passage(two, 0, 6)))
    return tmp_path


def test_what_goes_in_comes_out(folder: Path) -> None:
    with Catalogue.open(folder, PRINT) as catalogue:
        assert catalogue.generation == 1
        assert [(i.source, i.passages, i.characters) for i in catalogue.documents()] == [
            ("a.txt", 1, 6),
            ("b.txt", 1, 9),
        ]
        one = document("b.txt", "One. Two.")
        expected = passage(one, 0, 9, Span(0, 4), Span(5, 9))
        assert catalogue.document("b.txt") == one
        assert catalogue.passages([expected.id, "unknown"]) == {expected.id: expected}
        assert catalogue.passage_ids("en") >= {expected.id}
        assert catalogue.passage_ids("pl") == set()
        assert (catalogue.vectors([expected.id])[expected.id] == embed(expected.context + "One. Two.")).all()
        sentences = catalogue.sentence_vectors([expected.id])[expected.id]
        assert sentences == pytest.approx(np.stack([embed("One."), embed("Two.")]), abs=1e-3)
        sums = catalogue.sums()["en"]
        assert sums.count == 2
        whole = embed(expected.context + "One. Two.") + embed("a.txt\nThree.")
        assert sums.mean() == pytest.approx(whole / 2, abs=1 / SCALE)


def test_authors_and_pages_come_out(tmp_path: Path) -> None:
    one = replace(document("b.pdf", "One. Two."), author="Ewa \ud800", pages=(0, 5))
    cited = replace(passage(one, 5, 9), author=one.author, pages=((2, 5),))
    commit(tmp_path, entry(one, cited))
    with Catalogue.open(tmp_path, PRINT) as catalogue:
        assert catalogue.document("b.pdf") == one
        assert catalogue.passages([cited.id]) == {cited.id: cited}
        assert [info.author for info in catalogue.documents()] == ["Ewa \ud800"]


def test_passages_come_in_the_order_asked_for(folder: Path) -> None:
    with Catalogue.open(folder, PRINT) as catalogue:
        ids = sorted(catalogue.passage_ids("en"))
        for asked in (ids, ids[::-1], [ids[1], ids[0], ids[1]]):
            assert list(catalogue.passages(asked)) == list(dict.fromkeys(asked))


def test_unknown_document(folder: Path) -> None:
    with Catalogue.open(folder, PRINT) as catalogue, pytest.raises(DocumentError, match=r"'c\.txt'"):
        catalogue.document("c.txt")


def test_readers_see_whole_generations_only(folder: Path) -> None:
    new = document("b.txt", "Quite new.")
    with Catalogue.open(folder, PRINT) as catalogue:

        def seen() -> tuple[int, list[str], int]:
            infos = catalogue.documents()
            texts = [catalogue.document(info.source).text for info in infos]
            return catalogue.generation, texts, len(catalogue.passage_ids("en"))

        before = seen()
        fresh = passage(new, 0, 10)
        with Revision.open(folder, PRINT, rebuild=False) as revision:
            revision.add([entry(new, fresh)])
            assert seen() == before
            revision.drop([row for file in revision.known().values() for row in file.rows if not row.pending])
            embed_all(revision)
            assert seen() == before
            assert catalogue.passages([fresh.id]) == {}
            assert catalogue.vectors([fresh.id]) == {}
            revision.commit(1)
            assert seen() == (2, ["Quite new."], 1)
            revision.purge()
            assert seen() == (2, ["Quite new."], 1)
            assert catalogue.sums()["en"].count == 1


def test_a_reading_thread_never_sees_half_a_generation(tmp_path: Path) -> None:
    versions = [[document(f"{n}.txt", f"Version {v} of {n}.") for n in range(4)] for v in range(2)]
    entries = [[entry(d, passage(d, 0, len(d.text))) for d in version] for version in versions]
    ids = [{p.id for new in version for p in new.passages} for version in entries]
    commit(tmp_path, *entries[0])
    done = threading.Event()
    seen: set[frozenset[str]] = set()

    def read(catalogue: Catalogue) -> None:
        while not done.is_set():
            seen.add(frozenset(catalogue.passages(ids[0] | ids[1])))

    with Catalogue.open(tmp_path, PRINT) as catalogue:
        threads = [threading.Thread(target=read, args=(catalogue,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for turn in range(1, 12):
            commit(tmp_path, *entries[turn % 2])
        done.set()
        for thread in threads:
            thread.join(10)
        assert catalogue.generation == 12
    assert seen == {frozenset(ids[0]), frozenset(ids[1])}


def test_a_writer_does_not_block_readers(folder: Path) -> None:
    with Catalogue.open(folder, PRINT) as catalogue, closing(sqlite3.connect(folder / FILE)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM documents")
        assert len(catalogue.documents()) == 2
        writer.rollback()


def test_hostile_text_survives(tmp_path: Path) -> None:
    odd = "a\0b\ud800\udc00\udfff 🇵🇱 e\u0301\u2028\r\n"
    text = odd * (2 * BLOCK // len(odd) + 3) + "end"
    hostile = replace(
        document("odd/\ud8ff\0.txt", text), title=odd, url=odd, date="2025-07", body=3, headings=(Span(0, 2),)
    )
    edges = [
        (0, 7),
        (BLOCK - 1, BLOCK),
        (BLOCK, BLOCK + 1),
        (BLOCK - 5, 2 * BLOCK + 5),
        (len(text) - 3, len(text)),
    ]
    passages = [passage(hostile, start, end, Span(start, start + 1), heading=odd) for start, end in edges]
    commit(tmp_path, entry(hostile, *passages))
    with Catalogue.open(tmp_path, PRINT) as catalogue:
        assert catalogue.document(hostile.source) == hostile
        assert catalogue.passages([p.id for p in passages]) == {p.id: p for p in passages}
        assert catalogue.documents()[0].title == odd


def test_many_ids_at_once(folder: Path) -> None:
    with Catalogue.open(folder, PRINT) as catalogue:
        ids = [f"{n:024}" for n in range(50_000)] + sorted(catalogue.passage_ids("en"))
        assert len(catalogue.passages(ids)) == 2


def test_closed(folder: Path) -> None:
    catalogue = Catalogue.open(folder, PRINT)
    catalogue.close()
    with pytest.raises(DataFolderError, match="closed"):
        catalogue.documents()


def test_another_fingerprint(folder: Path) -> None:
    with pytest.raises(FingerprintError) as caught:
        Catalogue.open(folder, "another-model")
    for part in (repr(PRINT)[1:-1], "another-model", "assistant index --rebuild"):
        assert part in str(caught.value)
    with Catalogue.open(folder, None) as catalogue:
        assert len(catalogue.documents()) == 2
        assert is_built(folder)


def test_a_later_schema(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.execute("PRAGMA user_version = 77")
    assert is_built(folder)
    with pytest.raises(FingerprintError, match=r"later version .*schema 77.* Update .*--rebuild") as caught:
        Catalogue.open(folder, PRINT)
    assert not isinstance(caught.value, OutdatedError)


def test_an_earlier_schema(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.execute("PRAGMA user_version = 1")
    assert is_built(folder)
    with pytest.raises(OutdatedError, match=r"earlier version .*schema 1; .*Run `assistant index`"):
        Catalogue.open(folder, PRINT)


def test_no_index_yet(tmp_path: Path) -> None:
    assert not is_built(tmp_path / "none")
    with pytest.raises(DataFolderError, match=r"no index .* Run `assistant index`"):
        Catalogue.open(tmp_path / "none", PRINT)
    assert not (tmp_path / "none").exists()


def test_begun_but_never_committed(tmp_path: Path) -> None:
    new = document("a.txt", "Text.")
    with Revision.open(tmp_path, PRINT, rebuild=False) as revision:
        revision.add([entry(new, passage(new, 0, 5))])
    assert not is_built(tmp_path)
    with Catalogue.open(tmp_path, PRINT) as catalogue:
        assert (catalogue.generation, catalogue.documents(), catalogue.sums()) == (0, [], {})


def test_not_a_database(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database at all, " * 400)
    for use in (lambda: Catalogue.open(tmp_path, PRINT), lambda: is_built(tmp_path)):
        with pytest.raises(DataFolderError, match=r"damaged.*--rebuild"):
            use()


@pytest.mark.parametrize("kept", [100, 4096, 20_000])
def test_a_truncated_database(folder: Path, kept: int) -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = folder / FILE
    path.write_bytes(path.read_bytes()[:kept])
    with (
        pytest.raises(DataFolderError, match="assistant index --rebuild"),
        Catalogue.open(folder, PRINT) as catalogue,
    ):
        catalogue.documents()


def test_an_empty_file_and_a_foreign_database(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    with pytest.raises(DataFolderError, match="--rebuild"):
        Catalogue.open(tmp_path, PRINT)
    assert not is_built(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("CREATE TABLE holidays (day)")
    with pytest.raises(DataFolderError, match="--rebuild"):
        Catalogue.open(tmp_path, PRINT)


def test_a_full_disk_costs_nothing(folder: Path) -> None:
    big = document("big.txt", "x" * 3_000_000)
    with Revision.open(folder, PRINT, rebuild=False) as revision:
        revision._connection.execute("PRAGMA max_page_count = 60")
        with pytest.raises(DataFolderError, match=r"no room left.*goes on where it stopped"):
            revision.add([entry(big, passage(big, 0, 9))])
        assert list(revision.known()) == ["b.txt", "a.txt"]
    with Catalogue.open(folder, PRINT) as catalogue:
        assert len(catalogue.documents()) == 2


def test_index_folder(tmp_path: Path) -> None:
    corpus = tmp_path / "Zażółć: gęślą\n'jaźń' " / ("x" * 200)
    found = index_folder(tmp_path / "data", corpus)
    assert found.parent == tmp_path / "data"
    assert found == index_folder(tmp_path / "data", corpus / "." / ".." / corpus.name)
    assert found != index_folder(tmp_path / "data", tmp_path / ("x" * 200))
    assert len(found.name) < 60
    assert index_folder(tmp_path, Path("/")).name.startswith("index-corpus-")
    assert not (tmp_path / "data").exists()


def test_connections_are_shared_not_hoarded(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    sync(write(tmp_path / "corpus", many(3)), folder, BagOfWords())
    with Catalogue.open(folder, PRINT) as catalogue:
        for _ in range(20):
            thread = threading.Thread(target=catalogue.documents)
            thread.start()
            thread.join(5)
        assert len(catalogue._idle) == 1
