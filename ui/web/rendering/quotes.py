"""The quotes behind an answer: each with what it is from, its translation on demand, and the way into its document.

Proved by `tests/test_ui_web_rendering_quotes.py`.
"""

from collections.abc import Sequence

from assistant.answer import Citation, Translation
from assistant.answering.translation import target
from assistant.wording.remarks import translated
from index.passages import Passage
from ui.web.rendering.markup import button, escape, lang, meta, source_value
from ui.web.texts import Words
from ui.web.turns import TurnView


def anchor(key: str, number: int) -> str:
    """Return the id of a quote on the page."""
    return f"{escape(key)}-q{number}"


def sources(view: TurnView, words: Words) -> str:
    """Return the quotes behind the sentences shown, numbered as they are cited."""
    if not view.citations:
        return ""
    items = "".join(_source(citation, view, words) for citation in view.citations)
    heading = escape(words.say("sources"))
    return (
        f'<section class="sources" aria-label="{heading}">'
        f'<h3>{heading}</h3><ol class="quotes">{items}</ol></section>'
    )


def place(item: Citation | Passage) -> dict[str, str]:
    """Return what leads to a span of a document, as the page's script hands it on."""
    return {
        "source": source_value(item.source),
        "start": str(item.start),
        "end": str(item.end),
        "hash": item.content_hash,
    }


def _source(citation: Citation, view: TurnView, words: Words) -> str:
    language = lang(citation.language)
    read = button(
        words.say("read_document"), "link", act="read", **place(citation), number=str(citation.number)
    )
    return (
        f'<li id="{anchor(view.key, citation.number)}" tabindex="-1" value="{citation.number}">'
        f'<span class="number" aria-hidden="true">{citation.number}</span>'
        f'{_before(citation, words)}<div class="pair">'
        f'<blockquote dir="auto"{language}>{escape(citation.quote)}</blockquote></div>'
        f'<p class="title"><bdi{language}>{escape(citation.title)}</bdi></p>'
        f"{meta(citation, words, *_facts(citation, words))}"
        f'<p class="doing">{read}{_translate(citation, view, words)}{_flag(citation, view, words)}</p></li>'
    )


def _before(citation: Citation, words: Words) -> str:
    """Return the sentence before a quote that says too little without it, told apart from what is quoted."""
    if citation.context is None:
        return ""
    label = escape(words.say("before"))
    said = f"<bdi{lang(citation.language)}>{escape(citation.context.text)}</bdi>"
    return f'<p class="before" dir="auto"><span class="unseen">{label} </span>{said}</p>'


def _translate(citation: Citation, view: TurnView, words: Words) -> str:
    """Return a button that asks for the quote in the question's language, where it is not and a model is there."""
    answer = view.answer
    if answer is None or answer.model == "none" or citation.language == target(answer.language):
        return ""
    return button(
        words.say("translate"),
        "link",
        act="translate",
        source=source_value(citation.source),
        start=str(citation.start),
        end=str(citation.end),
        language=target(answer.language),
        model=answer.model,
        busy=words.say("translating"),
    )


def _flag(citation: Citation, view: TurnView, words: Words) -> str:
    """Return a button that says that the citation is wrong, of the first sentence that has it."""
    if view.answer is None:
        return ""
    if citation.number in dict(view.flags):
        return _flagged(citation.number, view.key, words)
    citing = (n for n, sentence in enumerate(view.sentences) if citation.number in sentence.citations)
    return button(
        words.say("flag"),
        "link flag",
        act="flag",
        turn=view.key,
        number=str(citation.number),
        sentence=str(next(citing, 0)),
    )


def _flagged(number: int, key: str, words: Words) -> str:
    """Return what is said in place of the button, with the way back."""
    back = button(words.say("unflag"), "link", act="unflag", turn=key, number=str(number))
    return f'<span class="flagged" role="status">{escape(words.say("flagged"))} {back}</span>'


def translation(said: Translation) -> str:
    """Return a translation, marked as one, with what is in doubt."""
    before, after = translated(said, said.language)
    doubt = f' <span class="doubt">{escape(after)}</span>' if after else ""
    return (
        f'<div class="translation" dir="auto"{lang(said.language)}>'
        f'<span class="label">{escape(before)}</span> <bdi>{escape(said.text)}</bdi>{doubt}</div>'
    )


def translation_failed(message: str) -> str:
    """Return why there is no translation."""
    return f'<div class="translation failed" role="alert">{escape(message)}</div>'


def _facts(citation: Citation, words: Words) -> Sequence[str]:
    """Return on which page a quote stands, who wrote it, who says it, and how many documents more say the same."""
    told = [words.say("page", page=citation.page)] if citation.page else []
    if citation.author:
        told.append(words.say("author", author=citation.author))
    if by := citation.attribution:
        told.append(
            words.say("said_via", who=by.text, via=by.via.text) if by.via else words.say("said", who=by.text)
        )
    if citation.copies:
        told.append(words.count("copies", citation.copies))
    return told
