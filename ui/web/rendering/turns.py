"""A question and its answer as far as it has come.

Proved by `tests/test_ui_web_rendering_turns.py`, where hostile text stands in every field that is not ours.
"""

from collections.abc import Iterable, Sequence

from assistant.answer import Answer, Disagreement, Sentence
from assistant.wording.phrases import caveat
from assistant.wording.remarks import read_by_model
from index.languages import detect
from ui.web.rendering import filters
from ui.web.rendering.evidence import evidence
from ui.web.rendering.markup import button, escape, lang, meta, source_value
from ui.web.rendering.quotes import anchor, sources
from ui.web.texts import Words
from ui.web.turns import TurnView


def past(views: Iterable[TurnView], words: Words) -> str:
    """Return the turns before the current one, each with its passages folded."""
    return "".join(turn(view, words) + evidence(view, words, folded=True) for view in views)


def turn(view: TurnView, words: Words, *, is_last: bool = False) -> str:
    """Return one question and its answer as far as it has come.

    Args:
        view: the turn.
        words: the page's language.
        is_last: whether it can be asked again in its place.

    Returns:
        The turn; without the passages found, which are sent apart.
    """
    body = "".join(
        (
            _understood(view, words),
            filters.searched_only(view.filters, words),
            _status(view, words),
            _outcome(view, words),
            _actions(view, words, is_last),
            sources(view, words),
        )
    )
    busy = ' aria-busy="true"' if view.is_running else ""
    return (
        f'<article class="turn {view.phase}" id="{escape(view.key)}"{busy}>'
        f'<h2 class="question" dir="auto"><span class="unseen">{escape(words.say("you_asked"))}: </span>'
        f"{escape(view.question)}</h2>{body}</article>"
    )


def status_text(view: TurnView, words: Words) -> str:
    """Return what is going on with a running turn, in words."""
    match view.phase:
        case "reading":
            return words.say("reading", passages=words.count("passages", len(view.passages)))
        case "queued" if view.ahead > 0:
            return words.say("queued", questions=words.count("questions", view.ahead))
        case "queued":
            return words.say("queued_next")
        case "drafting" | "checking":
            return words.say(view.phase)
        case _:
            return words.say("searching")


def _understood(view: TurnView, words: Words) -> str:
    if view.standalone in {"", view.question}:
        return ""
    said = words.say("understood", question=view.standalone)
    return f'<p class="standalone" dir="auto">{escape(said)}</p>'


def _status(view: TurnView, words: Words) -> str:
    """Return the line that says what is going on; one element that stays, so that it is read out calmly."""
    if view.is_running:
        return (
            '<p class="status" role="status"><span class="pulse" aria-hidden="true"></span>'
            f"{escape(status_text(view, words))}\N{HORIZONTAL ELLIPSIS}</p>"
        )
    stopped = escape(words.say("stopped"))
    return f'<p class="status" role="status">{stopped}</p>' if view.phase == "stopped" else ""


def _outcome(view: TurnView, words: Words) -> str:
    if view.phase == "failed":
        return (
            f'<div class="failure" role="alert"><strong>{escape(words.say("failed"))}</strong>'
            f'<p dir="auto">{escape(view.error)}</p></div>'
        )
    if view.answer is not None and view.answer.abstained:
        return _abstained(view.answer, words)
    if view.sentences:
        language = view.answer.language if view.answer else ""
        after = _after(view, view.answer, words) if view.answer else ""
        return f'<div class="answer" dir="auto"{lang(language)}><p>{_sentences(view, words)}</p></div>{after}'
    if view.draft and (view.is_running or view.phase == "stopped"):
        # While it grows, the status line above says what it is; afterwards only this label does.
        label = "" if view.is_running else f'<p class="label">{escape(words.say("stopped_draft"))}</p>'
        return (
            f'<section class="draft" aria-label="{escape(words.say("draft"))}">{label}'
            f'<p dir="auto">{escape(view.draft)}</p></section>'
        )
    return ""


def _abstained(answer: Answer, words: Words) -> str:
    said = escape(" ".join(sentence.text for sentence in answer.sentences))
    return (
        f'<div class="abstained"><strong>{escape(words.say("abstained"))}</strong>'
        f'<p dir="auto"{lang(answer.language)}>{said}</p></div>'
    )


def _after(view: TurnView, answer: Answer, words: Words) -> str:
    """Return what stands under the sentences of a finished answer."""
    differing = "".join(_disagreement(found, view, words) for found in answer.disagreements)
    return differing + _documents(answer, words) + _byline(answer, words)


def _disagreement(found: Disagreement, view: TurnView, words: Words) -> str:
    titles = _titles(view)
    sides = "".join(
        f'<li dir="auto"><q>{escape(side.value)}</q> <span class="who">{escape(side.who)}</span>'
        f"{''.join(_link(number, view.key, titles, words) for number in side.citations)}</li>"
        for side in found.sides
    )
    heading = escape(words.say("differ"))
    return f'<section class="differ" aria-label="{heading}"><h3>{heading}</h3><ul>{sides}</ul></section>'


def _byline(answer: Answer, words: Words) -> str:
    if not answer.claims and not answer.citations:  # nothing that a model or a document said
        return ""
    key = "written_by"
    if answer.quoted:
        key = (
            "quoted_instead" if answer.is_drafted else "quoted_by" if answer.model == "none" else "chosen_by"
        )
    seconds = answer.seconds.get("total", sum(answer.seconds.values()))
    said = words.say(key, model=words.model(answer.model), seconds=words.duration(seconds))
    unread = read_by_model(answer, words.locale)
    remark = f" \N{MIDDLE DOT} {escape(unread)}" if unread else ""
    return f'<p class="byline">{escape(said)}{remark}</p>'


def _sentences(view: TurnView, words: Words) -> str:
    return " ".join(_sentence(number, said, view, words) for number, said in enumerate(_said(view)))


def _said(view: TurnView) -> Sequence[Sentence]:
    """Return the sentences of an answer without those that only name the documents of a list."""
    listed = len(view.answer.documents) if view.answer else 0
    return view.sentences[: len(view.sentences) - listed]


def _language(view: TurnView) -> str:
    """Return the language of the answer; before there is one, that of the question as it was understood."""
    return view.answer.language if view.answer else detect(view.standalone or view.question)


def _documents(answer: Answer, words: Words) -> str:
    """Return the list of documents that was asked for, empty for none."""
    if not answer.documents:
        return ""
    items = "".join(
        f'<li><span class="title"><bdi{lang(document.language)}>{escape(document.title)}</bdi></span>'
        f"{meta(document, words)}"
        f"{button(words.say('read_document'), 'link', act='read', source=source_value(document.source))}</li>"
        for document in answer.documents
    )
    return f'<ol class="documents">{items}</ol>'


def _titles(view: TurnView) -> dict[int, str]:
    return {citation.number: citation.title for citation in view.citations}


def _sentence(number: int, sentence: Sentence, view: TurnView, words: Words) -> str:
    titles = _titles(view)
    links = "".join(_link(cited, view.key, titles, words, number) for cited in sentence.citations)
    said = escape(sentence.text)
    verdict, why = caveat(sentence, _language(view))
    if not verdict:
        return f'<span class="sentence">{said}</span>{links}'
    reason = f' <span class="doubt">{escape(why)}</span>' if why else ""
    return (
        f'<span class="sentence {sentence.verdict}">{said}</span>{links}'
        f'<span class="verdict {sentence.verdict}">{escape(verdict)}</span>{reason}'
    )


def _link(number: int, key: str, titles: dict[int, str], words: Words, sentence: int = -1) -> str:
    if number not in titles:
        return ""
    label = escape(words.say("source_link", number=number, title=titles[number]))
    said = f' data-sentence="{sentence}"' if sentence >= 0 else ""
    return f'<a class="cite" href="#{anchor(key, number)}" aria-label="{label}"{said}>{number}</a>'


def _actions(view: TurnView, words: Words, is_last: bool) -> str:
    if view.is_running:
        return ""
    copied = words.say("copied")
    buttons = [button(words.say("edit"), "quiet", act="edit", turn=view.key)]
    if view.answer is not None:
        buttons.insert(0, button(words.say("copy"), "quiet", act="copy", turn=view.key, done=copied))
    if is_last:
        buttons.append(button(words.say("retry"), "quiet", act="retry", turn=view.key))
    return f'<p class="actions">{"".join(buttons)}</p>'
