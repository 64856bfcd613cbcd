"""The question sets in `tests/evaluation/sets`: their quotes, ids, languages, parts, and what their README counts.

What the program makes of them is not tested here; that is measured.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation import UNANSWERABLE, Question, part_of, read_questions
from index import readers
from index.documents import Document
from index.languages import detect, may_be

ROOT = Path(__file__).resolve().parents[1]
SETS = ROOT / "tests" / "evaluation" / "sets"
CORPORA = {"shipped": ROOT / "corpus", "mixed": SETS / "mixed" / "corpus"}
KINDS = ("fact", "attribution", "conflict", "multi", "followup", UNANSWERABLE)
LANGUAGES = ("en", "pl", "hu", "ro")


@dataclass(frozen=True)
class Set:
    """A question file, the documents it is about, by source, and its near misses, by id."""

    questions: list[Question]
    documents: dict[str, Document]
    near_misses: set[str]


@cache
def load(name: str) -> Set:
    path = SETS / name / "questions.jsonl"
    lines = path.read_text("utf-8").splitlines()
    return Set(
        questions=read_questions(path),
        documents={file.name: readers.read(file, file.name) for file in CORPORA[name].iterdir()},
        near_misses={json_id(line) for line in lines if '"near_miss": true' in line},
    )


def json_id(line: str) -> str:
    found = re.match(r'\{"id": "(\w+)"', line)
    assert found, line
    return found[1]


every_set = pytest.mark.parametrize("name", CORPORA)


@every_set
def test_every_quote_stands_once_in_its_source(name: str) -> None:
    found = load(name)
    counted = {
        (question.id, source, quote): found.documents[source].text.count(quote) if quote.strip() else 0
        for question in found.questions
        for source, quote in question.evidence
    }
    assert {place: count for place, count in counted.items() if count != 1} == {}


@every_set
def test_a_quote_is_at_most_a_sentence_or_two(name: str) -> None:
    quotes = [quote for question in load(name).questions for _, quote in question.evidence]
    assert [quote for quote in quotes if len(quote) > 260 or "\n" in quote] == []


@every_set
def test_answerable_questions_have_evidence_and_facts_and_others_have_none(name: str) -> None:
    for question in load(name).questions:
        answerable = question.kind != UNANSWERABLE
        assert (bool(question.evidence), bool(question.facts)) == (answerable, answerable), question.id
        assert bool(question.history) == (question.kind == "followup"), question.id


@every_set
def test_the_expressions_match_the_quotes_and_not_the_question(name: str) -> None:
    for question in load(name).questions:
        quoted = " ".join(quote for _, quote in question.evidence)
        assert [fact for fact in question.facts if not re.search(fact, quoted)] == [], question.id
        if question.facts:
            assert not all(re.search(fact, question.question) for fact in question.facts), question.id


@every_set
def test_kinds_and_languages_are_known_and_questions_are_in_their_language(name: str) -> None:
    for question in load(name).questions:
        assert question.kind in KINDS, question.id
        assert question.lang in LANGUAGES, question.id
        assert may_be(question.question, question.lang), question.id


@every_set
def test_a_third_is_held_out_of_every_kind_and_language(name: str) -> None:
    questions = load(name).questions
    held_out = part_of(questions, "held-out")
    assert len(held_out) == pytest.approx(len(questions) / 3, abs=1)
    assert {question.kind for question in held_out} == set(KINDS)
    by_language = Counter(question.lang for question in held_out)
    assert all(by_language[language] >= len(held_out) / 5 for language in LANGUAGES)


@every_set
def test_at_least_half_of_the_answerable_ask_in_another_language(name: str) -> None:
    found = load(name)
    answerable = [question for question in found.questions if question.evidence]
    across = [
        question
        for question in answerable
        if all(found.documents[source].language != question.lang for source, _ in question.evidence)
    ]
    assert len(across) >= len(answerable) / 2
    readme = (SETS / "README.md").read_text("utf-8")
    assert f"{len(across)} of {len(answerable)}\n(`{name}`)" in readme.replace(" (`", "\n(`")


@every_set
def test_the_readme_counts_what_is_there(name: str) -> None:
    found = load(name)
    readme = (SETS / "README.md").read_text("utf-8")
    for part in ("open", "held-out"):
        questions = part_of(found.questions, part)
        kinds = Counter(question.kind for question in questions)
        languages = Counter(question.lang for question in questions)
        counts = [
            len(questions),
            *(kinds[kind] for kind in KINDS),
            sum(question.id in found.near_misses for question in questions),
            *(languages[language] for language in LANGUAGES),
        ]
        assert f"| {name}, {part.replace('-', ' ')} | {' | '.join(map(str, counts))} |" in readme
    used = {source for question in found.questions for source, _ in question.evidence}
    assert f"| {len(found.questions)}, on " in readme
    assert name == "shipped" or f"on {len(used)} of the texts" in readme


def test_ids_and_questions_are_unique_over_all_sets() -> None:
    files = [ROOT / "tests" / "evaluation" / "questions.jsonl"]
    questions = [question for name in CORPORA for question in load(name).questions]
    questions += [question for file in files for question in read_questions(file)]
    assert [value for value, count in Counter(q.id for q in questions).items() if count > 1] == []
    texts = Counter((q.history, q.question) for q in questions)
    assert [text for text, count in texts.items() if count > 1] == []


def test_each_text_of_the_mixed_set_is_in_one_language_and_accounted_for() -> None:
    documents = load("mixed").documents
    header, *rows = (SETS / "mixed" / "sources.tsv").read_text("utf-8").splitlines()
    assert header.split("\t") == ["file", "language", "set", "part", "origin"]
    listed = {row.split("\t")[0]: row.split("\t")[1] for row in rows}
    assert listed == {name: document.language for name, document in documents.items()}
    told = {name: detect(document.text.split("---\n")[-1], LANGUAGES) for name, document in documents.items()}
    assert told == listed
    assert len({document.text for document in documents.values()}) == len(rows) == 200


def test_the_licence_counts_the_files() -> None:
    licence = (SETS / "mixed" / "LICENCE.md").read_text("utf-8")
    kinds = Counter(re.sub(r"-.*\.", "-*.", name) for name in load("mixed").documents)
    assert {f"`{pattern}` ({count})" for pattern, count in kinds.items()} == set(
        re.findall(r"`\w+-\*\.\w+` \(\d+\)", licence)
    )
    assert "Attribution-ShareAlike 4.0" in (SETS / "mixed" / "CC-BY-SA-4.0.txt").read_text("utf-8")


# --- what is learned from -------------------------------------------------------------------------


def learned_from() -> list[tuple[str, dict[str, Any]]]:
    files = sorted((SETS / "answerability").glob("*/*.json"))
    return [
        (path.stem, paragraph)
        for path in files
        for article in json.loads(path.read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
    ]


def test_what_is_learned_from_stands_in_no_text_that_is_asked_about() -> None:
    asked_about = " ".join(document.text for name in CORPORA for document in load(name).documents.values())
    whole = " ".join(asked_about.split())
    found = learned_from()
    assert len(found) == 4 * 141 + 69 + 73
    for _, paragraph in found:
        text = " ".join(paragraph["context"].split())
        assert text[:80] not in whole
        assert text[-80:] not in whole


def test_half_of_what_is_learned_from_has_no_answer_in_each_language() -> None:
    counted: Counter[tuple[str, bool]] = Counter()
    for file, paragraph in learned_from():
        for question in paragraph["qas"]:
            missing = question.get("is_impossible", False)
            assert len(question["answers"]) == (not missing)
            for answer in question["answers"]:
                end = answer["answer_start"] + len(answer["text"])
                assert paragraph["context"][answer["answer_start"] : end] == answer["text"] != ""
            named = re.search(r"-(en|pl|hu|ro)(-none)?$", question["id"])
            language = named[1] if named else file
            assert may_be(question["question"], language), question
            counted[language, missing] += 1
    assert counted == dict.fromkeys(
        ((language, missing) for language in LANGUAGES for missing in (True, False)), 503
    )
