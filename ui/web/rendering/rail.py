"""The rail beside the conversation: earlier conversations, which model answers, the page's language and colours.

Proved by `tests/test_ui_web_rendering_rail.py`.
"""

import datetime
from collections.abc import Sequence
from typing import Protocol

from assistant.models.choices import ModelChoice
from ui.web import texts
from ui.web.rendering.markup import button, cross, escape, sure
from ui.web.texts import Words


class Listed(Protocol):
    """What is shown of an earlier conversation."""

    @property
    def id(self) -> str:
        """Names it."""

    @property
    def title(self) -> str:
        """Its first question."""

    @property
    def updated(self) -> datetime.datetime:
        """When it was last kept."""


def conversations(
    chats: Sequence[Listed], current: str, words: Words, *, query: str = "", problem: str = ""
) -> str:
    """Return the list of conversations, newest first.

    Args:
        chats: those to show.
        current: the id of the one that is open.
        words: the page's language.
        query: what the list was searched for.
        problem: why conversations are not kept, or an empty string.

    Returns:
        The list, with a button to delete each, and one for all.
    """
    wrong = (
        f'<p class="hint" role="alert">{escape(words.say("not_saved", error=problem))}</p>' if problem else ""
    )
    if not chats:
        empty = "chats_nothing" if query else "chats_none"
        return f'{wrong}<p class="empty">{escape(words.say(empty))}</p>'
    items = "".join(_chat(chat, chat.id == current, words) for chat in chats)
    everything = sure(words.say("delete_all"), words.say("delete_all_sure"), "link", act="delete-all")
    return f'{wrong}<ul class="chats">{items}</ul>' + ("" if query else f'<p class="doing">{everything}</p>')


def _chat(chat: Listed, is_open: bool, words: Words) -> str:
    here = ' aria-current="page"' if is_open else ""
    when = chat.updated.astimezone()
    delete = sure(
        "\N{MULTIPLICATION SIGN}",
        words.say("delete_sure"),
        "delete",
        act="delete",
        title=words.say("delete_named", title=chat.title),
        chat=chat.id,
    )
    return (
        f'<li><button type="button" class="chat" dir="auto"{here} data-act="open" data-chat="{escape(chat.id)}">'
        f'<span class="title">{escape(chat.title)}</span>'
        f'<time class="when" datetime="{when.isoformat()}">{escape(words.date(f"{when:%Y-%m-%d}"))}</time>'
        f"</button>{delete}</li>"
    )


def frame(words: Words, *, has_history: bool = True) -> str:
    """Return what stays while the list changes: the heading, the way to a new conversation, the search."""
    new = button(words.say("new_chat"), "quiet", act="new")
    find = escape(words.say("chats_search"))
    search = (
        f'<input type="search" class="find" aria-label="{find}" placeholder="{find}" autocomplete="off">'
        if has_history
        else ""
    )
    heading = f"<h2>{escape(words.say('chats'))}</h2>{cross(words, 'rail')}"
    return f'<div class="railhead">{heading}</div><p class="doing">{new}</p>{search}'


def settings(
    choices: Sequence[ModelChoice], chosen: str, default: str, words: Words, *, user: str = ""
) -> str:
    """Return the choice of model, language and colours.

    Args:
        choices: the models there are, and what to do for those that are missing.
        chosen: the one that this conversation asks; empty for the one that was set.
        default: the one that was set.
        words: the page's language.
        user: who is logged in, who can log out; empty where nobody has to.

    Returns:
        Three lists to choose from, and advice under the first; which colours are chosen only the browser knows.
    """
    models = [("", words.say("model_default", model=words.model(default)))]
    models += [(choice.spec, words.model(choice.spec)) for choice in choices if not choice.lacks]
    if chosen and chosen not in dict(models):
        models.append((chosen, words.model(chosen)))
    advice = "".join(
        f'<p class="advice">{escape(words.say(f"lacks_{choice.lacks}", command=choice.command))}</p>'
        for choice in choices
        if choice.lacks
    )
    themes = [(value, words.say(f"theme_{value or 'system'}")) for value in ("", "light", "dark")]
    locales = [(code, texts.OWN_NAMES[code]) for code in texts.LOCALES]
    leave = ""
    if user:
        link = f'<a class="link" href="/logout">{escape(words.say("log_out"))}</a>'
        leave = f'<p class="doing"><bdi>{escape(user)}</bdi> {link}</p>'
    return (
        f'<div class="settings">{_select("model", words.say("model"), models, chosen)}{advice}'
        f"{_select('locale', words.say('language'), locales, words.locale)}"
        f"{_select('theme', words.say('theme'), themes, '')}{leave}</div>"
    )


def _select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    items = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}</option>'
        for value, shown in options
    )
    return f'<label class="choice"><span>{escape(label)}</span><select name="{name}">{items}</select></label>'
