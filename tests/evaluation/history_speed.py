"""How fast conversations are listed, found, kept and loaded, with many of them kept.

    .venv/bin/python -m tests.evaluation.history_speed [how many]

Prints milliseconds, and what a list costs as a share of what reading all conversations whole would.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.answer import Answer, Citation, Sentence
from index.passages import Passage
from ui.web import chats
from ui.web.history import History, begun
from ui.web.turns import TurnView

TURNS = 5


def answer() -> Answer:
    """An answer of the usual size: three quotes, eight passages."""
    text = "The harbour of Brenna was opened in 1912. " * 14
    passages = tuple(
        Passage(f"p{n}", "d", "a.txt", 0, len(text), text, "", "A title", None, "en", ()) for n in range(8)
    )
    quotes = tuple(Citation(n, "a.txt", "A title", None, "en", 0, 40, text[:40], 0.9) for n in range(1, 4))
    sentences = tuple(Sentence(text[:40], (n,), "supported") for n in range(1, 4))
    return Answer("Who?", "Who?", "en", sentences, quotes, passages, abstained=False, model="none")


def milliseconds(work: Callable[[], object], times: int = 1) -> float:
    """The mean of several runs."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times * 1000


def main(count: int) -> None:
    root = Path(tempfile.mkdtemp())
    try:
        folder = root / "history" / "local"
        folder.mkdir(parents=True)
        said = answer()
        for number in range(count):
            turns = tuple(
                TurnView(f"t{turn}", f"What of harbour {number}, {turn}?", "finished", answer=said,
                         passages=said.passages, sentences=said.sentences, citations=said.citations)
                for turn in range(TURNS)
            )  # fmt: skip
            chat = replace(begun(turns), title=f"Harbour {number}", revision=1)
            (folder / f"{chat.id}.json").write_text(chats.text_of(chat), "ascii")
        history = History(folder)
        files = list(folder.glob("*.json"))
        whole = milliseconds(lambda: [json.loads(path.read_text("ascii")) for path in files])
        first = milliseconds(history.chats)
        again = milliseconds(history.chats, 10)
        found = milliseconds(lambda: history.chats("harbour 123"), 10)
        print(f"{count} conversations of {TURNS} questions, {files[0].stat().st_size:,} bytes each")
        print(
            f"list, first time {first:.0f} ms ({first / whole:.2f} of reading them whole), again {again:.0f} ms"
        )
        print(
            f"search {found:.0f} ms, load {milliseconds(lambda: history.load(chat.id), 20):.0f} ms, ", end=""
        )
        print(f"keep {milliseconds(lambda: history.save(chat), 20):.0f} ms")
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
