"""What of a draft may be said: each sentence is held to the question, its language and the evidence.

Whoever writes articles may try to write answers. So a model may be led to write anything, and what it wrote is said
only when it is in the asker's language, is about what was asked, repeats neither the program's own words nor its
prompt, names no address that its quotes do not hold, and is supported. A sentence that asks, calls a country as
another language does, leaves a word of its quotes untranslated, or has no word that the question has not, is left out.
One whose quotes do not hold what it repeats of the question (`assistant/answering/echoes.py`), or whose support is too
low for who wrote it, is doubted. Proved by `tests/test_assistant_answering_checking.py` and, with articles that ask for
everything else, by `tests/test_assistant_answering_hostile.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import prompts
from assistant.answer import Doubt
from assistant.answering import drafting, echoes
from assistant.answering.support import SUPPORTED, Judgement, judge
from assistant.facts.places import foreign
from assistant.finding.evidence import Evidence
from assistant.wording.credits import CREDITS
from assistant.wording.phrases import PHRASES
from index.calibration import Vectors
from index.index import Index
from index.languages import fold, may_be

# Below it a sentence is not about the question. Sentences of XQuAD and PoQuAD that hold the answer lie below it in 2
# of 100 (n = 450), the sentences after them in 17 (373), others in 82 (450).
ABOUT = 0.35
# From so many words on a sentence tells its language by itself (FLORES, four languages, n = 2,248: of six words 1 in
# 2,000 is taken for another language, and 95 of 100 in another are told); a shorter one is what the draft is.
TELLING = 6
# So many words of the prompt in a row are no chance.
REPEATED = 6

# A year, or a date up to it.
_YEAR = re.compile(r"(?:\w+ ){0,3}(?:1[89]|20)\d\d ")

_QUOTED = re.compile('[“„«»"]([^“”„«»"]{2,})[”“»«"]')
_ADDRESS = re.compile(
    r"\w[\w.+-]*://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]{2,}(?:\.[a-z][\w-]*)*\.[a-z]{2,}\b(?:/\S*)?"
    r"|(?i:\b(?:javascript|data|mailto|file):[^\s]+)|!?\[[^\]]*\]\([^)]*\)?|</?[a-z][^>]*>?"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What sentences are held to: the question, standing alone, and its language."""

    question: str
    language: str


def kept(
    draft: str, asked: Asked, evidence: Sequence[Evidence], index: Index, least: float = SUPPORTED
) -> list[tuple[str, Judgement]]:
    """Return the sentences of a draft that may be said, in order, with what backs each.

    Args:
        draft: what the model wrote.
        asked: what it was asked.
        evidence: the source sentences that bear on the question.
        index: whose embedder and calibration judge.
        least: what the support of a sentence must reach for `supported`, from `SUPPORTED` on, 0..1.

    Returns:
        No sentence that is unsupported.
    """
    held = [" ".join(piece.text.split()) for piece in evidence]
    is_in = may_be(_own(draft, held), asked.language)
    texts = [
        text
        for text in drafting.sentences(draft, asked.language)
        if (is_in or len(text.split()) >= TELLING) and _may_be_said(text, asked, held)
    ]
    vectors = index.embedder.embed_passages(texts)
    judged = [
        (text, judge(text, asked.language, evidence, vector, index.calibration, index.embedder))
        for text, vector in zip(texts, vectors, strict=True)
        if _is_about(asked, vector, index)
    ]
    return [
        (text, _doubted(text, asked, judgement, evidence, least))
        for text, judgement in judged
        if judgement.quotes
        and _addresses(text, judgement)
        and not echoes.leaves_untranslated(_own(text, held), asked.question, judgement, asked.language)
    ]


def is_refusal(draft: str, evidence: Sequence[Evidence]) -> bool:
    """Return whether the model says that the notes do not answer, in words that it did not read there."""
    return drafting.refused(draft) and not any(
        drafting.NOT_FOUND in text.upper()
        for piece in evidence
        for text in (piece.text, piece.context.text if piece.context else "")
    )


def _may_be_said(text: str, asked: Asked, held: Sequence[str]) -> bool:
    """Return whether a sentence is the model's own, in the asker's language, and says what the question does not."""
    own = _own(text, held)
    return not (
        _is_ours(text)
        or echoes.asks(text)
        or not may_be(own, asked.language)
        or foreign(own, asked.language)
        or echoes.says_nothing_new(text, asked.question, asked.language)
    )


def _own(text: str, held: Sequence[str]) -> str:
    """Return `text` without what it quotes in the words of a source."""

    def without(quoted: re.Match[str]) -> str:
        words = " ".join(quoted[1].split())
        return " " if any(words in piece for piece in held) else quoted[0]

    return _QUOTED.sub(without, text)


def _doubted(
    text: str, asked: Asked, judgement: Judgement, evidence: Sequence[Evidence], least: float
) -> Judgement:
    """Return a judgement with a doubt about the meaning where the quotes are too far from what the sentence says."""
    is_near = judgement.support >= least and not echoes.repeats_only(
        text, asked.question, judgement, evidence, asked.language
    )
    if is_near or Doubt("meaning") in judgement.doubts:
        return judgement
    return replace(judgement, verdict="partial", doubts=(*judgement.doubts, Doubt("meaning")))


def _is_about(asked: Asked, vector: Vectors, index: Index) -> bool:
    query = index.embedder.embed_query(asked.question)
    return float(index.calibration.relevance(query, asked.language, vector[None], asked.language)[0]) >= ABOUT


def _addresses(text: str, judgement: Judgement) -> bool:
    """Return whether every address, link and tag of `text` stands in its quotes."""
    quotes = [piece.text for piece, _ in judgement.quotes]
    return all(any(found in quote for quote in quotes) for found in _ADDRESS.findall(text))


def _is_ours(text: str) -> bool:
    """Return whether `text` repeats what only the program says, or the prompt."""
    words = _words(text)
    said = f" {' '.join(words)} "
    if any(frame in said for frame in _frames()):
        return True
    if any(said.startswith(begins) and _YEAR.match(said, len(begins)) for begins in _datings()):
        return True
    return any(run in _prompt() for run in zip(*(words[n:] for n in range(REPEATED)), strict=False))


@cache
def _frames() -> frozenset[str]:
    said = [
        words
        for phrases in PHRASES.values()
        for words in (
            phrases.found,
            phrases.unknown,
            phrases.unanswered.format(question=""),
            phrases.differ.format(sides=""),
        )
    ]
    return frozenset(f" {' '.join(_words(text))} " for text in said)


@cache
def _datings() -> tuple[str, ...]:
    """Return how a sentence begins that says of when the documents are: `Based on documents of ...`."""
    said = [
        words.dated.format(documents=form.format(dates=""))
        for words in CREDITS.values()
        for form in words.documents.values()
    ]
    return tuple({f" {' '.join(_words(text))} " for text in said})


@cache
def _prompt() -> frozenset[tuple[str, ...]]:
    """Return every run of `REPEATED` words of the prompts."""
    runs: set[tuple[str, ...]] = set()
    for name in drafting.PROMPTS:
        for message in prompts.load(name).messages:
            words = _words(message.content)
            runs.update(zip(*(words[n:] for n in range(REPEATED)), strict=False))
    return frozenset(runs)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
