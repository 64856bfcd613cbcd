"""The whole way from a question to an answer: search, evidence, draft, check.

Streaming is the one path; `ask` drains it. Invariants, proved by `tests/test_assistant_pipeline.py`: the events
come as `Retrieved`, `Queued`*, `Draft`*, `Checked`*, `Finished`; the `Checked` sentences are exactly the
answer's; every quote is verbatim; closing the stream stops the model.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import zip_longest

from assistant import asking, telling
from assistant.answer import Event, Finished, Retrieved, Turn
from assistant.answering import drafting
from assistant.answering.composing import Composer
from assistant.answering.disagreement import difference, seen_from_outside
from assistant.finding.asked import asked_for
from assistant.finding.evidence import gather, together
from assistant.finding.nearness import RELEVANT, rise
from assistant.finding.ranking import KINDS, tells
from assistant.models import LanguageModel
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

PASSAGES = 8


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
        name, writes = (model.name, model.writes(run.language)) if model else ("none", False)
        yield from _say(run, conversation.reply(index, wanted, filters, name, writes=writes))
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
        yield telling.abstain(run)
    elif model is None:
        yield from telling.quote(run, index)
    else:
        run.provenance = replace(run.provenance, prompts=prompt_fingerprints(drafting.PROMPTS))
        with closing(asking.ask(run, model)) as asked:
            yield from asked
        if not run.abstained:
            yield from telling.check(run, index, model if is_judging else None)
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


def _close(run: Run, index: Index) -> Iterator[Event]:
    """Tell what the other side says, what is not answered, where the sources differ, and of when they are."""
    if not run.abstained:
        words = phrases(run.language)
        found = difference(run.standalone, run.language, seen_from_outside(index, run.evidence))
        if not found:
            yield from telling.other_side(run, index)
        for part in _missing(run):
            yield run.composer.add(words.unanswered.format(question=words.quoted(part.asked)), (), "none")
        if found:
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
