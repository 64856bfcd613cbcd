"""Archives: the members of a `.zip`, each read as the file it is.

Nothing is unpacked onto the disk. Invariant: no member makes the program read more than `MAX_BYTES` of it, all together
no more than `MAX_TOTAL`; what is refused is told by name, and the other members are read. Proved by
`tests/test_index_readers_zipped.py`.
"""

import hashlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from index.errors import DocumentError
from index.readers import columns
from index.readers.parsed import MAX_BYTES, Part, Unreadable, Wanted

MAX_TOTAL = 2 * 2**30
MAX_MEMBERS = 100_000
MAX_RATIO = 250
"""Unpacked bytes for each packed one: text is packed to a tenth, a bomb to a thousandth."""

_RATIO_MATTERS = 2**20
_PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_DIRECTORY = 64 * 2**20
_TAIL = 65_557
_NAMED = 50
_TWICE = "has the name of an earlier member"


Read = Callable[[bytes, str, columns.Columns, Wanted], Iterator[Part | Unreadable]]
"""Reads the bytes of a member: `(data, source, columns, wanted)`."""


def parts(
    stream: BinaryIO, source: str, wanted: Wanted, read: Read, suffixes: frozenset[str]
) -> Iterator[Part | Unreadable]:
    """Yield the documents of an archive.

    Args:
        stream: the file.
        source: its source.
        wanted: which documents are to be read.
        read: reads one member.
        suffixes: of what `read` takes.

    Yields:
        What `read` makes of each member, and what was left out.

    Raises:
        DocumentError: it is no archive, damaged, or holds too much.
    """
    seen: set[str] = set()
    with _opened(stream, source) as archive:
        members = _Members(archive, source)
        for name, info in members.names():
            inside = f"{source}!{name}"
            if not wanted.takes(inside):
                continue
            reason = members.refusal(name, info, suffixes) if inside not in seen else _TWICE
            seen.add(inside)
            if reason is not None:
                yield from members.told(inside, reason)
                continue
            try:
                yield from read(members.read(info, inside), inside, members.columns(name, inside), wanted)
            except DocumentError as error:
                yield Unreadable(inside, str(error).removeprefix(f"{inside!r} "))
        yield from members.untold()


class _Members:
    """The members of an archive, and how much of it was read."""

    def __init__(self, archive: zipfile.ZipFile, source: str) -> None:
        self._archive, self._source = archive, source
        self._unpacked = self._told = self._untold = 0
        self._by_name: dict[str, zipfile.ZipInfo] = {}

    def names(self) -> list[tuple[str, zipfile.ZipInfo]]:
        """Return the members that are files, the hidden ones left out, each with its name."""
        infos = self._archive.infolist()
        if len(infos) > MAX_MEMBERS:
            raise DocumentError(
                f"{self._source!r} has {len(infos):,} members, and the limit is {MAX_MEMBERS:,}; make several of it"
            )
        found = [(_name(info), info) for info in infos if info.filename and not info.is_dir()]
        self._by_name = dict(found)
        return [(name, info) for name, info in found if not _is_hidden(name)]

    def refusal(self, name: str, info: zipfile.ZipInfo, suffixes: frozenset[str]) -> str | None:
        """Return why a member is not read, or None."""
        suffix = PurePosixPath(name).suffix.lower()
        size, packed = info.file_size, max(1, info.compress_size)
        refusals = (
            (_leads_out(name), "has a name that leads out of the archive"),
            (stat.S_ISLNK(info.external_attr >> 16), "is a link"),
            (suffix == ".zip", "is an archive inside an archive; unpack it"),
            (suffix not in suffixes, f"has a format that cannot be read ({suffix!r})"),
            (info.flag_bits & 1, "is encrypted; unpack it with its password"),
            (
                info.compress_type not in _PACKED_BY,
                "is packed in a way that is not read; pack it as usual, or unpack it",
            ),
            (
                size > MAX_BYTES,
                f"is too large: {size / 2**20:.1f} MB, and the limit is {MAX_BYTES // 2**20} MB",
            ),
            (
                size > _RATIO_MATTERS and size > MAX_RATIO * packed,
                f"would unpack to {size // packed:,} times its size, as only a bomb does",
            ),
            (
                self._unpacked + size > MAX_TOTAL,
                f"is left out: what comes before it unpacks to nearly {MAX_TOTAL // 2**30} GB; make several archives",
            ),
        )
        return next((reason for applies, reason in refusals if applies), None)

    def read(self, info: zipfile.ZipInfo, inside: str) -> bytes:
        """Return the bytes of a member; DocumentError when they are damaged."""
        self._unpacked += info.file_size
        try:
            with self._archive.open(info) as stream:
                return stream.read(MAX_BYTES)

        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            struct.error,
        ) as error:
            raise DocumentError(
                f"{inside!r} is damaged in its archive ({error}); make the archive anew"
            ) from error

    def columns(self, name: str, inside: str) -> columns.Columns:
        """Return what the `columns.toml` beside a member says of it."""
        beside = self._by_name.get(str(PurePosixPath(name).with_name(columns.FILE)))
        if beside is None or beside.file_size > MAX_BYTES:
            return columns.NOTHING
        return columns.parse(self.read(beside, inside), PurePosixPath(name).name, inside)

    def told(self, inside: str, reason: str) -> Iterator[Unreadable]:
        """Yield that a member is left out; after many, only count them."""
        if self._told < _NAMED:
            self._told += 1
            yield Unreadable(inside, reason)
        else:
            self._untold += 1

    def untold(self) -> Iterator[Unreadable]:
        """Yield how many more members are left out."""
        if self._untold:
            yield Unreadable(
                self._source, f"holds {self._untold:,} more members that are left out, for such reasons"
            )


def _opened(stream: BinaryIO, source: str) -> zipfile.ZipFile:
    try:
        if _directory_size(stream) > _DIRECTORY:
            raise DocumentError(
                f"{source!r} holds too many members to be listed; make several archives of it"
            )
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, struct.error) as error:
        raise DocumentError(
            f"{source!r} is no archive that can be opened, or damaged ({error}); fetch or make it again"
        ) from error


def _directory_size(stream: BinaryIO) -> int:
    """Return how many bytes an archive says that the list of its members takes; `zipfile` reads them at once."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - _TAIL))
    tail = stream.read(_TAIL)
    stream.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    long = tail.rfind(b"PK\x06\x06", 0, max(place, 0))
    if (
        long >= 0 and len(tail) >= long + 48
    ):  # the form for more members, or longer files, than the old one can say
        return int(struct.unpack_from("<Q", tail, long + 40)[0])
    return int(struct.unpack_from("<I", tail, place + 12)[0]) if 0 <= place <= len(tail) - 22 else 0


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; one that does not say that it is in UTF-8 may be all the same, or of Windows."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp852")


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return hidden or "__MACOSX" in parts or parts[-1:] == (columns.FILE,)


def _leads_out(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not parts or ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()
