"""What differs between the files of a corpus and the catalogue: by stat first, then by content.

Invariant: a file whose size and times are as they were is not opened, and a document whose content is as it was, a
file's own or one of many in it, is not cut or embedded again. Proved by
`tests/test_index_sync.py::test_touched_file_is_not_embedded_again` and `test_a_row_that_did_not_change`.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from index.corpus import File
from index.documents import Document, file_of
from index.errors import DocumentError
from index.known import Known, KnownFile, New, Skip, Stamp, Whole
from index.passages import Passage, cut
from index.readers import MAX_CONTAINER_BYTES, Unreadable, guarded, holds_several, read_all, settings_of
from index.records import SkippedFile

Step = New | Whole


@dataclass(slots=True)
class Changes:
    """What differs between the corpus and the catalogue; grows while the files are read.

    Attributes:
        unread: files that must be read to know, each with what is known of it.
        added: sources that are new.
        replaced: sources whose content changed.
        removed: sources that are gone, or cannot be read any more.
        touched: files with new times but the same content.
        skipped: what is left out.
        dropped: rows that the next generation does without.
        forgotten: files of which nothing is known any more.
        hidden: sources, inside of files of several documents, that are not to be read.
    """

    unread: list[tuple[File, KnownFile]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    dropped: list[Known] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    hidden: frozenset[str] = frozenset()

    def keep(self, known: KnownFile, kept: Iterable[Known], fresh: Iterable[str] = ()) -> None:
        """Take a file to hold the documents of the rows `kept` and new ones with the sources `fresh`, no others."""
        kept = list(kept)
        rows, before = {row.row for row in kept}, {row.source for row in known.rows if not row.pending}
        self.dropped += [row for row in known.rows if row.row not in rows]
        new = [*(row.source for row in kept if row.pending), *fresh]
        for source in new:
            (self.replaced if source in before else self.added).append(source)
        self.removed += before.difference(new, (row.source for row in kept))

    def lose(self, source: str, known: KnownFile) -> None:
        """Take the file as gone."""
        self.keep(known, ())
        self.forgotten.append(source)

    @property
    def any(self) -> bool:
        """Whether the next generation differs from the committed one."""
        return bool(self.added or self.replaced or self.removed)

    def read(self, file: File, known: KnownFile) -> Iterator[Step]:
        """Read one of the unread files; yield what must be written, each document as soon as it is read."""
        settings = _settings(file, self.hidden)
        file_hash = _hash(file) if known.rows or holds_several(file.path) else None
        if file_hash is not None and (file_hash, settings) == (known.content_hash, known.settings):
            yield from self._as_it_was(file, known)
            return
        reading = _Reading(file, settings, known, file_hash, self.hidden)
        yield from reading.news()
        if reading.kept or reading.fresh or reading.hid:
            self.keep(known, reading.kept, reading.fresh)
            self.skipped += reading.skipped
            if reading.is_settled():
                yield reading.whole()
        else:
            self.lose(file.source, known)
            self.skipped += reading.skipped if os.path.lexists(file.path) else ()

    def _as_it_was(self, file: File, known: KnownFile) -> Iterator[Step]:
        """Keep a file whose content is the same; its times may be new, or old enough by now to be trusted."""
        assert known.content_hash is not None
        skips = _still_skipped(file, known)
        self.keep(known, _documents_of(known))
        self.skipped += skips
        if known.stamp != file.stamp:
            if known.stamp[1]:
                self.touched.append(file.source)
            yield Whole(file, known.settings, known.content_hash, skipped=tuple(skips))


class _Reading:
    """One file being read.

    `kept` are the rows of documents that are as they were, `fresh` the sources of new or changed ones; `hid` tells
    whether there is one that somebody hid.
    """

    def __init__(
        self, file: File, settings: str, known: KnownFile, file_hash: str | None, hidden: frozenset[str]
    ) -> None:
        self._file, self._settings, self._file_hash = file, settings, file_hash or ""
        self._hidden, self.hid = hidden, False
        self._rows = {(row.source, row.content_hash): row for row in known.rows}
        self._is_container = holds_several(file.path)
        self.kept: list[Known] = []
        self.fresh: list[str] = []
        self._reasons: dict[str, str] = {}

    @property
    def skipped(self) -> list[Skip]:
        """What of it cannot be read."""
        return [
            Skip(SkippedFile(source, reason), self._file, self._settings)
            for source, reason in self._reasons.items()
        ]

    def news(self) -> Iterator[New]:
        """Yield the documents that are new or changed."""
        file = self._file
        try:
            for found in read_all(file.path, file.source, self._is_known):
                if isinstance(found, Unreadable):
                    self._skip(found.source, found.reason)
                elif (new := self._new(found)) is not None:
                    self.fresh.append(found.source)
                    yield new
        except DocumentError as error:
            self._skip(file.source, str(error))
        if not (self.kept or self.fresh or self.hid or self._reasons):
            self._skip(file.source, "holds no document")

    def _is_known(self, source: str, content_hash: str) -> bool:
        """Tell whether a document is as it was, and remember it; it need not be read any further then."""
        if not self._is_container:
            self._file_hash = content_hash
        if source in self._hidden:
            self.hid = True
            return True
        row = self._rows.get((source, content_hash))
        if row is not None:
            self.kept.append(row)
        return row is not None

    def _new(self, document: Document) -> New | None:
        try:
            return New(document, _passages(document), self._file.source, self._file_hash)
        except DocumentError as error:
            self._skip(document.source, str(error))
            return None

    def _skip(self, source: str, reason: str) -> None:
        reason = reason.removeprefix(f"{source!r} ")
        self._reasons[source] = "; ".join(filter(None, (self._reasons.get(source), reason)))

    def is_settled(self) -> bool:
        """Tell whether the hash is surely that of what was read: a container is hashed before it is read."""
        if not self._is_container:
            return True
        try:
            now = self._file.path.stat()
        except OSError:
            return False
        file = self._file
        times = (now.st_mtime_ns, now.st_ctime_ns) if file.mtime_ns else (0, now.st_ctime_ns)
        return file.stamp == (now.st_size, *times)

    def whole(self) -> Whole:
        """Return what is to be remembered of the file, now that it is read to its end."""
        tagged = (row.row for row in self.kept if row.file_hash != self._file_hash)
        return Whole(self._file, self._settings, self._file_hash, tuple(tagged), tuple(self.skipped))


def _passages(document: Document) -> list[Passage]:
    with guarded(document.source):
        passages = cut(document)
    if not passages:
        raise DocumentError(f"{document.source!r} holds no sentence that could be quoted")
    return passages


def compare(
    files: Iterable[File],
    left_out: Iterable[SkippedFile],
    known: dict[str, KnownFile],
    hidden: frozenset[str] = frozenset(),
) -> Changes:
    """Compare the files with the catalogue as far as that is possible without opening them.

    Args:
        files: the corpus's files, from `index.corpus.walk`.
        left_out: what the walk left out.
        known: what the catalogue knows by file.
        hidden: sources, inside of files of several documents, that are not to be read.

    Returns:
        The changes, with the files that must be read in `unread`.
    """
    changes = Changes(skipped=[Skip(skip) for skip in left_out], hidden=hidden)
    gone = dict(known)
    for file in files:
        before = gone.pop(file.source, KnownFile())
        settings = _settings(file, hidden)
        if _is_same(file, settings, before.stamp, before.settings) and before.content_hash is not None:
            changes.keep(before, _documents_of(before))
            changes.skipped += _still_skipped(file, before)
        elif before.skipped and _is_same(file, settings, before.skipped_stamp, before.skipped_settings):
            changes.lose(file.source, before)
            changes.skipped += _still_skipped(file, before)
        else:
            changes.unread.append((file, before))
    for source, before in gone.items():
        changes.lose(source, before)
    return changes


def _is_same(file: File, settings: str, stamp: Stamp, settings_then: str) -> bool:
    return file.mtime_ns != 0 and (file.stamp, settings) == (stamp, settings_then)


def _settings(file: File, hidden: frozenset[str]) -> str:
    """Return what, beside its content, decides what is read of a file, as text to be compared."""
    if not (hidden and holds_several(file.path)):
        return settings_of(file.path)
    inside = sorted(source for source in hidden if file_of(source) == file.source)
    digest = hashlib.sha256("\0".join(inside).encode("utf-8", "surrogatepass")).hexdigest() if inside else ""
    return settings_of(file.path) + digest


def _documents_of(known: KnownFile) -> list[Known]:
    return [row for row in known.rows if row.file_hash == known.content_hash]


def _still_skipped(file: File, known: KnownFile) -> list[Skip]:
    """Return what is left out of a file that is as it was, but for its times."""
    settings = known.skipped_settings if known.content_hash is None else known.settings
    return [Skip(skip, file, settings) for skip in known.skipped]


def _hash(file: File) -> str | None:
    """Return the file's hash, or None when it is too large or cannot be opened: the reader then finds out why."""
    if file.size > MAX_CONTAINER_BYTES:
        return None
    try:
        return file.content_hash()
    except OSError:
        return None
