"""The passages found: open before there is an answer, folded after, and each with the way into its document."""

from dataclasses import replace

from html_pages import Page
from turn_views import ANSWER, FOUND, after

from assistant.answer import Draft, Finished, Retrieved
from ui.web.rendering.evidence import PREVIEW, evidence
from ui.web.texts import words

EN = words("en")


def test_passages_are_folded_under_a_finished_answer() -> None:
    running = after(Retrieved(FOUND, "Where?"), Draft("x"))
    assert Page(evidence(running, EN)).tags[0][0] == "section"
    finished = Page(evidence(after(Finished(ANSWER)), EN))
    assert finished.tags[0][0] == "details"
    assert str(len(FOUND)) in finished.words
    assert Page(evidence(running, EN, folded=True)).tags[0][0] == "details"


def test_each_passage_leads_to_its_place() -> None:
    page = Page(evidence(after(Retrieved(FOUND, "Where?")), EN))
    assert [(a["data-source"], a["data-start"], a["data-end"]) for a in page.acts("read")] == [
        (p.source, str(p.start), str(p.end)) for p in FOUND
    ]


def test_no_passage_is_told_while_that_is_all_there_is() -> None:
    assert EN.say("evidence_none") in evidence(after(Retrieved((), "Where?")), EN)
    assert evidence(after(), EN) == ""


def test_preview_ends_between_words() -> None:
    long = replace(FOUND[0], text="word " * 400)
    (preview,) = Page(evidence(after(Retrieved((long,), "Where?")), EN)).all("preview")
    assert preview["dir"] == "auto"
    shown = next(
        word for word in Page(evidence(after(Retrieved((long,), "x")), EN)).words if word.endswith("…")
    )
    assert len(shown) <= PREVIEW + 1
    assert shown.endswith("word…")
