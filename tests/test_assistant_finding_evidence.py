"""From passages to sentences."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_corpus import TEXTS, make_index

from assistant.finding.evidence import MIN_WORDS, gather, in_context, together
from index.index import Index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with make_index(tmp_path_factory.mktemp("evidence")) as index:
        yield index


def test_evidence_is_verbatim_and_best_first(index: Index) -> None:
    question = "kto zapowiedział remont mostu?"
    found = gather(index, question, index.search(question))
    assert found[0].text == "Inżynier Jan Wilk zapowiedział remont mostu na jesień."
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
    for piece in found:
        assert index.document(piece.passage.source).text[piece.start : piece.end] == piece.text


def test_relevance_tells_near_from_far(index: Index) -> None:
    near = gather(index, "remont mostu", index.search("remont mostu"))
    far = gather(index, "quantum chromodynamics", index.search("quantum chromodynamics"))
    assert max(e.relevance for e in near) > max(e.relevance for e in far) + 0.1
    assert all(-1.001 <= e.relevance <= 1.001 for e in near + far)


def test_fragments_and_repetitions_are_left_out(tmp_path: Path) -> None:
    twice = "Yes. The kiln of the village burned down in March.\n"
    index = make_index(tmp_path, TEXTS | {"a.txt": twice + "More words follow here now.\n", "b.txt": twice})
    found = gather(index, "kiln of the village", index.search("kiln of the village", limit=20))
    assert sum("kiln" in e.text for e in found) == 1
    assert all(len(e.text.split()) >= MIN_WORDS for e in found)


def test_a_passage_that_went_away_is_passed_over(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    hits = index.search("parcul central")
    (tmp_path / "corpus" / "parc.txt").unlink()
    index.sync()
    assert all(e.passage.source != "parc.txt" for e in gather(index, "parcul central", hits))


def test_a_sentence_that_leans_on_another_brings_it_along(tmp_path: Path) -> None:
    told = "Anna Brandt chairs the board of the mill. She left for Brenna in May.\n"
    index = make_index(tmp_path, TEXTS | {"mill.txt": told})
    found = {e.text: e.context for e in gather(index, "left for Brenna", index.search("left for Brenna"))}
    assert found["Anna Brandt chairs the board of the mill."] is None
    before = found["She left for Brenna in May."]
    assert before is not None
    assert before.text == "Anna Brandt chairs the board of the mill."
    assert told[before.start : before.end] == before.text


def test_the_sentence_before_is_brought_along_where_it_is_wanted(tmp_path: Path) -> None:
    told = "Anna Brandt chairs the board of the mill. Brenna buys its flour there.\n"
    index = make_index(tmp_path, TEXTS | {"mill.txt": told})
    found = gather(index, "Brenna buys flour", index.search("Brenna buys flour"))
    piece = next(e for e in found if e.text == "Brenna buys its flour there.")
    assert in_context(index, piece).context is None
    before = in_context(index, piece, is_wanted=True).context
    assert before
    assert before.text == "Anna Brandt chairs the board of the mill."
    first = next(e for e in found if e.text == before.text)
    assert in_context(index, first, is_wanted=True).context is None


def test_a_text_that_changed_meanwhile_explains_nothing(tmp_path: Path) -> None:
    told = "Anna Brandt chairs the board of the mill. She left for Brenna in May.\n"
    index = make_index(tmp_path, TEXTS | {"mill.txt": told})
    hits = index.search("left for Brenna")
    (tmp_path / "corpus" / "mill.txt").write_text("Nobody chairs it now. " + told, "utf-8")
    index.sync()
    assert all(e.context is None for e in gather(index, "left for Brenna", hits))


def test_likelihoods_are_shares_of_all_that_was_found(index: Index) -> None:
    found = gather(index, "remont mostu", index.search("remont mostu"))
    assert sum(e.likelihood for e in found) == pytest.approx(1.0)
    assert [e.likelihood for e in found] == sorted((e.likelihood for e in found), reverse=True)
    assert gather(index, "remont mostu", []) == []


def test_of_several_questions_each_best_comes_before_any_second(index: Index) -> None:
    questions = ["kto zapowiedział remont mostu?", "When was the harbour of Brenna opened?"]
    found = [gather(index, question, index.search(question)) for question in questions]
    merged = together(found)
    assert {e.text for e in merged[:2]} == {pieces[0].text for pieces in found}
    assert [e.score for e in merged[:2]] == [0.0, 0.0]
    places = [(e.passage.source, e.start) for e in merged]
    assert len(places) == len(set(places))
    assert set(places) == {(e.passage.source, e.start) for pieces in found for e in pieces}
    twice = next(e for e in merged if e.text == found[0][0].text)
    assert twice.likelihood == max(e.likelihood for pieces in found for e in pieces if e.text == twice.text)
    assert together(found[:1]) == found[0]


def test_what_only_announces_the_next_sentence_is_no_evidence(tmp_path: Path) -> None:
    text = "The miller of Brenna said about the old mill: \n\nThe old mill of Brenna will be opened again in May.\n"
    index = make_index(tmp_path, TEXTS | {"mill.txt": text})
    question = "What did the miller of Brenna say about the old mill?"
    found = [e.text for e in gather(index, question, index.search(question, limit=20))]
    assert "The old mill of Brenna will be opened again in May." in found
    assert not [text for text in found if text.endswith(":")]


def test_a_caption_is_no_evidence(tmp_path: Path) -> None:
    text = "The old mill of Brenna burns / TOWN PRESS OFFICE / PAP/EPA\n\nThe old mill of Brenna burnt down in May.\n"
    index = make_index(tmp_path, TEXTS | {"mill.txt": text})
    question = "What happened to the old mill of Brenna?"
    found = [e.text for e in gather(index, question, index.search(question, limit=20))]
    assert "The old mill of Brenna burnt down in May." in found
    assert not [text for text in found if "PAP" in text]
