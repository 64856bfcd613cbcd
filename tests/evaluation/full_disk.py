"""An index on a disk that runs full: `python -m tests.evaluation.full_disk`, as root on Linux.

An index is built on a file system of its own, in memory; that is then made as small as what is on it and a little more,
and the corpus grows. A sync fails at another place for each size; it must say so and what to do, a reader must go on
answering from what there was, and with more room the next sync must end with what is built from nothing.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import DataFolderError
from index.index import Index
from index.sync import sync
from tests.bag_of_words import BagOfWords
from tests.evaluation.equality import differences, holdings
from tests.evaluation.kills import KEPT, Corpus, kept

SPARE_KB = (0, 40, 150, 400, 800, 1300, 1900, 2600, 3500, 4500, 6000)
ENOUGH_KB = 60_000


def run(
    place: Path, documents: int = 60, grown: int = 140, spare_kb: tuple[int, ...] = SPARE_KB
) -> list[dict[str, Any]]:
    """Return for each size what the sync said, what a reader found, and what differs in the end.

    Args:
        place: an empty folder.
        documents: how many there are at first.
        grown: how many are added while there is little room.
        spare_kb: the room left for them, in kilobytes.

    Returns:
        One entry for each size.
    """
    found = []
    for spare in spare_kb:
        corpus = Corpus(place / f"corpus-{spare}", random.Random(spare))
        corpus.begin(documents)
        mounted = place / f"data-{spare}"
        with file_system(mounted):
            found.append({"spare, KB": spare, **_run(place, corpus, mounted, grown, spare)})
    return found


def _run(place: Path, corpus: Corpus, mounted: Path, grown: int, spare: int) -> dict[str, Any]:
    with Index(corpus.folder, mounted, BagOfWords()) as index:  # type: ignore[arg-type]
        index.sync()
        before = {document.source for document in index.documents()}
        _search(index)
        for _ in range(grown):
            corpus.add()
        resize(mounted, used_kb(mounted) + spare)
        said = "it sufficed"
        try:
            index.sync()
        except DataFolderError as error:
            said = str(error)
            assert {document.source for document in index.documents()} == before
        _search(index)
        other = _newly_opened(corpus.folder, mounted)
        resize(mounted, ENOUGH_KB)
        index.sync()
        folder = index.folder
    fresh = place / f"fresh-{spare}"
    sync(corpus.folder, fresh, BagOfWords())
    fingerprint = BagOfWords().fingerprint
    counts = differences(holdings(folder, fingerprint), holdings(fresh, fingerprint))
    return {
        "the sync": said.replace(str(place), "..."),
        "a reader that was open": "answers",
        "one opened now": other.replace(str(place), "..."),
        "differences in the end": {kind: count for kind, count in counts.items() if count},
    }


def _search(index: Index) -> None:
    for number in range(KEPT):
        hits = index.search(f"Who is Zyxw{number}qabc, keeper of the lighthouse?", 3)
        assert index.document(hits[0].passage.source).text == kept(number)


def _newly_opened(corpus: Path, data: Path) -> str:
    """Return what comes of a reader that is opened while there is no room: Chroma writes when it is opened."""
    with Index(corpus, data, BagOfWords()) as index:  # type: ignore[arg-type]
        try:
            _search(index)
        except DataFolderError as error:
            return str(error)
    return "answers"


@contextmanager
def file_system(place: Path) -> Iterator[None]:
    """Mount a file system in memory; it is gone after the block."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ENOUGH_KB}k", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def resize(place: Path, size_kb: int) -> None:
    """Give it more room, or less."""
    subprocess.run(["mount", "-o", f"remount,size={size_kb}k", str(place)], check=True)


def used_kb(place: Path) -> int:
    """Return how much is on it."""
    listed = subprocess.run(
        ["df", "-k", "--output=used", str(place)], check=True, capture_output=True, text=True
    )
    return int(listed.stdout.split()[1])


def main() -> int:
    """Run, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = run(Path(place))
    text = json.dumps(found, indent=2) + "\n"
    print(text, end="")
    if arguments.json:
        arguments.json.write_text(text, "utf-8")
    return 1 if any(entry["differences in the end"] for entry in found) else 0


if __name__ == "__main__":
    sys.exit(main())
