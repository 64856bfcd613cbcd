"""What is told of a draft and of the evidence: checked sentences, quotes, or that there is no answer.

Invariants, proved by `tests/test_assistant_pipeline.py`: nothing of a draft is told that no quote supports; where
nothing of it may be told the best evidence is quoted; nothing is quoted that is not near enough.
"""

from collections.abc import Generator, Iterator, Sequence

from assistant.answer import Checked, Event
from assistant.answering import checking, opinion, quoting
from assistant.answering.checking import Asked
from assistant.answering.support import Judgement
from assistant.finding.evidence import Evidence, in_context
from assistant.finding.nearness import STRONG
from assistant.finding.ranking import tells
from assistant.finding.several import asks_agreement
from assistant.models import LanguageModel
from assistant.run import Run
from assistant.talk.parts import Part
from assistant.wording.phrases import phrases
from index.index import Index

# The bundled model says that its notes do not answer for half of the questions they do answer (.51 of 37 in four
# languages): its word is not taken for it.
TIMID = "bundled"
# Who asks what each side says is not answered by one.
SIDES = 2
# It garbles, too: no sentence that it wrote on the shipped articles with less support than this was true (n = 11).
SURE = 0.6
# And it adds: one in ten true translations into English lies below this.
MATCHED = 0.34


def check(run: Run, index: Index, judging: LanguageModel | None) -> Generator[Event, None, None]:
    """Tell what the evidence supports of the draft; where nothing is, let the quotes speak or abstain.

    Args:
        run: with the draft and the evidence.
        index: whose embedder and calibration judge.
        judging: the model that is asked its own opinion of all sentences before the first is told; None for none.

    Yields:
        `Checked`, and what the judging model's queue says.
    """
    refused = checking.is_refusal(run.draft, run.evidence)
    if refused and run.model != TIMID:
        yield abstain(run)
        return
    kept = [] if refused else _kept(run, index)
    said = yield from opinion.hear(kept, judging)
    for text, judgement, view in said:
        if judgement.quotes:
            yield run.composer.add(text, judgement.quotes, judgement.verdict, judgement.doubts, judged=view)
    told = [text for text, judgement, _ in said if judgement.quotes]
    if not told:
        yield from quote(run, index)
    else:
        for piece in _left_aside(run, told):
            yield _quoted(run, index, piece)


def _left_aside(run: Run, told: Sequence[str]) -> list[Evidence]:
    """Return what is quoted beside a draft: the likeliest, and the best for what of several things it leaves out."""
    said = [(text, run.language) for text in told]
    places = {
        run.best_of[part].place
        for part in run.parts
        if part in run.best_of and part not in run.unanswered
        if len(run.parts) > 1 and not tells(part.standalone, part.asked, run.language, said)
    }
    is_told = tells(run.standalone, run.asked, run.language, said)
    if best := quoting.left_aside(run.bearing, run.cited, is_told=is_told):
        places.add(best.place)
    return [piece for piece in run.bearing if piece.place in places and not run.cites(piece)]


def _kept(run: Run, index: Index) -> list[tuple[str, Judgement]]:
    """Return the sentences of the draft that may be said.

    The bundled model's are held to what likely answers alone, and one that this supports in part only, or
    that has a word hardly like any of it, is left out.
    """
    asked = Asked(run.standalone, run.language)
    if run.model != TIMID:
        return checking.kept(run.draft, asked, run.bearing, index)
    kept = checking.kept(run.draft, asked, quoting.likely(run.bearing), index, SURE)
    return [(text, j) for text, j in kept if j.verdict == "supported" and j.matched >= MATCHED]


def quote(run: Run, index: Index) -> Iterator[Event]:
    """Answer with the best evidence itself, in a frame of the asker's language, when it is near enough.

    Where a model has said that it answers, how near it is no longer matters.
    """
    if not run.is_weighed:
        run.set_aside(STRONG + run.rise)
    if not run.bearing or (run.relevance < STRONG + run.rise and not run.is_weighed):
        yield abstain(run)
        return
    run.quoted = True
    yield run.composer.add(phrases(run.language).found, (), "none")
    for piece in quoting.quotable(run.bearing):
        yield _quoted(run, index, piece)


def other_side(run: Run, index: Index) -> Iterator[Event]:
    """Quote the next best that is near enough, where each side is asked about and the answer cites one alone."""
    asks = any(asks_agreement(text, run.language) for text in (run.question, run.standalone))
    near = STRONG + run.rise
    others = [piece for piece in run.bearing if piece.relevance >= near and not run.cites(piece)]
    if asks and others and len(run.composer.citations) < SIDES:
        yield _quoted(run, index, others[0])


def _quoted(run: Run, index: Index, piece: Evidence) -> Checked:
    """Quote a piece of evidence, and the sentence before it where that one holds what is asked for and it does not."""
    part = next((part for part, best in run.best_of.items() if best.place == piece.place), None)
    if part and not (piece.context or _holds(run, part, piece.text, piece.language)):
        around = in_context(index, piece, is_wanted=True)
        if around.context and _holds(run, part, around.context.text, piece.language):
            piece = around
    words = phrases(run.language).quoted(piece.text)
    return run.composer.add(words, [(piece, 1.0)], "supported", is_quoted=True)


def _holds(run: Run, part: Part, text: str, language: str) -> bool:
    """Tell whether a sentence has a number, a date, a place or a name, as it is asked for; yes where none is."""
    return tells(part.standalone, part.asked, run.language, [(text, language)])


def abstain(run: Run) -> Checked:
    """Say that the documents do not answer."""
    run.abstained = True
    return run.composer.add(phrases(run.language).unknown, (), "none")
