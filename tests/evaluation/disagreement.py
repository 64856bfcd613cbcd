"""How well it is told that sources answer differently: pairs of short news texts, half of which do.

    python -m tests.evaluation.disagreement [--part open|held-out|all] [--each]

All texts of the set make one corpus, and each pair's question is asked of it without a model. A disagreement is found
when the answer holds one of the right kind whose sides cite both texts.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant, Settings
from assistant.answer import Answer

PAIRS = Path(__file__).resolve().parent / "sets" / "disagreement" / "pairs.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and a question that both bear on; `kind` is what they say differently, or None."""

    id: str
    kind: str | None
    held_out: bool
    question: str
    texts: tuple[str, str]


def read_pairs() -> list[Pair]:
    """Return the pairs of the set."""
    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    return [Pair(r["id"], r["kind"], r["held_out"], r["question"], tuple(r["texts"])) for r in rows]


def answers(folder: Path, part: str) -> Iterator[tuple[Pair, Answer]]:
    """Yield the pairs of a part, each with the answer to its question."""
    pairs = read_pairs()
    corpus = folder / "corpus"
    corpus.mkdir()
    for pair in pairs:
        for side, text in zip("ab", pair.texts, strict=True):
            (corpus / f"{pair.id}{side}.txt").write_text(f"{text}\n", "utf-8")
    with Assistant.open(Settings(corpus=corpus, data=folder / "data", llm="none")) as assistant:
        for pair in pairs:
            if part == "all" or pair.held_out == (part == "held-out"):
                yield pair, assistant.ask(pair.question)


def outcome(pair: Pair, answer: Answer) -> str:
    """Return found, missed, false alarm, or none."""
    if pair.kind is None:
        return "false alarm" if answer.disagreements else "none"
    sources = {citation.number: citation.source for citation in answer.citations}
    for found in answer.disagreements:
        cited = {sources[number].removesuffix(".txt") for side in found.sides for number in side.citations}
        if found.kind == pair.kind and cited <= {f"{pair.id}a", f"{pair.id}b"}:
            return "found"
    return "false alarm" if answer.disagreements else "missed"


def main() -> None:
    """Print the counts, and with `--each` every pair that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--part", choices=("open", "held-out", "all"), default="open")
    parser.add_argument("--each", action="store_true")
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for pair, answer in answers(Path(folder), options.part):
            result = outcome(pair, answer)
            counts[pair.kind or "none", result] += 1
            if options.each and result in ("missed", "false alarm"):
                print(pair.id, pair.kind, result, answer.text)
    for (kind, result), count in sorted(counts.items()):
        print(f"{kind:9} {result:12} {count}")


if __name__ == "__main__":
    main()
