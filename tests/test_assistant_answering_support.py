"""Whether quotes back a sentence: its numbers exactly, its meaning by vectors."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_corpus import TEXTS, make_index

from assistant.answer import Doubt
from assistant.answering import counterparts
from assistant.answering.support import MAX_QUOTES, PARTIAL, SUPPORTED, Judgement, judge
from assistant.finding.evidence import Evidence, gather
from index.index import Index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("support"))


def evidence(index: Index, question: str) -> list[Evidence]:
    return gather(index, question, index.search(question))


def judged(index: Index, sentence: str, language: str = "en") -> Judgement:
    found = evidence(index, "the harbour of Brenna and its new pier")
    return judge(sentence, language, found, index.embedder.embed_passages([sentence])[0], index.calibration)


def test_a_sentence_of_the_source_is_supported_by_itself(index: Index) -> None:
    judgement = judged(index, "The harbour of Brenna was opened in 1912 and has room for 340 ships.")
    assert judgement.verdict == "supported"
    best, score = judgement.quotes[0]
    assert best.text == "The harbour of Brenna was opened in 1912 and has room for 340 ships."
    assert score == pytest.approx(1.0, abs=0.01)


def test_a_wrong_number_is_never_supported(index: Index) -> None:
    judgement = judged(index, "The harbour of Brenna was opened in 1913 and has room for 340 ships.")
    assert (judgement.verdict, judgement.quotes) == ("unsupported", ())
    assert Doubt("numbers", ("1913",)) in judgement.doubts


def test_a_date_that_is_not_told_is_never_supported(index: Index) -> None:
    judgement = judged(index, "The harbour of Brenna was opened in May 1912 and has room for 340 ships.")
    assert judgement.verdict == "unsupported"
    assert [doubt.kind for doubt in judgement.doubts] == ["dates"]


def test_a_wrong_name_beside_right_ones_is_told(index: Index) -> None:
    judgement = judged(
        index, "The harbour of Brenna in Ostrava was opened in 1912, and Brenna has room for 340 ships."
    )
    assert judgement.verdict == "partial"
    assert judgement.doubts == (Doubt("names", ("Ostrava",)),)


def test_names_that_stand_nowhere_are_worse_than_those_around_the_quote(index: Index) -> None:
    nowhere = judged(index, "The harbour of Ostrava, with room for 340 ships, was opened in 1912.")
    assert nowhere.verdict == "unsupported"
    assert Doubt("names", ("Ostrava",)) in nowhere.doubts


def test_a_negation_is_at_most_partly_supported(index: Index) -> None:
    judgement = judged(index, "The harbour of Brenna was not opened in 1912 and has room for 340 ships.")
    assert judgement.verdict == "partial"
    assert judgement.doubts == (Doubt("negation", ("not",)),)


def test_what_is_supported_is_not_doubted_and_the_other_way_round(index: Index) -> None:
    for sentence in ("The harbour of Brenna was opened in 1912.", "Penguins sleep.", "Brenna has a harbour."):
        judgement = judged(index, sentence)
        assert (judgement.verdict == "supported") == (not judgement.doubts)
        assert judgement.verdict != "supported" or judgement.support >= SUPPORTED
        assert judgement.support >= PARTIAL or judgement.verdict == "unsupported"


def test_something_else_is_not_supported(index: Index) -> None:
    judgement = judged(index, "Penguins sleep standing on cold ice.")
    assert (judgement.verdict, judgement.doubts) == ("unsupported", (Doubt("meaning"),))


def test_nothing_supports_without_evidence(index: Index) -> None:
    judgement = judge("Anything.", "en", [], np.zeros(4, np.float32), index.calibration)
    assert judgement == Judgement("unsupported", (), (Doubt("meaning"),))


def test_a_number_from_another_sentence_brings_that_sentence_along(index: Index) -> None:
    judgement = judged(
        index,
        "The new pier of the harbour of Brenna opened on Friday, cost 1.6 million crowns, said the city council.",
    )
    assert len(judgement.quotes) <= MAX_QUOTES
    assert any("1.6 million" in quote.text for quote, _ in judgement.quotes)


def test_a_pronoun_brings_the_name_of_the_sentence_before(tmp_path: Path) -> None:
    told = "Olga Vincze chairs the board of the mill. She left for Brenna in May.\n"
    index = make_index(tmp_path, TEXTS | {"mill.txt": told})
    found = [
        replace(e, passage=replace(e.passage, title=""))
        for e in evidence(index, "left for Brenna")
        if e.text.startswith("She left")
    ]
    said = "Olga Vincze left for Brenna in May."
    vector = index.embedder.embed_passages([said])[0]
    assert judge(said, "en", found, vector, index.calibration).verdict == "supported"
    alone = [replace(e, context=None) for e in found]
    doubted = judge(said, "en", alone, vector, index.calibration)
    assert (doubted.verdict, doubted.doubts[0].words) == ("partial", ("Vincze",))
    other = "Jan Wilk left for Brenna in May."
    assert judge(other, "en", found, index.embedder.embed_passages([other])[0], index.calibration).doubts


@pytest.mark.parametrize(("language", "is_compared"), [("en", False), ("pl", True)])
def test_words_are_compared_one_by_one_with_quotes_in_another_language(
    index: Index, monkeypatch: pytest.MonkeyPatch, language: str, is_compared: bool
) -> None:
    sentence = "The harbour of Brenna was opened in 1912 and has room for 340 ships."
    found = [replace(piece, language=language) for piece in evidence(index, sentence)[:1]]
    vector = index.embedder.embed_passages([sentence])[0]
    monkeypatch.setattr(index.calibration.__class__, "centre", lambda *_: found[0].vector)
    monkeypatch.setattr(
        counterparts, "counterparts", lambda *_: [("room", 0.9), ("fires", 0.1), ("gas", 0.1), ("ships", 0.2)]
    )
    plain = judge(sentence, "en", found, vector, index.calibration)
    compared = judge(sentence, "en", found, vector, index.calibration, index.embedder)
    assert plain.verdict == "supported"
    assert plain.matched == 1.0
    assert compared.verdict == ("partial" if is_compared else "supported")
    assert compared.doubts == ((Doubt("words", ("fires", "gas", "ships")),) if is_compared else ())
    assert (compared.matched < counterparts.LEAST) == is_compared
