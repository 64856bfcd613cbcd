"""Making the index equal the corpus: every change, every interruption, every bad file."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bag_of_words import BagOfWords, embed
from corpora import ENGLISH, contents, many, open_store, touch, write
from made_files import POLISH as POLISH_PROSE
from made_files import one_of_each, zipped

import index.changes
import index.sync
import index.waiting
from index.catalogue import Catalogue, is_built
from index.database import FILE
from index.documents import Document
from index.errors import (
    CorpusError,
    DataFolderError,
    EmbedderError,
    FingerprintError,
    IndexingError,
    LockedError,
)
from index.lock import writer_lock
from index.passages import cut
from index.readers import formats
from index.revision import Revision
from index.rows import Floats, quantise
from index.store import TORN, VectorStore
from index.stores.folder import FOLDER
from index.sync import Progress, Report, sync

PRINT = BagOfWords().fingerprint
TESTS = Path(__file__).parent


class Killed(BaseException):
    """Stands for a kill: nothing may catch it and clean up."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", many(6))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "index"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the six documents, built once: building is mostly waiting for the disk."""
    base = tmp_path_factory.mktemp("template")
    sync(write(base / "corpus", many(6)), base / "index", BagOfWords())
    return base / "index"


@pytest.fixture
def indexed(folder: Path, template: Path) -> Path:
    """Return the folder of an index that equals the corpus."""
    shutil.copytree(template, folder)
    return folder


def fresh(corpus: Path, tmp_path: Path) -> dict[str, object]:
    """Return what an index of the corpus, built from nothing, holds."""
    folder = tmp_path / "fresh"
    sync(corpus, folder, BagOfWords(), rebuild=folder.exists())
    return contents(folder)


def test_first_and_second_run(corpus: Path, folder: Path) -> None:
    assert not is_built(folder)
    report = sync(corpus, folder, BagOfWords())
    assert is_built(folder)
    assert (report.documents, report.passages, report.generation, report.changed) == (6, 6, 1, True)
    assert report.added == tuple(sorted(many(6)))
    assert str(report) == f"6 documents added in {report.seconds:.1f} s: now 6 documents, 6 passages."
    before, embedder = contents(folder), BagOfWords()
    second = sync(corpus, folder, embedder)
    assert (second.changed, second.generation, second.embedded, embedder.texts) == (False, 1, 0, [])
    assert str(second) == "Nothing changed: 6 documents, 6 passages."
    assert contents(folder) == before
    assert before["marked"]


def test_added_replaced_removed(corpus: Path, indexed: Path, tmp_path: Path) -> None:
    write(corpus, {"new.md": "# News\n\nA ship left the harbour.", "000.txt": "Replaced by this."}, age_s=60)
    (corpus / "001.txt").unlink()
    embedder = BagOfWords()
    report = sync(corpus, indexed, embedder)
    assert (report.added, report.replaced, report.removed) == (("new.md",), ("000.txt",), ("001.txt",))
    assert (report.documents, report.generation, report.embedded) == (6, 2, 2)
    embedded = ["A ship left the harbour.", "News\nA ship left the harbour.", "Replaced by this."]
    assert sorted(set(embedder.texts)) == embedded
    assert str(report).startswith("1 document added, 1 document replaced, 1 document removed in ")
    assert contents(indexed) == fresh(corpus, tmp_path)


def test_the_catalogue_forgets_what_is_removed(corpus: Path, indexed: Path) -> None:
    (corpus / "001.txt").unlink()
    sync(corpus, indexed, BagOfWords())
    with closing(sqlite3.connect(indexed / FILE)) as connection:
        for table in ("documents", "passages", "vectors", "texts"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (5,)


def test_touched_file_is_not_embedded_again(corpus: Path, indexed: Path) -> None:
    sync(corpus, indexed, BagOfWords())
    touch(corpus / "000.txt", 60)
    embedder = BagOfWords()
    report = sync(corpus, indexed, embedder)
    assert (report.touched, report.changed, report.generation, embedder.texts) == (("000.txt",), False, 1, [])
    assert sync(corpus, indexed, embedder).touched == ()


def test_unchanged_files_are_not_opened(corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(corpus, {"bad.txt": b"\0\1\2\3" * 100, "empty.md": "  \n"})
    first = sync(corpus, folder, BagOfWords())

    def refuse(*_: object) -> Document:
        raise AssertionError("opened")

        monkeypatch.setattr(index.changes, "read_all", refuse)

    monkeypatch.setattr(index.changes, "_hash", refuse)
    assert sync(corpus, folder, BagOfWords()).skipped == first.skipped
    assert [skip.source for skip in first.skipped] == ["bad.txt", "empty.md"]


def test_where_nothing_changed_nothing_is_written(corpus: Path, folder: Path) -> None:
    write(corpus, {"bad.txt": b"\0\1\2\3" * 100, "table.xyz": "No."})
    sync(corpus, folder, BagOfWords())
    with closing(sqlite3.connect(folder / FILE)) as connection:
        version = connection.execute("PRAGMA data_version").fetchone()
        assert len(sync(corpus, folder, BagOfWords()).skipped) == 2
        assert connection.execute("PRAGMA data_version").fetchone() == version
        (corpus / "table.xyz").unlink()
        assert len(sync(corpus, folder, BagOfWords()).skipped) == 1
        assert connection.execute("PRAGMA data_version").fetchone() != version


def test_a_file_too_fresh_to_be_trusted_is_hashed(corpus: Path, folder: Path) -> None:
    path = corpus / "fresh.txt"
    path.write_text("First words.", encoding="utf-8")
    found = path.stat()
    sync(corpus, folder, BagOfWords())
    path.write_text("Other words.", encoding="utf-8")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert sync(corpus, folder, BagOfWords()).replaced == ("fresh.txt",)
    touch(path, 0)
    settled = sync(corpus, folder, BagOfWords())
    assert (settled.changed, settled.touched) == (False, ())


@pytest.mark.skipif(os.name == "nt", reason="Windows tells no time of renaming")
def test_files_of_one_size_and_time_that_change_places(corpus: Path, folder: Path, tmp_path: Path) -> None:
    write(corpus, {"x.txt": "The baker is Anna Kowal.", "y.txt": "The mayor is Anna Kowal."})
    sync(corpus, folder, BagOfWords())
    (corpus / "x.txt").rename(tmp_path / "z")
    (corpus / "y.txt").rename(corpus / "x.txt")
    (tmp_path / "z").rename(corpus / "y.txt")
    assert sync(corpus, folder, BagOfWords()).replaced == ("x.txt", "y.txt")
    assert contents(folder) == fresh(corpus, tmp_path)


def test_two_files_with_the_same_text(corpus: Path, folder: Path) -> None:
    write(corpus, {"copy.txt": many(1)["000.txt"]})
    embedder = BagOfWords()
    report = sync(corpus, folder, embedder)
    assert report.documents == 7
    assert len(embedder.texts) == len(set(embedder.texts))
    with Catalogue.open(folder, PRINT) as catalogue:
        assert catalogue.document("copy.txt").text == catalogue.document("000.txt").text
        assert catalogue.document("copy.txt").id != catalogue.document("000.txt").id


def test_a_file_becomes_unreadable_and_readable_again(corpus: Path, indexed: Path, tmp_path: Path) -> None:
    before = fresh(corpus, tmp_path)
    good = (corpus / "000.txt").read_bytes()
    write(corpus, {"000.txt": b"\0\1\2\3" * 100}, age_s=60)
    report = sync(corpus, indexed, BagOfWords())
    assert (report.removed, [skip.source for skip in report.skipped]) == (("000.txt",), ["000.txt"])
    assert "1 file left out." in str(report)
    write(corpus, {"000.txt": good}, age_s=120)
    assert sync(corpus, indexed, BagOfWords()).skipped == ()
    assert contents(indexed) == before


def test_links_and_hidden_files_stay_out(corpus: Path, folder: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside/secret.txt": "A secret."})
    write(
        corpus,
        {".hidden.txt": "No.", ".git/config.txt": "No.", "table.xyz": "No.", "sub/blank.md": " \n"},
    )
    (corpus / "leaves.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (corpus / "folder").symlink_to(tmp_path / "outside")
    (corpus / "sub" / "loop").symlink_to(corpus)
    (corpus / "broken.txt").symlink_to(corpus / "nowhere.txt")
    (corpus / "itself.txt").symlink_to("itself.txt")
    (corpus / "inside.txt").symlink_to(corpus / "000.txt")
    os.mkfifo(corpus / "pipe.txt")
    report = sync(corpus, folder, BagOfWords())
    assert set(report.added) == {*many(6), "inside.txt"}
    reasons = {skip.source: skip.reason for skip in report.skipped}
    assert reasons.keys() == {
        "broken.txt", "folder", "itself.txt", "leaves.txt", "pipe.txt", "sub/blank.md", "sub/loop", "table.xyz"
    }  # fmt: skip
    assert "leaves the corpus" in reasons["leaves.txt"]
    assert "'.xyz'" in reasons["table.xyz"]
    with Catalogue.open(folder, PRINT) as catalogue:
        assert {skip.source: skip.reason for skip in catalogue.skipped()} == reasons


def test_the_corpus_is_never_written(corpus: Path, folder: Path) -> None:
    def state() -> list[tuple[str, int, int, bytes]]:
        paths = sorted(path for path in corpus.rglob("*") if path.is_file())
        return [(str(p), p.stat().st_mtime_ns, p.stat().st_ctime_ns, p.read_bytes()) for p in paths]

    before = state()
    for rebuild in (False, True):
        sync(corpus, folder, BagOfWords(), rebuild=rebuild)
    assert state() == before


def test_a_document_without_sentences_is_left_out(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.changes, "cut", lambda document: cut(document)[: document.source != "000.txt"])
    report = sync(corpus, folder, BagOfWords())
    assert [(skip.source, skip.reason) for skip in report.skipped] == [
        ("000.txt", "holds no sentence that could be quoted")
    ]
    assert report.documents == 5


@pytest.mark.parametrize("step", ["cut", "reader"])
def test_a_failure_nobody_foresaw_costs_one_file(
    corpus: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    step: str,
) -> None:
    def fail(given: Any, *rest: Any) -> Any:
        if b"1902" in given if step == "reader" else given.source == "002.txt":
            raise ZeroDivisionError("in a library")
        return original(given, *rest)

    if step == "cut":
        original: Any = index.changes.cut
        monkeypatch.setattr(index.changes, "cut", fail)
    else:
        original = formats._READERS[".txt"]
        monkeypatch.setitem(formats._READERS, ".txt", fail)
    report = sync(corpus, folder, BagOfWords())
    assert report.documents == 5
    assert [skip.source for skip in report.skipped] == ["002.txt"]
    assert report.skipped[0].reason.startswith("cannot be read")
    assert "in a library" in report.skipped[0].reason
    assert "Traceback" in caplog.text


def test_odd_file_names(corpus: Path, folder: Path) -> None:
    name = os.fsdecode(b"\xff zaz\xc3\xb3\n'.txt")
    write(corpus, {name: "An odd name."})
    sync(corpus, folder, BagOfWords())
    with Catalogue.open(folder, PRINT) as catalogue:
        assert catalogue.document(name).text == "An odd name."
    assert not sync(corpus, folder, BagOfWords()).changed


def test_a_file_that_vanishes_is_absent(corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: Path, *rest: Any) -> Any:
        if path.name == "001.txt":
            path.unlink()
        return original(path, *rest)

    original = index.changes.read_all
    monkeypatch.setattr(index.changes, "read_all", read)
    report = sync(corpus, folder, BagOfWords())
    assert (report.documents, report.skipped, "001.txt" in report.added) == (5, (), False)


def empty(corpus: Path) -> None:
    shutil.rmtree(corpus)
    corpus.mkdir()


def unreadable(corpus: Path) -> None:
    empty(corpus)
    write(corpus, {"bad.txt": b"\0\1\2\3" * 100})


def a_file(corpus: Path) -> None:
    shutil.rmtree(corpus)
    corpus.write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (shutil.rmtree, "There is no corpus folder"),
        (empty, "is empty"),
        (unreadable, r"nothing that can be read \('bad.txt'"),
        (a_file, "is not a folder"),
    ],
)
def test_a_corpus_without_documents_never_empties_the_index(
    corpus: Path, indexed: Path, spoil: Callable[[Path], None], message: str
) -> None:
    before = contents(indexed)
    spoil(corpus)
    with pytest.raises(CorpusError, match=message):
        sync(corpus, indexed, BagOfWords())
    assert contents(indexed) == before


@pytest.mark.parametrize("name", [None, "a.xyz"])
def test_where_no_index_was_made_none_is_spoken_of(tmp_path: Path, name: str | None) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    if name:
        (corpus / name).write_text("words")
    for _ in range(2):
        with pytest.raises(CorpusError, match=r"Put documents into it[.]$"):
            sync(corpus, tmp_path / "index", BagOfWords())


def test_an_index_inside_the_corpus_is_refused(corpus: Path) -> None:
    with pytest.raises(DataFolderError, match="inside the corpus"):
        sync(corpus, corpus / "data", BagOfWords())
    assert not (corpus / "data").exists()


def test_second_writer_is_refused(corpus: Path, folder: Path) -> None:
    with writer_lock(folder), pytest.raises(LockedError, match=str(os.getpid())):
        sync(corpus, folder, BagOfWords())
    assert sync(corpus, folder, BagOfWords()).changed


def test_another_embedder_needs_a_rebuild(corpus: Path, indexed: Path) -> None:
    before = contents(indexed)
    with pytest.raises(FingerprintError, match="--rebuild"):
        sync(corpus, indexed, BagOfWords("other"))
    assert contents(indexed) == before
    with Catalogue.open(indexed, PRINT) as reader:
        report = sync(corpus, indexed, BagOfWords("other"), rebuild=True)
        assert (report.embedded, report.generation > 1) == (6, True)
        with pytest.raises(FingerprintError, match="other"):
            reader.documents()
    after = contents(indexed, "other")
    assert {**after, "marked": True} == {**before, "marked": True}


def test_a_damaged_catalogue_can_be_rebuilt(corpus: Path, indexed: Path, tmp_path: Path) -> None:
    (indexed / FILE).write_bytes(b"damaged " * 5000)
    with pytest.raises(DataFolderError, match=r"damaged.*--rebuild"):
        sync(corpus, indexed, BagOfWords())
    sync(corpus, indexed, BagOfWords(), rebuild=True)
    assert contents(indexed) == fresh(corpus, tmp_path)


@pytest.mark.parametrize("bad", [np.zeros((1, 2)), np.zeros(3), np.full((2, 4), np.nan)])
def test_an_embedder_that_returns_nonsense(corpus: Path, indexed: Path, bad: Floats) -> None:
    before, embedder = contents(indexed), BagOfWords()
    write(corpus, {"new.txt": "One sentence. And another."})
    embedder.embed_passages = lambda texts: bad[: len(texts)] if bad.ndim == 1 else bad  # type: ignore[method-assign]
    with pytest.raises(EmbedderError, match="bag-of-words"):
        sync(corpus, indexed, embedder)
    assert contents(indexed) == before


def test_progress_reaches_the_end(corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.waiting, "EMBEDDED_AT_ONCE", 2)
    monkeypatch.setattr(index.waiting, "SECONDS_AT_ONCE", 0)  # so many they stay
    monkeypatch.setattr(index.sync, "DOCUMENTS_AT_ONCE", 4)
    told: list[Progress] = []
    sync(corpus, folder, BagOfWords(), told.append)
    assert [p.done_documents for p in told] == [4, 6, 6, 6, 6]
    assert [(p.done_passages, p.total_passages) for p in told] == [(0, 4), (0, 6), (2, 6), (4, 6), (6, 6)]
    assert told[1].seconds_left is None
    assert told[-1].seconds_left == 0
    assert told[-1].passages_per_second > 0


@pytest.mark.parametrize(
    ("size", "seconds", "expected"),
    [(32, 0.1, 64), (1024, 0.1, 1024), (64, 8.0, 64), (64, 16.0, 64), (64, 16.1, 32), (32, 500.0, 32)],
)
def test_a_batch_takes_some_seconds(size: int, seconds: float, expected: int) -> None:
    assert index.waiting._next_size(size, seconds) == expected


def test_the_embedder_is_told_how_much_is_to_come(corpus: Path, folder: Path) -> None:
    embedder = BagOfWords()
    sync(corpus, folder, embedder)
    sync(corpus, folder, embedder)  # nothing to embed, nothing said
    [expected] = embedder.expected
    assert expected == 2 * sum(len(p["text"]) for p in contents(folder)["passages"])


def test_sums_stay_exact(tmp_path: Path, folder: Path) -> None:
    chance, texts = random.Random(5), many(12)
    corpus = write(tmp_path / "corpus", texts)
    for step in range(1, 5):
        for name in chance.sample(sorted(texts), 5):
            if (corpus / name).exists() and chance.random() < 0.5:
                (corpus / name).unlink()
            else:
                write(corpus, {name: f"{texts[name]!s} Step {chance.randrange(3)}."}, age_s=step)
        sync(corpus, folder, BagOfWords())
    found = contents(folder)
    assert found == fresh(corpus, tmp_path)
    with Catalogue.open(folder, PRINT) as catalogue:
        for language, sums in catalogue.sums().items():
            vectors = catalogue.vectors(catalogue.passage_ids(language)).values()
            assert sums.total.tolist() == sum(map(quantise, vectors)).tolist()  # type: ignore[union-attr]


def test_an_interrupted_run_is_resumed_where_it_stopped(
    corpus: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.waiting, "EMBEDDED_AT_ONCE", 2)
    monkeypatch.setattr(index.waiting, "SECONDS_AT_ONCE", 0)  # so many they stay
    embedder = BagOfWords()

    def interrupt(progress: Progress) -> None:
        if progress.done_passages >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(corpus, folder, embedder, interrupt)
    assert not is_built(folder)
    write(corpus, {"000.txt": "Changed meanwhile."}, age_s=60)
    (corpus / "001.txt").unlink()
    report = sync(corpus, folder, embedder)
    assert report.embedded == 3
    assert report.added == tuple(sorted({*many(6)} - {"001.txt"}))
    assert contents(folder) == fresh(corpus, tmp_path)


# In the order in which a sync takes them; being stopped after one is being stopped before the next.
STEPS = [
    (Revision, "add"),
    (Revision, "drop"),
    (Revision, "embed"),
    (Revision, "replace_skipped"),
    (VectorStore, "add"),
    (Revision, "commit"),
    (VectorStore, "delete"),
    (Revision, "purge"),
]


@pytest.mark.parametrize(("owner", "name"), STEPS, ids=[f"{o.__name__}.{n}" for o, n in STEPS])
def test_stopped_at_any_step(
    corpus: Path,
    indexed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    name: str,
) -> None:
    with Catalogue.open(indexed, PRINT) as catalogue:
        old = catalogue.documents()
    write(corpus, {"new.txt": "A ship left.", "000.txt": "Replaced."}, age_s=60)
    (corpus / "001.txt").unlink()
    new = fresh(corpus, tmp_path)
    original = getattr(owner, name)
    calls: list[object] = []

    def stop(*args: object) -> object:
        calls.append(args)
        if name == "purge" and len(calls) == 1:
            # The first only clears up what an earlier run left.
            return original(*args)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, stop)
        with pytest.raises(Killed):
            sync(corpus, indexed, BagOfWords())
    committed = STEPS.index((owner, name)) > STEPS.index((Revision, "commit"))
    with Catalogue.open(indexed, PRINT) as catalogue, open_store(indexed) as store:
        assert (catalogue.generation == 2) == committed
        assert (catalogue.documents() == old) != committed
        for language in catalogue.sums():
            assert catalogue.passage_ids(language) <= store.ids(language)
    sync(corpus, indexed, BagOfWords())
    assert contents(indexed) == new


def test_every_format_is_indexed_word_for_word(folder: Path, tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", one_of_each(POLISH_PROSE))  # type: ignore[arg-type]
    report = sync(corpus, folder, BagOfWords())
    assert (report.documents, report.skipped) == (14, ())
    with Catalogue.open(folder, PRINT) as catalogue:
        ids = [id_ for language in catalogue.sums() for id_ in catalogue.passage_ids(language)]
        passages = catalogue.passages(ids).values()
        assert {passage.source for passage in passages} == {info.source for info in catalogue.documents()}
        for passage in passages:
            document = catalogue.document(passage.source)
            assert document.text[passage.start : passage.end] == passage.text
            assert passage.page == (1 if passage.source == "a.pdf" else None)
            assert "Każdego lata cumuje tam" in document.text.replace("Każdeg o", "Każdego")
            assert document.language == "pl"
    embedder = BagOfWords()
    assert not sync(corpus, folder, embedder).changed
    write(corpus, {"a.zip": one_of_each(POLISH_PROSE)["a.zip"]}, age_s=60)
    assert sync(corpus, folder, embedder).touched == ("a.zip",)
    write(corpus, {"a.zip": zipped({"in/b.txt": POLISH_PROSE, "in/d.txt": "Nowe słowa w pliku."})}, age_s=90)
    changed = sync(corpus, folder, embedder)
    assert (changed.added, changed.removed) == (("a.zip!in/d.txt",), ("a.zip!in/c.html",))
    assert set(embedder.texts) == {"Nowe słowa w pliku."}
    assert contents(folder) == fresh(corpus, tmp_path)


def test_what_was_but_moved_is_not_embedded_again(corpus: Path, indexed: Path, tmp_path: Path) -> None:
    write(corpus, {"table.csv": "text\n" + "\n".join(TEXTS) + "\n"})
    embedder = BagOfWords()
    sync(corpus, indexed, embedder)
    write(corpus, {"table.csv": "text\nA new first row.\n" + "\n".join(TEXTS) + "\n"}, age_s=60)
    (corpus / "000.txt").rename(corpus / "renamed.txt")
    embedder.texts.clear()
    report = sync(corpus, indexed, embedder)
    assert (report.embedded, set(embedder.texts)) == (1, {"A new first row."})
    assert (report.added, report.removed) == (("renamed.txt", "table.csv!8"), ("000.txt",))
    assert contents(indexed) == fresh(corpus, tmp_path)


def test_a_title_that_is_a_name_is_not_taken_along(corpus: Path, folder: Path, tmp_path: Path) -> None:
    write(corpus, {"port.md": "# harbour\n\nIt was opened in 1912."})
    sync(corpus, folder, BagOfWords())
    (corpus / "port.md").rename(corpus / "harbour.md")
    embedder = BagOfWords()
    assert sync(corpus, folder, embedder).embedded == 1
    assert contents(folder) == fresh(corpus, tmp_path)


def rows(*texts: str, bad: bool = False) -> str:
    """Return a table with an id column; `bad` rows have a value too many."""
    lines = [f'{n},"{text}"' + (",odd" if bad else "") for n, text in enumerate(texts, 1)]
    return "\n".join(["id,text", *lines]) + "\n"


TEXTS = [ENGLISH.format(1900 + n) for n in range(7)]


def test_a_row_that_did_not_change(corpus: Path, folder: Path, tmp_path: Path) -> None:
    write(corpus, {"table.csv": rows(*TEXTS)})
    embedder = BagOfWords()
    report = sync(corpus, folder, embedder)
    assert (report.documents, report.embedded) == (13, 13)
    assert set(report.added) == {*many(6), *(f"table.csv!{n}" for n in range(1, 8))}
    embedder.texts.clear()
    write(corpus, {"table.csv": rows(*TEXTS[:3], "Quite another sentence.", *TEXTS[4:6])}, age_s=60)
    report = sync(corpus, folder, embedder)
    assert (report.added, report.replaced, report.removed) == ((), ("table.csv!4",), ("table.csv!7",))
    assert report.embedded == 1
    assert set(embedder.texts) == {"Quite another sentence."}
    assert contents(folder) == fresh(corpus, tmp_path)
    touch(corpus / "table.csv", 120)
    report = sync(corpus, folder, embedder)
    assert (report.changed, report.touched, report.embedded) == (False, ("table.csv",), 0)
    (corpus / "table.csv").unlink()
    assert len(sync(corpus, folder, embedder).removed) == 6
    assert contents(folder) == fresh(corpus, tmp_path)


def test_a_table_that_is_as_it_was_is_not_opened(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(corpus, {"table.csv": rows(*TEXTS) + "8,\n9,a,b\n", "none.csv": "id,text\n1,\n"})
    first = sync(corpus, folder, BagOfWords())
    assert [(skip.source, skip.reason) for skip in first.skipped] == [
        ("none.csv", "is read but for row 1 without text"),
        ("table.csv", "is read but for row 9: more than 2 columns; row 8 without text"),
    ]

    def refuse(*_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(index.changes, "read_all", refuse)
    monkeypatch.setattr(index.changes, "_hash", refuse)
    second = sync(corpus, folder, BagOfWords())
    assert (second.changed, second.skipped) == (False, first.skipped)


def test_a_table_is_read_again_when_its_columns_mean_something_else(corpus: Path, folder: Path) -> None:
    write(corpus, {"table.csv": "headline,words\nRivers,A river floods.\nHills,A hill stands.\n"})
    sync(corpus, folder, BagOfWords())
    with Catalogue.open(folder, PRINT) as catalogue:
        assert catalogue.document("table.csv!1").text == "Rivers\n\nwords: A river floods."
    write(corpus, {"columns.toml": 'text = "words"\n'})
    report = sync(corpus, folder, BagOfWords())
    assert (report.replaced, report.skipped) == (("table.csv!1", "table.csv!2"), ())
    with Catalogue.open(folder, PRINT) as catalogue:
        assert catalogue.document("table.csv!1").text == "A river floods."
    assert not sync(corpus, folder, BagOfWords()).changed
    write(corpus, {"columns.toml": 'text = "missing"\n'}, age_s=60)
    report = sync(corpus, folder, BagOfWords())
    assert report.removed == ("table.csv!1", "table.csv!2")
    assert "'missing'" in report.skipped[0].reason


def test_a_table_that_changes_while_it_is_read(
    corpus: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, *rest: Any) -> Any:
        if path.name == "table.csv":
            path.write_text(rows("Other words."), "utf-8")
        return original(path, *rest)

    write(corpus, {"table.csv": rows(*TEXTS)})
    original = index.changes.read_all
    with monkeypatch.context() as patch:
        patch.setattr(index.changes, "read_all", read)
        assert sync(corpus, folder, BagOfWords()).documents == 7
    write(corpus, {"table.csv": rows(*TEXTS)})  # whose hash is the one that was taken before it was read
    assert sync(corpus, folder, BagOfWords()).documents == 13
    assert contents(folder) == fresh(corpus, tmp_path)


def test_a_name_like_that_of_a_document_inside_a_file(corpus: Path, folder: Path) -> None:
    write(corpus, {"table.csv": rows(*TEXTS), "table.csv!1": "No.", "table.csv!1.txt": "No."})
    report = sync(corpus, folder, BagOfWords())
    assert [skip.source for skip in report.skipped] == ["table.csv!1", "table.csv!1.txt"]
    assert "rename it" in report.skipped[1].reason


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_killed_inside_a_file_of_many_documents(
    corpus: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    write(corpus, {"a.csv": rows(*TEXTS)})
    embedder = BagOfWords()
    sync(corpus, folder, embedder)
    before = contents(folder)
    # Two rows stay, one is gone, the others are other ones.
    write(corpus, {"a.csv": rows(*TEXTS[:2], *(f"Sentence {n} is new." for n in range(4)))}, age_s=60)
    original, calls = Revision.add, []

    def stop(*args: Any) -> None:
        calls.append(args)
        if len(calls) == at:
            raise Killed
        original(*args)

    monkeypatch.setattr(index.sync, "DOCUMENTS_AT_ONCE", 1)
    with monkeypatch.context() as patch:
        patch.setattr(Revision, "add", stop)
        if at < 4:
            with pytest.raises(Killed):
                sync(corpus, folder, embedder)
        else:  # the whole file was read: killed while it is embedded
            patch.setattr(embedder, "embed_passages", stop)
            calls += [None] * 3
            with pytest.raises(Killed):
                sync(corpus, folder, embedder)
    assert contents(folder) == before
    assert sync(corpus, folder, embedder).embedded == 4
    assert contents(folder) == fresh(corpus, tmp_path)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_killed_inside_a_file_that_then_is_what_it_was(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    write(corpus, {"a.csv": rows(*TEXTS)})
    sync(corpus, folder, BagOfWords())
    before = contents(folder)
    write(corpus, {"a.csv": rows(*TEXTS[:2], *(f"Sentence {n} is new." for n in range(4)))}, age_s=60)
    original, calls = Revision.add, []

    def stop(*args: Any) -> None:
        calls.append(args)
        original(*args)
        if len(calls) == at:
            raise Killed

    monkeypatch.setattr(index.sync, "DOCUMENTS_AT_ONCE", 1)
    with monkeypatch.context() as patch:
        patch.setattr(Revision, "add", stop)
        with pytest.raises(Killed):
            sync(corpus, folder, BagOfWords())
    write(corpus, {"a.csv": rows(*TEXTS)}, age_s=90)
    report = sync(corpus, folder, BagOfWords())
    assert (report.changed, report.embedded) == (False, 0)
    assert contents(folder) == before


def gone(folder: Path) -> None:
    shutil.rmtree(folder / FOLDER)


def damaged(folder: Path) -> None:
    (folder / FOLDER / "1" / "chroma.sqlite3").write_bytes(b"damaged " * 5000)


def incomplete(folder: Path) -> None:
    with open_store(folder) as store:
        store.delete("en", sorted(store.ids("en"))[:1])
        store.add("pl", ["stranger"], np.stack([embed("stranger")]))


def torn(folder: Path) -> None:
    """Leave what a writer that was killed may leave: the right ids with wrong neighbours."""
    with open_store(folder) as store:
        ids = sorted(store.ids("en"))
        store.add("en", ids, np.stack([embed("wrong")] * len(ids)))
        store._mark(TORN)


def odd(folder: Path) -> None:
    """Leave what opens, and fails when it is used."""
    with open_store(folder) as store, store._working() as client:
        client.get_collection(store._marker, embedding_function=None).modify(metadata={"other": 1})


@pytest.mark.parametrize("spoil", [gone, damaged, incomplete, torn, odd])
def test_store_catches_up_after_a_crash(corpus: Path, indexed: Path, spoil: Callable[[Path], None]) -> None:
    before = contents(indexed)
    spoil(indexed)
    embedder = BagOfWords()
    report = sync(corpus, indexed, embedder)
    assert (report.changed, report.generation, embedder.texts) == (False, 2, [])
    assert contents(indexed) == before
    assert sync(corpus, indexed, embedder).generation == 2
    assert [path.name for path in (indexed / FOLDER).iterdir()] == ["2"]


def test_a_search_during_a_sync_finds_what_is_committed(corpus: Path, indexed: Path) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            for step in range(1, 5):
                write(corpus, {f"more{step}.txt": f"Kim again, for the {step}th time."}, age_s=step)
                sync(corpus, indexed, BagOfWords())
        except BaseException as error:
            failures.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=work)
    with Catalogue.open(indexed, PRINT) as catalogue, open_store(indexed) as store:
        thread.start()
        generation = catalogue.generation
        while not done.is_set():
            if generation != (generation := catalogue.generation):
                store.reopen()
            hits = store.query(embed("Kim received Lavrov in Wonsan"), "en", 20)
            visible = catalogue.passages([id_ for id_, _ in hits])
            assert {"000.txt", "002.txt", "004.txt"} <= {passage.source for passage in visible.values()}
        thread.join(10)
        assert (failures, catalogue.generation) == ([], 5)


CHILD = """
import os, signal, sys
from pathlib import Path
import index.sync
import index.waiting
from bag_of_words import BagOfWords
from index.languages import detect
corpus, folder, kill_after, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
index.waiting.EMBEDDED_AT_ONCE, index.waiting.SECONDS_AT_ONCE = 3, 0
if limit:
    detect("The detector unpacks its model into a temporary file.")
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
def tell(progress):
    if progress.done_passages >= kill_after:
        os.kill(os.getpid(), signal.SIGKILL)
report = index.sync.sync(corpus, folder, BagOfWords(), tell)
print(report.embedded)
"""


def child(
    corpus: Path, folder: Path, *, kill_after: int = 10**9, limit: int = 0
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}
    command = [sys.executable, "-c", CHILD, str(corpus), str(folder), str(kill_after), str(limit)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_killed_and_resumed_equals_a_fresh_build(tmp_path: Path, folder: Path) -> None:
    corpus = write(tmp_path / "corpus", many(20))
    assert child(corpus, folder, kill_after=9).returncode == -signal.SIGKILL
    with Catalogue.open(folder, PRINT) as catalogue:
        assert catalogue.documents() == []
    embedder = BagOfWords()
    assert sync(corpus, folder, embedder).embedded == 11
    assert contents(folder) == fresh(corpus, tmp_path)


@pytest.mark.real
def test_a_full_disk_is_said_and_survived(tmp_path: Path, folder: Path) -> None:
    corpus = write(tmp_path / "corpus", many(60))
    finished = child(corpus, folder, limit=200_000)
    assert finished.returncode == 1
    assert "DataFolderError: There is no room left" in finished.stderr
    sync(corpus, folder, BagOfWords())
    assert contents(folder) == fresh(corpus, tmp_path)


@pytest.mark.real
def test_a_reader_sees_what_another_process_commits(corpus: Path, indexed: Path) -> None:
    query = embed("A ship left the harbour at night.")
    with Catalogue.open(indexed, PRINT) as catalogue, open_store(indexed) as store:
        store.query(query, "en", 5)
        write(corpus, {"ship.txt": "A ship left the harbour at night."})
        (corpus / "000.txt").unlink()
        assert child(corpus, indexed).stdout == "1\n"
        assert catalogue.generation == 2
        store.reopen()
        hits = store.query(query, "en", 5)
        assert len(hits) == len(catalogue.passages([id_ for id_, _ in hits])) == 3
        assert catalogue.passages([hits[0][0]])[hits[0][0]].source == "ship.txt"


SLOW = """
import sys, time
from pathlib import Path
from bag_of_words import BagOfWords
from index.sync import sync
class Slow(BagOfWords):
    def embed_passages(self, texts):
        print("embedding", flush=True)
        sys.stdin.readline()
        return super().embed_passages(texts)
print(sync(Path(sys.argv[1]), Path(sys.argv[2]), Slow()).generation)
"""


@pytest.mark.real
def test_a_writer_at_work_blocks_no_reader_and_is_named_to_other_writers(corpus: Path, indexed: Path) -> None:
    write(corpus, {"ship.txt": "A ship left the harbour at night."})
    environment = {**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}
    command = [sys.executable, "-c", SLOW, str(corpus), str(indexed)]
    with (
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as writer,
        Catalogue.open(indexed, PRINT) as catalogue,
    ):
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stdout.readline() == "embedding\n"
        with open_store(indexed) as store:  # opened while it writes
            hits = store.query(embed("Kim received Lavrov in Wonsan"), "en", 20)
            assert len(catalogue.passages([id_ for id_, _ in hits])) == 3
        assert len(catalogue.documents()) == 6
        with pytest.raises(LockedError, match=f"process {writer.pid} .*Wait until it has finished"):
            sync(corpus, indexed, BagOfWords())
        told: list[Progress] = []
        waiting = threading.Thread(
            target=sync, args=(corpus, indexed, BagOfWords(), told.append), kwargs={"wait_s": 60}
        )
        waiting.start()
        writer.stdin.close()  # it goes on
        waiting.join(60)
        assert not waiting.is_alive()
        assert f"process {writer.pid} " in str(told[0].waiting_for)
    assert contents(indexed)["counts"] == {"en": 4, "pl": 3}


def test_a_data_folder_that_cannot_be_made(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    with pytest.raises(IndexingError, match="ASSISTANT_DATA"):
        sync(corpus, tmp_path / "data" / "index", BagOfWords())


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX permissions")
def test_a_read_only_data_folder(template: Path) -> None:
    base = Path(tempfile.mkdtemp())  # not below pytest's own folder, which only its owner may enter
    corpus = write(base / "corpus", many(7))
    shutil.copytree(template, base / "index")
    for path in (base, *base.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(65534)
        with pytest.raises(DataFolderError, match=r"Make it writable|Make the folder writable"):
            sync(corpus, base / "index", BagOfWords())
        with pytest.raises(DataFolderError, match=r"Make the folder writable"):
            Catalogue.open(base / "index", PRINT)
    finally:
        os.seteuid(user)
        for path in (base, *base.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(base)


def test_a_report_counts_in_the_singular() -> None:
    report = Report(1, 1, ("a",), (), (), (), (), 1, 1, 0.04)
    assert str(report) == "1 document added in 0.0 s: now 1 document, 1 passage."


def test_one_document_costs_no_look_at_all_the_others(
    corpus: Path, indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(VectorStore, "ids", lambda _, language: listed.append(language) or set())
        write(corpus, {"new.txt": ENGLISH.format(2024), "other.txt": ENGLISH.format(2025)})
        sync(corpus, indexed, BagOfWords())
        (corpus / "new.txt").unlink()
        sync(corpus, indexed, BagOfWords())
    assert listed == []
    assert contents(indexed) == fresh(corpus, tmp_path)


def test_a_store_that_lacks_something_is_mended_when_a_document_comes(
    corpus: Path, indexed: Path, tmp_path: Path
) -> None:
    incomplete(indexed)
    write(corpus, {"new.txt": ENGLISH.format(2024)})
    sync(corpus, indexed, BagOfWords())
    assert contents(indexed) == fresh(corpus, tmp_path)
