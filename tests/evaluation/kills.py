"""An index whose writer is killed again and again while its corpus changes: `python -m tests.evaluation.kills`.

A writer is killed (`kill -9`), another goes on, and so on; all the while files are added, changed and removed, and a
reader in a process of its own searches. Every other kill comes at a random time, those between soon after a random step
began, since some steps are short. Then one writer may finish, and what the index holds is compared with one that is
built from nothing. The embedder is the tests' bag of words: fast, and the same in every run. Exit code 1 when anything
differs, or the reader failed.
"""

import argparse
import json
import multiprocessing
import os
import platform
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from index.folders import index_folder
from index.index import Index
from index.revision import Revision
from index.store import VectorStore
from index.sync import sync
from tests.bag_of_words import BagOfWords
from tests.evaluation.equality import differences, holdings

KEPT = 20
"""Documents that never change, which the reader must find at any time."""

TEXTS = {
    "en": "the ship left harbour with many crates of apples and old books for people who were waiting in town",
    "pl": "statek wypłynął rano z portu oraz wiele skrzyń jabłek i starych książek dla ludzi którzy czekali",
}
SOON_S = 0.05
STEPS: tuple[tuple[type, str], ...] = (
    (Revision, "known"),
    (Revision, "add"),
    (Revision, "drop"),
    (Revision, "embed"),
    (VectorStore, "add"),
    (Revision, "commit"),
    (VectorStore, "delete"),
    (Revision, "purge"),
)


@dataclass(slots=True)
class Corpus:
    """The corpus that changes.

    Attributes:
        folder: where it is.
        chance: what decides.
        changes: how many files were added, changed and removed so far.
    """

    folder: Path
    chance: random.Random
    changes: Counter[str] = field(default_factory=Counter)
    _number: int = 0

    def begin(self, documents: int) -> None:
        """Write the first files, `KEPT` of them for ever."""
        self.folder.mkdir()
        for number in range(KEPT):
            (self.folder / f"kept-{number:02}.txt").write_text(kept(number), encoding="utf-8")
        for _ in range(documents - KEPT):
            self.add()

    def change(self) -> None:
        """Add, change or remove one file; they stay about as many."""
        files = sorted(path for path in self.folder.rglob("*.txt") if not path.name.startswith("kept-"))
        what = self.chance.choice(("added", "changed", "changed", "removed"))
        self.changes[what] += 1
        if what == "added" or not files:
            self.add()
        elif what == "removed":
            self.chance.choice(files).unlink()
        else:
            self.chance.choice(files).write_text(self._text(), encoding="utf-8")

    def add(self) -> None:
        """Add one file."""
        self._number += 1
        path = self.folder / f"{self._number % 9}" / f"{self._number:05}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(self._text(), encoding="utf-8")

    def _text(self) -> str:
        words = TEXTS[self.chance.choice(sorted(TEXTS))].split()
        paragraphs = (
            " ".join(
                f"{' '.join(self.chance.choices(words, k=9)).capitalize()} {self.chance.randrange(10**6)}."
                for _ in range(self.chance.randint(2, 9))
            )
            for _ in range(self.chance.randint(1, 4))
        )
        return "\n\n".join(paragraphs) + "\n"


def kept(number: int) -> str:
    """Return the text of a document that never changes."""
    return f"Keeper {number} of the lighthouse is called Zyxw{number}qabc and counts the ships of {1800 + number}.\n"


# --- processes of their own ----------------------------------------------------------------------


def write(corpus: Path, folder: Path, step: Any, begun: Any) -> None:
    """Sync once, and say at which step it is, by the number in `STEPS`."""
    for number, (owner, name) in enumerate(STEPS):
        setattr(owner, name, _noted(getattr(owner, name), number, step))
    begun.set()
    sync(corpus, folder, BagOfWords(), wait_s=60)


def _noted(method: Callable[..., Any], number: int, step: Any) -> Callable[..., Any]:
    def noted(*args: Any, **kwargs: Any) -> Any:
        if (
            number - step.value in (0, 1) or number < len(STEPS) - 1
        ):  # a purge comes at the very beginning, too
            step.value = number
        return method(*args, **kwargs)

    return noted


def read(corpus: Path, data: Path, stop: Any, told: Any) -> None:
    """Search for what never changes until `stop` is set, and put what came of it into the queue `told`."""
    chance = random.Random(7)
    times, failures, generations = [], [], set()
    with Index(corpus, data, BagOfWords()) as index:  # type: ignore[arg-type]
        while not stop.is_set():
            number = chance.randrange(KEPT)
            began = time.perf_counter()
            try:
                hits = index.search(f"Who is Zyxw{number}qabc, keeper of the lighthouse?", 3)
                passage = hits[0].passage
                document = index.document(passage.source)
                if passage.source != f"kept-{number:02}.txt" or document.text != kept(number):
                    failures.append(f"found {passage.source!r} for keeper {number}")
                generations.add(index.generation)
            except Exception as error:
                failures.append(repr(error))
            times.append(time.perf_counter() - began)
            time.sleep(0.01)
    times.sort()
    told.put(
        {
            "searches": len(times),
            "failures": len(failures),
            "first failures": failures[:5],
            "generations": len(generations),
            "median seconds": round(times[len(times) // 2], 4),
            "slowest seconds": round(times[-1], 3),
        }
    )


# --- the whole -----------------------------------------------------------------------------------


def run(
    place: Path, documents: int, kills: int, seed: int, say: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Kill writers, and compare.

    Args:
        place: an empty folder.
        documents: how many there are at first.
        kills: how many writers are killed.
        seed: of what is random here; the moments of the kills are never the same again.
        say: told how far it is.

    Returns:
        What was done, what the reader saw, and `differences`.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", "index.index", "index.sync", __name__])
    corpus = Corpus(place / "corpus", random.Random(seed))
    corpus.begin(documents)
    folder = index_folder(place / "data", corpus.folder)
    sync(corpus.folder, folder, BagOfWords())
    stop, told = context.Event(), context.Queue()
    reader = context.Process(target=read, args=(corpus.folder, place / "data", stop, told))
    reader.start()
    began = time.monotonic()
    try:
        killed, finished = _kill_writers(context, corpus, folder, kills, say)
    finally:
        stop.set()
    seen = told.get(timeout=120)
    reader.join(60)
    last = sync(corpus.folder, folder, BagOfWords())
    fresh = place / "fresh"
    sync(corpus.folder, fresh, BagOfWords())
    fingerprint = BagOfWords().fingerprint
    return {
        "documents": last.documents,
        "passages": last.passages,
        "kills": dict(sorted(killed.items())),
        "finished in between": finished,
        "files": dict(corpus.changes),
        "embedded by the last run": last.embedded,
        "reader": seen,
        "differences": differences(holdings(folder, fingerprint), holdings(fresh, fingerprint)),
        "seconds": round(time.monotonic() - began, 1),
    }


def _kill_writers(
    context: ForkServerContext, corpus: Corpus, folder: Path, kills: int, say: Callable[[str], None]
) -> tuple[Counter[str], int]:
    """Kill `kills` writers; return at which steps, and how many finished before their moment."""
    killed: Counter[str] = Counter()
    finished, usual = 0, 2.0
    while killed.total() < kills:
        for _ in range(corpus.chance.randint(1, 40)):
            corpus.change()
        step, begun = context.Value("i", 0), context.Event()
        writer = context.Process(target=write, args=(corpus.folder, folder, step, begun))
        writer.start()
        begun.wait(60)
        began = time.monotonic()
        if killed.total() % 2:
            aim = corpus.chance.randrange(len(STEPS))
            while writer.is_alive() and step.value < aim:
                time.sleep(0.001)
            time.sleep(corpus.chance.uniform(0, SOON_S))
        else:
            until = began + corpus.chance.uniform(0, usual)
            while writer.is_alive() and time.monotonic() < until:
                corpus.change()
                writer.join(min(0.05, max(0.0, until - time.monotonic())))
        writer.kill()
        writer.join()
        if writer.exitcode != -signal.SIGKILL:
            if writer.exitcode:
                raise SystemExit(f"A writer failed by itself, with exit code {writer.exitcode}; see above.")
            finished += 1
            usual = (usual + time.monotonic() - began) / 2
            continue
        owner, name = STEPS[step.value]
        killed[f"{owner.__name__}.{name}"] += 1
        usual = min(usual * 1.1, 20.0)
        say(f"{killed.total()} of {kills} killed, at {owner.__name__}.{name}; {finished} finished")
    return killed, finished


def main() -> int:
    """Run, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=500, help="how many at first (default: 500)")
    parser.add_argument("--kills", type=int, default=50, help="how many writers are killed (default: 50)")
    parser.add_argument("--seed", type=int, default=1, help="of what is random (default: 1)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        figures = run(Path(place), arguments.documents, arguments.kills, arguments.seed, tell)
    figures = {"seed": arguments.seed, "python": platform.python_version(), "cpus": os.cpu_count(), **figures}
    text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
    print(text, end="")
    if arguments.json:
        arguments.json.write_text(text, "utf-8")
    return 1 if any(figures["differences"].values()) or figures["reader"]["failures"] else 0


def tell(message: str) -> None:
    """Say how far it is."""
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    sys.exit(main())
