"""What it costs to keep an index as its corpus changes: `python -m tests.evaluation.upkeep`.

Three things, with the tests' bag of words as the embedder: how long a whole `assistant index` takes over documents that
did not change; how long a file that is written, changed or removed takes until a search tells; and how much space is
given back when most documents are removed, beside an index that never gives any back.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.following import FOLLOW_S, Follower
from index import compaction
from index.database import FILE
from index.folders import index_folder
from index.index import Index
from index.stores.folder import FOLDER
from index.sync import sync
from tests.bag_of_words import BagOfWords

ROOT = Path(__file__).parents[2]
COMMAND = """
import sys
import index.embedding
from tests.bag_of_words import BagOfWords
index.embedding.load = lambda *_: BagOfWords()
from ui.cli import main
sys.exit(main(sys.argv[1:]))
"""
PATIENCE_S = 60.0


def write(corpus: Path, documents: int, sentences: int = 1) -> Path:
    """Write documents of so many sentences, 500 a folder, old enough to be trusted."""
    for number in range(documents):
        path = corpus / f"{number // 500:03}" / f"{number:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            " ".join(sentence(number, part) for part in range(sentences)) + "\n", encoding="utf-8"
        )
        os.utime(path, (1.7e9, 1.7e9))
    return corpus


def sentence(number: int, part: int) -> str:
    """Return one sentence unlike the others."""
    crates = 7 * number + part
    return f"Ship number {number} left the harbour of Brenna in {1900 + number % 120} with {crates} crates of apples."


# --- documents that did not change ---------------------------------------------------------------


def unchanged(place: Path, documents: int, rounds: int) -> dict[str, Any]:
    """Return how long the command takes, the first time and those after it, as whole processes."""
    corpus = write(place / "corpus", documents)
    words = ["index", "--corpus", str(corpus), "--data", str(place / "data")]
    runs = [_run(words) for _ in range(rounds + 1)]
    assert runs[0][2].startswith(f"{documents:,} documents added")
    assert all(said.startswith("Nothing changed") for _, _, said in runs[1:])
    return {
        "documents": documents,
        "first run, seconds": round(runs[0][0], 1),
        "unchanged, seconds": [round(seconds, 2) for seconds, _, _ in runs[1:]],
        "unchanged, seconds of the processor": [round(seconds, 2) for _, seconds, _ in runs[1:]],
    }


def _run(words: list[str]) -> tuple[float, float, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    used, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - used.ru_utime + after.ru_stime - used.ru_stime, done.stdout


# --- a change until a search tells ---------------------------------------------------------------


def followed(place: Path, documents: int, changes: int) -> dict[str, Any]:
    """Return the seconds from a change of a file to its being seen by a search, for each kind of change."""
    corpus = write(place / "corpus", documents)
    seconds: dict[str, list[float]] = {"added": [], "changed": [], "removed": []}
    with Index(corpus, place / "data", BagOfWords()) as index:  # type: ignore[arg-type]
        index.sync()
        follower = Follower(index)
        follower.start(every_s=FOLLOW_S)
        follower.wait(PATIENCE_S)
        time.sleep(3)  # until it is told of changes
        for number in range(changes):
            path = corpus / f"new-{number}.txt"
            for kind, word in (("added", f"zyxw{number}a"), ("changed", f"qvut{number}b"), ("removed", "")):
                began = time.monotonic()
                if word:
                    path.write_text(
                        f"The keeper of lighthouse {number} is called {word}.\n", encoding="utf-8"
                    )
                else:
                    path.unlink()
                _until(lambda path=path, word=word: _sees(index, path.name, word))  # type: ignore[misc]
                seconds[kind].append(round(time.monotonic() - began, 2))
        follower.close()
    return {
        "documents": documents,
        **{f"{kind}, median and most": [statistics.median(s), max(s)] for kind, s in seconds.items()},
    }


def _sees(index: Index, source: str, word: str) -> bool:
    hits = index.search(f"Who is {word or 'the keeper'}?", 3)
    found = [hit.passage for hit in hits if hit.passage.source == source]
    return bool(found and word in found[0].text) if word else not found


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("A change was not seen within a minute.")
        time.sleep(0.05)


# --- space ---------------------------------------------------------------------------------------


def space(place: Path, documents: int, *, is_given_back: bool) -> dict[str, Any]:
    """Return the megabytes of catalogue and vectors before and after 90 % of the documents are removed."""
    corpus = write(place / "corpus", documents, sentences=5)
    folder = index_folder(place / "data", corpus)
    figures: dict[str, Any] = {"passages": sync(corpus, folder, BagOfWords()).passages}
    figures["before, MB"] = _megabytes(folder)
    for path in sorted(corpus.rglob("*.txt"))[: documents * 9 // 10]:
        path.unlink()
    kept = compaction.LEAST_BYTES, compaction.LEAST_VECTORS
    if not is_given_back:
        compaction.LEAST_BYTES = compaction.LEAST_VECTORS = 2**62
    try:
        began = time.monotonic()
        figures["passages left"] = sync(corpus, folder, BagOfWords()).passages
        figures["seconds of the sync"] = round(time.monotonic() - began, 2)
        figures["after it, MB"] = _megabytes(folder)
        sync(corpus, folder, BagOfWords())
        figures["after the next, MB"] = _megabytes(folder)
    finally:
        compaction.LEAST_BYTES, compaction.LEAST_VECTORS = kept
    return figures


def _megabytes(folder: Path) -> dict[str, float]:
    def size(paths: list[Path]) -> float:
        return round(sum(path.stat().st_size for path in paths if path.is_file()) / 1e6, 2)

    return {
        "catalogue": size(list(folder.glob(f"{FILE}*"))),
        "vectors": size(list((folder / FOLDER).rglob("*"))),
    }


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unchanged", type=int, default=10_000, help="documents that do not change")
    parser.add_argument("--rounds", type=int, default=3, help="how often they are looked at")
    parser.add_argument(
        "--changes", type=int, default=5, help="files added, changed and removed while followed"
    )
    parser.add_argument(
        "--passages", type=int, default=5_000, help="of the index of which nine tenths are removed"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    figures: dict[str, Any] = {"python": platform.python_version(), "cpus": os.cpu_count()}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        figures["load"] = [round(load, 1) for load in os.getloadavg()]
        figures["unchanged"] = unchanged(place / "1", arguments.unchanged, arguments.rounds)
        figures["followed"] = followed(place / "2", 500, arguments.changes)
        figures["space given back"] = space(place / "3", arguments.passages, is_given_back=True)
        shutil.rmtree(place / "3")
        figures["space not given back"] = space(place / "3", arguments.passages, is_given_back=False)
    text = json.dumps(figures, indent=2) + "\n"
    print(text, end="")
    if arguments.json:
        arguments.json.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
