"""The catalogue on a server: fetched as it was published, byte for byte, and only what is new."""

import random
import uuid
from pathlib import Path
from typing import Any

import pytest
from chroma_server import ChromaServer
from corpora import BagOfWords, many, write

from index.catalogue import Catalogue
from index.database import FILE
from index.stores import published
from index.stores.address import Address
from index.stores.connection import Connection
from index.stores.published import Published, ReplacedError
from index.sync import sync

pytestmark = pytest.mark.real

SHAPE = ("bag", 1, 1)


@pytest.fixture
def name() -> str:
    return f"published-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def connection(chroma: ChromaServer) -> Connection:
    return Connection(Address.parse(chroma.url), patience_s=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a real catalogue in it."""
    write(tmp_path / "corpus", many(12))
    sync(tmp_path / "corpus", tmp_path / "index", BagOfWords())
    return tmp_path / "index"


def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the pieces that are sent from now on, manifests too."""
    counted: list[int] = []
    real = published._put

    def put(collection: Any, batch: dict[str, bytes]) -> None:
        counted.append(len(batch))
        real(collection, batch)

    monkeypatch.setattr(published, "_put", put)
    return counted


def test_fetched_as_it_was_published(connection: Connection, name: str, folder: Path, tmp_path: Path) -> None:
    with connection.client() as client:
        there = Published(client, name)
        assert there.current() is None
        made = there.publish(folder, "me", "'corpus' on 'here'", SHAPE)
        assert there.current() == made
        there.fetch(made, tmp_path / "copy", None)
    assert (tmp_path / "copy" / FILE).read_bytes() == (folder / FILE).read_bytes()
    with Catalogue.open(folder, None) as one, Catalogue.open(tmp_path / "copy", None) as other:
        assert one.documents() == other.documents()
        assert one.generation == other.generation == 1


def test_only_what_is_new_is_sent_and_fetched(
    connection: Connection, name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "PIECE", 4096)
    with connection.client() as client:
        there = Published(client, name)
        counted = sent(monkeypatch)
        first = there.publish(folder, "me", "", SHAPE)
        all_of_it = sum(counted)
        there.fetch(first, tmp_path / "one", None)
        (tmp_path / "corpus" / "new.txt").write_text("A new ship came to the harbour.\n", encoding="utf-8")
        sync(tmp_path / "corpus", folder, BagOfWords())
        counted.clear()
        second = there.publish(folder, "me", "", ("bag", 1, 2))
        assert 1 < sum(counted) < all_of_it / 2
        asked: list[str] = []
        real = there._fetched
        monkeypatch.setattr(there, "_fetched", lambda digests: asked.extend(digests) or real(digests))
        there.fetch(second, tmp_path / "two", tmp_path / "one" / FILE)
        assert 0 < len(asked) < all_of_it / 2
        assert (tmp_path / "two" / FILE).read_bytes() == (folder / FILE).read_bytes()


def test_what_no_publication_needs_is_deleted(
    connection: Connection, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "PIECE", 1000)
    monkeypatch.setattr(published, "settle", lambda _: None)
    chance = random.Random(1)
    with connection.client() as client:
        there = Published(client, name)
        made = []
        for number in range(4):
            data = chance.randbytes(5500)
            (tmp_path / FILE).write_bytes(data)
            made.append((there.publish(tmp_path, "me", "", ("bag", 1, number)), data))
        pieces = client.get_collection(f"{name}.catalogue", embedding_function=None)
        assert pieces.count() == 2 * (6 + 1)
        for number, (publication, data) in enumerate(made[2:]):
            there.fetch(publication, tmp_path / str(number), None)
            assert (tmp_path / str(number) / FILE).read_bytes() == data
        with pytest.raises(ReplacedError, match="assistant index"):
            there.fetch(made[0][0], tmp_path / "old", None)
        assert not (tmp_path / "old").exists()


@pytest.mark.parametrize("damage", ["gone", "other"])
def test_what_is_not_whole_is_not_served(
    connection: Connection, name: str, folder: Path, tmp_path: Path, damage: str
) -> None:
    with connection.client() as client:
        there = Published(client, name)
        made = there.publish(folder, "me", "", SHAPE)
        pieces = client.get_collection(f"{name}.catalogue", embedding_function=None)
        piece = next(id_ for id_ in pieces.get(include=[])["ids"] if "manifest" not in id_)
        if damage == "gone":
            pieces.delete(ids=[piece])
        else:
            published._put(pieces, {piece: b"other"})
        with pytest.raises(ReplacedError):
            there.fetch(made, tmp_path / "copy", None)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 200_000])
def test_any_size_and_pieces_that_stand_twice(
    connection: Connection, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(published, "settle", lambda _: None)
    (tmp_path / FILE).write_bytes(b"\0" * size)
    with connection.client() as client:
        there = Published(client, name)
        there.fetch(there.publish(tmp_path, "me", "", SHAPE), tmp_path / "copy", None)
    assert (tmp_path / "copy" / FILE).read_bytes() == b"\0" * size
