"""The catalogue on a Chroma server: given there by the one who writes, fetched by those who only answer.

Vectors alone answer nothing: texts, sentences, words and sums are the catalogue's. So after each sync the writer puts
the catalogue's file on the server, in pieces that are named by what they hold; only new ones are sent, and who
fetches it takes only those that its last copy lacks.

Invariant: a fetched catalogue is byte for byte one that was published, whole; until it is, the copy before is used.
Proved by `tests/test_index_stores_published.py`.
"""

import base64
import hashlib
import json
import shutil
import uuid
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.database import FILE, failures, settle
from index.errors import ServerError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

PIECE = 65_536
"""Bytes of a piece. A document that is added changes a few dozen of them, whatever the catalogue's size."""

PART = ".part"
AT_ONCE = 128
"""Pieces in a request: some 12 MB."""

_NOT_WHOLE = (
    "The catalogue on the Chroma server is not whole, or was replaced just now. Try again; if that does not help, "
    "type `assistant index` on the machine that has the documents."
)
_GRAPH = {"hnsw": {"space": "l2", "max_neighbors": 2, "ef_construction": 4, "sync_threshold": 100_000}}


@dataclass(frozen=True, slots=True)
class Publication:
    """What is said of a catalogue that was published.

    Attributes:
        id: its own, never used again.
        owner: of the data folder whose catalogue it is.
        origin: whose corpus that is, for people.
        fingerprint: what shaped the index.
        schema: of the catalogue's tables.
        generation: the committed one.
        size: of the file, in bytes.
    """

    id: str
    owner: str
    origin: str
    fingerprint: str
    schema: int
    generation: int
    size: int


class ReplacedError(ServerError):
    """What is fetched is not whole on the server; most likely another publication took its place just now."""


class Published:
    """What is published of one index on one server.

    Args:
        client: Chroma's.
        name: the index's there.
    """

    def __init__(self, client: "Client", name: str) -> None:
        self._client = client
        self._label = f"{name}.published"
        self._pieces = f"{name}.catalogue"

    def current(self) -> Publication | None:
        """Return what was published last; None when nothing was."""
        for found in self._client.list_collections():
            if found.name == self._label:
                values = found.metadata or {}
                return Publication(**{name: values[name] for name in Publication.__dataclass_fields__})
        return None

    def publish(self, folder: Path, owner: str, origin: str, shape: tuple[str, int, int]) -> Publication:
        """Publish the catalogue in `folder`, in which nobody writes meanwhile.

        Args:
            folder: the index's folder.
            owner: of the data folder.
            origin: whose corpus it is, for people.
            shape: fingerprint, schema and generation of the catalogue.

        Returns:
            What is current from now on. The one before can still be fetched, those before it cannot.
        """
        settle(folder)
        before = self.current()
        kept = set(self._manifest(before.id) or []) | {_manifest_id(before.id)} if before else set()
        with failures(folder):
            size = (folder / FILE).stat().st_size
            digests = [digest for digest, _ in pieces(folder / FILE)]
            missing = set(digests) - kept
            new = ((digest, data) for digest, data in pieces(folder / FILE) if digest in missing)
            collection = self._client.get_or_create_collection(
                self._pieces, configuration=_GRAPH, embedding_function=None  # type: ignore[arg-type]
            )  # fmt: skip
            while batch := dict(islice(new, AT_ONCE)):
                _put(collection, batch)
        publication = Publication(uuid.uuid4().hex, owner, origin, *shape, size)
        _put(collection, {_manifest_id(publication.id): json.dumps(digests).encode()})
        label = self._client.get_or_create_collection(
            self._label, metadata=asdict(publication), embedding_function=None
        )
        label.modify(metadata=asdict(publication))
        kept |= {*digests, _manifest_id(publication.id)}
        gone = sorted(set(collection.get(include=[])["ids"]) - kept)
        for start in range(0, len(gone), AT_ONCE):
            collection.delete(ids=gone[start : start + AT_ONCE])
        return publication

    def fetch(self, publication: Publication, place: Path, base: Path | None) -> None:
        """Write a published catalogue into the folder `place`, which becomes visible when it is whole.

        Args:
            publication: from `current`.
            place: the folder; not there yet.
            base: a file whose pieces need not be fetched, or None.

        Raises:
            ReplacedError: pieces are missing or damaged; another publication may have taken their place.
        """
        part = place.with_name(place.name + PART)
        digests = self._manifest(publication.id)
        if digests is None:
            raise ReplacedError(_NOT_WHOLE)
        with failures(place):
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            known = {} if base is None else {d: n for n, (d, _) in enumerate(pieces(base))}
            fetched = self._fetched([digest for digest in dict.fromkeys(digests) if digest not in known])
            try:
                _assemble(part / FILE, digests, known, base, fetched)
                part.replace(place)
            finally:
                shutil.rmtree(part, ignore_errors=True)

    def _fetched(self, digests: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield pieces from the server, in the order asked for."""
        if not digests:
            return
        collection = self._client.get_collection(self._pieces, embedding_function=None)
        for start in range(0, len(digests), AT_ONCE):
            asked = digests[start : start + AT_ONCE]
            found = _get(collection, asked)
            for digest in asked:
                if digest not in found or digest_of(found[digest]) != digest:
                    raise ReplacedError(_NOT_WHOLE)
                yield digest, found[digest]

    def _manifest(self, publication: str) -> list[str] | None:
        """Return the names of the pieces of a publication, in order; None when it is gone."""
        collection = self._client.get_or_create_collection(
            self._pieces, configuration=_GRAPH, embedding_function=None  # type: ignore[arg-type]
        )  # fmt: skip
        found = _get(collection, [_manifest_id(publication)])
        packed = found.get(_manifest_id(publication))
        return None if packed is None else [str(digest) for digest in json.loads(packed)]


def pieces(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the pieces of a file, each with its name."""
    with path.open("rb") as stream:
        while data := stream.read(PIECE):
            yield digest_of(data), data


def digest_of(data: bytes) -> str:
    """Return the name of a piece."""
    return hashlib.sha256(data).hexdigest()[:40]


def _assemble(
    path: Path,
    digests: Sequence[str],
    known: dict[str, int],
    base: Path | None,
    fetched: Iterator[tuple[str, bytes]],
) -> None:
    """Write the pieces one after the other; one that stands in the file twice is read back from it."""
    places: dict[str, int] = {}
    with path.open("w+b") as target, (base or path).open("rb") as source:
        for number, digest in enumerate(digests):
            if digest in known:
                source.seek(known[digest] * PIECE)
                data = source.read(PIECE)
            elif digest in places:
                target.seek(places[digest] * PIECE)
                data = target.read(PIECE)
                target.seek(number * PIECE)
            else:
                data = next(fetched)[1]
                places[digest] = number
            target.write(data)


def _manifest_id(publication: str) -> str:
    return f"manifest-{publication}"


def _put(collection: "Collection", batch: dict[str, bytes]) -> None:
    """Store bytes by id. They are metadata, since a document would be cut into words; the vectors mean nothing."""
    packed = [base64.b64encode(zlib.compress(data, 1)).decode() for data in batch.values()]
    collection.upsert(
        ids=list(batch),
        embeddings=np.array([[int(hashlib.sha256(id_.encode()).hexdigest()[:6], 16)] for id_ in batch], "f4"),
        metadatas=[{"data": text} for text in packed],
    )


def _get(collection: "Collection", ids: Sequence[str]) -> dict[str, bytes]:
    found: dict[str, Any] = dict(collection.get(ids=list(ids), include=["metadatas"]))
    return {
        id_: zlib.decompress(base64.b64decode(values["data"]))
        for id_, values in zip(found["ids"], found["metadatas"], strict=True)
    }
