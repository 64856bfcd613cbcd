"""The sentence that answers comes before those that are only about the same thing."""

from collections.abc import Sequence

import numpy as np
import pytest
from bag_of_words import BagOfWords

from assistant.finding.ranking import READ, Candidate, Scores, scores, tells
from index.embedding import Vectors


def candidate(text: str, language: str = "en", nearness: float = 0.5, number: int = 0) -> Candidate:
    return Candidate(text, language, nearness, 0.1 - 0.01 * number, number, is_first=False)


def ranked(question: str, language: str, candidates: Sequence[Candidate], asked: str = "") -> Scores:
    return scores(question, asked or question, language, candidates, BagOfWords())  # type: ignore[arg-type]


def best(question: str, language: str, *candidates: Candidate) -> str:
    return candidates[int(np.argmax(ranked(question, language, candidates)))].text


@pytest.mark.parametrize(
    ("language", "question", "answer", "other"),
    [
        (
            "en",
            "How many people live in Apia?",
            "Orașul are 40.000 de locuitori.",
            "Apia este capitala statului Samoa.",
        ),
        (
            "en",
            "In how many cities did 300 people march?",
            "They marched in 12 cities.",
            "300 people marched.",
        ),
        ("pl", "Kiedy otwarto most?", "A hidat 1911-ben nyitották meg.", "A híd a város büszkesége."),
        ("hu", "Mikor volt az ünnep?", "Sărbătoarea a avut loc miercuri.", "Sărbătoarea a fost frumoasă."),
        ("ro", "Cine a deschis podul?", "Most otworzył Jan Wilk.", "Most otworzyli wczoraj rano."),
        ("en", "Where did Anna meet Boris?", "Anna met Boris in Vienna.", "Anna met Boris on a train."),
    ],
)
def test_a_sentence_that_holds_what_is_asked_for_comes_first(
    language: str, question: str, answer: str, other: str
) -> None:
    """A number, a date, a name or a place that the question does not have, whatever language it is in."""
    languages = {"Oraș": "ro", "Apia": "ro", "A hí": "hu", "A hi": "hu", "Sărb": "ro", "Most": "pl"}
    found = [candidate(text, languages.get(text[:4], "en")) for text in (other, answer)]
    assert best(question, language, *found) == answer


def test_what_the_question_says_itself_answers_nothing() -> None:
    """The number in the question is not the number asked for."""
    same, new = (
        candidate("The 300 men of the guard were there."),
        candidate("The forty men of the guard were there."),
    )
    assert best("How many of the 300 men of the guard were there?", "en", same, new) == new.text


def test_nearness_passage_and_words_count() -> None:
    """With nothing else to tell, the nearer sentence, the better passage, and the one with the words."""
    question = "What did the council decide about the fountain?"
    near, far = candidate("It was decided so.", nearness=0.6), candidate("It was otherwise.", nearness=0.3)
    assert best(question, "en", far, near) == near.text
    first, second = candidate("It was decided so."), candidate("It was otherwise.", number=1)
    assert best(question, "en", second, first) == first.text
    with_word, without = candidate("The fountain stays."), candidate("The bench stays.")
    assert best(question, "en", without, with_word) == with_word.text


def test_another_language_makes_up_for_what_it_lacks() -> None:
    """Of two that are alike otherwise that in the other language comes first; an unknown one is no other."""
    own, other = (
        candidate("The mill burned down in spring.", "en"),
        candidate("Moara a ars din temelii.", "ro"),
    )
    unknown = candidate("Moara a ars din temelii.", "und")
    given = ranked("Which building is gone?", "en", [own, other, unknown])
    assert given[1] > given[0]
    assert given[2] == given[0]


def test_the_scale_of_an_embedding_model_does_not_matter() -> None:
    """The order is the same when all cosines are pressed together."""
    texts = ("One thing was said.", "Another thing was said.", "A third thing was said.")
    wide = [candidate(text, nearness=0.2 * n) for n, text in enumerate(texts)]
    tight = [candidate(text, nearness=0.7 + 0.1 * n) for n, text in enumerate(texts)]
    order = [list(np.argsort(ranked("What was said?", "en", c))) for c in (wide, tight)]
    assert order[0] == order[1]


def test_a_follow_up_asks_for_what_its_newest_question_asks_for() -> None:
    """The question before it does not say what kind of thing is asked for now."""
    number, person = candidate("The bridge cost 40 million."), candidate("The bridge was built by Jan Wilk.")
    together = "How much did the bridge cost? Who built it?"
    found = ranked(together, "en", [number, person], "Who built it?")
    assert found[1] > found[0]


def test_nothing_to_rank() -> None:
    """No candidate, no score; one candidate, one number."""
    assert ranked("Who?", "en", []).shape == (0,)
    assert np.isfinite(ranked("Who?", "xx", [candidate("Somebody came along.", "und")])).all()


class Reader(BagOfWords):
    """Gives token vectors of the size that was learned with: those of `answer` as the question's, others not."""

    def token_states(self, texts: list[str], *, is_query: bool = False) -> list[Vectors]:  # type: ignore[override]
        generator = np.random.default_rng(1)
        own, other = generator.normal(size=(2, 4, 384)).astype(np.float32)
        return [own if is_query or "answer" in text else other for text in texts]


def test_the_best_are_read_word_by_word_and_stay_before_the_others() -> None:
    """What matches the question token by token comes first; what was not read comes after what was."""
    texts = [f"Sentence {n} was said." for n in range(READ + 5)]
    texts[READ - 1] = "Number nine gives the answer."
    texts[READ] = "Number ten gives another answer."
    found = [candidate(text, nearness=0.9 - 0.02 * n) for n, text in enumerate(texts)]
    given = scores("Which one?", "Which one?", "en", found, Reader())  # type: ignore[arg-type]
    order = list(np.argsort(-given, kind="stable"))
    assert order[0] == READ - 1
    assert sorted(order[:READ]) == list(range(READ))
    assert order[READ:] == list(range(READ, READ + 5))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where did Kim receive Lavrov?", "Kim received Lavrov in Wonsan."),
        ("In which country did Kim receive Lavrov?", "Kim received Lavrov in North Korea."),
    ],
)
def test_a_country_that_all_is_about_is_no_place_to_be_told(question: str, expected: str) -> None:
    around = [
        candidate(f"North Korea sold {what}.", nearness=0.1, number=3) for what in ("coal", "iron", "fish")
    ]
    told = [
        candidate("Kim received Lavrov in North Korea.", number=0),
        candidate("Kim received Lavrov in Wonsan.", number=1),
    ]
    assert best(question, "en", *told, *around) == expected
    assert best(question, "en", *told) == told[0].text  # too few to tell what all is about


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Kim met Lavrov in Wonsan, on the coast of North Korea."),
        ("ro", "Kim l-a primit pe Lavrov la Wonsan, pe coasta Coreei de Nord."),
        ("pl", "Kim przyjął Ławrowa w Wonsanie, na wybrzeżu Korei Północnej."),
        ("hu", "Kim Vonszanban fogadta Lavrovot, Észak-Korea partján."),
    ],
)
def test_a_town_beside_a_country_that_all_is_about_is_a_place(language: str, told: str) -> None:
    around = [candidate(f"North Korea sold {what}.", nearness=0.1) for what in ("coal", "iron", "fish")]
    other = candidate("Kim received Lavrov, says North Korea.", number=0)
    town = candidate(told, language, number=0)
    assert best("Where did Kim receive Lavrov?", "en", other, town, *around) == told


def test_a_country_that_one_sentence_names_is_a_place() -> None:
    around = [
        candidate(f"The mill sold {what}.", nearness=0.1, number=3) for what in ("coal", "iron", "fish")
    ]
    told = candidate("Kim received Lavrov in North Korea.", number=1)
    other = candidate("Kim received Lavrov on a train.", number=0)
    assert best("Where did Kim receive Lavrov?", "en", other, told, *around) == told.text


@pytest.mark.parametrize(
    ("question", "asked", "language", "texts", "expected"),
    [
        ("When was the bridge opened?", "", "en", ["The bridge was opened.", "That was in 1911."], True),
        ("When was the bridge of 1911 closed?", "", "en", ["The bridge of 1911 was closed."], False),
        ("Ki volt Kimmel az ünnepségen?", "", "hu", ["Kim az ünnepségen volt."], False),
        ("Ki volt Kimmel az ünnepségen?", "", "hu", ["Kimmel Ri Szol Dzsu volt az ünnepségen."], True),
        ("Gdzie spotkali się Kim i Ławrow?", "", "pl", ["Kim i Ławrow się spotkali."], False),
        ("Cine a deschis podul și când?", "când?", "ro", ["Podul l-a deschis Ana Pop."], False),
        ("Why was the bridge closed?", "", "en", ["It was closed."], True),
        ("When was the bridge opened?", "", "en", [], False),
    ],
)
def test_whether_sentences_tell_what_is_asked_for(
    question: str, asked: str, language: str, texts: list[str], expected: bool
) -> None:
    told = [(text, language) for text in texts]
    assert tells(question, asked or question, language, told) is expected


@pytest.mark.parametrize(
    ("language", "question", "told", "expected"),
    [
        ("en", "How many soldiers were sent?", "2,000 soldiers were sent.", True),
        ("ro", "Câți soldați au fost trimiși?", "Au fost trimiși 2.000 de soldați.", True),
        ("hu", "Hány katonát küldtek?", "Kétezer katonát küldtek.", True),
        ("en", "When were soldiers sent?", "2,000 soldiers were sent.", False),
        ("en", "When were soldiers sent?", "Soldiers were sent in 2000.", True),
        ("en", "How many soldiers were sent?", "Soldiers were sent in 2000.", False),
    ],
)
def test_two_thousand_of_anything_is_no_year(language: str, question: str, told: str, expected: bool) -> None:
    assert tells(question, question, language, [(told, language)]) == expected
