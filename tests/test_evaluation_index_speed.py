"""The texts that the speed of indexing is measured with."""

import random

from tests.evaluation.index_speed import documents, shuffled


def test_made_documents_are_as_long_as_the_shipped_ones_and_all_different() -> None:
    made = documents(None, 10)
    assert len(set(made)) == 10
    assert documents(None, 10) == made
    first, again = made[0].split(), made[5].split()
    assert sorted(first) == sorted(again)
    assert first != again


def test_a_sentence_keeps_its_words_and_its_ends() -> None:
    texts = ["Kim received Lavrov in Wonsan.", "Yes.", "Oh no."]
    [long, *short] = shuffled(texts, random.Random(3))
    assert long != texts[0]
    assert sorted(long.split()) == sorted(texts[0].split())
    assert long.startswith("Kim ")
    assert long.endswith(" Wonsan.")
    assert short == texts[1:]
