"""Which documents belong to an index: those of the corpus that are wanted and not hidden, and those added to it.

Invariant: what people chose is kept beside the index, never in it and never in the corpus, so that it outlasts
restarts, rebuilds and a deleted index. Proved by `tests/test_index_membership.py`.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.added import AddedFiles
from index.corpus import File, check_folder, folders, walk
from index.database import failures
from index.documents import ADDED, checked_source, file_of
from index.errors import DataFolderError, DocumentError
from index.patterns import EVERYTHING, Patterns
from index.private import draft
from index.records import DocumentInfo, SkippedFile

FILES = "added"
HIDDEN = "hidden.json"
LOCK = "chosen.lock"
LOCK_SECONDS = 60.0

# What is remembered of a hidden document, to be shown.
_KEPT = ("title", "author", "date", "language", "url", "passages", "characters")


@dataclass(frozen=True, slots=True)
class Found:
    """The files of an index.

    Attributes:
        files: those to read, sorted by source.
        left_out: those to leave out, with the reason, sorted by source.
        own: how many of `files` are the corpus's own.
        hidden: how many others were hidden.
        is_empty: whether the corpus holds no file at all, or none that is wanted.
        hidden_inside: the sources that are hidden inside of files of several documents.
    """

    files: tuple[File, ...]
    left_out: tuple[SkippedFile, ...]
    own: int
    hidden: int
    is_empty: bool
    hidden_inside: frozenset[str] = frozenset()


class Membership:
    """What belongs to the index of one corpus; any number of threads and processes may change it.

    Args:
        corpus: the folder of documents.
        index: the index's own folder (`index.folders.index_folder`); what people choose is kept beside it, in a
            folder that is made when something is chosen.
        patterns: which files of the corpus are wanted.
    """

    def __init__(self, corpus: Path, index: Path, patterns: Patterns = EVERYTHING) -> None:
        self._corpus = corpus
        self.patterns = patterns
        self._folder = index.with_name("chosen-" + index.name.removeprefix("index-"))
        self._added = AddedFiles(self._folder / FILES)

    def find(self) -> Found:
        """Return the files that belong to the index as they are now.

        Returns:
            Those of the corpus that are wanted and those added, without the hidden ones.

        Raises:
            CorpusError: there is no corpus folder.
            DataFolderError: what people chose cannot be read.
        """
        own, left_out = walk(check_folder(self._corpus), self.patterns)
        added, added_left_out = self._walk_added()
        hidden = self._read()
        files = [file for file in own + added if file.source not in hidden]
        return Found(
            files=tuple(sorted(files, key=lambda file: file.source)),
            left_out=tuple(sorted(left_out + added_left_out, key=lambda skip: skip.source)),
            own=sum(file.source not in hidden for file in own),
            hidden=len(own) + len(added) - len(files),
            is_empty=not own and not left_out,
            hidden_inside=frozenset(source for source in hidden if file_of(source) != source),
        )

    def folders(self) -> list[Path]:
        """Return the folders whose content decides what `find` returns; those for what people choose are made."""
        with failures(self._folder):
            self._added.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        corpus = Path(os.path.realpath(self._corpus))
        return [*folders(corpus, self.patterns), self._folder, self._added.folder]

    def added_files(self) -> list[File]:
        """Return the files that were added, also the hidden ones, sorted by source."""
        return self._walk_added()[0]

    def add_file(self, name: str, data: bytes | Path) -> str:
        """Add a copy of a file to the corpus, kept in the data folder; the next sync takes it into the index.

        Whether its format's reader makes something of it is known after the sync: `skipped` says why not.

        Args:
            name: what it is called, without folders; its suffix names the format. Where another file has that name,
                it gets a number: `report (2).pdf`.
            data: its bytes, or the file to copy.

        Returns:
            The source it will have, `.added/report.pdf`.

        Raises:
            DocumentError: the name cannot be used, no reader knows its suffix, it is too large, empty or cannot be
                read, or a file of that name with the same content was added before.
            DataFolderError: the data folder cannot be written, or is full.
        """
        with self._changing():
            return self._added.add(name, data)

    def remove_file(self, source: str) -> None:
        """Delete a file that was added, and with the next sync what the index has of it.

        Args:
            source: as `add_file` returned it.

        Raises:
            DocumentError: it is no added file; those of the corpus are never deleted.
            DataFolderError: the data folder cannot be written.
        """
        with self._changing():
            self._added.remove(checked_source(source))
            hidden = self._read()
            if hidden.pop(source, None) is not None:
                self._write(hidden)

    def hide(self, sources: Iterable[str], documents: Callable[[], Iterable[DocumentInfo]]) -> None:
        """Leave documents out of the index from its next generation on, all or none.

        Args:
            sources: which.
            documents: returns what is known about those that the index has.

        Raises:
            DocumentError: there is no such document.
        """
        known = {info.source: info for info in documents()}
        with self._changing():
            hidden = self._read()
            for source in _texts(sources):
                if source in hidden:
                    continue
                info = known.get(source) or self._unread(source)
                hidden[source] = replace(info, hidden=True)
            self._write(hidden)

    def show(self, sources: Iterable[str]) -> None:
        """Take hidden documents into the index again with its next generation, all or none.

        Args:
            sources: which.

        Raises:
            DocumentError: one of them is not hidden.
        """
        with self._changing():
            hidden = self._read()
            for source in _texts(sources):
                if hidden.pop(source, None) is None:
                    known = ", ".join(map(repr, sorted(self._read())[:5]))
                    advice = f"hidden are {known}" if known else "nothing is"
                    raise DocumentError(f"{source!r} is not hidden; {advice}.")
            self._write(hidden)

    def hidden(self) -> dict[str, DocumentInfo]:
        """Return by source, sorted, the hidden documents as they were when they were hidden."""
        return dict(sorted(self._read().items()))

    def path(self, source: str) -> Path:
        """Return the file that a document was read from.

        Args:
            source: the document's.

        Returns:
            The resolved path of a regular file inside the corpus or among those added.

        Raises:
            DocumentError: there is no such file.
        """
        for name in _file_sources(source):
            path = self._added.path(name) if name.startswith(ADDED) else self._own_path(name)
            if path is not None:
                return path
        raise DocumentError(
            f"There is no file {source!r} any more in the corpus {str(self._corpus)!r} or among those added. "
            "Run `assistant index`, which takes it out of the index."
        )

    def _own_path(self, source: str) -> Path | None:
        corpus = os.path.realpath(self._corpus)
        try:
            path = Path(os.path.realpath(Path(corpus) / source))
        except ValueError:  # NUL
            return None
        is_hidden = any(part.startswith(".") for part in source.split("/"))
        is_inside = not is_hidden and path.is_relative_to(corpus)
        return path if is_inside and path.is_file() else None

    def _walk_added(self) -> tuple[list[File], list[SkippedFile]]:
        if not self._added.folder.is_dir():
            return [], []
        files, left_out = walk(Path(os.path.realpath(self._added.folder)))
        return (
            [replace(file, source=ADDED + file.source) for file in files],
            [replace(skip, source=ADDED + skip.source) for skip in left_out],
        )

    def _unread(self, source: str) -> DocumentInfo:
        """Return what can be said of a file that the index does not have yet; DocumentError when there is none."""
        if self._own_path(source) is None and self._added.path(source) is None:
            raise DocumentError(
                f"There is no document {source!r} to hide; `assistant doctor` says what the index has."
            )
        return _unknown(source)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the right to change what is chosen."""
        with failures(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / LOCK, timeout=LOCK_SECONDS, mode=0o600), failures(self._folder):
                yield
        except Timeout as error:
            raise DataFolderError(
                f"The files in {str(self._folder)!r} are being changed by another process, which has not finished "
                f"for {LOCK_SECONDS:.0f} s. Wait until it has, or stop it; then try again."
            ) from error

    def _read(self) -> dict[str, DocumentInfo]:
        path = self._folder / HIDDEN
        with failures(self._folder):
            data = path.read_bytes() if path.exists() else b"{}"
        try:
            entries: dict[str, dict[str, Any]] = json.loads(data)
            return {
                source: replace(_unknown(source), **{name: entry[name] for name in _KEPT if name in entry})
                for source, entry in entries.items()
            }
        except (ValueError, TypeError, AttributeError) as error:
            raise DataFolderError(
                f"The list of hidden documents {str(path)!r} is damaged ({error}). Delete that file, and hide them "
                "again."
            ) from error

    def _write(self, hidden: Mapping[str, DocumentInfo]) -> None:
        entries = {
            source: {name: getattr(info, name) for name in _KEPT} for source, info in sorted(hidden.items())
        }
        with draft(self._folder, [json.dumps(entries, indent=1).encode()]) as written:
            written.publish(self._folder / HIDDEN)


def _unknown(source: str) -> DocumentInfo:
    """Return what is known of a document that was never read."""
    return DocumentInfo(source, Path(source).stem, None, "und", None, 0, 0, hidden=True)


def _file_sources(source: str) -> Iterator[str]:
    """Yield the sources that the file of a document may have: its own, or one that holds several, before a `!`."""
    yield source
    while "!" in source:
        source = source.rpartition("!")[0]
        yield source


def _texts(sources: Iterable[str]) -> Iterable[str]:
    if isinstance(sources, str) or not isinstance(sources, Iterable):
        raise DocumentError(f"Sources are a list, not {sources!r}; put it into [ ].")
    return [checked_source(source) for source in sources]
