"""What a language model is asked: which of the notes answers, and for a draft of the answer.

Invariants, proved by `tests/test_assistant_pipeline.py`: nobody comes between what is asked for one question; where no
note answers nothing is drafted; a model that writes a language badly is not asked to write it.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from assistant import telling
from assistant.answer import Draft, Event, Queued
from assistant.answering import drafting
from assistant.finding.evidence import Evidence, together
from assistant.finding.several import asks_several
from assistant.finding.weighing import reweighed
from assistant.models import LanguageModel, Visit, Waiting
from assistant.run import Run
from assistant.talk.parts import Part

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

T = TypeVar("T")

# From this probability on that none of its notes answers, as the bundled model's adapter sees it, nothing is answered:
# there .05 of 96 prompts that an answer stands in, and that nothing was learned from, are refused.
UNANSWERED = 0.91


def ask(run: Run, model: LanguageModel) -> Generator[Event, None, None]:
    """Ask the model which notes answer, and let it write where it can; its words are a draft.

    Args:
        run: whose evidence the notes are taken from; the draft and what was weighed go there.
        model: the model.

    Yields:
        `Queued`, `Draft`, and the `Checked` that there is no answer, where no note answers.
    """
    run.model = model.name
    visit = model.visit()
    try:
        yield from _heard(run, model.prepare(visit))
        yield from _written(run, model, visit)
    finally:
        visit.close()


def _written(run: Run, model: LanguageModel, visit: Visit) -> Generator[Event, None, None]:
    notes = drafting.notes(run.standalone, run.language, run.bearing, model)
    run.used = len({note.passage.id for note in notes})
    messages = drafting.messages(run.standalone, run.language, notes)
    if not (yield from _weigh(run, model, messages, notes, visit)):
        yield telling.abstain(run)
        return
    if model.writes(run.language):
        yield from _heard(run, model.stream(messages, drafting.MAX_TOKENS, visit))
        run.lap("draft")


def _weigh(
    run: Run, model: LanguageModel, messages: "Sequence[ChatMessage]", notes: Sequence[Evidence], visit: Visit
) -> Generator[Event, None, bool]:
    """Ask the model of each thing asked which of the notes answers it; return whether they answer any.

    What was found for a thing that none of them answers is evidence no longer, where they answer another; the answer
    tells.
    """
    nones: list[float] = []
    answered: list[list[Evidence]] = []
    unanswered: list[Part] = []
    for part, evidence in run.found:
        weighed = yield from _heard(run, model.weigh(messages, part.standalone, len(notes), visit))
        if weighed is None:
            return True
        none, *each = weighed
        nones.append(none)
        if none < UNANSWERED:
            is_one = not any(asks_several(text, run.language) for text in (run.question, part.standalone))
            answered.append(reweighed(evidence, notes[: len(each)], each, is_one=is_one))
            if answered[-1]:
                run.best_of[part] = answered[-1][0]
        else:
            unanswered.append(part)
    run.lap("weigh")
    run.provenance = run.provenance and replace(
        run.provenance, unanswered=min(nones), prompts={**run.provenance.prompts, **model.taught}
    )
    if answered:
        run.evidence, run.unanswered = together(answered), [*run.unanswered, *unanswered]
    return bool(answered)


def _heard(run: Run, pieces: Generator[Waiting | str, None, T]) -> Generator[Event, None, T]:
    """Pass on what a model says, and how long it is busy; return what its stream returns."""
    with closing(pieces):
        while True:
            try:
                piece = next(pieces)
            except StopIteration as end:
                return cast("T", end.value)
            if isinstance(piece, Waiting):
                run.lap("queue")
                yield Queued(piece.ahead)
            else:
                run.draft += piece
                yield Draft(piece)
