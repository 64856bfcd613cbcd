"""What is kept of web pages, and what is left out: `python -m tests.evaluation.boilerplate [-o RESULTS]`.

The pages are those of `tests/news_pages.py`, written for this project after the manner of news sites in Poland, Hungary
and Romania: few, and what our own rules know was chosen on nine of the twelve. Shown are the article's sentences that
are in the text, and the pieces of menus, boxes and footers that are too, for trafilatura's own settings and for the
reader.
"""

import argparse
import json
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.readers.html import parse, text_of
from tests.news_pages import HELD_OUT, PAGES, Page

Extract = Callable[[Page], str]


def ways() -> dict[str, Extract]:
    """Return the ways of getting at an article's text."""
    from trafilatura import bare_extraction, html2txt

    def library(**options: bool) -> Extract:
        def extract(page: Page) -> str:
            found = bare_extraction(text_of(page.data, page.name), include_comments=False, **options)
            return str(getattr(found, "text", None) or "")

        return extract

    return {
        "all text": lambda page: html2txt(text_of(page.data, page.name)),
        "trafilatura": library(),
        "trafilatura, favor_recall": library(favor_recall=True),
        "trafilatura, favor_precision": library(favor_precision=True),
        "reader": lambda page: parse(page.data, page.name).text,
    }


def measure(extract: Extract, pages: Sequence[Page]) -> dict[str, float]:
    """Return sentences kept and pieces of noise kept, with how many there are, and seconds a page."""
    kept = noise = 0
    began = time.perf_counter()
    texts = [" ".join(extract(page).split()) for page in pages]
    seconds = (time.perf_counter() - began) / len(pages)
    for page, text in zip(pages, texts, strict=True):
        kept += sum(sentence in text for sentence in page.kept)
        noise += sum(piece in text for piece in page.noise)
    return {
        "kept": kept,
        "sentences": sum(len(page.kept) for page in pages),
        "noise": noise,
        "pieces": sum(len(page.noise) for page in pages),
        "seconds": round(seconds, 4),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-o", "--output", type=Path, help="also write the figures, as JSON")
    options = parser.parse_args(arguments)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    results: dict[str, dict[str, dict[str, float]]] = {}
    for group, pages in (("chosen on", PAGES), ("written last", HELD_OUT)):
        for way, extract in ways().items():
            extract(pages[0])  # what is imported or compiled once is no page's
            found = results.setdefault(group, {})[way] = measure(extract, pages)
            print(
                f"{group:13} {way:29} kept {found['kept']:2} of {found['sentences']}, noise {found['noise']:2} of "
                f"{found['pieces']}, {found['seconds'] * 1000:.0f} ms a page"
            )
    if options.output:
        options.output.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
