"""Small corpora on disk, and everything an index holds in a form that can be compared."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bag_of_words import BagOfWords

from index.catalogue import Catalogue
from index.store import VectorStore
from index.stores.folder import FolderStores

LONG_AGO_NS = 1_700_000_000 * 10**9

ENGLISH = (
    "Kim received Lavrov in Wonsan. They spoke about the harvest of {} and about the weather on the coast."
)
POLISH = (
    "Minister przyjechał do Wonsan wczoraj rano. Rozmawiano o zbiorach w roku {} oraz o pogodzie nad morzem."
)


def write(corpus: Path, texts: dict[str, str | bytes], *, age_s: int = 0) -> Path:
    """Write files whose times are old enough to be trusted, `age_s` after the time that all get by default."""
    for name, text in texts.items():
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        touch(path, age_s)
    return corpus


def touch(path: Path, age_s: int) -> None:
    time_ns = LONG_AGO_NS + age_s * 10**9
    os.utime(path, ns=(time_ns, time_ns))


def many(count: int) -> dict[str, str | bytes]:
    """Return `count` documents, every other one in Polish, one in seven in a folder."""
    return {
        f"{'sub/' if n % 7 == 3 else ''}{n:03}.txt": (POLISH if n % 2 else ENGLISH).format(1900 + n)
        for n in range(count)
    }


def open_store(folder: Path, fingerprint: str = BagOfWords().fingerprint) -> VectorStore:
    """Open the vector store that the catalogue names."""
    with Catalogue.open(folder, fingerprint) as catalogue:
        return FolderStores(folder).open(fingerprint, catalogue.state.store)


def contents(folder: Path, fingerprint: str = BagOfWords().fingerprint) -> dict[str, Any]:
    """Return everything that the index in `folder` holds, generation and times apart."""
    with Catalogue.open(folder, fingerprint) as catalogue, open_store(folder, fingerprint) as store:
        languages = sorted(catalogue.sums())
        ids = sorted(id_ for language in languages for id_ in catalogue.passage_ids(language))
        return {
            "documents": [asdict(info) for info in catalogue.documents()],
            "texts": [asdict(catalogue.document(info.source)) for info in catalogue.documents()],
            "passages": [asdict(passage) for passage in catalogue.passages(ids).values()],
            "vectors": {id_: vector.tobytes() for id_, vector in catalogue.vectors(ids).items()},
            "sentences": {id_: vectors.tobytes() for id_, vectors in catalogue.sentence_vectors(ids).items()},
            "sums": {key: (sums.count, sums.total.tolist()) for key, sums in catalogue.sums().items()},
            "skipped": [asdict(skip) for skip in catalogue.skipped()],
            "store": {language: sorted(store.ids(language)) for language in languages},
            "counts": store.counts(),
            "nearest": {
                id_: round(dict(store.query(vector, language, 50))[id_], 4)
                for language in languages
                for id_, vector in catalogue.vectors(catalogue.passage_ids(language)).items()
            },
            "marked": store.generation == catalogue.generation,
        }
