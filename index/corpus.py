"""The files of a corpus folder: which there are, and whether they are still what they were.

Invariant: the corpus is only ever read, and nothing outside it is. Proved by
`tests/test_index_sync.py::test_links_and_hidden_files_stay_out` and `test_the_corpus_is_never_written`.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from index.documents import file_of
from index.errors import CorpusError
from index.patterns import EVERYTHING, Patterns
from index.readers import COLUMNS, SUFFIXES
from index.records import SkippedFile

FRESH_NS = 2_000_000_000
"""A file written less than this ago may change again within the same tick of the file system's clock."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the corpus as it was when the folder was walked.

    Attributes:
        source: POSIX path relative to the corpus folder.
        path: where it is.
        size: in bytes.
        mtime_ns: its modification time, or 0 when that is too fresh to be trusted later.
        ctime_ns: when its permissions or content last changed (on Windows, when it was made).
    """

    source: str
    path: Path
    size: int
    mtime_ns: int
    ctime_ns: int

    @property
    def stamp(self) -> tuple[int, int, int]:
        """Size and times, for telling whether it is still the same."""
        return self.size, self.mtime_ns, self.ctime_ns

    def content_hash(self) -> str:
        """Return the SHA-256 of its bytes, hexadecimal; an OSError leaves as it is."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def check_folder(corpus: Path) -> Path:
    """Return the corpus folder, resolved; a CorpusError when it is missing or no folder."""
    if not corpus.exists():
        raise CorpusError(
            f"There is no corpus folder {str(corpus)!r}. Create it and put documents into it, or set "
            "ASSISTANT_CORPUS to the folder that holds them."
        )
    if not corpus.is_dir():
        raise CorpusError(f"The corpus {str(corpus)!r} is not a folder. Set ASSISTANT_CORPUS to a folder.")
    return corpus.resolve()


def walk(corpus: Path, patterns: Patterns = EVERYTHING) -> tuple[list[File], list[SkippedFile]]:
    """Return the files to read and those to leave out, both sorted by source.

    Names that begin with a dot, and what `patterns` leave out, are passed over in silence. Links are followed to files
    inside the corpus only.

    Args:
        corpus: the resolved folder.
        patterns: which files are wanted.

    Returns:
        Files with a suffix that some reader knows; and everything else, with the reason.
    """
    files: list[File] = []
    skipped: list[SkippedFile] = []
    for folder in _listed(corpus, patterns):
        if folder.error is not None:
            reason = f"is a folder that cannot be listed ({folder.error.strerror})"
            skipped.append(SkippedFile(folder.source or ".", reason))
        for source, entry in folder.files:
            if entry.name == COLUMNS or not patterns.wants(source):
                continue
            found = _look(corpus, source, entry)
            if isinstance(found, File):
                files.append(found)
            elif found is not None:
                skipped.append(found)
    return sorted(files, key=lambda file: file.source), sorted(skipped, key=lambda skip: skip.source)


def folders(corpus: Path, patterns: Patterns = EVERYTHING) -> list[Path]:
    """Return the folders that `walk` enters, `corpus` the first of them."""
    return [corpus / folder.source for folder in _listed(corpus, patterns)]


@dataclass(slots=True)
class _Folder:
    """One folder: its source, an empty string for the corpus; what is in it beside folders; why that is not all."""

    source: str
    files: list[tuple[str, os.DirEntry[str]]] = field(default_factory=list)
    error: OSError | None = None


def _listed(corpus: Path, patterns: Patterns) -> Iterator[_Folder]:
    """Yield each folder; one that vanishes meanwhile is left out."""
    waiting = [""]
    while waiting:
        folder = _Folder(waiting.pop())
        prefix = folder.source and folder.source + "/"
        try:
            with os.scandir(corpus / folder.source) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    source = prefix + entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        folder.files.append((source, entry))
                    elif patterns.enters(source):
                        waiting.append(source)
        except FileNotFoundError:
            continue
        except OSError as error:
            folder.error = error
        yield folder


def _look(corpus: Path, source: str, entry: os.DirEntry[str]) -> File | SkippedFile | None:
    """Return the file, or why it is left out, or None when it has vanished."""
    # Path.resolve() raises on a link to itself before Python 3.13; here `stat` finds it out.
    if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(corpus):
        return SkippedFile(source, "is a link that leaves the corpus")
    try:
        found = os.stat(entry.path)  # noqa: PTH116 - a tenth of the time; an entry's own would be old on Windows
    except OSError as error:
        if not entry.is_symlink() and isinstance(error, FileNotFoundError):
            return None
        return SkippedFile(source, f"cannot be read ({error.strerror})")
    if stat.S_ISDIR(found.st_mode):
        return SkippedFile(source, "is a link to a folder; put the folder itself into the corpus")
    if not stat.S_ISREG(found.st_mode):
        return SkippedFile(source, "is not a regular file")
    suffix = PurePosixPath(entry.name).suffix
    if suffix.lower() not in SUFFIXES:
        return SkippedFile(source, f"has a format that cannot be read ({suffix!r})")
    if file_of(source) != source:
        return SkippedFile(source, "has a name that reads like a document inside another file; rename it")
    settled = found.st_mtime_ns < time.time_ns() - FRESH_NS
    return File(
        source, Path(entry.path), found.st_size, found.st_mtime_ns if settled else 0, found.st_ctime_ns
    )
