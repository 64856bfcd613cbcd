"""What people say of answers, kept as questions to ask again: this citation is wrong.

Invariants: the file is always a whole question file of `assistant.evaluation`, whatever else is writing, fails or ends
meanwhile; the same said twice is one line; lines that others wrote are left as they are. Nothing is sent anywhere.
Proved by `tests/test_assistant_feedback.py`.
"""

import datetime
import errno
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Citation, Sentence, Turn
from assistant.errors import FeedbackError
from index import private
from index.folders import corpus_key

KIND = "feedback"
"""The kind of such questions: whether the documents answer them, nobody has said."""

LONGEST = 2000
"""Characters of a remark that are kept."""

BUSY_S = 10.0


def feedback_file(data: Path, corpus: Path) -> Path:
    """Return the file inside `data` that keeps what is said of answers from `corpus`; nothing is created."""
    return data / f"feedback-{corpus_key(corpus)}.jsonl"


class Feedback:
    """Keeps what is said of answers; any number of threads and processes may share the file.

    Args:
        path: from `feedback_file`; made, for this user of the machine alone, when something is said.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(
        self,
        answer: Answer,
        history: Sequence[Turn | str],
        sentence: int,
        citation: int | None = None,
        remark: str = "",
    ) -> str:
        """Keep that a citation of an answer is wrong.

        Args:
            answer: the answer.
            history: the turns before it, or their questions alone.
            sentence: which of its sentences, from 0.
            citation: the number of the citation; None for all of that sentence.
            remark: what else is to be said of it. Said again with another remark, the line has the newer one.

        Returns:
            The id of the line, for `remove`; the same for the same.

        Raises:
            FeedbackError: there is no such sentence or citation, or the file cannot be written.
        """
        said, cited = _chosen(answer, sentence, citation)
        row = _row(answer, history, said, cited, remark.strip()[:LONGEST])
        with self._held():
            lines = self._lines()
            place = next((n for n, line in enumerate(lines) if _id(line) == row["id"]), None)
            if place is None:
                lines.append(_line(row))
            elif row["remark"]:
                lines[place] = _line(row)
            self._write(lines)
        return str(row["id"])

    def count(self) -> int:
        """Return how much was said; FeedbackError when the file cannot be read."""
        try:
            return len(self._lines())
        except OSError as error:
            raise FeedbackError(f"{str(self.path)!r} cannot be read ({error}). Make it readable.") from error

    def remove(self, id: str) -> None:
        """Take back what was said; what is not there is no error. FeedbackError when the file cannot be written."""
        if not self.path.exists():
            return
        with self._held():
            lines = self._lines()
            rest = [line for line in lines if _id(line) != id]
            if len(rest) < len(lines):
                self._write(rest)

    def _lines(self) -> list[bytes]:
        with suppress(FileNotFoundError):
            return [line for line in self.path.read_bytes().split(b"\n") if line.strip()]
        return []

    def _write(self, lines: Sequence[bytes]) -> None:
        if not lines:
            self.path.unlink(missing_ok=True)
            return
        with private.draft(self.path.parent, [line + b"\n" for line in lines]) as whole:
            whole.publish(self.path)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Hold the file against everybody else who writes to it; failures become errors for people."""
        from filelock import FileLock, Timeout

        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock", timeout=BUSY_S, mode=0o600):
                yield
        except Timeout:
            raise FeedbackError(
                f"{str(self.path)!r} is being written by another program. Try again."
            ) from None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise FeedbackError(
                    f"There is no room left to keep this in {str(self.path)!r}; what was kept before is as it was. "
                    "Free some space, then say it again."
                ) from error
            raise FeedbackError(
                f"This cannot be kept in {str(self.path)!r} ({error}). Make the folder writable, or set "
                "ASSISTANT_DATA to another."
            ) from error


def _chosen(answer: Answer, sentence: int, citation: int | None) -> tuple[Sentence, list[Citation]]:
    if not 0 <= sentence < len(answer.sentences):
        raise FeedbackError(
            "This answer has no such sentence any more. Open the conversation again, then say it."
        )
    said = answer.sentences[sentence]
    numbers = said.citations if citation is None else (citation,)
    cited = [found for found in answer.citations if found.number in numbers]
    if not cited:
        raise FeedbackError("No such quote stands behind this sentence. Choose one that does.")
    return said, cited


def _row(
    answer: Answer, history: Sequence[Turn | str], said: Sentence, cited: Sequence[Citation], remark: str
) -> dict[str, Any]:
    asked = [turn if isinstance(turn, str) else turn.text for turn in history if _is_question(turn)]
    what = {
        "question": answer.question,
        "history": asked,
        "wrong": [{"source": citation.source, "quote": citation.quote} for citation in cited],
        "said": said.text,
    }
    digest = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
    return {
        "id": f"{KIND}-{digest[:16]}",
        "lang": answer.language,
        "kind": KIND,
        **what,
        "model": answer.model,
        "asked": answer.provenance.asked if answer.provenance else "",
        "at": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "remark": remark,
    }


def _is_question(turn: Turn | str) -> bool:
    return isinstance(turn, str) or turn.role == "user"


def _line(row: dict[str, Any]) -> bytes:
    text = json.dumps(row, ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a character, which a file's name may hold
        return json.dumps(row).encode()


def _id(line: bytes) -> str | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row.get("id") if isinstance(row, dict) else None
