"""How well who says a sentence is told: precision and recall on sentences labelled by hand.

    python -m tests.evaluation.attribution [--part open|held-out|all]

A speaker is right when the span holds the name (one of the label's first entries) and nothing beyond the whole phrase
(its last). Sentences with `"?"` may be read both ways and do not count.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant.saying.attribution import attribution

SENTENCES = Path(__file__).resolve().parent / "sets" / "attribution" / "sentences.jsonl"


def outcomes(part: str) -> Iterator[tuple[str, str]]:
    """Yield language and outcome of each labelled sentence: right, wrong, missed, none."""
    for line in SENTENCES.read_text("utf-8").splitlines():
        row = json.loads(line)
        if part != "all" and row["held_out"] != (part == "held-out"):
            continue
        for sentence in row["sentences"]:
            if sentence["who"] != "?":
                yield row["language"], _outcome(row, sentence)


def _outcome(row: dict[str, str], sentence: dict[str, object]) -> str:
    found = attribution(row["text"], int(str(sentence["start"])), int(str(sentence["end"])), row["language"])
    label = sentence["who"]
    if not isinstance(label, list):
        return "wrong" if found else "none"
    *names, whole = label
    if found is None:
        return "missed"
    return "right" if any(name in found.text for name in names) and found.text in whole else "wrong"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--part", choices=("open", "held-out", "all"), default="open")
    counts: dict[str, Counter[str]] = {}
    for language, outcome in outcomes(parser.parse_args().part):
        for key in (language, "all"):
            counts.setdefault(key, Counter())[outcome] += 1
    for language, count in sorted(counts.items()):
        told, there = count["right"] + count["wrong"], count["right"] + count["wrong"] + count["missed"]
        precision = f"precision {count['right'] / max(told, 1):.2f} of {told}"
        print(
            f"{language:4} {precision}, recall {count['right'] / max(there, 1):.2f} of {there}, none {count['none']}"
        )


if __name__ == "__main__":
    main()
