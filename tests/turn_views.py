"""Turns for the tests of the page, in every phase, and with an attack in every field that is not ours."""

from dataclasses import replace

import page_fakes

from assistant.answer import (
    Checked,
    Disagreement,
    Doubt,
    Draft,
    Event,
    Finished,
    Queued,
    Retrieved,
    Sentence,
    Side,
    Verdict,
)
from assistant.saying.attribution import Attribution
from index.filters import Filters
from ui.web.turns import TurnView, advance

FOUND = page_fakes.passages()
ANSWER = page_fakes.answer("Where did Kim receive Lavrov?")
REFUSAL = page_fakes.refusal("What is the capital of Australia?")


def after(*events: Event, question: str = "Where?") -> TurnView:
    """Return a turn after the events."""
    view = TurnView(key="t1", question=question)
    for event in events:
        view = advance(view, event)
    return view


def poisoned(attack: str) -> list[TurnView]:
    """Return a turn in each phase, with the attack in every field that is not ours."""
    bad = replace(
        FOUND[0], title=attack, source=attack, date=attack, language=attack, text=attack, end=len(attack)
    )
    bad = replace(bad, start=0, heading=attack, content_hash=attack)
    quote = replace(
        ANSWER.citations[0], title=attack, source=attack, date=attack, language=attack, quote=attack[1:],
        start=1, end=len(attack), copies=2, content_hash=attack, url=attack,
        attribution=Attribution(attack, 1, len(attack), Attribution(attack, 1, len(attack))),
    )  # fmt: skip
    doubts = (Doubt("names", (attack,)), Doubt("negation", (attack, "{words}")))
    verdicts: tuple[Verdict, ...] = ("supported", "partial", "unsupported")
    sentences = tuple(Sentence(attack, (1,), verdict, doubts) for verdict in verdicts)
    answer = replace(ANSWER, question=attack, language=attack, model=attack)
    sides = (Side(attack, attack, (1,)), Side(attack, attack, (1, 9)))
    answer = replace(
        answer,
        sentences=sentences,
        citations=(quote,),
        passages=(bad,),
        disagreements=(Disagreement("number", sides),),
    )
    start = TurnView(key="t1", question=attack, filters=Filters(sources=[attack]))
    found = advance(start, Retrieved((bad,), attack + "?"))
    draft = advance(found, Draft(attack))
    checked = advance(draft, Checked(sentences[1], (quote,)))
    finished = advance(checked, Finished(answer))
    return [
        *(start, found, advance(found, Queued(2)), draft, checked, finished),
        replace(finished, flags=((1, attack),)),
        advance(found, Finished(replace(answer, abstained=True))),
        replace(draft, phase="stopped"),
        replace(found, phase="failed", error=attack),
    ]
