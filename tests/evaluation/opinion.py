"""What the language model's own opinion of a sentence is worth: `python -m tests.evaluation.opinion --llm bundled`.

Sentences of FLORES beside their translation (they hold), beside another sentence of its passage, or changed in a
number, a name or a negation (they do not). Each is asked about once; the same seed asks the same.
"""

import argparse
import json
import random
import re
import time
from collections import defaultdict
from pathlib import Path

from assistant import models
from assistant.answering import opinion
from assistant.settings import Settings
from tests.evaluation import corruptions

FLORES = Path(__file__).parent / "sets" / "flores" / "passages.jsonl"
LANGUAGES = ("en", "pl", "hu", "ro")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--llm", default="bundled", help="as ASSISTANT_LLM")
    parser.add_argument("--sentences", type=int, default=14, help="how many true ones")
    arguments = parser.parse_args()
    settings = Settings()
    model = models.choose(arguments.llm, data=settings.data, ollama_host=settings.ollama_host)
    assert model is not None, "An opinion needs a language model."
    found: dict[str, list[str]] = defaultdict(list)
    began = time.monotonic()
    for kind, sentence, quote in cases(arguments.sentences):
        steps = opinion.ask(sentence, [quote], model)
        try:
            while True:
                next(steps)
        except StopIteration as end:
            found[kind].append(str(end.value))
    model.close()
    shares = {
        kind: {"n": len(said)} | {word: round(said.count(word) / len(said), 2) for word in sorted(set(said))}
        for kind, said in found.items()
    }
    asked = sum(map(len, found.values()))
    print(json.dumps(shares | {"seconds each": round((time.monotonic() - began) / asked, 1)}, indent=1))


def cases(count: int) -> list[tuple[str, str, str]]:
    """Return kind, sentence and quote; the languages of the two differ and take turns."""
    chance = random.Random(7)
    rows = [json.loads(line)["texts"] for line in FLORES.read_text("utf-8").splitlines()]
    made = []
    for number, row in enumerate(chance.sample(rows, count)):
        said, source = LANGUAGES[number % 4], LANGUAGES[(number + 1 + number // 4) % 4]
        source = LANGUAGES[(LANGUAGES.index(said) + 1) % 4] if source == said else source
        parts = [row[code] for code in (said, source)]
        if len(parts[0]) != len(parts[1]):
            continue
        place = next((n for n, text in enumerate(parts[0]) if re.search(r"\d", text)), 0)
        sentence, quote = parts[0][place], parts[1][place]
        made.append(("true", sentence, quote))
        if len(parts[1]) > 1:
            made.append(("neighbour", sentence, parts[1][place - 1]))
        pool = [
            name
            for other in chance.sample(rows, 20)
            for text in other[said]
            for name in corruptions.names(text)
        ]
        changed = {
            "number": corruptions.number(sentence, said, chance),
            "name": corruptions.name(sentence, pool, chance),
            "negation": corruptions.negation(sentence, said, chance),
        }
        made += [(kind, text, quote) for kind, text in changed.items() if text]
    return made


if __name__ == "__main__":
    main()
