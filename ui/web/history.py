"""The conversations of one person over one corpus, kept on this machine: a file each.

Invariants: a file always holds a whole conversation, whatever else is writing, fails or ends meanwhile; nothing that
comes from a browser becomes part of a path but an id of the one form there is; no file is touched that cannot be
read. Only this user of the machine may read them. Proved by `tests/test_ui_web_history.py`.
"""

import datetime
import errno
import hashlib
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from assistant.errors import HistoryError
from index import private
from index.folders import corpus_key
from index.languages import fold
from ui.web import chats
from ui.web.chats import Chat, Head, begun, is_id, new_id, one_line

__all__ = ["Chat", "ChatInfo", "History", "begun", "history_folder", "new_id"]

log = logging.getLogger(__name__)

LOCAL = "local"
"""Whose conversations they are where nobody logs in."""

BUSY_S = 10.0
_LOCK = ".lock"
_SUFFIX = ".json"
# The first line holds every question of a conversation; one longer than this is damaged.
_HEAD_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class ChatInfo:
    """A conversation as a list shows it; `turns` is how many questions it has."""

    id: str
    title: str
    updated: datetime.datetime
    turns: int


class _Known(NamedTuple):
    """What was read of a file, and what the file was like then; no info when it is damaged."""

    state: tuple[int, int, int]
    info: ChatInfo | None
    words: str


def history_folder(data: Path, corpus: Path, user: str | None) -> Path:
    """Return the folder of somebody's conversations over a corpus; nothing is created.

    Args:
        data: the data folder.
        corpus: the corpus folder.
        user: who logged in; empty or None where nobody does.

    Returns:
        A folder inside `data`; no part of its path is the user's own words.
    """
    key = hashlib.sha256(user.encode("utf-8", "surrogatepass")).hexdigest()[:32] if user else LOCAL
    return data / f"history-{corpus_key(corpus)}" / key


class History:
    """Keeps conversations in a folder; any number of threads and processes may share it.

    Args:
        folder: from `history_folder`; made when the first conversation is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def save(self, chat: Chat, *, is_abandoned: bool = False) -> Chat:
        """Keep a conversation in place of what was kept of it before.

        Args:
            chat: the conversation as `load` or `save` returned it, with other turns; or a new one.
            is_abandoned: nobody goes on with it here: what somebody else has kept of it meanwhile stays, and whoever
                has loaded it goes on as if this had been kept before.

        Returns:
            What is kept now, to be handed over the next time. When somebody else has kept the same conversation
            meanwhile (a second tab), theirs stays, and this one becomes a conversation of its own, with a new id.

        Raises:
            HistoryError: it cannot be written; what was kept before is as it was.
        """
        path = self._path(chat.id)
        with self._writing():
            kept = self._head(path) if path.exists() else None
            if kept is not None:
                chat = replace(chat, title=kept.title)
                if kept.revision != chat.revision:
                    if is_abandoned:
                        return chat
                    chat = replace(chat, id=new_id())
            first = chat.turns[0].question if chat.turns else ""
            turns = tuple(replace(view, phase="stopped") if view.is_running else view for view in chat.turns)
            now = datetime.datetime.now(datetime.UTC)
            chat = replace(
                chat,
                title=chat.title or one_line(first),
                updated=now,
                turns=turns,
                revision=chat.revision + (0 if is_abandoned else 1),
            )
            self._write(self._path(chat.id), chats.text_of(chat))
        return chat

    def load(self, id: str) -> Chat:
        """Return a conversation; HistoryError when it is not kept (any more) or cannot be read."""
        path = self._path(id)
        with self._failures():
            try:
                return chats.read(path.read_text("ascii"))
            except FileNotFoundError:
                raise _absent() from None
            except ValueError as error:
                raise _damaged(path, str(error)) from error

    def chats(self, query: str = "") -> list[ChatInfo]:
        """Return the conversations whose title and questions hold every word of `query`, newest first.

        Of each file only the first line is read, and only when it has changed. A damaged one is left out, and named
        in the log.

        Args:
            query: words or parts of them, whatever their accents and case; empty for all.

        Returns:
            The conversations.

        Raises:
            HistoryError: the folder cannot be read.
        """
        words = fold(query).split()
        with self._failures(), self._lock:
            self._look()
            found = [known for known in self._known.values() if known.info is not None]
        chosen = [known.info for known in found if known.info and all(word in known.words for word in words)]
        return sorted(chosen, key=lambda info: (info.updated, info.id), reverse=True)

    def delete(self, id: str) -> None:
        """Delete a conversation, damaged or not; one that is gone already is no error."""
        path = self._path(id)
        if self.folder.is_dir():
            with self._writing():
                path.unlink(missing_ok=True)

    def delete_all(self) -> int:
        """Delete every conversation, damaged ones too; return how many there were."""
        if not self.folder.is_dir():
            return 0
        with self._writing():
            paths = [self.folder / name for name, _ in self._files()]
            for path in paths:
                path.unlink(missing_ok=True)
            return len(paths)

    def _path(self, id: str) -> Path:
        if not is_id(id):
            raise _absent()
        return self.folder / f"{id}{_SUFFIX}"

    def _head(self, path: Path) -> Head:
        try:
            with path.open("rb") as file:
                head = chats.read_head(file.readline(_HEAD_BYTES).decode("ascii"))
            if path.name != f"{head.id}{_SUFFIX}":
                raise ValueError(f"it calls itself {head.id!r}")
        except ValueError as error:
            raise _damaged(path, str(error)) from error
        return head

    def _files(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """Yield the name of each conversation's file, and what changes when it is written."""
        try:
            entries = os.scandir(self.folder)
        except FileNotFoundError:
            return
        with entries:
            for entry in entries:
                if entry.name.endswith(_SUFFIX) and is_id(entry.name.removesuffix(_SUFFIX)):
                    with suppress(FileNotFoundError):  # deleted meanwhile
                        stat = entry.stat()
                        yield entry.name, (stat.st_mtime_ns, stat.st_size, stat.st_ino)

    def _look(self) -> None:
        """Read the first lines of the files that have changed."""
        files = dict(self._files())
        for gone in set(self._known) - set(files):
            del self._known[gone]
        for name, state in files.items():
            known = self._known.get(name)
            if known is None or known.state != state:
                self._known[name] = self._read(name, state)

    def _read(self, name: str, state: tuple[int, int, int]) -> _Known:
        try:
            head = self._head(self.folder / name)
        except FileNotFoundError:  # deleted meanwhile
            return _Known(state, None, "")
        except HistoryError as error:
            log.warning("%s", error)
            return _Known(state, None, "")
        info = ChatInfo(head.id, head.title, head.updated, len(head.questions))
        return _Known(state, info, fold("\n".join((head.title, *head.questions))))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the folder, made when there is none, against everybody else who writes to it."""
        from filelock import FileLock, Timeout

        with self._failures():
            for folder in (self.folder.parent, self.folder):
                if not folder.is_dir():
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with FileLock(self.folder / _LOCK, timeout=BUSY_S, mode=0o600):
                    private.clear_drafts(self.folder)
                    yield
            except Timeout:
                raise HistoryError(
                    f"The conversations in {str(self.folder)!r} are being written by another program. Try again."
                ) from None

    def _write(self, path: Path, text: str) -> None:
        """Put a whole file in place of another; call it within `_writing`."""
        with private.draft(self.folder, [text.encode("ascii")]) as whole:
            whole.publish(path)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn failures of the file system into errors for people."""
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise HistoryError(
                    f"There is no room left in {str(self.folder)!r} to keep the conversation; what was kept before is "
                    "as it was. Free some space, then ask the next question."
                ) from error
            raise HistoryError(
                f"The conversations in {str(self.folder)!r} cannot be used ({error}). "
                "Make the folder readable and writable, or set ASSISTANT_DATA to another."
            ) from error


def _absent() -> HistoryError:
    return HistoryError(
        "This conversation is not kept any more; it may have been deleted in another tab. "
        "Choose another from the list, or begin a new one."
    )


def _damaged(path: Path, why: str) -> HistoryError:
    return HistoryError(
        f"The conversation in {str(path)!r} cannot be read ({why}). The file was left as it is; "
        "repair it, or delete the conversation."
    )
