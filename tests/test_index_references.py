"""The reference texts."""

import numpy as np
from bag_of_words import BagOfWords

from index.languages import detect
from index.references import profile, texts


def test_a_language_has_fifteen_different_paragraphs() -> None:
    for language in ("en", "hu", "pl", "ro", "uk", "zh", "ar", "el"):
        assert len(set(texts(language))) == 15
        assert detect(" ".join(texts(language))) == language


def test_a_profile_is_the_mean_of_the_paragraphs() -> None:
    embed = BagOfWords().embed_passages
    mean = profile("pl", lambda some: embed(list(some)))
    assert mean is not None
    assert mean.dtype == np.float32
    assert np.allclose(mean, embed(list(texts("pl"))).mean(axis=0))


def test_a_language_without_translation_has_none() -> None:
    assert texts("und") == ()
    assert profile("und", BagOfWords().embed_passages) is None
