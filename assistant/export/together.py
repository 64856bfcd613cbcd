"""Several answers as one document, such as a conversation: each whole, with all that is needed to verify it.

Invariant: `assistant verify` reads each answer of such a document as it reads one that was exported alone, and tells in
which of them something was changed. Proved by `tests/test_assistant_export_together.py`.
"""

import json
from collections.abc import Sequence
from typing import Literal, get_args

from assistant.answer import Answer
from assistant.errors import ExportError
from assistant.export.facts import line
from assistant.export.markdown import escape, to_markdown
from assistant.export.page import to_html_together
from assistant.provenance import PROGRAM, version

Form = Literal["markdown", "html", "json"]


def conversation(answers: Sequence[Answer], form: Form, title: str) -> str:
    """Return a conversation as one document.

    Args:
        answers: those of its answered questions, in their order; when each was asked, its provenance says.
        form: `markdown` with footnotes, whose names are unique over the document; `html`, one page that fetches
            nothing; or `json`.
        title: what it is called; where that is its first question, it stands there once.

    Returns:
        The document.

    Raises:
        ExportError: there is no answer, or no such form.
    """
    if form not in get_args(Form):
        raise ExportError(f"A conversation cannot be exported as {form!r}; take {', '.join(get_args(Form))}.")
    if not answers:
        raise ExportError("There is no answer to export yet; ask a question first.")
    if form == "markdown":
        is_heading = title != answers[0].question
        parts = [f"# {escape(line(title))}\n"] if is_heading else []
        level = "##" if is_heading else "#"
        parts += [to_markdown(answer, number, level) for number, answer in enumerate(answers, 1)]
        return "\n".join(parts)
    if form == "html":
        return to_html_together(answers, title)
    values = {
        "title": title,
        "program": f"{PROGRAM} {version()}",
        "answers": [answer.to_dict() for answer in answers],
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
