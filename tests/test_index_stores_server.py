"""One index on a Chroma server: one machine writes, others find there all they need.

Machines are stood for by data folders: what they share is the server alone.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from chroma_server import ChromaServer, token_guard
from fakes import BagOfWordsEmbedding
from small_corpus import TEXTS, write

from index import compaction, references
from index.database import FILE, SCHEMA
from index.embedding import Embedder
from index.errors import CorpusError, FingerprintError, LockedError, ServerError
from index.index import Index
from index.stores.address import Address
from index.stores.copies import FETCHED
from index.stores.lease import Lease
from index.stores.server import ServerStores

pytestmark = pytest.mark.real

QUERY = "harbour of Brenna opened"
NEW = {"new.txt": "The observatory on the hill owns a telescope from 1888.\n"}


@pytest.fixture(autouse=True)
def _no_references(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "texts", lambda _: ())


@pytest.fixture
def url(chroma: ChromaServer) -> str:
    return f"{chroma.url}/corpus-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus")


def machine(url: str, corpus: Path, data: Path, fingerprint: str | None = None) -> Index:
    """Return the index as a machine with this data folder sees it."""
    embedder = Embedder(BagOfWordsEmbedding(), fingerprint)
    return Index(corpus, data, embedder, stores=ServerStores(Address.parse(url), None, corpus))


@pytest.fixture
def writer(url: str, corpus: Path, tmp_path: Path) -> Iterator[Index]:
    with machine(url, corpus, tmp_path / "writer") as index:
        index.sync()
        yield index


@pytest.fixture
def reader(url: str, writer: Index, tmp_path: Path) -> Iterator[Index]:
    """A machine that has neither the documents nor the writer's data folder."""
    with machine(url, tmp_path / "elsewhere" / "corpus", tmp_path / "reader") as index:
        yield index


def everything(index: Index) -> dict[str, object]:
    documents = index.documents()
    hits = index.search(QUERY, 8)
    return {
        "documents": documents,
        "texts": [asdict(index.document(info.source)) for info in documents],
        "hits": [hit.to_dict() for hit in hits],
        "sentences": {
            id_: vectors.tolist()
            for id_, vectors in index.sentence_vectors([hit.passage.id for hit in hits]).items()
        },
        "means": {
            language: index.calibration.mean(language).tolist() for language in ("en", "pl", "hu", "ro")
        },
        "generation": index.generation,
    }


def test_what_answers_elsewhere_finds_all_it_needs_on_the_server(writer: Index, reader: Index) -> None:
    assert reader.built
    assert reader.sound
    assert everything(reader) == everything(writer)
    report = reader.sync()
    assert (report.documents, report.changed) == (len(TEXTS), False)
    assert not (writer.folder / "chroma").exists()


def test_it_sees_what_is_written_later(
    writer: Index, reader: Index, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reader.built
    before = reader.search("observatory telescope")
    write(corpus, NEW)
    (corpus / "parc.txt").unlink()
    writer.sync()
    assert [hit.passage.source for hit in reader.search("observatory telescope")] == [
        hit.passage.source for hit in before
    ]
    monkeypatch.setattr("index.current.LOOK_S", 0.0)
    deadline = time.monotonic() + 20
    while reader.search("observatory telescope")[0].passage.source != "new.txt":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert everything(reader) == everything(writer)


def test_old_copies_are_not_kept(writer: Index, reader: Index, corpus: Path) -> None:
    for number in range(4):
        write(corpus, {f"{number}.txt": f"The new ship number {number} came to the harbour.\n"})
        writer.sync()
        reader.sync()
        assert reader.search("ship")
    assert len(list((reader.folder / FETCHED).iterdir())) == 2


def test_a_second_writer_is_refused_and_told_who_writes(
    writer: Index, reader: Index, url: str, corpus: Path
) -> None:
    stores = ServerStores(Address.parse(url), None, corpus)
    with Lease(stores._writing, stores.name).hold(0, None):
        with pytest.raises(LockedError, match="is being written by process"):
            writer.sync()
        assert writer.search(QUERY)[0].passage.source == "harbour.txt"
        assert reader.built
        assert reader.search(QUERY)[0].passage.source == "harbour.txt"
    writer.sync()


def test_another_machine_writes_only_when_it_is_told_to(
    writer: Index, url: str, corpus: Path, tmp_path: Path
) -> None:
    write(corpus, NEW)
    embedded: list[str] = []
    with machine(url, corpus, tmp_path / "second") as second:
        assert second.built
        with pytest.raises(LockedError, match=r"is made from .*assistant index.*NAME"):
            second.sync()
        assert second.search(QUERY)[0].passage.source == "harbour.txt"
        real = second.embedder.embed_passages
        second.embedder.embed_passages = (  # type: ignore[method-assign]
            lambda texts: embedded.extend(texts) or real(texts)
        )
        report = second.sync(take_over=True)
        assert report.added == ("new.txt",)
        assert embedded
        assert all("observatory" in text for text in embedded), "nothing is embedded twice"
        assert second.search("observatory telescope")[0].passage.source == "new.txt"
        with pytest.raises(LockedError, match="is made from"):
            writer.sync()
        assert writer.search("observatory telescope")[0].passage.source == "new.txt"


def test_a_corpus_of_the_same_name_does_not_replace_it(writer: Index, url: str, tmp_path: Path) -> None:
    other = write(tmp_path / "other" / "corpus", NEW)
    with machine(url, other, tmp_path / "third") as third:
        with pytest.raises(CorpusError, match=r"no file in common .*ASSISTANT_CHROMA=http.*/NAME"):
            third.sync(take_over=True)
        with pytest.raises(LockedError):
            third.sync()
    assert writer.sync().changed is False
    assert writer.search(QUERY)[0].passage.source == "harbour.txt"


def test_indexes_of_one_server_are_kept_apart(writer: Index, chroma: ChromaServer, tmp_path: Path) -> None:
    other = write(tmp_path / "other" / "corpus", NEW)
    with machine(f"{chroma.url}/{writer._stores.name}-b", other, tmp_path / "writer") as index:  # type: ignore[attr-defined]
        index.sync()
        assert {hit.passage.source for hit in index.search("harbour telescope")} == {"new.txt"}
        index.sync(rebuild=True)
    assert writer.search(QUERY)[0].passage.source == "harbour.txt"


def test_a_rebuild_replaces_the_vectors_and_leaves_no_others(writer: Index, reader: Index, url: str) -> None:
    assert reader.built
    assert reader.search(QUERY)
    assert writer.sync(rebuild=True).embedded
    assert reader.search(QUERY)[0].passage.source == "harbour.txt"
    writer.sync()
    reader.sync()
    assert everything(reader) == everything(writer)
    assert len(numbers(writer)) == 1


def test_an_index_of_this_machine_is_moved_to_a_server_without_embedding(
    url: str, corpus: Path, tmp_path: Path
) -> None:
    with Index(corpus, tmp_path / "writer", Embedder(BagOfWordsEmbedding())) as local:
        local.sync()
        wanted = local.search(QUERY)
    with machine(url, corpus, tmp_path / "writer") as moved:
        assert moved.sync().embedded == 0
        assert [hit.to_dict() for hit in moved.search(QUERY)] == [hit.to_dict() for hit in wanted]
    with Index(corpus, tmp_path / "writer", Embedder(BagOfWordsEmbedding())) as back:
        assert back.sync().embedded == 0
        assert [hit.to_dict() for hit in back.search(QUERY)] == [hit.to_dict() for hit in wanted]


def test_what_the_server_lost_is_put_there_again(writer: Index, reader: Index, chroma: ChromaServer) -> None:
    chroma.stop()
    shutil.rmtree(chroma.folder)
    chroma.start()
    assert writer.sync().embedded == 0
    assert reader.built
    assert everything(reader) == everything(writer)


def test_the_server_is_restarted_in_the_middle(
    url: str, corpus: Path, tmp_path: Path, chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.nearest.EXACT", 0)
    write(corpus, {f"{n}.txt": f"Ship number {n} left the harbour of Brenna at night.\n" for n in range(200)})
    stop = threading.Event()

    def restart() -> None:
        while not stop.wait(0.4):
            chroma.stop()
            time.sleep(0.1)
            chroma.start()

    restarting = threading.Thread(target=restart)
    restarting.start()
    try:
        with machine(url, corpus, tmp_path / "writer") as writer:
            writer.sync()
    finally:
        stop.set()
        restarting.join()
    with machine(url, tmp_path / "none" / "corpus", tmp_path / "reader") as reader:
        assert reader.built
        assert len(reader.documents()) == 200 + len(TEXTS)
        store = reader._current.all()[1].store
        assert sum(store.counts().values()) == reader._current.catalogue().counts()[1]
        assert reader.search(QUERY)[0].passage.source == "harbour.txt"
        chroma.stop()
        with pytest.raises(ServerError, match="does not answer"):
            reader.search(QUERY)
        chroma.start()
        assert reader.search(QUERY)[0].passage.source == "harbour.txt"


def test_a_moderate_index_answers_while_the_server_is_away(reader: Index, chroma: ChromaServer) -> None:
    assert reader.built
    wanted = reader.search(QUERY)
    chroma.stop()
    assert reader.search(QUERY) == wanted
    chroma.start()


def test_a_writer_that_is_killed(
    writer: Index, reader: Index, url: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies between its own commit and the publication, as if the power had failed."""
    write(corpus, NEW)
    script = (
        "import os, sys; from pathlib import Path; from test_index_stores_server import machine\n"
        "from index import references; from index.stores import server\n"
        "references.texts = lambda _: ()\n"
        "server.ServerStores.publish = lambda *_: os._exit(9)\n"
        "machine(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])).sync(wait_s=5)\n"
    )
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    done = subprocess.run(
        [sys.executable, "-c", script, url, str(corpus), str(tmp_path / "writer")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
        timeout=120,
    )
    assert done.returncode == 9
    assert reader.built
    assert reader.search(QUERY)[0].passage.source == "harbour.txt"
    assert "new.txt" not in {info.source for info in reader.documents()}
    with pytest.raises(LockedError, match=r"is being written by process .* gives way after"):
        writer.sync()
    stores = writer._stores
    assert isinstance(stores, ServerStores)
    with stores._writing.client() as client:  # as time would do
        lease = stores._lease
        lease._number = max(lease._numbers(client))
        lease._give_back(client)
    assert writer.sync().embedded == 0
    reader.sync()
    assert everything(reader) == everything(writer)


def test_nothing_there_yet(url: str, tmp_path: Path) -> None:
    with machine(url, tmp_path / "none" / "corpus", tmp_path / "reader") as index:
        assert not index.built
        with pytest.raises(CorpusError, match=r"no corpus folder .*assistant index"):
            index.sync()


def test_another_embedder_is_refused_before_anything_is_fetched(
    writer: Index, url: str, tmp_path: Path
) -> None:
    with (
        machine(url, tmp_path / "none" / "corpus", tmp_path / "reader", "another") as index,
        pytest.raises(FingerprintError, match=r"ASSISTANT_EMBEDDER to the same model"),
    ):
        assert index.built
    assert not list(index.folder.glob(f"{FETCHED}/*"))


def test_with_a_token(chroma: ChromaServer, corpus: Path, tmp_path: Path) -> None:
    with token_guard(chroma, "s3cret") as guarded:
        address = Address.parse(f"{guarded}/guarded-{uuid.uuid4().hex[:8]}")
        stores = ServerStores(address, "s3cret", corpus)
        with Index(corpus, tmp_path / "data", Embedder(BagOfWordsEmbedding()), stores=stores) as index:
            index.sync()
            assert index.search(QUERY)[0].passage.source == "harbour.txt"
        for token in ("wrong", None):
            refused = ServerStores(address, token, corpus)
            with (
                Index(corpus, tmp_path / "data", Embedder(BagOfWordsEmbedding()), stores=refused) as index,
                pytest.raises(ServerError, match="ASSISTANT_CHROMA_TOKEN"),
            ):
                index.sync()


def numbers(index: Index) -> set[str]:
    """Return the numbers of the stores that the server has of an index."""
    stores = index._stores
    assert isinstance(stores, ServerStores)
    with stores._reading.client() as client:
        names = [found.name for found in client.list_collections()]
    return {name.split(".")[3] for name in names if name.startswith(f"{stores.name}.vectors.")}


def test_space_is_given_back_there_too(
    writer: Index, reader: Index, url: str, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where most vectors are dead another store takes the place of one, and readers elsewhere go over to it."""
    monkeypatch.setattr(compaction, "LEAST_VECTORS", 3)
    assert reader.built
    for step in range(4):
        write(corpus, {"new.txt": f"The observatory owns {step + 2} telescopes. They are old.\n"})
        os.utime(corpus / "new.txt", (step, step))
        for name in list(TEXTS)[: 1 if step == 3 else 0]:
            (corpus / name).unlink()
        writer.sync()
        reader.sync()
        assert f"{step + 2} telescopes" in reader.document("new.txt").text
        assert everything(reader) == everything(writer)
    for path in sorted(corpus.rglob("*.*")):
        if path.name != "new.txt":
            path.unlink()
    writer.sync()
    reader.sync()
    assert [info.source for info in reader.documents()] == ["new.txt"]
    writer.sync()  # the store before is deleted only when nobody can be asking it any more
    assert len(numbers(writer)) == 1
    assert numbers(writer) != {"1"}
    assert everything(reader) == everything(writer)


def test_an_older_schema_is_made_again_beside_what_readers_use(
    writer: Index, url: str, corpus: Path, tmp_path: Path
) -> None:
    """A writer of a later version keeps the vectors; nothing is embedded again."""
    before = everything(writer)
    writer.close()
    with closing(sqlite3.connect(writer.folder / FILE)) as connection, connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA - 1}")
    with machine(url, corpus, tmp_path / "writer") as later:
        report = later.sync()
        assert (report.documents, report.embedded) == (len(TEXTS), 0)
        after = everything(later)
        assert {**after, "generation": 0} == {**before, "generation": 0}
        assert not later.sync().changed
        assert len(numbers(later)) == 1  # that before is deleted only when nobody can be asking it any more
    with machine(url, tmp_path / "elsewhere" / "corpus", tmp_path / "reader") as reader:
        assert reader.built
        assert everything(reader) == after
