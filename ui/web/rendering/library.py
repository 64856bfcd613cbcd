"""The documents: a list that can be searched, what can be done with each, and what the index is doing.

Proved by `tests/test_ui_web_rendering_library.py`.
"""

from collections.abc import Sequence

from index.documents import ADDED, file_of
from index.passages import Passage
from index.records import DocumentInfo, SkippedFile
from ui.web.rendering.evidence import passages
from ui.web.rendering.markup import button, cross, data, escape, lang, meta, source_value, sure
from ui.web.texts import Words


def pane(words: Words) -> str:
    """Return the place beside the conversation where a document or the list of them is shown."""
    tabs = "".join(
        f'<button type="button" role="tab" id="tab-{name}" aria-controls="{name}" aria-selected="false" '
        f'data-act="show" data-tab="{name}">{escape(words.say(key))}</button>'
        for name, key in (("reader", "document"), ("library", "library"))
    )
    find = escape(words.say("library_search"))
    return (
        f'<div class="panehead"{data({"lost": words.say("failed_to_load")})}>'
        f'<div role="tablist" class="tabs">{tabs}</div>{cross(words, "close")}</div>'
        f'<div id="reader" role="tabpanel" aria-labelledby="tab-reader" class="reader" hidden>'
        f'<p class="empty">{escape(words.say("reader_empty"))}</p></div>'
        f'<div id="library" role="tabpanel" aria-labelledby="tab-library" class="library" hidden>'
        f'<input type="search" class="find" aria-label="{find}" placeholder="{find}" autocomplete="off">'
        f'<div class="state" role="status"></div><div class="list"></div></div>'
    )


def adding(suffixes: Sequence[str], limit: str, words: Words) -> str:
    """Return the place where files are dropped; `limit` is the largest size taken, in words."""
    formats = ", ".join(suffix.removeprefix(".") for suffix in suffixes)
    hint = words.say("add_hint", formats=f"{formats}; \N{LESS-THAN OR EQUAL TO} {limit}")
    return (
        f'<div class="dropping" hidden><div class="adding"{data({"adding": words.sentences["adding"]})} '
        f'role="status" aria-live="polite"></div>'
        f'<label class="drop"><span class="quiet">{escape(words.say("add"))}</span>'
        f'<input type="file" class="unseen" multiple accept="{escape(",".join(suffixes))}">'
        f'<span class="doing">{escape(hint)}</span></label></div>'
    )


def listing(
    shown: Sequence[DocumentInfo],
    hidden: frozenset[str],
    total: int,
    words: Words,
    *,
    query: str = "",
    found: Sequence[Passage] = (),
    skipped: Sequence[SkippedFile] = (),
    rest: int = 0,
) -> str:
    """Return the list of documents.

    Args:
        shown: the documents to list.
        hidden: the sources among them that are hidden.
        total: how many documents there are in all.
        words: the page's language.
        query: what was searched for.
        found: passages that are about it.
        skipped: files that were left out.
        rest: how many more documents match.

    Returns:
        The list, with what can be done with each document, and under it passages and files left out.
    """
    items = "".join(_document(document, document.source in hidden, words) for document in shown)
    count = words.say(
        "library_count", shown=words.number(len(shown) + rest), documents=words.count("documents", total)
    )
    body = f'<p class="part">{escape(count)}</p><ul class="library-list">{items}</ul>'
    if not shown:
        empty = "library_nothing" if query else "library_empty"
        body = f'<p class="empty">{escape(words.say(empty))}</p>'
    more = button(words.say("more"), "quiet", act="more") if rest else ""
    about = ""
    if found:
        about = f"<h3>{escape(words.say('library_passages'))}</h3>{passages(found, words)}"
    return body + more + about + _skipped(skipped, words)


def state(done: int, total: int, words: Words, *, error: str = "", note: str = "") -> str:
    """Return what the index is doing: how many of how many, nothing for neither; what it waits for; why it failed."""
    if error:
        return f'<p class="hint" role="alert">{escape(words.say("not_up_to_date", error=error))}</p>'
    waiting = f'<p class="hint" role="status">{escape(note)}</p>' if note else ""
    if not total:
        return waiting
    said = words.say("indexing", done=words.number(done), total=words.count("passages", total))
    return (
        f'{waiting}<p class="progress">{escape(said)}</p><progress max="{total}" value="{min(done, total)}" '
        f'aria-label="{escape(said)}"></progress>'
    )


def told(message: str, *, is_wrong: bool = False) -> str:
    """Return what came of a file that was added, removed, hidden or shown."""
    role, classes = ("alert", "told failed") if is_wrong else ("status", "told")
    return f'<p class="{classes}" role="{role}">{escape(message)}</p>'


def _document(document: DocumentInfo, is_hidden: bool, words: Words) -> str:
    marks = [words.say("added_mark")] * document.added + [words.say("hidden_mark")] * is_hidden
    facts = [*marks, words.count("passages", document.passages)]
    what = {"source": source_value(document.source)}
    read = "" if is_hidden else button(words.say("read_document"), "link", act="read", **what)
    if is_hidden:
        change = button(words.say("unhide"), "link", act="unhide", **what)
    elif document.added:
        change = _remove(document.source, words)
    else:
        change = button(words.say("hide"), "link", act="hide", **what)
    dim = ' class="dim"' if is_hidden else ""
    return (
        f'<li{dim}><span class="title"><bdi{lang(document.language)}>{escape(document.title)}</bdi></span>'
        f'{meta(document, words, *facts)}<p class="doing">{read}{change}</p></li>'
    )


def _remove(source: str, words: Words) -> str:
    """Return a button that removes an added file, which may hold other documents too."""
    file = file_of(source)
    label = words.say("remove") if file == source else words.say("remove_file", name=file.removeprefix(ADDED))
    return sure(label, words.say("remove_sure"), "link", act="remove", source=source_value(file))


def _skipped(skipped: Sequence[SkippedFile], words: Words) -> str:
    if not skipped:
        return ""
    items = "".join(
        f'<li><span class="path"><bdi>{escape(skip.source)}</bdi></span> {escape(skip.reason)} '
        f"{_remove(skip.source, words) if skip.source.startswith(ADDED) else ''}</li>"
        for skip in skipped
    )
    heading = escape(words.say("left_out"))
    return (
        f'<details class="skipped"><summary>{heading} <span class="count">{len(skipped)}</span></summary>'
        f"<ul>{items}</ul></details>"
    )
