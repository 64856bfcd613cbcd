"""The whole way from a question to an answer: search, evidence, draft, check.

Streaming is the one path; `ask` drains it. Invariants, proved by `tests/test_assistant_pipeline.py`: the events
come as `Retrieved`, `Queued`*, `Draft`*, `Checked`*, `Finished`; the `Checked` sentences are exactly the
answer's; every quote is verbatim; closing the stream stops the model.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar, cast

from assistant.answer import Checked, Draft, Event, Finished, Queued, Retrieved, Turn
from assistant.answering import checking, drafting, opinion, quoting
from assistant.answering.checking import Asked
from assistant.answering.composing import Composer
from assistant.answering.disagreement import difference, seen_from_outside
from assistant.answering.support import Judgement
from assistant.finding.asked import asked_for
from assistant.finding.evidence import Evidence, gather, together
from assistant.finding.nearness import RELEVANT, STRONG, rise
from assistant.finding.ranking import KINDS, tells
from assistant.finding.several import asks_several
from assistant.finding.weighing import reweighed
from assistant.models import LanguageModel, Visit, Waiting
from assistant.provenance import begin, prompt_fingerprints
from assistant.run import Run
from assistant.talk import conversation
from assistant.talk.followup import Understood, understood
from assistant.talk.limits import checked_history, checked_question
from assistant.talk.parts import Part, parts_of
from assistant.wording.credits import speaker
from assistant.wording.phrases import phrases
from index.filters import Filters, checked_filters
from index.index import Index
from index.lexical import tokens
from index.no_match import NoMatch, explain
from index.search import ScoredPassage

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

T = TypeVar("T")

PASSAGES = 8
# From this probability on that none of its notes answers, as the bundled model's adapter sees it, nothing is answered:
# there .05 of 96 prompts that an answer stands in, and that nothing was learned from, are refused.
UNANSWERED = 0.91
# The bundled model says that its notes do not answer for half of the questions they do answer, in Polish,
# Hungarian and Romanian: its word is not taken for it.
TIMID = "bundled"
# It garbles, too: no sentence that it wrote on the shipped articles with less support than this was true (n = 11).
SURE = 0.6


def stream(
    index: Index,
    model: LanguageModel | None,
    question: str,
    history: Sequence[Turn] = (),
    filters: Filters | None = None,
    *,
    is_judging: bool = False,
) -> Generator[Event, None, None]:
    """Answer `question`, telling how it goes; see `Assistant.stream`."""
    question = checked_question(question)
    filters = checked_filters(filters)
    wanted = understood(question, checked_history(history))
    run = Run(
        question, wanted.standalone, wanted.asked, wanted.language, rise=rise(index.calibration.passages)
    )
    run.provenance = origin = begin(index, filters)
    if wanted.heard.kind is not None:
        yield from _say(run, conversation.reply(index, wanted, filters, model.name if model else "none"))
        return
    documents = index.documents() if filters else []
    undated = sum(map(filters.lacks_date, documents)) if filters else 0
    hits = _search(run, index, wanted, filters)
    no_match = None if hits else explain(filters, documents)
    run.composer = Composer(
        run.language,
        lambda e: speaker(index, e.passage, e.start, e.end, e.language),
        {hit.passage.id: len({copy.source for copy in hit.copies} - {hit.passage.source}) for hit in hits},
    )
    scores = tuple(hit.score for hit in hits)
    run.provenance = replace(origin, scores=scores, relevance=run.relevance if run.evidence else None)
    run.lap("evidence")
    run.retrieved = Retrieved(tuple(hit.passage for hit in hits), run.standalone, undated, no_match)
    yield run.retrieved
    if no_match:
        yield from _explain(run, no_match)
    elif run.relevance < RELEVANT + run.rise or _says_nothing(run):
        yield _abstain(run)
    elif model is None:
        yield from _quote(run)
    else:
        run.model = model.name
        run.provenance = replace(run.provenance, prompts=prompt_fingerprints(drafting.PROMPTS))
        with closing(_draft(run, model)) as draft:
            yield from draft
        if not run.abstained:
            yield from _check(run, index, model if is_judging else None)
    yield from _close(run, index)
    run.lap("check")
    yield Finished(run.answer())


def _search(run: Run, index: Index, wanted: Understood, filters: Filters | None) -> list[ScoredPassage]:
    """Find passages and evidence for each thing that is asked; return the passages, best first."""
    asked = parts_of(wanted)
    found = [index.search(part.standalone, PASSAGES, filters) for part in asked]
    run.lap("search")
    run.parts = asked
    run.found = [
        (part, gather(index, part.standalone, hits, part.asked))
        for part, hits in zip(asked, found, strict=True)
    ]
    run.best_of = {part: evidence[0] for part, evidence in run.found if evidence}
    run.evidence = together([evidence for _, evidence in run.found])
    run.set_aside(RELEVANT + run.rise)
    first: dict[str, ScoredPassage] = {}
    for hit in (hit for hits in zip_longest(*found) for hit in hits if hit):
        first.setdefault(hit.passage.id, hit)
    return list(first.values())


def _say(run: Run, reply: conversation.Reply) -> Iterator[Event]:
    """Say what needs no search: to who greets, or asks about the assistant or which documents there are."""
    run.documents = reply.documents
    run.retrieved = Retrieved((), run.standalone)
    yield run.retrieved
    for text in reply.sentences:
        yield run.composer.add(text, (), "none")
    run.lap("reply")
    yield Finished(run.answer())


def _draft(run: Run, model: LanguageModel) -> Generator[Event, None, None]:
    """Let the model write; its words are a draft. Nobody comes between what it is asked for one question."""
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
        yield _abstain(run)
        return
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


def _check(run: Run, index: Index, judging: LanguageModel | None) -> Generator[Event, None, None]:
    """Keep what the evidence supports of the draft; where nothing is, let the quotes speak or abstain.

    Where a model is judging, it is asked of all sentences before the first is told.
    """
    refused = checking.is_refusal(run.draft, run.evidence)
    if refused and run.model != TIMID:
        yield _abstain(run)
        return
    kept = [] if refused else _kept(run, index)
    said = yield from opinion.hear(kept, judging)
    for text, judgement, view in said:
        if judgement.quotes:
            yield run.composer.add(text, judgement.quotes, judgement.verdict, judgement.doubts, judged=view)
    told = [text for text, judgement, _ in said if judgement.quotes]
    if not told:
        yield from _quote(run)
    else:
        for piece in _left_aside(run, told):
            yield run.composer.add(
                phrases(run.language).quoted(piece.text), [(piece, 1.0)], "supported", is_quoted=True
            )


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

    The bundled model's are held to what likely answers alone, and one that this supports in part only is left out.
    """
    asked = Asked(run.standalone, run.language)
    if run.model != TIMID:
        return checking.kept(run.draft, asked, run.bearing, index)
    kept = checking.kept(run.draft, asked, quoting.likely(run.bearing), index, SURE)
    return [(text, judgement) for text, judgement in kept if judgement.verdict == "supported"]


def _quote(run: Run) -> Iterator[Event]:
    """Answer with the best evidence itself, in a frame of the asker's language, when it is near enough.

    Where a model has said that it answers, how near it is no longer matters.
    """
    if not run.is_weighed:
        run.set_aside(STRONG + run.rise)
    if not run.bearing or (run.relevance < STRONG + run.rise and not run.is_weighed):
        yield _abstain(run)
        return
    run.quoted = True
    words = phrases(run.language)
    yield run.composer.add(words.found, (), "none")
    for evidence in quoting.quotable(run.bearing):
        yield run.composer.add(words.quoted(evidence.text), [(evidence, 1.0)], "supported", is_quoted=True)


def _close(run: Run, index: Index) -> Iterator[Event]:
    """Say what is not answered, where the sources differ, and of when they are."""
    if not run.abstained:
        words = phrases(run.language)
        for part in _missing(run):
            yield run.composer.add(words.unanswered.format(question=words.quoted(part.asked)), (), "none")
        seen = seen_from_outside(index, run.evidence)
        if found := difference(run.standalone, run.language, seen):
            yield run.composer.differ(found)
    if line := run.composer.close():
        yield line


def _missing(run: Run) -> Iterator[Part]:
    """Yield what of several things asked the answer has nothing for.

    That is what nothing was found for, but where the best of it was cited for another and the answer holds a number, a
    date, a place or a name as it is asked for: a note may answer two things, and a model may see that it answers one.
    """
    said = [(sentence.text, run.language) for sentence in run.composer.sentences if sentence.citations]
    said += [(citation.quote, citation.language) for citation in run.composer.citations]
    for part in run.unanswered:
        asks = bool(asked_for(part.asked, run.language) & {*KINDS})
        is_told = tells(part.standalone, part.asked, run.language, said)
        if not (asks and is_told and part in run.best_of and run.cites(run.best_of[part])):
            yield part


def _says_nothing(run: Run) -> bool:
    """Tell whether the question holds no word, only numbers or a letter that no passage found holds either.

    Its vector then says nothing, and what is nearest to it is so by chance.
    """
    cased = [letter for letter in run.standalone if letter.lower() != letter.upper()]
    if len(cased) > 1 or any(c.isalpha() and c not in cased for c in run.standalone):
        return False
    asked = set(tokens(run.standalone))
    return not any(asked & set(tokens(passage.text)) for passage in run.retrieved.passages)


def _explain(run: Run, no_match: NoMatch) -> Iterator[Event]:
    """Say why the filters match nothing, and what would match."""
    run.abstained = True
    for text in no_match.sentences(phrases(run.language).no_match):
        yield run.composer.add(text, (), "none")


def _abstain(run: Run) -> Checked:
    run.abstained = True
    return run.composer.add(phrases(run.language).unknown, (), "none")
