"""The head of the page, what an empty page says, and the remarks above the question.

Proved by `tests/test_ui_web_rendering_head.py`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from ui.web.rendering.markup import button, escape, lang
from ui.web.texts import Words


def masthead(languages: Iterable[str], model_name: str, words: Words, problem: str = "") -> str:
    """Return the page's head.

    Args:
        languages: the language of each document of the corpus.
        model_name: which model answers.
        words: the page's language.
        problem: why the index could not be brought up to date, or an empty string.

    Returns:
        The name and the facts, and the problem on a line of its own.
    """
    counts = Counter(languages)
    corpus = words.say("corpus_line_empty")
    if counts:
        names = words.listing([words.language(code) for code, _ in counts.most_common()])
        corpus = words.say("corpus_line", documents=words.count("documents", counts.total()), languages=names)
    model = words.say("model_line_none")
    if model_name != "none":
        model = words.say("model_line", model=words.model(model_name))
    facts = f'<p class="facts"><span>{escape(corpus)}</span><span>{escape(model)}</span></p>'
    stale = words.say("not_up_to_date", error=problem) if problem else ""
    return head(words, facts + (f'<p class="stale" role="status">{escape(stale)}</p>' if stale else ""))


def masthead_failed(message: str, words: Words) -> str:
    """Return the page's head when the corpus cannot be read; the message says what to do."""
    return head(words, f'<p class="failed" role="alert">{escape(message)}</p>')


def head(words: Words, line: str = "") -> str:
    """Return the page's head around a line of HTML, none while the corpus is being looked at."""
    buttons = "".join(
        (
            button(words.say("chats"), "quiet", act="rail"),
            button(words.say("new_chat"), "quiet", act="new"),
            button(words.say("library"), "quiet", act="library"),
            _export(words),
        )
    )
    title = escape(words.say("title"))
    return (
        f'<header class="masthead"{lang(words.locale)}><h1>{title}</h1>'
        f'<div class="tools">{buttons}</div>{line}</header>'
    )


def _export(words: Words) -> str:
    forms = "".join(
        button(name, "item", act="export", form=form)
        for form, name in (("markdown", "Markdown"), ("html", "HTML"), ("json", "JSON"))
    )
    return (
        f'<details class="menu export"><summary class="quiet">{escape(words.say("export"))}</summary>'
        f'<div class="items">{forms}</div></details>'
    )


def welcome(examples: Sequence[tuple[str, str]], words: Words) -> str:
    """Return what an empty page says.

    Args:
        examples: questions to begin with, each with its language.
        words: the page's language.

    Returns:
        A line about the program, and the questions as buttons.
    """
    said = f'<div class="welcome"><p>{escape(words.say("tagline"))}</p>'
    if not examples:
        return said + "</div>"
    items = "".join(
        f'<li><button type="button" class="example" dir="auto"{lang(language)} data-act="example" '
        f'data-question="{escape(question)}">{escape(question)}</button></li>'
        for question, language in examples
    )
    return f'{said}<h2 class="examples">{escape(words.say("examples"))}</h2><ul class="starters">{items}</ul></div>'


def note(words: Words) -> str:
    """Return how the question's box is used."""
    return f'<p class="note">{escape(words.say("composer_note"))}</p>'


def hint(message: str) -> str:
    """Return a short remark about what was typed, empty for none."""
    return f'<p class="hint" role="status">{escape(message)}</p>' if message else ""


def editing(words: Words) -> str:
    """Return that an earlier question is being changed, with the way back."""
    cancel = button(words.say("cancel"), "link", act="cancel")
    return f'<p class="hint" role="status">{escape(words.say("editing"))} {cancel}</p>'
