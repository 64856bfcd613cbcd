"""What one answer is worth: the measures, each of the questions that it applies to.

    evidence          answerable, and a citation overlaps a gold quote, by their positions in the document
    facts             answerable, and every expression matches the answer's text
    good              both, as far as the question names them, not abstained, in at most 700 characters
    wrongly_refused   answerable, and abstained
    refused           unanswerable, and abstained
    wrongly_answered  unanswerable, and not abstained
    precision         of the citations of an answerable question, the share that overlaps a gold quote
    characters        of the characters of its quotes, each counted once, the share that is gold
    language          not abstained, and what the program or the model says, quotes aside, is in the question's language
    repeated          of a question of which somebody said that a quote is wrong, an answer that cites it again
    verbatim          citations whose quote is exactly the document's characters (anything below 1 is a bug)

Proved by `tests/test_assistant_evaluation_measures.py`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.answer import Answer, Turn
from assistant.assistant import Assistant
from assistant.evaluation.questions import Place, Question, places, wrong_places
from assistant.wording.credits import shortened
from index.languages import may_be

LONGEST = 700
MEASURES = (
    "evidence", "facts", "good", "wrongly_refused", "refused", "wrongly_answered", "precision", "characters",
    "language", "repeated", "verbatim",
)  # fmt: skip
# The stage at whose end the passages found are shown, and a time that is no stage: until then.
SHOWN = "evidence"
FIRST = "first evidence"


@dataclass(frozen=True, slots=True)
class Result:
    """What one question came to; None where a measure does not apply.

    `seconds` are those of the answer's stages and `total`, and `first evidence`: until the passages are shown.
    """

    id: str
    lang: str
    kind: str
    near_miss: bool | None
    text: str
    evidence: bool | None
    facts: bool | None
    good: bool | None
    wrongly_refused: bool | None
    refused: bool | None
    wrongly_answered: bool | None
    precision: float | None
    characters: float | None
    language: bool | None
    verbatim: float | None
    seconds: dict[str, float]
    repeated: bool | None = None

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the answer, in the measures' names; nothing when all is as it should be."""
        if self.wrongly_refused:
            return ("wrongly_refused",)
        wrong = [name for name in ("evidence", "facts", "language") if getattr(self, name) is False]
        if self.good is False and not wrong:
            wrong.append("good")  # too long
        if self.wrongly_answered:
            wrong.append("wrongly_answered")
        if self.repeated:
            wrong.append("repeated")
        if self.verbatim is not None and self.verbatim < 1:
            wrong.append("verbatim")
        return tuple(wrong)


def run(assistant: Assistant, questions: Iterable[Question]) -> Iterator[Result]:
    """Yield the result of each question, as it is answered."""
    for question in questions:
        history = [Turn("user", text) for text in question.history]
        yield measure(question, assistant.ask(question.question, history), assistant)


def measure(question: Question, answer: Answer, assistant: Assistant) -> Result:
    """Return what `answer` is worth.

    Args:
        question: what was asked.
        answer: what came out.
        assistant: over the corpus that the question is about.

    Returns:
        Every measure.

    Raises:
        AssistantError: when the question's evidence does not stand in the corpus.
    """
    gold = places(assistant, question)
    hits = [_overlaps(c.source, c.start, c.end, gold) for c in answer.citations]
    evidence = any(hits) if question.is_answerable and gold else None
    facts = _states(answer, question) if question.is_answerable and question.facts else None
    exact = [
        assistant.document(c.source).text[c.start : c.end] == c.quote for c in answer.citations
    ]  # fmt: skip
    is_short = len(answer.text) <= LONGEST
    good = evidence is not False and facts is not False and not answer.abstained and is_short
    return Result(
        id=question.id,
        lang=question.lang,
        kind=question.kind,
        near_miss=question.near_miss,
        text=answer.text,
        evidence=evidence,
        facts=facts,
        good=good if evidence is not None or facts is not None else None,
        wrongly_refused=answer.abstained if question.is_answerable else None,
        refused=answer.abstained if question.is_unanswerable else None,
        wrongly_answered=not answer.abstained if question.is_unanswerable else None,
        precision=sum(hits) / len(hits) if hits and evidence is not None else None,
        characters=_share_of_gold(answer, gold) if hits and evidence is not None else None,
        language=None if answer.abstained else _own_words_in(question.lang, answer),
        verbatim=sum(exact) / len(exact) if exact else None,
        seconds=_with_first(answer.seconds),
        repeated=_repeats(answer, wrong_places(assistant, question)),
    )


def _repeats(answer: Answer, wrong: Sequence[Place]) -> bool | None:
    return any(_overlaps(c.source, c.start, c.end, wrong) for c in answer.citations) if wrong else None


def _states(answer: Answer, question: Question) -> bool:
    return all(re.search(fact, answer.text) for fact in question.facts)


def _overlaps(source: str, start: int, end: int, gold: Sequence[Place]) -> bool:
    return any(
        place.source == source and first < end and start < last
        for place in gold
        for first, last in place.spans
    )


def _share_of_gold(answer: Answer, gold: Sequence[Place]) -> float | None:
    shown = {(c.source, position) for c in answer.citations for position in range(c.start, c.end)}
    right = {
        (place.source, position)
        for place in gold
        for first, last in place.spans
        for position in range(first, last)
    }
    return len(shown & right) / len(shown) if shown else None


def _own_words_in(language: str, answer: Answer) -> bool:
    """Tell whether what is neither quoted nor the title of a source is in a language."""
    said = " ".join(sentence.text for sentence in answer.sentences)
    for citation in answer.citations:
        for text in (citation.quote, citation.title, shortened(citation.title)):
            said = said.replace(text, " ") if text else said
    return may_be(said, language)


def _with_first(seconds: dict[str, float]) -> dict[str, float]:
    if SHOWN not in seconds:
        return dict(seconds)
    before = takewhile(lambda stage: stage != SHOWN, seconds)
    return {**seconds, FIRST: sum(seconds[stage] for stage in before) + seconds[SHOWN]}
