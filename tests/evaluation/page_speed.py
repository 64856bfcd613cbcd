"""How long somebody at the page waits: until the first evidence, the model's first word, the checked answer.

    python -m tests.evaluation.page_speed --llm bundled --times 3

A real page over the shipped articles, in a real browser; nothing is asserted. The seconds are those from Enter until
the browser shows the thing, so they hold the page's own work and the browser's too.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import Assistant, Settings
from tests.browser_reader import CHROMIUM, FLAGS, Reader, playwright
from ui.web import server

QUESTIONS = (
    "What did the monitoring group say about military cooperation between Russia and North Korea?",
    "Hány vendéget fogad a Wonsan-Kalma üdülőközpont?",
    "Kto towarzyszył Kimowi podczas otwarcia kurortu?",
    "Cine a condus delegația rusă cu care s-a întâlnit Kim?",
)
STEPS = {
    "first evidence": "#evidence .evidence",
    "first word": "#turn .draft, #turn .answer",
    "answer": "#turn .actions",
}


def main() -> None:
    """Ask, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--llm", default="bundled", help="as in ASSISTANT_LLM")
    parser.add_argument("--times", type=int, default=3, help="how often each question is asked")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as data, _page(Path(data), chosen.llm) as reader:
        _ask(reader, QUESTIONS[0])  # the first of the process loads what the others find loaded
        taken = [_ask(reader, question) for _ in range(chosen.times) for question in QUESTIONS]
    print(f"{len(taken)} questions, {chosen.llm}; seconds: median (slowest)")
    for step in STEPS:
        seconds = [row[step] for row in taken]
        print(f"  {step:<15} {statistics.median(seconds):6.2f} ({max(seconds):.2f})")


@contextmanager
def _page(data: Path, llm: str) -> Iterator[Reader]:
    settings = Settings(corpus=Path("corpus"), data=data, llm=llm)
    with Assistant.open(settings) as assistant, playwright.sync_playwright() as driver:
        assistant.warm()
        page = server.start(assistant, "127.0.0.1", 0)
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Reader(browser, page.url)
        browser.close()
        page.close()


def _ask(reader: Reader, question: str) -> dict[str, float]:
    reader.act("new", "#masthead").click()
    reader.page.locator(".turn").first.wait_for(state="detached")
    time.sleep(0.6)
    reader.ask(question)
    began = time.perf_counter()
    taken = {}
    for step, shown in STEPS.items():
        reader.page.locator(shown).first.wait_for(timeout=180_000)
        taken[step] = time.perf_counter() - began
    return taken


if __name__ == "__main__":
    main()
