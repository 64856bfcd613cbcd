"""What an index costs as it grows: time, memory, disk, search, start of the page, one document more or less.

Each size is built by one process and served by another, so that the memory of each is its own. The embedder costs
nothing (`tests.evaluation.clustered`), so that what is measured is all the rest; how fast a real one embeds, and what
share of `assistant index` that is, `tests.evaluation.index_speed` tells.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.evaluation.clustered import (
    LANGUAGES,
    PASSAGES_A_DOCUMENT,
    ClusteredEmbedder,
    document,
    words,
    write_corpus,
)

QUERIES = 200
CHANGES = 3
COLUMNS = (
    ("passages", "passages", ",d"),
    ("index, s", "index_s", ".0f"),
    ("processor", "index_cpu_s", ".0f"),
    ("a s", "passages_a_second", ".0f"),
    ("MB", "index_mb", ".0f"),
    ("disk MB", "disk_mb", ".0f"),
    ("start, s", "start_s", ".1f"),
    ("processor", "start_cpu_s", ".1f"),
    ("first, ms", "first_ms", ".0f"),
    ("p50, ms", "p50_ms", ".0f"),
    ("p95, ms", "p95_ms", ".0f"),
    ("serve MB", "serve_mb", ".0f"),
    ("add, s", "add_s", ".2f"),
    ("remove, s", "remove_s", ".2f"),
    ("nothing, s", "unchanged_s", ".2f"),
    ("processor", "sync_cpu_s", ".2f"),
)


def measure(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Return a row for each size, in passages."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            write_corpus(Path(place) / "corpus", size // PASSAGES_A_DOCUMENT)
            rows.append({**_step("build", Path(place)), **_step("serve", Path(place))})
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    return rows


def show(rows: Sequence[dict[str, Any]]) -> None:
    """Print the table."""
    print("  ".join(f"{title:>10}" for title, _, _ in COLUMNS))
    for row in rows:
        print("  ".join(f"{format(row[name], form):>10}" for _, name, form in COLUMNS))


def _step(name: str, place: Path) -> dict[str, Any]:
    """Run one of the two steps in a process of its own, which prints its figures as its last line."""
    command = [sys.executable, "-m", "tests.evaluation.growth", name, str(place), str(time.time())]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def build(place: Path) -> dict[str, Any]:
    """Index the corpus."""
    from index.index import Index

    started = time.perf_counter()
    with Index(place / "corpus", place / "data", ClusteredEmbedder()) as index:  # type: ignore[arg-type]
        report = index.sync()
    seconds = time.perf_counter() - started
    used = sum(path.stat().st_size for path in (place / "data").rglob("*") if path.is_file())
    return {
        "passages": report.passages,
        "documents": report.documents,
        "index_s": seconds,
        "index_cpu_s": time.process_time(),
        "passages_a_second": report.passages / seconds,
        "index_mb": peak_mb(),
        "disk_mb": used / 1e6,
    }


def serve(place: Path, began: float) -> dict[str, Any]:
    """Start the page as `assistant chat` does, search, and change documents meanwhile."""
    from assistant import Assistant, Settings
    from index.index import Index
    from ui.web.server import start

    vocabulary = words()
    settings = Settings(corpus=place / "corpus", data=place / "data", llm="none")
    index = Index(settings.corpus, settings.data, ClusteredEmbedder())  # type: ignore[arg-type]
    with Assistant(index, settings=settings) as assistant:
        assert index.built
        assert index.sound
        page = start(assistant, "127.0.0.1", 0)
        with urllib.request.urlopen(page.url) as answer:
            assert answer.status == 200
        start_s, start_cpu_s = time.time() - began, time.process_time()
        first, *rest = (_timed(index.search, query) for query in queries(vocabulary))
        added, removed, unchanged = [], [], []
        cpu = time.process_time()
        for number in range(CHANGES):
            path = place / "corpus" / "new" / f"{number}.txt"
            path.parent.mkdir(exist_ok=True)
            name = f"ship{number}x7"
            path.write_text(f"{document(10**6 + number, vocabulary)} It came with the {name}.", "utf-8")
            added.append(_timed(_change, index, name, path))
            path.unlink()
            removed.append(_timed(_change, index, name, path))
            unchanged.append(_timed(index.sync))
        cpu = (time.process_time() - cpu) / (3 * CHANGES)
        page.close()
    p50, p95 = np.percentile(rest, [50, 95]).tolist()
    return {
        "start_s": start_s,
        "start_cpu_s": start_cpu_s,
        "first_ms": 1000 * first,
        "p50_ms": 1000 * p50,
        "p95_ms": 1000 * p95,
        "serve_mb": peak_mb(),
        "add_s": float(np.median(added)),
        "remove_s": float(np.median(removed)),
        "sync_cpu_s": cpu,
        "unchanged_s": float(np.median(unchanged)),
    }


def queries(vocabulary: dict[str, list[str]]) -> list[str]:
    """Return what is searched for: eight words of one language, as often there as in the texts."""
    chance = random.Random(5)
    return [" ".join(chance.choices(vocabulary[LANGUAGES[n % 4]], k=8)) for n in range(QUERIES + 1)]


def _change(index: Any, name: str, path: Path) -> None:
    """Sync, and search until the result shows it."""
    index.sync()
    source = f"{path.parent.name}/{path.name}"
    found = {hit.passage.source for hit in index.search(name)}
    assert (source in found) == path.exists()


def _timed(work: Any, *arguments: Any) -> float:
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


def peak_mb() -> float:
    """Return the most memory that this process has held, its shared libraries and mapped files included."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    """Measure some sizes and print the table; or be one of the processes that do."""
    if sys.argv[1:2] == ["build"]:
        print(json.dumps(build(Path(sys.argv[2]))))
        return
    if sys.argv[1:2] == ["serve"]:
        print(json.dumps(serve(Path(sys.argv[2]), float(sys.argv[3]))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    show(measure(parser.parse_args().sizes))


if __name__ == "__main__":
    main()
