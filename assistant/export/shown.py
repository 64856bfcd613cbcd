"""What an exported file shows, taken apart again, and where it differs from what the file's data say.

Used only where a file is not as it was written, to tell what was changed: a quote, a sentence, the question, or
something beside them. White space and the Unicode form of letters are no difference: editors change them. Proved by
`tests/test_assistant_export_reading.py`.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from assistant.export.facts import clean, line
from assistant.export.page import DATA_ID

Part = Literal["question", "sentence", "quote", "data", "rest"]

_FOOTNOTE = re.compile(r"^\[\^(?:\d{1,9}-)?(\d{1,9})\]: ")
_HEADING = re.compile(r"##? ")
_QUOTED = re.compile(r"^\s{1,8}> ?")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d{1,7});")
_REMARK = re.compile(r" \*\((?:\\.|[^*\\])*\)\*$")
_MARKS = re.compile(r"(?:\[\^(?:\d{1,9}-)?\d{1,9}\])+$")
_MARK = re.compile(r"(\d{1,9})\]")
_NUMBER = re.compile(r"\d{1,9}")
# An id of a part: which of several answers it is of (nothing where there is one), what it is, its number.
_ID = re.compile(r"(?:t(\d{1,9})-)?(?:(question|answer)|(sentence|marks|quote)-(\d{1,9}))")
_SECTION = re.compile(r"t(\d{1,9})")
_DATA = re.compile(rf"{DATA_ID}(?:-(\d{{1,9}}))?")

_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"])


@dataclass(frozen=True, slots=True)
class Alteration:
    """Something in an exported file that is not as it was written.

    Attributes:
        part: the `question`, a `sentence`, a `quote`, the `data` themselves, or the `rest`: what stands beside
            these, or how the file is laid out.
        number: of the quote or sentence, from 1; None for the other parts and for a sentence that was added.
        written: what the data say; empty for what was added, for `data` and for `rest`.
        shown: what the file shows instead; empty for what was removed.
    """

    part: Part
    number: int | None = None
    written: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file should show.

    Attributes:
        question: the question.
        sentences: each sentence and the numbers of what it cites.
        quotes: the quotes by number.
    """

    question: str
    sentences: tuple[tuple[str, tuple[int, ...]], ...]
    quotes: Mapping[int, str]


@dataclass(slots=True)
class Shown:
    """What a file shows; the same parts."""

    question: str = ""
    sentences: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    quotes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of an HTML page taken apart.

    Attributes:
        shown: what it shows.
        data: its data, as JSON.
        digest: of what it showed when it was written.
        visible: the page's source without the data and without other answers.
    """

    shown: Shown
    data: str
    digest: str
    visible: str


def compare(expected: Expected, seen: Shown) -> tuple[Alteration, ...]:
    """Return what differs; `rest` when all the parts are as they should be."""
    found = []
    if _same(line(expected.question)) != _same(seen.question):
        found.append(Alteration("question", None, expected.question, seen.question))
    found += _sentences(expected, seen)
    for number, quote in expected.quotes.items():
        if _same(clean(quote)) != _same(seen.quotes.get(number, "")):
            found.append(Alteration("quote", number, quote, seen.quotes.get(number, "")))
    found += [
        Alteration("quote", number, "", quote)
        for number, quote in seen.quotes.items()
        if number not in expected.quotes
    ]
    return tuple(found) or (Alteration("rest"),)


def _sentences(expected: Expected, seen: Shown) -> list[Alteration]:
    """Return the sentences that were changed, added or removed, or whose numbers were."""
    written = [_marked(text, numbers) for text, numbers in expected.sentences]
    shown = [_marked(text, numbers) for text, numbers in seen.sentences]
    found = []
    steps = difflib.SequenceMatcher(None, written, shown, autojunk=False).get_opcodes()
    for step, first, last, start, end in steps:
        if step == "equal":
            continue
        for offset in range(max(last - first, end - start)):
            place, there = first + offset, start + offset
            found.append(
                Alteration(
                    "sentence",
                    place + 1 if place < last else None,
                    written[place] if place < last else "",
                    shown[there] if there < end else "",
                )
            )
    return found


def _marked(text: str, numbers: tuple[int, ...]) -> str:
    return " ".join([_same(line(text)), *(f"[{number}]" for number in numbers)])


def _same(text: str) -> str:
    """Return `text` without what editors change."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def of_markdown(text: str) -> Shown:
    """Return what the Markdown of one answer shows: the heading, the lines after it, the quotes of the footnotes."""
    found = Shown()
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    number = None
    is_answer = False  # until what was made of it is told, or the nearest passages
    for block in (block.strip("\n") for block in blocks):
        footnote = _FOOTNOTE.match(block)
        if footnote:
            number = int(footnote[1])
        elif _HEADING.match(block) and not found.question:
            found.question = _unescape(_HEADING.sub("", block, count=1))
            is_answer = True
        elif is_answer and not block.startswith(("- ", "#")):
            found.sentences += [_sentence(row) for row in block.split("\n") if row.strip()]
        elif number is not None and _QUOTED.match(block):
            rows = (_QUOTED.sub("", row) for row in block.split("\n"))
            found.quotes[number] = _unescape(" ".join(rows))
            number = None
        else:
            is_answer = False
    return found


def _sentence(row: str) -> tuple[str, tuple[int, ...]]:
    row = _REMARK.sub("", row.strip())
    marks = _MARKS.search(row)
    numbers = tuple(map(int, _MARK.findall(marks[0]))) if marks else ()
    return _unescape(row[: marks.start()] if marks else row), numbers


def _unescape(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        code = int(found[2])
        return chr(code) if code < 0x110000 else "\N{REPLACEMENT CHARACTER}"

    return _ESCAPED.sub(plain, text)


def of_page(text: str) -> list[Page]:
    """Return the answers that an HTML page holds, in their order; none when there are no data in it."""
    reader = _Reader(text)
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # what the library says of a marked section that it does not know
        return []
    return [
        Page(reader.found(number), "".join(data.parts), data.digest, _visible(text, reader, number))
        for number, data in reader.data.items()
        if data.end
    ]


def _visible(text: str, reader: "_Reader", number: str) -> str:
    """Return the source of a page without the data of one answer, and without the other answers."""
    data = reader.data[number]
    rest = re.compile(r"</script\s*>\r?\n?", re.IGNORECASE).match(text, data.end)
    cuts = [(data.start, rest.end() if rest else data.end)]
    cuts += [span for other, span in reader.sections.items() if other != number]
    kept, place = [], 0
    for start, end in sorted(cuts):
        kept.append(text[place:start])
        place = max(place, end)
    return "".join([*kept, text[place:]])


@dataclass(slots=True)
class _Data:
    """The data of one answer: where its element begins, and where its text ends; 0 while it is open."""

    start: int
    digest: str
    parts: list[str] = field(default_factory=list)
    end: int = 0


class _Reader(HTMLParser):
    """Collects the text of the parts of exported answers by their ids, and their data; by the number of the answer."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.data: dict[str, _Data] = {}
        self.sections: dict[str, tuple[int, int]] = {}
        self._offsets = [0]
        for row in text.split("\n"):
            self._offsets.append(self._offsets[-1] + len(row) + 1)
        self._open: list[tuple[str, str]] = []
        self._texts: dict[str, list[str]] = {}
        self._stray: dict[str, list[str]] = {}
        self._reads: _Data | None = None
        self._section: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        name = about.get("id") or ""
        if tag == "script" and (answer := _DATA.fullmatch(name)) and (answer[1] or "") not in self.data:
            self._reads = _Data(self._place(), about.get("data-shown") or "")
            self.data[answer[1] or ""] = self._reads
        elif tag not in _VOID:
            is_remark = tag == "em" and "remark" in (about.get("class") or "").split()
            self._open.append((tag, "remark" if is_remark else name))
            self._texts.setdefault(name, [])
            if tag == "section" and (section := _SECTION.fullmatch(name)) and self._section is None:
                self._section = (section[1], self._place())

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._reads is not None:
            self._reads.end = self._place()
            self._reads = None
            return
        if tag == "section" and self._section is not None:
            number, start = self._section
            self.sections.setdefault(number, (start, self._place()))
            self._section = None
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if self._reads is not None:
            self._reads.parts.append(data)
            return
        names = [name for _, name in self._open if name]
        if "remark" in names:
            return
        inner = next((part for name in reversed(names) if (part := _ID.fullmatch(name))), None)
        if inner is None:
            return
        if inner[2] != "answer":
            self._texts[inner[0]].append(data)
        elif data.strip():
            self._stray.setdefault(inner[1] or "", []).append(data)

    def found(self, number: str) -> Shown:
        """Return what the page shows of one answer; text between its sentences counts as a sentence of its own."""
        prefix = f"t{number}-" if number else ""
        shown = Shown(question=self._text(f"{prefix}question"))
        for name in self._texts:
            part = _ID.fullmatch(name)
            if part is None or (part[1] or "") != number:
                continue
            if part[3] == "sentence":
                marks = tuple(map(int, _NUMBER.findall(self._text(f"{prefix}marks-{part[4]}"))))
                shown.sentences.append((self._text(name), marks))
            elif part[3] == "quote":
                shown.quotes[int(part[4])] = self._text(name)
        shown.sentences += [(text, ()) for text in self._stray.get(number, [])]
        return shown

    def _text(self, name: str) -> str:
        return "".join(self._texts.get(name, []))

    def _place(self) -> int:
        row, column = self.getpos()
        return self._offsets[row - 1] + column
