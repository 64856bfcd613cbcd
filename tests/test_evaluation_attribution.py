"""The labels of who says a sentence, and that the program keeps to them."""

import json
from collections import Counter

from tests.evaluation.attribution import SENTENCES, outcomes


def test_labels_stand_in_their_texts() -> None:
    for line in SENTENCES.read_text("utf-8").splitlines():
        row = json.loads(line)
        for sentence in row["sentences"]:
            assert row["text"][sentence["start"] : sentence["end"]].strip()
            if isinstance(sentence["who"], list):
                *names, whole = sentence["who"]
                assert whole in row["text"]
                assert all(name in whole for name in names)


def test_who_says_it_is_told_as_well_as_it_was() -> None:
    counts = Counter(outcome for _, outcome in outcomes("open"))
    assert counts["wrong"] <= 1
    assert counts["right"] >= 43
