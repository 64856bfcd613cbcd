"""An answer as one HTML page: no script, nothing fetched from elsewhere, fit to be printed, its data inside.

Invariant: what documents, questions and models say never becomes a tag, an attribute or a request; each quote is
the text of one element, its line breaks and spaces included. Proved with an HTML parser by
`tests/test_assistant_export_page.py`.
"""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from assistant.answer import Answer, Citation, Sentence
from assistant.export.facts import (
    about,
    clean,
    context,
    data_text,
    facts,
    line,
    place,
    shown_digest,
    support,
    translation,
    whose,
)
from assistant.provenance import PROGRAM
from assistant.wording.labels import own_language, words
from assistant.wording.phrases import caveat

DATA_ID = "corpus-assistant-answer"
FOOT = "</main>\n</body>\n</html>\n"
NEAREST = 3

# The data is no script: a browser runs nothing of this type, and the policy forbids it besides.
_DATA = '<script type="application/json" id="{id}" data-shown="{digest}">\n{data}\n</script>\n'
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 44rem; padding: 2rem 1.25rem; }
h1 { font-size: 1.4rem; line-height: 1.3; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
.answer { font-size: 1.1rem; }
.remark, .about, dl { color: #595959; color: light-dark(#595959, #b3b3b3); font-size: .875rem; }
sup { line-height: 0; }
ol { padding-inline-start: 1.75rem; }
li { break-inside: avoid; margin-block: 1rem; }
blockquote { border-inline-start: 3px solid currentColor; margin: 0 0 .4rem; padding-inline-start: .9rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
p.context { font-size: .9em; margin: 0 0 .4rem; }
.translation { font-style: italic; margin: 0 0 .4rem; }
.about { margin: 0; overflow-wrap: anywhere; }
code { font-size: .95em; overflow-wrap: anywhere; }
dt { font-weight: 600; }
dd { margin: 0 0 .4rem; overflow-wrap: anywhere; }
:target { outline: 2px solid; outline-offset: .3rem; }
@media print { body { max-width: none; padding: 0; } a { color: inherit; text-decoration: none; } }
"""


def to_html(answer: Answer) -> str:
    """Return the answer as an HTML page of its own."""
    values = answer.to_dict()
    top = head(answer.question, answer.language) + _body(answer, values, "", "h1")
    digest = shown_digest(top + FOOT)
    return top + _DATA.format(id=DATA_ID, digest=digest, data=data_text(values)) + FOOT


def to_html_together(answers: Sequence[Answer], title: str) -> str:
    """Return several answers as one HTML page, each in a section with its own data.

    Args:
        answers: one or more.
        title: what the page is called; a heading, too, where the first question is not the same.

    Returns:
        The page. The digest of each section is of the page without the other sections, so that a change is told
        where it was made.
    """
    is_heading = title != answers[0].question
    heading = f'<h1 dir="auto">{escape(line(title))}</h1>\n' if is_heading else ""
    top = head(title, answers[0].language) + heading
    opened = [f'<section id="t{number}">\n' for number in range(1, len(answers) + 1)]
    closed = "</section>\n"
    sections = []
    for number, answer in enumerate(answers, 1):
        values = answer.to_dict()
        body = opened[number - 1] + _body(answer, values, f"t{number}-", "h2" if is_heading else "h1")
        alone = closed * (number - 1) + body + closed * (len(answers) - number + 1)
        digest = shown_digest(top + alone + FOOT)
        data = _DATA.format(id=f"{DATA_ID}-{number}", digest=digest, data=data_text(values))
        sections.append(body + data + closed)
    return top + "".join(sections) + FOOT


def head(title: str, language: str) -> str:
    """Return a page up to where its content begins; it may fetch nothing and run nothing."""
    return (
        f'<!DOCTYPE html>\n<html lang="{own_language(language)}" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="generator" content="{PROGRAM}">\n'
        f"<title>{escape(line(title))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
    )


def escape(text: str) -> str:
    """Return `text` as HTML that shows it and does nothing, in content and in quoted attributes."""
    # A parser takes a carriage return for a line feed unless it is written as a number.
    return html.escape(clean(text), quote=True).replace("\r", "&#13;")


def _body(answer: Answer, values: dict[str, object], prefix: str, tag: str) -> str:
    """Return an answer as content: every id begins with `prefix`, the question is a heading of kind `tag`."""
    under = f"h{int(tag[1]) + 1}"
    return "".join(
        (
            _answer(answer, prefix, tag),
            _nearest(answer, under),
            _sources(answer, prefix, under),
            _facts(answer, values),
        )
    )


def _answer(answer: Answer, prefix: str, tag: str) -> str:
    lang = _lang(answer.language)
    sentences = "\n".join(
        _sentence(number, sentence, answer, prefix) for number, sentence in enumerate(answer.sentences, 1)
    )
    return (
        f'<{tag} id="{prefix}question" dir="auto"{lang}>{escape(line(answer.question))}</{tag}>\n'
        f'<p class="answer" id="{prefix}answer" dir="auto"{lang}>\n{sentences}\n</p>\n'
    )


def _sentence(number: int, sentence: Sentence, answer: Answer, prefix: str) -> str:
    links = ", ".join(f'<a href="#{prefix}source-{cited}">{cited}</a>' for cited in sentence.citations)
    marks = f'<sup id="{prefix}marks-{number}">{links}</sup>' if links else ""
    remark = "; ".join(filter(None, caveat(sentence, answer.language)))
    own = own_language(answer.language)
    note = f' <em class="remark" lang="{own}">({escape(line(remark))})</em>' if remark else ""
    return f'<span id="{prefix}sentence-{number}">{escape(line(sentence.text))}</span>{marks}{note}'


def _nearest(answer: Answer, tag: str) -> str:
    if not (answer.abstained and answer.passages):
        return ""
    items = "".join(
        f'<li><blockquote dir="auto"{_lang(passage.language)}>{escape(passage.text)}</blockquote>\n'
        f'<p class="about"><bdi{_lang(passage.language)}>{escape(line(passage.title))}</bdi>'
        f" ({escape(about(passage, answer.language))}), <code><bdi>{escape(line(passage.source))}</bdi></code>,"
        f" {escape(place(passage, answer.language))}</p></li>\n"
        for passage in answer.passages[:NEAREST]
    )
    return f"<{tag}>{escape(words(answer.language).nearest)}</{tag}>\n<ol>\n{items}</ol>\n"


def _sources(answer: Answer, prefix: str, tag: str) -> str:
    if not answer.citations:
        return ""
    items = "".join(_source(citation, answer.language, prefix) for citation in answer.citations)
    return f"<{tag}>{escape(words(answer.language).sources)}</{tag}>\n<ol>\n{items}</ol>\n"


def _source(citation: Citation, language: str, prefix: str) -> str:
    lang = _lang(citation.language)
    parts = [
        f"<bdi{lang}>{escape(line(citation.title))}</bdi> ({escape(about(citation, language))})",
        f"<code><bdi>{escape(line(citation.source))}</bdi></code>",
        escape(place(citation, language)),
        *(f"<bdi>{escape(part)}</bdi>" for part in whose(citation, language)),
        escape(support(citation, language)),
    ]
    if citation.url:
        parts.append(_link(citation.url))
    if citation.content_hash:
        parts.append(f"{escape(words(language).file)} <code>{escape(citation.content_hash)}</code>")
    before = escape(context(citation, language))
    translated = escape(translation(citation, language))
    return (
        f'<li id="{prefix}source-{citation.number}" value="{citation.number}">'
        f'<blockquote id="{prefix}quote-{citation.number}" dir="auto"{lang}>{escape(citation.quote)}</blockquote>\n'
        + (f'<p class="context" dir="auto">{before}</p>\n' if before else "")
        + (f'<p class="translation" dir="auto"{_lang(language)}>{translated}</p>\n' if translated else "")
        + f'<p class="about">{", ".join(parts)}</p></li>\n'
    )


def _link(url: str) -> str:
    """Return a link for an address of the web, and anything else as text."""
    shown = escape(line(url))
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or shown != escape(url):
        return f"<bdi>{shown}</bdi>"
    return f'<a href="{shown}" rel="noreferrer noopener nofollow"><bdi>{shown}</bdi></a>'


def _facts(answer: Answer, values: dict[str, object]) -> str:
    rows = "".join(
        f"<dt>{escape(label)}</dt>\n<dd><bdi>{escape(line(value))}</bdi></dd>\n"
        for label, value in facts(answer, values)
    )
    legend = f'<p class="about">{escape(words(answer.language).legend)}</p>\n' if answer.citations else ""
    return f"{legend}<dl>\n{rows}</dl>\n"


def _lang(code: str) -> str:
    """Return the attribute that tells browsers how to read a text, empty when its language is not known."""
    return f' lang="{code}"' if _LANGUAGE_CODE.fullmatch(code) and code != "und" else ""
