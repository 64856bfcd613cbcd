"""How fast an index is made, as ratios in one run, and what it costs as it grows.

`python -m tests.evaluation.index_speed` prints both.

The engines of the bundled model take turns on the same passages; then the whole of `assistant index`, the embedding
of the same texts alone, and llama-index's ingestion pipeline work on the same documents. Both times are told: those
of the clock, and those of the processor, which other work on the machine disturbs less. Loading and importing are
counted apart, in `start`. The growth is measured by `tests.evaluation.growth`, with an embedder that costs nothing;
100,000 passages take some ten minutes.
"""

import argparse
import json
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.documents import Document
from index.embedders.bulk import BulkEngine
from index.embedders.bundled import TEXTS_AT_ONCE, BundledEmbedding
from index.embedders.conversion import ensure, installed
from index.embedding import Embedder, clean
from index.index import Index
from index.passages import Passage, cut
from index.readers import read
from tests.evaluation import growth

CORPUS = Path(__file__).parents[2] / "corpus"
ALL_OF_IT = 10**12
Times = dict[str, list[float]]  # name -> seconds by the clock, seconds of the processor


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--corpus", type=Path, help="a folder of documents (default: made of the shipped ones)"
    )
    parser.add_argument("--documents", type=int, default=60, help="how many of them")
    parser.add_argument(
        "--passages", type=int, default=192, help="how many passages the engines are compared on"
    )
    parser.add_argument("--rounds", type=int, default=3, help="in how many turns they take them")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="*",
        default=[1_000, 10_000, 100_000],
        help="of how many passages the growth is measured; none skips it",
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        figures = measure(arguments, Path(place))
    show(figures)
    if arguments.sizes:
        print("\nas it grows, with made-up vectors of 384 numbers (clock, and processor)")
        figures["growth"] = growth.measure(arguments.sizes)
        growth.show(figures["growth"])
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def measure(arguments: argparse.Namespace, place: Path) -> dict[str, Any]:
    """Return all figures."""
    corpus = write(documents(arguments.corpus, arguments.documents), place / "corpus")
    read_ones = [read(path, path.name) for path in sorted(corpus.iterdir())]
    passages = [passage for document in read_ones for passage in cut(document)]
    times: Times = {}
    with timed(times, "start"):
        model = BundledEmbedding(models=place / "models")
        model.get_text_embedding_batch(["to begin with"])
        folder = ensure(place / "models", *installed())
        bulk = BulkEngine(folder)
    chosen = random.Random(1).sample(passages, min(arguments.passages, len(passages)))
    texts = [clean(passage.text) for passage in chosen]
    engines(times, bulk, folder, texts, arguments.rounds)
    with model.expecting(ALL_OF_IT):
        model.get_text_embedding_batch(["its bulk engine"] * 2 * TEXTS_AT_ONCE)
        index(times, model, corpus, place / "data", passages)
        chunks = llama_index(times, model, read_ones)
    embedded = unique(passages)
    return {
        "machine": machine(),
        "computed in": f"{bulk.dtype} on {bulk.device}",
        "documents": len(read_ones),
        "passages": len(passages),
        "passages compared": len(texts),
        "tokens a passage": round(sum(map(bulk.count, texts)) / len(texts)),
        "texts of the index (passages and sentences)": len(embedded),
        "characters of the index": sum(map(len, embedded)),
        "chunks of llama-index": len(chunks),
        "characters of llama-index": sum(map(len, chunks)),
        "seconds": {name: [round(t, 2) for t in both] for name, both in times.items()},
    }


def engines(times: Times, bulk: BulkEngine, folder: Path, texts: list[str], rounds: int) -> None:
    """Let each engine embed the same passages, in turns, so that other work on the machine meets all of them."""
    from sentence_transformers import SentenceTransformer

    slow = BundledEmbedding()  # without a folder, the C engine does all work
    exact = SentenceTransformer(str(folder), local_files_only=True)
    short = SentenceTransformer(str(folder), local_files_only=True, model_kwargs={"dtype": bulk.dtype})
    ways: dict[str, Callable[[list[str]], Any]] = {
        "C engine": slow.get_text_embedding_batch,
        "plain encode()": lambda part: exact.encode_document(part, show_progress_bar=False),
        f"plain encode(), {bulk.dtype}": lambda part: short.encode_document(part, show_progress_bar=False),
        "ours": bulk.embed,
    }
    size = -(-len(texts) // rounds)
    for start in range(0, len(texts), size):
        for name, embed in ways.items():
            embed(texts[:2])
            with timed(times, name):
                embed(texts[start : start + size])


def index(times: Times, model: BundledEmbedding, corpus: Path, data: Path, passages: list[Passage]) -> None:
    """Embed what an index of the corpus needs before and after making the index, half and half."""
    embedder, texts = Embedder(model), unique(passages)
    half = len(texts) // 2
    with timed(times, "embedding alone"):
        embedder.embed_passages(texts[:half])
    with timed(times, "assistant index"), Index(corpus, data, embedder) as made:
        made.sync()
    with timed(times, "embedding alone"):
        embedder.embed_passages(texts[half:])


def unique(passages: list[Passage]) -> list[str]:
    """Return the passages and their sentences, each text once."""
    pairs = ((p.text, *(p.sentence_text(n) for n in range(len(p.sentences)))) for p in passages)
    return list(dict.fromkeys(text for pair in pairs for text in pair))


def llama_index(times: Times, model: BundledEmbedding, documents: list[Document]) -> list[str]:
    """Run llama-index's pipeline with the same model, its chunks about as long as our passages."""
    from llama_index.core import Document as LlamaDocument
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter

    given = [LlamaDocument(text=document.text) for document in documents]
    pipeline = IngestionPipeline(transformations=[SentenceSplitter(chunk_size=200, chunk_overlap=0), model])
    with timed(times, "llama-index's pipeline"):
        nodes = pipeline.run(documents=given)
    return [node.get_content() for node in nodes]


@contextmanager
def timed(times: Times, name: str) -> Iterator[None]:
    """Add the seconds that the `with` takes to those of `name`."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    both = times.setdefault(name, [0.0, 0.0])
    both[0] += time.perf_counter() - clock
    both[1] += time.process_time() - processor


def documents(corpus: Path | None, count: int) -> list[str]:
    """Return texts: those of a folder, or the shipped articles with the words of each sentence in another order."""
    files = [path for path in sorted((corpus or CORPUS).rglob("*")) if path.is_file()]
    if corpus is not None:
        return [read(path, path.name).text for path in files[:count]]
    chance, articles = random.Random(1), [cut(read(path, path.name)) for path in files]
    return [
        "\n\n".join(" ".join(shuffled(sentences(p), chance)) for p in articles[n % len(articles)])
        for n in range(count)
    ]


def sentences(passage: Passage) -> list[str]:
    """Return the sentences of a passage."""
    return [passage.sentence_text(number) for number in range(len(passage.sentences))]


def shuffled(texts: list[str], chance: random.Random) -> Iterator[str]:
    """Yield sentences whose words are in another order, the first and the last apart."""
    for text in texts:
        first, *middle = text.split()
        *middle, last = middle or [""]
        chance.shuffle(middle)
        yield " ".join([first, *middle, last]).strip()


def write(texts: list[str], folder: Path) -> Path:
    """Write a corpus."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:05}.txt").write_text(text, "utf-8")
    return folder


def machine() -> str:
    """Return the processor's name, how many cores, and how busy it is with other work."""
    name, info = platform.processor() or platform.machine(), Path("/proc/cpuinfo")
    if info.is_file():
        lines = [
            line for line in info.read_text("utf-8").splitlines() if line.startswith(("model", "cpu family"))
        ]
        name = ", ".join(dict.fromkeys(line.replace("\t", "").replace("model name: ", "") for line in lines))
    return f"{name}; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}"


def show(figures: dict[str, Any]) -> None:
    """Print what was measured, each way beside the one it is to be compared with."""
    seconds = figures["seconds"]
    for name, value in figures.items():
        if name not in ("seconds", "growth"):
            print(f"{name}: {value}")
    print(f"start (folder, imports, loading): {seconds['start'][0]:.1f} s\n")
    print(f"{'passages a second (clock / processor)':42}           times the C engine")
    for name in ("C engine", *(name for name in seconds if name.startswith("plain")), "ours"):
        rates = [figures["passages compared"] / t for t in seconds[name]]
        gains = [slow / fast for slow, fast in zip(seconds["C engine"], seconds[name], strict=True)]
        print(f"  {name:38} {rates[0]:7.1f} {rates[1]:7.1f}    {gains[0]:5.2f} {gains[1]:5.2f}")
    whole = [
        alone / all_
        for alone, all_ in zip(seconds["embedding alone"], seconds["assistant index"], strict=True)
    ]
    print(f"\nassistant index: {whole[0]:.2f} of the rate of embedding alone (processor: {whole[1]:.2f})")
    print("\ncharacters embedded a second (clock / processor)")
    for name, size in (("assistant index", "index"), ("llama-index's pipeline", "llama-index")):
        rates = [
            figures[f"characters of {size}" if size != "index" else "characters of the index"] / t
            for t in seconds[name]
        ]
        print(f"  {name:38} {rates[0]:7.0f} {rates[1]:7.0f}")
    print(f"  ({figures['documents']} documents; {figures['chunks of llama-index']} chunks, embedded once each, "
          f"against {figures['passages']} passages and their sentences)")  # fmt: skip


if __name__ == "__main__":
    main()
