"""An answer written in the form that was asked for, on standard output or into a file.

Invariant: nothing is written into the corpus, where it would become evidence of later answers. Proved by
`tests/test_ui_exporting.py`.
"""

import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path

from assistant.answer import Answer
from assistant.errors import OutputError, SettingsError
from ui import terminal

FORMATS = ("text", "markdown", "json", "html")
_SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
    "": "text",
}


def form_of(asked: str | None, output: Path | None) -> str:
    """Return the form asked for: by name, by the suffix of the file to write, or else text.

    Args:
        asked: one of `FORMATS`, or None.
        output: the file to write, or None.

    Returns:
        One of `FORMATS`.

    Raises:
        SettingsError: the file is called like one of a format that is not written.
    """
    if asked or output is None:
        return asked or "text"
    form = _SUFFIXES.get(output.suffix.lower())
    if form is None:
        raise SettingsError(
            f"Nothing is written in the format of {str(output)!r}. Call it .md, .html, .json or .txt, or say --format."
        )
    return form


def checked_output(output: Path | None, corpus: Path) -> Path | None:
    """Return where to write, None for standard output; told before the work is done that it cannot be there.

    Args:
        output: the file asked for.
        corpus: the folder of documents.

    Returns:
        The file.

    Raises:
        SettingsError: it lies in the corpus or in no folder, or is a folder itself.
    """
    if output is None:
        return None
    if output.is_dir() or not output.parent.is_dir():
        raise SettingsError(
            f"The answer cannot be written to {str(output)!r}: name a file in a folder that exists."
        )
    if output.resolve().is_relative_to(corpus.resolve()):
        raise SettingsError(
            f"The answer cannot be written to {str(output)!r}, which lies in the corpus: it would become evidence of "
            "later answers. Name a file elsewhere."
        )
    return output


def write(answer: Answer, form: str, output: Path | None) -> None:
    """Write an answer.

    Args:
        answer: the answer.
        form: one of `FORMATS`.
        output: the file, from `checked_output`, or None for standard output.

    Raises:
        OutputError: the file cannot be written.
    """
    if output is None:
        _print(answer, form)
        return
    with redirect_stdout(io.StringIO()) as shown:
        _print(answer, form)
    try:
        output.write_bytes(shown.getvalue().encode("utf-8", "replace"))
    except OSError as error:
        raise OutputError(
            f"The answer could not be written to {str(output)!r} ({error.strerror or error}); name another file."
        ) from error
    terminal.say(f"Written to {str(output)!r}.")


def _print(answer: Answer, form: str) -> None:
    match form:
        case "json":
            print_json(answer.to_dict())
        case "markdown":
            _print_markup(answer.to_markdown())
        case "html":
            _print_markup(answer.to_html())
        case _:
            terminal.print_answer(answer)


def _print_markup(text: str) -> None:
    """Print HTML or Markdown; letters that the output lacks become numbers, which both read as the letters."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "xmlcharrefreplace").decode(encoding))


def print_json(value: object) -> None:
    """Print plain values as JSON on standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # half a character in a file name, or a terminal without the letter
        text = json.dumps(value, indent=2)
    sys.stdout.write(text + "\n")
