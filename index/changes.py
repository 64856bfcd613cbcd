"""What differs between the files of a corpus and the catalogue: by stat first, then by content.

Invariant: a file whose size and times are as they were is not opened, and one whose content is as it was is
not cut or embedded again. Proved by `tests/test_index_sync.py::test_touched_file_is_not_embedded_again`.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from index.catalogue import SkippedFile
from index.corpus import File
from index.documents import Document
from index.errors import DocumentError
from index.passages import Passage, cut
from index.readers import guarded, read
from index.revision import Known

T = TypeVar("T")

Entry = tuple[Document, list[Passage], File]
"""A document to be written, its passages, and the file it was read from."""


@dataclass(slots=True)
class Changes:
    """What differs between the corpus and the catalogue; grows while the files are read.

    Attributes:
        unread: files that must be read to know, each with its rows.
        added: sources that are new.
        replaced: sources whose content changed.
        removed: sources that are gone, or cannot be read any more.
        touched: rows whose file has new times but the same content.
        renewed: rows whose file's time has become old enough to be trusted.
        skipped: what is left out, with the file that was tried, if there was one.
        dropped: rows that the next generation does without.
    """

    unread: list[tuple[File, list[Known]]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    touched: list[tuple[Known, File]] = field(default_factory=list)
    renewed: list[tuple[Known, File]] = field(default_factory=list)
    skipped: list[tuple[SkippedFile, File | None]] = field(default_factory=list)
    dropped: list[Known] = field(default_factory=list)

    def keep(self, file: File, known: list[Known], match: Known | None) -> None:
        """Take the file as it is in row `match`, or in a row still to be written, and drop its other rows."""
        self.dropped += [row for row in known if row is not match]
        if match is not None and (match.mtime_ns, match.ctime_ns) != (file.mtime_ns, file.ctime_ns):
            (self.touched if match.mtime_ns else self.renewed).append((match, file))
        if match is None or match.pending:
            replaces = any(not row.pending for row in known)
            (self.replaced if replaces else self.added).append(file.source)

    def lose(self, source: str, known: list[Known]) -> None:
        """Take the source as gone."""
        self.dropped += known
        if any(not row.pending for row in known):
            self.removed.append(source)

    def skip(self, file: File, known: list[Known], reason: str) -> None:
        """Take the file as unreadable."""
        self.skipped.append((SkippedFile(file.source, reason), file))
        self.lose(file.source, known)

    @property
    def any(self) -> bool:
        """Whether the next generation differs from the committed one."""
        return bool(self.added or self.replaced or self.removed)

    def entries(self) -> Iterator[Entry | None]:
        """Read the unread files one after the other; yield what must be written, None where nothing must."""
        for file, known in self.unread:
            yield self._read(file, known)

    def _read(self, file: File, known: list[Known]) -> Entry | None:
        match = _same_content(_hash(file), known) if known else None
        document = self._attempt(file, known, lambda: read(file.path, file.source)) if match is None else None
        if document is not None:
            # It may have become again, since it was hashed, what it was before.
            match = _same_content(document.content_hash, known)
        if match is not None:
            self.keep(file, known, match)
        if document is None or match is not None:
            return None
        passages = self._attempt(file, known, lambda: _passages(document))
        if passages is None:
            return None
        self.keep(file, known, None)
        return document, passages, file

    def _attempt(self, file: File, known: list[Known], work: Callable[[], T]) -> T | None:
        """Return what `work` makes of the file; None when it cannot, which takes the file as unreadable."""
        try:
            return work()
        except DocumentError as error:
            if os.path.lexists(file.path):
                self.skip(file, known, str(error).removeprefix(f"{file.source!r} "))
            else:
                self.lose(file.source, known)
            return None


def _passages(document: Document) -> list[Passage]:
    with guarded(document.source):
        passages = cut(document)
    if not passages:
        raise DocumentError(f"{document.source!r} holds no sentence that could be quoted")
    return passages


def compare(
    files: Iterable[File],
    left_out: Iterable[SkippedFile],
    known: dict[str, list[Known]],
    skipped: dict[tuple[str, tuple[int, int, int]], str],
) -> Changes:
    """Compare the files with the catalogue as far as that is possible without opening them.

    Args:
        files: the corpus's files, from `index.corpus.walk`.
        left_out: what the walk left out.
        known: the catalogue's rows by source.
        skipped: the reason by source and stamp of files that could not be read earlier.

    Returns:
        The changes, with the files that must be read in `unread`.
    """
    changes = Changes(skipped=[(skip, None) for skip in left_out])
    gone = dict(known)
    for file in files:
        rows = gone.pop(file.source, [])
        reason = skipped.get((file.source, file.stamp)) if file.mtime_ns else None
        if (match := _same_stat(file, rows)) is not None:
            changes.keep(file, rows, match)
        elif reason is not None:
            changes.skip(file, rows, reason)
        else:
            changes.unread.append((file, rows))
    for source, rows in gone.items():
        changes.lose(source, rows)
    return changes


def _same_stat(file: File, known: list[Known]) -> Known | None:
    if not file.mtime_ns:
        return None
    same = (row for row in known if (row.size, row.mtime_ns, row.ctime_ns) == file.stamp)
    return next(same, None)


def _same_content(content_hash: str | None, known: list[Known]) -> Known | None:
    return next((row for row in known if row.content_hash == content_hash), None)


def _hash(file: File) -> str | None:
    """Return the file's hash, or None when it cannot be opened: the reader then finds out why."""
    try:
        return file.content_hash()
    except OSError:
        return None
