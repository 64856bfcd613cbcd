"""Which documents are searched: the form that says so, the chips above the question, the line under it.

Proved by `tests/test_ui_web_rendering_filters.py`.
"""

from collections.abc import Sequence

from index.filters import Filters
from ui.web.rendering.markup import button, data, escape
from ui.web.texts import Words


def form(filters: Filters | None, languages: Sequence[str], words: Words) -> str:
    """Return the form of the filters, folded.

    Args:
        filters: what is asked for now.
        languages: those that documents are in, the most frequent first.
        words: the page's language.

    Returns:
        The form; the page's script hands on what is entered.
    """
    chosen = filters or Filters()
    boxes = "".join(_box(code, code in chosen.languages, words) for code in _offered(languages, chosen))
    fields = "".join(
        (
            _field("from", words.say("filter_from"), chosen.date_from or "", words.say("filter_date_hint")),
            _field("to", words.say("filter_to"), chosen.date_to or "", words.say("filter_date_hint")),
            _lines("sources", words.say("filter_source"), chosen.sources, words.say("filter_source_hint")),
        )
    )
    group = (
        f"<fieldset><legend>{escape(words.say('filter_languages'))}</legend>{boxes}</fieldset>"
        if boxes
        else ""
    )
    return (
        f'<details class="filters"><summary>{escape(words.say("filters"))}</summary>'
        f'<form class="filterform">{group}{fields}</form></details>'
    )


def chips(filters: Filters | None, words: Words, error: str = "") -> str:
    """Return what the next question is restricted to, each with a way out, and why a filter cannot be used."""
    wrong = f'<p class="hint" role="alert">{escape(error)}</p>' if error else ""
    if not filters:
        return wrong
    items = "".join(_chip(kind, value, label, words) for kind, value, label in _said(filters, words))
    if not items:
        return wrong
    clear = button(words.say("filter_clear"), "link", act="clear")
    # The form above which they stand follows them.
    values = data(
        {
            "languages": ",".join(filters.languages),
            "from": filters.date_from or "",
            "to": filters.date_to or "",
            "sources": "\n".join(filters.sources),
        }
    )
    label = f'<span class="unseen">{escape(words.say("filters"))}: </span>'
    return f'{wrong}<p class="chips"{values}>{label}{items}{clear}</p>'


def searched_only(filters: Filters | None, words: Words) -> str:
    """Return the line that says which documents an answer rests on, empty for all."""
    said = [label for _, _, label in _said(filters, words)] if filters else []
    if not said:
        return ""
    return f'<p class="standalone">{escape(words.say("searched_only", filters=", ".join(said)))}</p>'


def _offered(languages: Sequence[str], chosen: Filters) -> list[str]:
    return [code for code in dict.fromkeys([*languages, *chosen.languages]) if code != "und"]


def _said(filters: Filters, words: Words) -> list[tuple[str, str, str]]:
    """Return kind, value and words of each filter."""
    said = [("language", code, words.language(code)) for code in filters.languages]
    if filters.date_from:
        said.append(("from", filters.date_from, words.say("chip_from", date=words.date(filters.date_from))))
    if filters.date_to:
        said.append(("to", filters.date_to, words.say("chip_to", date=words.date(filters.date_to))))
    return said + [("source", source, source) for source in filters.sources]


def _chip(kind: str, value: str, label: str, words: Words) -> str:
    name = escape(words.say("filter_remove", filter=label))
    attributes = data({"act": "unfilter", "kind": kind, "value": value})
    return (
        f'<button type="button" class="chip" aria-label="{name}" title="{name}"{attributes}>'
        f'<bdi>{escape(label)}</bdi> <span aria-hidden="true">\N{MULTIPLICATION SIGN}</span></button>'
    )


def _box(code: str, is_on: bool, words: Words) -> str:
    on = " checked" if is_on else ""
    return (
        f'<label class="box"><input type="checkbox" name="language" value="{escape(code)}"{on}>'
        f"<span>{escape(words.language(code))}</span></label>"
    )


def _field(name: str, label: str, value: str, hint: str) -> str:
    return (
        f'<label class="field {name}"><span>{escape(label)}</span><input type="text" name="{name}" '
        f'value="{escape(value)}" placeholder="{escape(hint)}" autocomplete="off"></label>'
    )


def _lines(name: str, label: str, values: Sequence[str], hint: str) -> str:
    """Return a field for several values, each on a line: names of files hold every other character."""
    return (
        f'<label class="field {name}"><span>{escape(label)}</span><textarea name="{name}" rows="1" '
        f'placeholder="{escape(hint)}">{escape(chr(10).join(values))}</textarea></label>'
    )
