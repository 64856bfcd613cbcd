"""How much of a text the bundled model reads: what is longer is cut at its end, the same way in both of its engines.

Proved by `tests/test_index_embedders_bundled.py::test_what_is_cut_fits_and_is_the_beginning`.
"""

from collections.abc import Callable

MAX_TOKENS = 510
# No piece of the vocabulary is longer, so the first MAX_TOKENS tokens lie within this many characters.
MAX_CHARACTERS = MAX_TOKENS * 16
# A token takes a character at least; the prefix and the marks around a text take fewer than this.
SURELY_FITS = MAX_TOKENS - 10


def shorten(text: str, count: Callable[[str], int]) -> str:
    """Return the beginning of `text` that the model reads.

    Args:
        text: cleaned by `index.embedding.clean`.
        count: tokens of a text, prefix and marks included.

    Returns:
        A beginning of at most `MAX_TOKENS` tokens, most often a little less where it had to be cut.
    """
    if len(text) <= SURELY_FITS:
        return text
    text = text[:MAX_CHARACTERS]
    while (tokens := count(text)) > MAX_TOKENS:
        text = text[: min(len(text) - 1, len(text) * MAX_TOKENS // tokens)]
    return text
