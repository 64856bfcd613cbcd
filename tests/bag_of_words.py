"""A deterministic embedding with a real ranking, without a model or a heavy import: hashed words and 4-grams."""

import re
import unicodedata
import zlib
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import numpy.typing as npt

DIMENSION = 256


def features(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    words = re.findall(r"\w+", "".join(c for c in folded if not unicodedata.combining(c)))
    return words + [word[i : i + 4] + "~" for word in words for i in range(len(word) - 3)]


def embed(text: str) -> npt.NDArray[np.float32]:
    """Return `(DIMENSION,)` float32, unit norm."""
    vector = np.zeros(DIMENSION, np.float32)
    for feature in features(text):
        digest = zlib.crc32(feature.encode("utf-8", "surrogatepass"))
        vector[digest % DIMENSION] += 1.0 if digest & 0x10000 else -1.0
    norm = float(np.linalg.norm(vector))
    if not norm:
        vector[0] = norm = 1.0
    return vector / np.float32(norm)


class BagOfWords:
    """What `index.sync` needs of an embedder; counts what it is given."""

    def __init__(self, fingerprint: str = "bag-of-words") -> None:
        self.fingerprint = fingerprint
        self.texts: list[str] = []
        self.expected: list[int] = []

    def embed_passages(self, texts: list[str]) -> npt.NDArray[np.float32]:
        self.texts += texts
        return np.stack([embed(text) for text in texts])

    def expecting(self, characters: int) -> AbstractContextManager[None]:
        self.expected.append(characters)
        return nullcontext()

    def token_states(self, texts: list[str], *, is_query: bool = False) -> None:
        """Give none, as most embedding models."""

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        return embed(text)
