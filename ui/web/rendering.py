"""HTML from turns and answers: pure functions of plain data, without Gradio.

Invariant: documents, titles, paths, questions, errors and the model's words are all untrusted, and every one
of them passes through `escape`; nothing they hold becomes a tag, an attribute, an address or a request.
Proved by `tests/test_ui_web_rendering.py::test_attacks_stay_text`.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from assistant.answer import Answer, Citation, Sentence, Translation
from assistant.answering.translation import target
from assistant.wording.labels import words
from assistant.wording.phrases import caveat
from assistant.wording.remarks import read_by_model, translated
from index.catalogue import DocumentInfo
from index.languages import detect
from index.passages import Passage
from ui.web import texts
from ui.web.turns import TurnView

# Controls, halves of characters, and what has letters shown in another order than they are written in.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
_PREVIEW = 200  # characters of a passage shown while it is folded


class CorpusDocument(Protocol):
    """What the page needs to know about a document."""

    @property
    def source(self) -> str:
        """Its path relative to the corpus."""

    @property
    def language(self) -> str:
        """ISO 639-1 code, or `und`."""


def escape(text: str) -> str:
    """Return `text` as HTML that shows it and does nothing, safe in content and in quoted attributes.

    Control characters and lone surrogates, which no browser shows and JSON cannot carry, become U+FFFD, and so do
    the marks that override the direction of writing.
    """
    return html.escape(_UNPRINTABLE.sub("\ufffd", text), quote=True)


def masthead(documents: Sequence[CorpusDocument], model_name: str, problem: str = "") -> str:
    """Return the page's head.

    Args:
        documents: what the corpus holds.
        model_name: which model answers.
        problem: why the index could not be brought up to date, or an empty string.

    Returns:
        The name and the facts, and the problem on a line of its own.
    """
    if documents:
        counts = Counter(document.language for document in documents)
        names = texts.listing([texts.language(code) for code, _ in counts.most_common()])
        corpus = texts.CORPUS_LINE.format(documents=texts.documents(len(documents)), languages=names)
    else:
        corpus = texts.CORPUS_LINE_EMPTY
    line = texts.MODEL_LINE_NONE if model_name == "none" else texts.MODEL_LINE
    model = line.format(model=texts.model(model_name))
    facts = f'<p class="facts"><span>{escape(corpus)}</span><span>{escape(model)}</span></p>'
    stale = texts.NOT_UP_TO_DATE.format(error=problem) if problem else ""
    return head(facts + (f'<p class="stale" role="status">{escape(stale)}</p>' if stale else ""))


def masthead_failed(message: str) -> str:
    """Return the page's head when the corpus cannot be read; the message says what to do."""
    return head(f'<p class="failed" role="alert">{escape(message)}</p>')


def head(line: str = "") -> str:
    """Return the page's head around a line of HTML, none while the corpus is being looked at."""
    return f'<header class="masthead"><h1>{escape(texts.TITLE)}</h1>{line}</header>'


def welcome() -> str:
    """Return what an empty page says."""
    return f'<div class="welcome"><p>{escape(texts.TAGLINE)}</p></div>'


def hint(message: str) -> str:
    """Return a short remark about what was typed, empty for none."""
    return f'<p class="hint" role="status">{escape(message)}</p>' if message else ""


def past(views: Iterable[TurnView]) -> str:
    """Return the turns before the current one, each with its passages folded."""
    return "".join(turn(view) + evidence(view, folded=True) for view in views)


def turn(view: TurnView) -> str:
    """Return one question and its answer as far as it has come."""
    body = "".join((_standalone(view), _status(view), _outcome(view), sources(view)))
    busy = ' aria-busy="true"' if view.is_running else ""
    return (
        f'<article class="turn {view.phase}" id="{escape(view.key)}"{busy}>'
        f'<h2 class="question" dir="auto"><span class="unseen">{escape(texts.YOU_ASKED)}: </span>'
        f"{escape(view.question)}</h2>{body}</article>"
    )


def _standalone(view: TurnView) -> str:
    if view.standalone in {"", view.question}:
        return ""
    said = f"{words(_language(view)).understood}: {view.standalone}"
    return f'<p class="standalone" dir="auto"{_lang(_language(view))}>{escape(said)}</p>'


def _status(view: TurnView) -> str:
    """Return the line that says what is going on; one element that stays, so that it is read out calmly."""
    if view.is_running:
        return (
            '<p class="status" role="status"><span class="pulse" aria-hidden="true"></span>'
            f"{escape(status_text(view))}\N{HORIZONTAL ELLIPSIS}</p>"
        )
    return f'<p class="status" role="status">{escape(texts.STOPPED)}</p>' if view.phase == "stopped" else ""


def status_text(view: TurnView) -> str:
    """Return what is going on with a running turn, in words."""
    match view.phase:
        case "reading":
            return texts.READING.format(passages=texts.passages(len(view.passages)))
        case "queued" if view.ahead > 0:
            return texts.QUEUED.format(questions=texts.questions(view.ahead))
        case "queued":
            return texts.QUEUED_NEXT
        case "drafting":
            return texts.DRAFTING
        case "checking":
            return texts.CHECKING
        case _:
            return texts.SEARCHING


def _outcome(view: TurnView) -> str:
    if view.phase == "failed":
        return (
            f'<div class="failure" role="alert"><strong>{escape(texts.FAILED)}</strong>'
            f'<p dir="auto">{escape(view.error)}</p></div>'
        )
    if view.answer is not None and view.answer.abstained:
        return _abstained(view.answer)
    if view.sentences:
        language = view.answer.language if view.answer else ""
        after = _documents(view.answer) + _byline(view.answer) if view.answer else ""
        return f'<div class="answer" dir="auto"{_lang(language)}><p>{_sentences(view)}</p></div>{after}'
    if view.draft and (view.is_running or view.phase == "stopped"):
        # While it grows, the status line above says what it is; afterwards only this label does.
        label = "" if view.is_running else f'<p class="label">{escape(texts.STOPPED_DRAFT)}</p>'
        return (
            f'<section class="draft" aria-label="{escape(texts.DRAFT)}">{label}'
            f'<p dir="auto">{escape(view.draft)}</p></section>'
        )
    return ""


def _abstained(answer: Answer) -> str:
    said = escape(" ".join(sentence.text for sentence in answer.sentences))
    return (
        f'<div class="abstained"><strong>{escape(texts.ABSTAINED)}</strong>'
        f'<p dir="auto"{_lang(answer.language)}>{said}</p></div>'
    )


def _byline(answer: Answer) -> str:
    if not answer.claims and not answer.citations:  # nothing that a model or a document said
        return ""
    seconds = answer.seconds.get("total", sum(answer.seconds.values()))
    line = texts.WRITTEN_BY
    if answer.quoted:
        line = texts.QUOTED_BY if answer.model == "none" else texts.QUOTED_INSTEAD
    filled = line.format(model=texts.model(answer.model), seconds=texts.duration(seconds))
    unread = read_by_model(answer)
    remark = f' <span dir="auto"{_lang(answer.language)}>{escape(unread)}</span>' if unread else ""
    return f'<p class="byline">{escape(filled)}{remark}</p>'


def _sentences(view: TurnView) -> str:
    titles = {citation.number: citation.title for citation in view.citations}
    return " ".join(_sentence(s, view.key, titles, _language(view)) for s in _said(view))


def _said(view: TurnView) -> Sequence[Sentence]:
    """Return the sentences of an answer without those that only name the documents of a list."""
    listed = len(view.answer.documents) if view.answer else 0
    return view.sentences[: len(view.sentences) - listed]


def _language(view: TurnView) -> str:
    """Return the language of the answer; before there is one, that of the question as it was understood."""
    return view.answer.language if view.answer else detect(view.standalone or view.question)


def _documents(answer: Answer) -> str:
    """Return the list of documents that was asked for, empty for none."""
    if not answer.documents:
        return ""
    items = "".join(
        f'<li><span class="title"><bdi{_lang(document.language)}>{escape(document.title)}</bdi></span>'
        f"{_meta(document)}</li>"
        for document in answer.documents
    )
    return f'<ol class="documents">{items}</ol>'


def _sentence(sentence: Sentence, key: str, titles: dict[int, str], language: str) -> str:
    links = "".join(_link(number, key, titles[number]) for number in sentence.citations if number in titles)
    said = escape(sentence.text)
    verdict, why = caveat(sentence, language)
    if not verdict:
        return f'<span class="sentence">{said}</span>{links}'
    reason = f' <span class="doubt">{escape(why)}</span>' if why else ""
    return (
        f'<span class="sentence {sentence.verdict}">{said}</span>{links}'
        f'<span class="verdict {sentence.verdict}">{escape(verdict)}</span>{reason}'
    )


def _link(number: int, key: str, title: str) -> str:
    label = escape(texts.SOURCE_LINK.format(number=number, title=title))
    return f'<a class="cite" href="#{_anchor(key, number)}" aria-label="{label}" title="{label}">{number}</a>'


def _anchor(key: str, number: int) -> str:
    return f"{escape(key)}-q{number}"


def sources(view: TurnView) -> str:
    """Return the quotes behind the sentences shown, numbered as they are cited."""
    if not view.citations:
        return ""
    items = "".join(_source(citation, view) for citation in view.citations)
    return (
        f'<section class="sources" aria-label="{escape(texts.SOURCES)}">'
        f'<h3>{escape(texts.SOURCES)}</h3><ol class="quotes">{items}</ol></section>'
    )


def _source(citation: Citation, view: TurnView) -> str:
    lang = _lang(citation.language)
    return (
        f'<li id="{_anchor(view.key, citation.number)}" tabindex="-1" value="{citation.number}">'
        f'<span class="number" aria-hidden="true">{citation.number}</span>'
        f'<blockquote dir="auto"{lang}>{escape(citation.quote)}</blockquote>'
        f'<p class="title"><bdi{lang}>{escape(citation.title)}</bdi></p>'
        f"{_translate(citation, view)}{_meta(citation)}{_context(citation, view.passages)}</li>"
    )


def _translate(citation: Citation, view: TurnView) -> str:
    """Return a button that asks for the quote in the question's language, where it is not and a model is there."""
    answer = view.answer
    if answer is None or answer.model == "none" or citation.language == target(answer.language):
        return ""
    asked = {
        "source": citation.source,
        "start": str(citation.start),
        "end": str(citation.end),
        "language": target(answer.language),
        "busy": texts.TRANSLATING,
    }
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in asked.items())
    return (
        f'<p class="translation"><button type="button" class="translate"{data}>'
        f"{escape(texts.TRANSLATE)}</button></p>"
    )


def translation(said: Translation) -> str:
    """Return a translation, marked as one, with what is in doubt."""
    before, after = translated(said, said.language)
    doubt = f' <span class="doubt">{escape(after)}</span>' if after else ""
    return (
        f'<p class="translation" dir="auto"{_lang(said.language)}>'
        f'<span class="label">{escape(before)}</span> <bdi>{escape(said.text)}</bdi>{doubt}</p>'
    )


def translation_failed(message: str) -> str:
    """Return why there is no translation."""
    return f'<p class="translation failed" role="alert">{escape(message)}</p>'


def _context(citation: Citation, passages: Sequence[Passage]) -> str:
    for passage in passages:
        if (
            passage.source == citation.source
            and passage.start <= citation.start < citation.end <= passage.end
        ):
            break
    else:
        return ""
    start, end = citation.start - passage.start, citation.end - passage.start
    before, quote, after = (escape(part) for part in _cut(passage.text, start, end))
    if not (before.strip() or after.strip()):
        return ""
    return (
        f'<details class="context"><summary>{escape(texts.IN_CONTEXT)}</summary>'
        f'<p dir="auto"{_lang(citation.language)}>{before}<mark>{quote}</mark>{after}</p></details>'
    )


def _cut(text: str, start: int, end: int) -> tuple[str, str, str]:
    return text[:start], text[start:end], text[end:]


def evidence(view: TurnView, *, folded: bool = False) -> str:
    """Return the passages found: open while there is no answer or none to be had, else folded under it."""
    if not view.passages:
        return _no_evidence(view)
    items = "".join(_passage(passage) for passage in view.passages)
    found = f'<ul class="passages">{items}</ul>'
    abstained = view.answer is not None and view.answer.abstained
    heading = escape(texts.ABSTAINED_NEAREST if abstained else texts.EVIDENCE)
    if folded or (view.answer is not None and not abstained):
        count = f'<span class="count">{len(view.passages)}</span>'
        return f'<details class="evidence"><summary>{heading} {count}</summary>{found}</details>'
    return f'<section class="evidence" aria-label="{heading}"><h3>{heading}</h3>{found}</section>'


def _no_evidence(view: TurnView) -> str:
    if view.answer is not None and view.answer.no_match:
        return ""  # the answer itself says why
    if view.answer is not None and view.answer.abstained:
        return f'<p class="evidence none">{escape(texts.ABSTAINED_NOTHING)}</p>'
    if view.phase in {"reading", "queued", "drafting"}:
        return f'<p class="evidence none">{escape(texts.EVIDENCE_NONE)}</p>'
    return ""


def _passage(passage: Passage) -> str:
    lang = _lang(passage.language)
    title = f'<span class="title"><bdi{lang}>{escape(passage.title)}</bdi></span>'
    preview = f'<span class="preview" dir="auto"{lang}>{escape(_preview(passage.text))}</span>'
    full = f'<p class="full" dir="auto"{lang}>{escape(passage.text.strip())}</p>'
    summary = f"<summary>{title}{_meta(passage, tag='span')}{preview}</summary>"
    return f'<li><details class="passage">{summary}{full}</details></li>'


def _preview(text: str) -> str:
    line = " ".join(text[: 2 * _PREVIEW].split())
    if len(line) <= _PREVIEW and len(text) <= 2 * _PREVIEW:
        return line
    kept = line[:_PREVIEW].rsplit(" ", 1)[0] or line[:_PREVIEW]
    return kept + "\N{HORIZONTAL ELLIPSIS}"


def _meta(item: Citation | Passage | DocumentInfo, tag: str = "p") -> str:
    date = escape(texts.date(item.date))
    dated = f'<time datetime="{escape(item.date)}">{date}</time>' if item.date else f"<span>{date}</span>"
    return (
        f'<{tag} class="meta">{dated}<span>{escape(texts.language(item.language))}</span>'
        f'{_whose(item)}<span class="path"><bdi>{escape(item.source)}</bdi></span></{tag}>'
    )


def _whose(item: Citation | Passage | DocumentInfo) -> str:
    """Return who says a quote, and how many documents more say the same."""
    if not isinstance(item, Citation):
        return ""
    told = []
    if by := item.attribution:
        told.append(
            texts.SAID_VIA.format(who=by.text, via=by.via.text) if by.via else texts.SAID.format(who=by.text)
        )
    if item.copies:
        told.append(texts.copies(item.copies))
    return "".join(f'<span class="whose">{escape(words)}</span>' for words in told)


def _lang(code: str) -> str:
    """Return the attribute that tells browsers and screen readers how to read a text, empty when unknown."""
    return f' lang="{code}"' if _LANGUAGE_CODE.fullmatch(code) and code != "und" else ""
