"""Where sources answer differently, and where only words, things or roundings do."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_corpus import TEXTS, make_index

from assistant import pipeline
from assistant.answer import Finished
from assistant.answering.composing import Composer
from assistant.answering.disagreement import difference
from assistant.facts import readings
from assistant.finding.evidence import Evidence
from assistant.wording.credits import speaker
from assistant.wording.phrases import PHRASES
from index.documents import Document
from index.passages import Passage, Span
from index.sentences import sentences

NEAR = np.array([1.0, 0.0], np.float32)
FAR = np.array([0.0, 1.0], np.float32)


def evidence(text: str, language: str, source: str, relevance: float = 0.7) -> list[Evidence]:
    """Return the sentences of a document; the first is near to every other document's first, the rest to none."""
    spans = sentences(text, 0, len(text), language)
    id_ = hashlib.sha256(text.encode()).hexdigest()
    passage = Passage(
        id_,
        id_,
        source,
        0,
        len(text),
        text,
        "",
        "A title",
        None,
        language,
        tuple(Span(s.start, s.end) for s in spans),
    )
    return [
        Evidence(passage, s.start, s.end, text[s.start : s.end], language, 0.0, relevance, FAR if n else NEAR)
        for n, s in enumerate(spans)
    ]


def found(question: str, language: str, *texts: tuple[str, str]) -> tuple[str, list[str]] | None:
    pieces = [piece for n, (lang, text) in enumerate(texts) for piece in evidence(text, lang, f"{n}.txt")]
    said = difference(question, language, pieces)
    return said and (said.kind, [position.reading.words for position in said.positions])


@pytest.mark.parametrize(
    ("question", "language", "texts", "expected"),
    [
        (
            "How many people died in Orla?",
            "en",
            [
                ("en", "In Orla 14 people died, police said."),
                ("pl", "W Orla zginęły 23 osoby, podała straż."),
            ],
            ("number", ["14 people", "23 osoby"]),
        ),
        (
            "Kiedy otwarto most w Orla?",
            "pl",
            [
                ("pl", "Most w Orla otwarto 3 maja 2019 roku."),
                ("hu", "Az orlai hidat 2019. június 7-én nyitották meg."),
            ],
            None,  # the Hungarian adjective of an unknown town is not taken for its name
        ),
        (
            "Kiedy otwarto most w Orla?",
            "pl",
            [
                ("pl", "Most w Orla otwarto 3 maja 2019 roku."),
                ("ro", "Podul din Orla a fost deschis la 7 iunie 2019."),
            ],
            ("date", ["3 maja 2019", "7 iunie 2019"]),
        ),
        (
            "Hol tartották az Orla találkozót?",
            "hu",
            [
                ("hu", "Az Orla találkozót Bécsben tartották."),
                ("en", "The Orla meeting was held in Bratislava."),
            ],
            ("place", ["Bécsben", "Bratislava"]),
        ),
        (
            "Cine a condus misiunea Orla?",
            "ro",
            [
                ("ro", "Misiunea Orla a fost condusă de Ion Pop."),
                ("ro", "Misiunea Orla a fost condusă de Dan Marin."),
            ],
            ("person", ["Ion Pop", "Dan Marin"]),
        ),
        (
            "Czy wojska opuściły Orla?",
            "pl",
            [
                ("pl", "Wojska opuściły Orla, podał rząd."),
                ("pl", "Wojska nie opuściły Orla, powiedział gubernator."),
            ],
            ("negation", ["opuściły", "nie opuściły Orla"]),
        ),
        (
            "Do the sources agree on Orla?",
            "en",
            [("en", "Orla has 4,000 inhabitants."), ("en", "Orla has 9,000 inhabitants.")],
            ("number", ["4,000 inhabitants", "9,000 inhabitants"]),
        ),
        (
            "Ile rakiet spadło na Orla?",
            "pl",
            [("pl", "Na Orla spadło 18 rakiet, podała armia. Według policji było ich trzykrotnie więcej.")],
            ("number", ["18 rakiet", "trzykrotnie więcej"]),
        ),
    ],
)
def test_different_answers(
    question: str, language: str, texts: list[tuple[str, str]], expected: tuple[str, list[str]] | None
) -> None:
    assert found(question, language, *texts) == expected


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many people live in Orla?", "Orla has about 1.6 million people.", "Orla has 1,598,000 people."),
        (
            "How many people live in Orla?",
            "Orla has more than 10,000 people.",
            "Orla has some 12,000 people.",
        ),
        ("How many people live in Orla?", "Orla has up to 500 people.", "Orla has 430 people."),
        (
            "How many people died in Orla?",
            "In Orla 14 people died.",
            "In Orla 14 people died and 30 houses burned.",
        ),
        ("How many people died in Orla?", "In Orla 14 people died.", "In Wenta 30 people died."),
        ("How many people died in Orla?", "In Orla 14 people died.", "In Orla 30 houses burned."),
        (
            "How many people died in Orla?",
            "In Orla 14 people died.",
            "In Orla 30 people died. At first it was 14 people.",
        ),
        ("How many votes did Orla cast?", "Orla cast 400 votes in 2020.", "Orla cast 700 votes in 2024."),
        (
            "How many months did the siege of Orla last?",
            "Orla held for 14 days.",
            "Orla held against 30 ships.",
        ),
        (
            "When did the dam of Orla break?",
            "The dam of Orla broke in July 2019.",
            "The dam of Orla broke on 12 July 2019.",
        ),
        (
            "Where is the tower of Orla?",
            "The tower of Orla is in Vienna.",
            "The tower of Orla is in Austria.",
        ),
        (
            "Who built the tower of Orla?",
            "The tower of Orla was built by Ann Lee.",
            "The tower of Orla was built by Ann Lee.",
        ),
        ("Did Orla pay?", "Orla paid.", "Orla did not complain."),
        ("Why did Orla pay 14 people?", "Orla paid 14 people.", "Orla paid 30 people."),
    ],
)
def test_roundings_and_other_things_are_no_disagreement(question: str, one: str, other: str) -> None:
    assert found(question, "en", ("en", one), ("en", other)) is None


def test_what_is_not_near_in_meaning_or_not_about_the_question_is_not_compared() -> None:
    question = "How many people died in Orla?"
    one, other = (evidence(f"In Orla {n} people died.", "en", f"{n}.txt")[0] for n in (14, 30))
    assert difference(question, "en", [one, other]) is not None
    far = Evidence(other.passage, other.start, other.end, other.text, "en", 0.0, 0.7, FAR)
    assert difference(question, "en", [one, far]) is None
    aside = Evidence(other.passage, other.start, other.end, other.text, "en", 0.0, 0.3, NEAR)
    assert difference(question, "en", [one, aside]) is None


def test_one_document_differs_from_itself_only_where_two_people_speak() -> None:
    one, other = evidence("In Orla 14 people died. In Orla 30 people died.", "en", "a.txt")
    near = Evidence(other.passage, other.start, other.end, other.text, "en", 0.0, 0.7, NEAR)
    assert difference("How many people died in Orla?", "en", [one, near]) is None


@pytest.mark.parametrize("language", PHRASES)
def test_the_answer_says_so_and_cites_each_side(language: str) -> None:
    texts = [("en", "In Orla 14 people died, according to Reuters."), ("en", "In Orla 30 people died.")]
    pieces = [piece for n, (lang, text) in enumerate(texts) for piece in evidence(text, lang, f"{n}.txt")]
    said = difference("How many people died in Orla?", "en", pieces)
    assert said

    class Documents:
        def document(self, source: str) -> Document:
            return Document("d", source, texts[int(source[0])][1], "A title", None, "en", None, "")

    composer = Composer(language, lambda e: speaker(Documents(), e.passage, e.start, e.end, e.language))
    checked = composer.differ(said)
    (told,) = composer.disagreements
    assert [(side.value, side.who, side.citations) for side in told.sides] == [
        ("14 people", "Reuters", (1,)),
        ("30 people", "A title", (2,)),
    ]
    assert checked.sentence.citations == (1, 2)
    assert "(Reuters)" in checked.sentence.text
    assert checked.sentence.verdict == "supported"
    assert told.to_dict()["sides"][0] == {"value": "14 people", "who": "Reuters", "citations": [1]}


def test_bounds_of_numbers() -> None:
    (least,) = readings.numbers("ponad 10 tysięcy żołnierzy", "pl")
    (about,) = readings.numbers("około 12 tysięcy żołnierzy", "pl")
    (other,) = readings.numbers("3 tysiące żołnierzy", "pl")
    assert readings.same(least, about, "number")
    assert not readings.same(about, other, "number")
    assert not readings.same(least, other, "number")


@pytest.mark.parametrize("text", ["", "?", "14", "nie", "not", "de trei ori", "Orla Orla Orla"])
@pytest.mark.parametrize("language", ["en", "pl", "hu", "ro", "und", "zh"])
def test_any_sentence_is_read(text: str, language: str) -> None:
    for read in (readings.numbers, readings.times, readings.where, readings.persons, readings.denied):
        assert isinstance(read(text, language), list)
    assert difference(text, language, evidence(text, language, "a.txt")) is None


def test_a_whole_answer_says_who_says_what(tmp_path: Path) -> None:
    fire = "the night fire in the Orla paint factory killed"
    texts = TEXTS | {
        "a.txt": f" date 2024-05 Fire in Orla\n\nAccording to police, {fire} 14 workers.\n",
        "b.txt": f"Deaths in Orla\n\nAccording to Reuters, {fire} 23 workers.\n",
    }
    index = make_index(tmp_path, texts)
    question = "How many workers were killed by the night fire in the Orla paint factory?"
    *_, last = pipeline.stream(index, None, question)
    assert isinstance(last, Finished)
    answer = last.answer
    (told,) = answer.disagreements
    assert {side.value: side.who for side in told.sides} == {
        "14 workers": "police, May 2024",
        "23 workers": "Reuters",
    }
    assert answer.sentences[-2].text.startswith("The sources differ: ")
    assert answer.sentences[-1].text == "Based on a document of May 2024 and one without a date."
    numbers = {number for side in told.sides for number in side.citations}
    assert numbers == set(answer.sentences[-2].citations) == {1, 2}
    assert {citation.number: citation.attribution for citation in answer.citations}.keys() == {1, 2}


@pytest.mark.parametrize(
    ("question", "likelihoods", "expected"),
    [
        ("In which city did Kim receive Lavrov?", (0.5, 0.2), ["Wonsan", "Warsaw"]),
        ("In which city did Kim receive Lavrov?", (0.5, 0.05), None),  # hardly an answer
        ("Who did Kim receive?", (0.5, 0.2), None),  # no place is asked for
        ("Do the sources agree about Kim and Lavrov?", (0.5, 0.2), None),
    ],
)
def test_places_that_answer_alike_are_compared_however_far_the_sentences_are(
    question: str, likelihoods: tuple[float, float], expected: list[str] | None
) -> None:
    told = "Kim received Lavrov in Wonsan on Friday.", "In Warsaw Lavrov was received by Kim."
    pieces = [
        replace(evidence(text, "en", f"{n}.txt")[0], vector=vector, likelihood=likelihood)
        for n, (text, vector, likelihood) in enumerate(zip(told, (NEAR, FAR), likelihoods, strict=True))
    ]
    said = difference(question, "en", pieces)
    assert (said and [position.reading.words for position in said.positions]) == expected


def test_what_differs_beside_the_answer_is_told_only_to_who_asks_whether_sources_agree() -> None:
    one, other = (evidence(f"In Orla {n} people died.", "en", f"{n}.txt")[0] for n in (14, 30))
    (answering,) = evidence("The flood of Orla killed its mayor.", "en", "mayor.txt")
    answering = replace(answering, vector=FAR)
    question = "How many people died in Orla?"
    for score, is_told in ((0.5, True), (9.0, False)):
        found_first = [replace(answering, score=score), one, other]
        assert (difference(question, "en", found_first) is not None) == is_told
        assert difference("Do the sources agree how many people died in Orla?", "en", found_first) is not None
        aside = [replace(answering, score=score, relevance=0.2), one, other]
        assert (
            difference(question, "en", aside) is not None
        )  # what does not bear on the question says nothing
    left, stays = (evidence(t, "en", f"{n}.txt")[0] for n, t in enumerate(
        ("Wojska opuściły Orla.", "Wojska nie opuściły Orla.")))  # fmt: skip
    left, stays = (replace(piece, language="pl") for piece in (left, stays))
    asked = "Czy wojska opuściły Orla?"
    assert difference(asked, "pl", [left, stays]) is not None
    assert difference(asked, "pl", [replace(answering, score=9.0), left, stays]) is None


def test_a_kind_that_differs_beside_the_answer_hides_no_other() -> None:
    days = [evidence(f"The siege of Orla took {n} days.", "en", f"{n}.txt")[0] for n in (14, 30)]
    dates = [
        replace(evidence(f"The siege of Orla ended on {day} 2019.", "en", f"{day}.txt")[0], score=9.0)
        for day in ("3 May", "7 June")
    ]
    said = difference("How long did the siege of Orla last?", "en", [*dates, *days])
    assert said is not None
    assert said.kind == "date"
