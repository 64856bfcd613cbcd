"""`assistant verify`: exported answers read from files, checked against the corpus, and what came of it told.

Invariant: a file that cannot be read or is no export is named and does not keep the others from being checked. Proved
by `tests/test_ui_verifying.py`.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError, ExportError
from assistant.export.reading import Exported, read
from assistant.export.shown import Alteration
from assistant.export.verification import AnswerCheck, QuoteCheck, check
from index.readers.decoding import decode
from ui import terminal

DONE, FAILED, NO_EXPORT, DIFFERS = 0, 1, 2, 3
STANDARD_INPUT = "-"
MAX_BYTES = 50 * 1024 * 1024

_FILES = {
    "same": "the file is unchanged",
    "changed": "the file has changed",
    "missing": "the file is missing",
    "unreadable": "the file cannot be read",
    "unknown": "the export does not say what the file was like",
}
_PARTS = {"question": "The question", "sentence": "Sentence {number}", "quote": "Quote [{number}]"}


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What came of one file.

    Attributes:
        file: its name as it was given.
        answers: what became of each answer in it.
        error: why it could not be checked, or an empty string.
        code: the exit code that it asks for.
    """

    file: str
    answers: tuple[AnswerCheck, ...] = ()
    error: str = ""
    code: int = DONE

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        answers = [answer.to_dict() for answer in self.answers]
        return {
            "file": self.file,
            "holds": self.code == DONE,
            "error": self.error or None,
            "answers": answers,
        }


def verify(names: Sequence[str], corpus: Path, data: Path) -> list[FileCheck]:
    """Check files.

    Args:
        names: the files; `-` is standard input.
        corpus: the folder of documents.
        data: the data folder, which holds the files that were added to it.

    Returns:
        What came of each, in their order.

    Raises:
        CorpusError: there is no such folder.
    """
    opened = [(name, _open(name)) for name in names]
    answers = [answer for _, found in opened if not isinstance(found, FileCheck) for answer in found]
    with terminal.file_progress("Looking through all documents") as progress:
        checks = iter(check(corpus, answers, progress, data))
    results = []
    for name, found in opened:
        if isinstance(found, FileCheck):
            results.append(found)
            continue
        own = tuple(next(checks) for _ in found)
        results.append(FileCheck(name, own, code=DONE if all(answer.holds for answer in own) else DIFFERS))
    return results


def exit_code(results: Sequence[FileCheck]) -> int:
    """Return the exit code of several files: that of the one that went most wrong."""
    codes = {result.code for result in results}
    return next((code for code in (FAILED, NO_EXPORT, DIFFERS) if code in codes), DONE)


def _open(name: str) -> list[Exported] | FileCheck:
    shown = "standard input" if name == STANDARD_INPUT else name
    try:
        data = _bytes(name)
        if len(data) > MAX_BYTES:
            raise ExportError(f"{shown!r} is no exported answer: it is larger than {MAX_BYTES // 2**20} MB.")
        return read(decode(data, shown), shown)
    except OSError as error:
        reason = f"{shown!r} cannot be read: {error.strerror or error}. Name a file that was exported."
        return FileCheck(name, error=reason, code=FAILED)
    except ValueError as error:  # no path at all
        return FileCheck(name, error=f"{shown!r} cannot be read: {error}.", code=FAILED)
    except (ExportError, DocumentError) as error:
        return FileCheck(name, error=str(error), code=NO_EXPORT)


def _bytes(name: str) -> bytes:
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def to_dict(results: Sequence[FileCheck]) -> dict[str, Any]:
    """Return plain values that `json.dumps` takes."""
    return {"holds": exit_code(results) == DONE, "files": [result.to_dict() for result in results]}


def show(results: Sequence[FileCheck]) -> None:
    """Print what came of files: results on standard output, what could not be checked on standard error."""
    for result in results:
        if result.error:
            terminal.say(f"assistant: {result.error}")
            continue
        terminal.paragraph(result.file, style="bold")
        for answer in result.answers:
            _show_answer(answer)


def _show_answer(answer: AnswerCheck) -> None:
    asked = f" (asked {answer.asked})" if answer.asked else ""
    terminal.paragraph(f"“{answer.question}”{asked}", indent=2)
    for alteration in answer.alterations:
        terminal.paragraph(f"Altered: {_altered(alteration)}", indent=4)
    for quote in answer.quotes:
        _show_quote(quote)
    terminal.paragraph(_summary(answer), indent=4)


def _summary(answer: AnswerCheck) -> str:
    if not answer.quotes:
        return "There is no quote to check."
    counts = Counter(quote.status for quote in answer.quotes)
    if counts["there"] == len(answer.quotes):
        return "The quote is where it was." if len(answer.quotes) == 1 else "All quotes are where they were."
    told = (
        f"{counts[status]} {status}" for status in ("there", "moved", "changed", "gone") if counts[status]
    )
    return f"Of {len(answer.quotes)} quotes: {', '.join(told)}."


def _show_quote(quote: QuoteCheck) -> None:
    cited = quote.cited
    where = f"{cited.source}, characters {cited.start}-{cited.end}"
    found = quote.found
    if found is not None and quote.status != "there":
        source = "" if found.source == cited.source else f"{found.source}, "
        where = f"{where} -> {source}characters {found.start}-{found.end}"
    remark = _FILES[quote.file] + (", renamed" if quote.is_renamed else "")
    terminal.paragraph(f"{quote.status}: {where}; {remark}", f"[{quote.number}]", indent=8)
    if quote.speaker in ("moved", "gone") and quote.status in ("there", "changed"):
        terminal.paragraph(f"the words that name who says it: {quote.speaker}", indent=8)
    if quote.reason:
        terminal.paragraph(quote.reason, indent=8, style="dim")
    if quote.status in ("changed", "gone"):
        terminal.paragraph(f"was: “{quote.quote}”", indent=8)
    if quote.status == "changed":
        how = "white space only" if quote.is_spacing else f"likeness {quote.likeness:.2f}"
        terminal.paragraph(f"now: “{quote.text}” ({how})", indent=8)
    for place in quote.elsewhere:
        terminal.paragraph(
            f"also in {place.source}, characters {place.start}-{place.end}", indent=8, style="dim"
        )


def _altered(alteration: Alteration) -> str:
    match alteration.part:
        case "data":
            return "the data in the file are not as they were written; do not rely on anything in it."
        case "rest":
            return "the file is not as it was written, beside its question, sentences and quotes, which are."
    if alteration.number is None and alteration.part == "sentence":
        return f"a sentence was added: “{alteration.shown}”"
    name = _PARTS[alteration.part].format(number=alteration.number)
    if not alteration.shown:
        return f"{name} was removed: “{alteration.written}”"
    if not alteration.written:
        return f"{name} was added: “{alteration.shown}”"
    return f"{name} was “{alteration.written}” and is shown as “{alteration.shown}”"
