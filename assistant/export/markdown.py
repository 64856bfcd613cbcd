"""An answer as Markdown: sentences with footnotes, how it was made, and its data in a comment.

Invariant: what documents, questions and models say never becomes markup; the text of each quote, once rendered,
is the quote, its line breaks and spaces included. Each quote stands alone on one line. Proved with a Markdown
parser by `tests/test_assistant_export_markdown.py`.
"""

import re

from assistant.answer import Answer, Citation
from assistant.export.facts import (
    TURNS,
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
from assistant.wording.labels import words
from assistant.wording.phrases import caveat

BEGIN = "<!-- corpus-assistant: answer -->"
DATA = "<!-- corpus-assistant: data, shown {digest}\n{data}\n-->"
NEAREST = 3

_INDENT = "    "
# What means something within a line to some Markdown processor: emphasis, code, links, HTML, tables, mathematics,
# templates, and what is made curly or long (quotation marks, dashes, dots).
_MARKUP = re.compile(
    r"""[\\`*_{}\[\]<>|~^$&#="']|-(?=-)|(?<=-)-|\.(?=\.)|(?<=\.)\.|:(?=//)|(?<=www)\.""", re.IGNORECASE
)
# White space that would end a line, or be lost: all but a single space between words.
_ENDS = re.compile(r"^\s+|\s+$")
_SPACE = re.compile("[\t\n\r\u2028\u2029]|^ | $|(?<= ) ")
# What makes a list, a heading or a block of the line that begins with it.
_START = re.compile(r"[-+:%@]|\(?\w{1,9}(?=[.)])")
_LINK = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/?#@!$&()*+,=%-]*", re.IGNORECASE)


def to_markdown(answer: Answer, number: int | None = None, level: str = "#") -> str:
    """Return the answer as Markdown with footnotes (CommonMark with the footnotes of GitHub, Pandoc and others).

    Args:
        answer: the answer.
        number: which of several answers of one document it is, from 1; its footnotes are called after it, since a
            document has each only once.
        level: the marks of its first heading.

    Returns:
        The Markdown, the answer's data in a comment at its end.
    """
    values = answer.to_dict()
    prefix = "" if number is None else f"{number}-"
    blocks = [BEGIN, f"{level} {escape(line(answer.question))}", _sentences(answer, prefix)]
    if answer.abstained and answer.passages:
        blocks += _nearest(answer, level)
    blocks.append(_facts(answer, values))
    blocks += [_footnote(citation, answer.language, prefix) for citation in answer.citations]
    shown = "\n\n".join(block for block in blocks if block)
    data = DATA.format(digest=shown_digest(shown.removeprefix(BEGIN)), data=data_text(values))
    return f"{shown}\n\n{data}\n"


def escape(text: str) -> str:
    """Return one line of text as Markdown that says exactly that, also at the beginning of a line."""
    escaped = _MARKUP.sub(lambda found: f"\\{found[0]}", text)
    escaped = _SPACE.sub(lambda found: f"&#{ord(found[0])};", escaped)
    start = _START.match(escaped)
    if start is None:
        return escaped
    end = start.end() if start[0][-1].isalnum() else 0
    return f"{escaped[:end]}\\{escaped[end:]}"


def verbatim(text: str) -> str:
    """Return a text that stands alone in its paragraph.

    Marks that turn the direction are written as numbers, and so are blanks at its ends, which a reader drops.
    """
    numbered = TURNS.sub(_number, escape(clean(text)))
    return _ENDS.sub(lambda found: "".join(f"&#{ord(letter)};" for letter in found[0]), numbered)


def _number(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def code(text: str) -> str:
    """Return one line of text as code, whatever backticks it holds."""
    shown = line(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if not shown or "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _sentences(answer: Answer, prefix: str) -> str:
    """Return the sentences, one a line, with their footnotes and what is to be said of them."""
    lines = []
    for sentence in answer.sentences:
        marks = "".join(f"[^{prefix}{number}]" for number in sentence.citations)
        remark = "; ".join(filter(None, caveat(sentence, answer.language)))
        note = f" *({escape(line(remark))})*" if remark else ""
        lines.append(f"{escape(line(sentence.text))}{marks}{note}")
    return "\n".join(lines)


def _nearest(answer: Answer, level: str) -> list[str]:
    blocks = [f"{level}# {words(answer.language).nearest}"]
    for passage in answer.passages[:NEAREST]:
        head = f"**{escape(line(passage.title))}** ({escape(about(passage, answer.language))})"
        blocks.append(f"{head}, {code(passage.source)}, {place(passage, answer.language)}")
        blocks.append(f"> {verbatim(passage.text)}")
    return blocks


def _facts(answer: Answer, values: dict[str, object]) -> str:
    rows = [f"- {escape(label)}: {escape(line(value))}" for label, value in facts(answer, values)]
    if answer.citations:
        rows.append(f"- {escape(words(answer.language).legend)}")
    return "\n".join(rows)


def _footnote(citation: Citation, language: str, prefix: str) -> str:
    said = words(language)
    parts = [
        f"**{escape(line(citation.title))}** ({escape(about(citation, language))})",
        code(citation.source),
        place(citation, language),
        *map(escape, whose(citation, language)),
        support(citation, language),
    ]
    if citation.url:
        parts.append(_link(citation.url))
    if citation.content_hash:
        parts.append(f"{escape(said.file)} {code(citation.content_hash)}")
    blocks = [f"[^{prefix}{citation.number}]: {', '.join(parts)}", f"{_INDENT}> {verbatim(citation.quote)}"]
    if before := context(citation, language):
        blocks.append(f"{_INDENT}{escape(before)}")
    if translated := translation(citation, language):
        blocks.append(f"{_INDENT}{escape(translated)}")
    return "\n\n".join(blocks)


def _link(url: str) -> str:
    return f"<{url}>" if _LINK.fullmatch(url) else escape(line(url))
