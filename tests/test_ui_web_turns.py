"""What is known of an answer on its way: each event gives the next state, and changes none before it."""

from turn_views import ANSWER, FOUND

from assistant.answer import Checked, Draft, Finished, Queued, Retrieved
from ui.web.turns import TurnView, advance


def test_each_event_gives_the_next_state() -> None:
    view = TurnView("t1", "Where?")
    phases = [view.phase]
    events = (
        Retrieved(FOUND, "Where did he?"),
        Queued(2),
        Draft(""),
        Draft("Kim"),
        Checked(ANSWER.sentences[0], ANSWER.citations[:1]),
        Draft(""),
        Finished(ANSWER),
    )
    for event in events:
        before = view
        view = advance(view, event)
        assert before.phase == phases[-1]
        phases.append(view.phase)
    assert phases == [
        "searching",
        "reading",
        "queued",
        "reading",
        "drafting",
        "checking",
        "checking",
        "finished",
    ]
    assert view.standalone == "Where did he?"
    assert (view.sentences, view.citations) == (ANSWER.sentences, ANSWER.citations)
    assert not view.is_running


def test_a_quote_cited_twice_is_there_once() -> None:
    view = TurnView("t1", "Where?")
    for sentence in ANSWER.sentences[:2]:
        used = tuple(c for c in ANSWER.citations if c.number in sentence.citations)
        view = advance(view, Checked(sentence, used))
    assert [citation.number for citation in view.citations] == [1, 2]
