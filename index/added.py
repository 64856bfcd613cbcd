"""Files that people add to a corpus: kept in the data folder, under names that are safe everywhere.

Invariant: a name leads to one file directly inside the folder of added files, and a file is there whole or not at
all. Proved by `tests/test_index_added.py`.

The source of an added file is its name behind `ADDED`, `.added/report.pdf`: names that begin with a dot are passed
over in the corpus, so that none of its files can have that source.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.documents import ADDED
from index.errors import DocumentError
from index.private import clear_drafts, draft, flush
from index.readers import MAX_BYTES, SUFFIXES

MAX_NAME = 200
"""Bytes of a name in UTF-8: file systems take 255, and a number may have to be put into it."""

# What no Windows file system holds, or takes for something else than a part of the name.
_UNWRITABLE = re.compile(r'[<>:"|?*]' if os.name == "nt" else "(?!)")
_DEVICE = re.compile(
    r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE
)
# They turn the rest of a name round: `a\u202etxt.md` looks like another kind of file.
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_BLOCK = 1 << 20


class AddedFiles:
    """The files that were added to one corpus; whoever changes them holds the lock of `index.membership`.

    Args:
        folder: where they are kept; made with the first of them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, data: bytes | Path) -> str:
        """Keep a copy of a file, and return its source; see `Membership.add_file`."""
        name = checked_name(name)
        if not isinstance(data, bytes | Path):
            raise DocumentError(f"The data of a file are its bytes or its Path, not {data!r:.60}.")
        with _opened(name, data) as stream:
            clear_drafts(self.folder)
            with draft(self.folder, _limited(name, stream)) as copy:
                free = self._free(name, copy.digest)
                copy.publish(self.folder / free)
        return ADDED + free

    def remove(self, source: str) -> None:
        """Delete an added file; see `Membership.remove_file`."""
        if not source.startswith(ADDED):
            raise DocumentError(
                f"{source!r} belongs to the corpus itself, whose files are only ever read. Hide it instead "
                "(`assistant index --hide SOURCE`), or delete the file yourself."
            )
        path = self.path(source)
        if path is None:
            known = ", ".join(repr(ADDED + name) for name in sorted(self._names().values())[:5])
            advice = f"there are {known}" if known else "none was added so far"
            raise DocumentError(f"There is no added file {source!r}; {advice}.")
        path.unlink(missing_ok=True)
        flush(self.folder)

    def path(self, source: str) -> Path | None:
        """Return where the added file at `source` lies, or None when there is none."""
        name = source.removeprefix(ADDED)
        is_there = name != source and name in self._names().values()
        return self.folder / name if is_there else None

    def _names(self) -> dict[str, str]:
        """Return the names there are, by what they are to file systems that know neither case nor composition."""
        try:
            with os.scandir(self.folder) as entries:
                names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        except FileNotFoundError:
            return {}
        return {_alike(name): name for name in names if not name.startswith(".")}

    def _free(self, name: str, digest: str) -> str:
        """Return `name`, or `name (2)` and so on; DocumentError when one of these holds the same already."""
        taken = self._names()
        stem, suffix = Path(name).stem, Path(name).suffix
        number = 1
        while (there := taken.get(_alike(name))) is not None:
            with (self.folder / there).open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() == digest:
                    raise DocumentError(
                        f"{there!r} was added before, with the same content, as {ADDED + there!r}; nothing was added."
                    )
            number += 1
            name = f"{stem} ({number}){suffix}"
        return name


def checked_name(name: str) -> str:
    """Return the name of a file, in composed letters, that can be kept on every system.

    Args:
        name: as whoever sends the file calls it, without any folder.

    Returns:
        The same name in Unicode's form NFC.

    Raises:
        DocumentError: it is empty, no single name, hidden, too long, reserved on Windows, holds characters that
            cannot be seen, or its suffix is of no format that can be read.
    """
    if not isinstance(name, str):
        raise DocumentError(f"The name of a file is text, not {name!r}; put it into quotation marks.")
    name = unicodedata.normalize("NFC", name)
    problem = _problem(name)
    if problem:
        raise DocumentError(f"A file cannot be added under the name {name!r}: {problem}.")
    return name


def _problem(name: str) -> str:
    """Return what is wrong with a name, and what to do; an empty string when nothing is."""
    suffix = Path(name).suffix
    checks = (
        (not name.strip(), "it is empty; give the file a name"),
        ("/" in name or "\\" in name, "it names a folder; give the file's own name only"),
        (name.startswith("."), "names that begin with a dot are hidden; take the dot away"),
        (any(map(_is_unseen, name)), "it holds characters that cannot be seen; write it anew"),
        (
            name != name.strip() or name.endswith("."),
            "it begins or ends with a space or a dot; take that away",
        ),
        (bool(_UNWRITABLE.search(name)), 'Windows allows no < > : " | ? * in names; take them out'),
        (bool(_DEVICE.fullmatch(name)), "Windows takes it for a device; rename the file"),
        (
            len(name.encode("utf-8", "surrogatepass")) > MAX_NAME,
            f"it has more than {MAX_NAME} bytes; shorten it",
        ),
        (
            suffix.lower() not in SUFFIXES,
            f"files with the suffix {suffix!r} cannot be read; save it as one of {', '.join(sorted(SUFFIXES))}",
        ),
    )
    return next((problem for fails, problem in checks if fails), "")


def _is_unseen(letter: str) -> bool:
    return letter in _TURNING or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


@contextmanager
def _opened(name: str, data: bytes | Path) -> Iterator[Iterable[bytes]]:
    """Open what is to be added, in blocks."""
    if isinstance(data, bytes):
        yield (data,)
        return
    try:
        if not data.is_file():
            raise DocumentError(f"{str(data)!r} is no file, so {name!r} cannot be added; name a file.")
        stream = data.open("rb")
    except OSError as error:
        raise _unreadable(data, error) from error
    with stream:
        yield iter(lambda: _block(stream, data), b"")


def _block(stream: BinaryIO, path: Path) -> bytes:
    try:
        return stream.read(_BLOCK)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> DocumentError:
    reason = error.strerror or error
    return DocumentError(
        f"{str(path)!r} cannot be read: {reason}; check that it is there and that you may read it."
    )


def _limited(name: str, stream: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blocks of a file as long as it is not too large, as it may be still growing."""
    size = 0
    for block in stream:
        size += len(block)
        if size > MAX_BYTES:
            raise DocumentError(
                f"{name!r} is too large: the limit is {MAX_BYTES // 2**20} MB; split it into smaller files."
            )
        yield block
    if not size:
        raise DocumentError(f"{name!r} is empty; write into it before you add it.")
