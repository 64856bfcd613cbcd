"""`index.readers.zipped`: members of an archive into documents, and archives that mean harm."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from index.documents import Document, file_of, stem
from index.errors import DocumentError
from index.readers import Unreadable, read_all, read_text, read_texts, zipped

PROSE = "The minister arrived in the morning and left again in the evening."


def archive(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return buffer.getvalue()


def found(folder: Path, data: bytes) -> tuple[dict[str, Document], dict[str, str]]:
    path = folder / "a.zip"
    path.write_bytes(data)
    parts = list(read_all(path, "a.zip", lambda source, content_hash: False))
    return (
        {one.source: one for one in parts if isinstance(one, Document)},
        {one.source: one.reason for one in parts if isinstance(one, Unreadable)},
    )


def test_members_are_read_as_the_files_they_are(tmp_path: Path) -> None:
    members = {
        "one.txt": PROSE, "sub/two.md": f"# Two\n\n{PROSE}", "sub/rows.csv": "h,w\nTop,Words here.\n",
        "sub/columns.toml": 'text = "w"\ntitle = "h"\n', ".hidden.txt": "no", "__MACOSX/._one.txt": "no",
        "photo.png": "no", "empty/": "",
    }  # fmt: skip
    documents, reasons = found(tmp_path, archive(members))
    assert list(documents) == ["a.zip!one.txt", "a.zip!sub/two.md", "a.zip!sub/rows.csv!1"]
    assert documents["a.zip!sub/two.md"].title == "Two"
    assert documents["a.zip!sub/rows.csv!1"].text == "Words here."
    assert reasons == {"a.zip!photo.png": "has a format that cannot be read ('.png')"}
    one = documents["a.zip!one.txt"]
    assert read_text(tmp_path / "a.zip", "a.zip!one.txt") == (one.text, one.content_hash)
    assert read_text(tmp_path / "a.zip", "a.zip!sub/rows.csv!1")[0] == "Words here."
    assert len(list(read_texts(tmp_path / "a.zip", "a.zip"))) == 3


@pytest.mark.parametrize(
    ("source", "file", "name"),
    [
        ("sub/a.txt", "sub/a.txt", "a"),
        ("wow!.txt", "wow!.txt", "wow!"),
        ("sub/a.zip!b/c.txt", "sub/a.zip", "c"),
        ("a.ZIP!wow!.txt", "a.ZIP", "wow!"),
        ("a.zip!t.csv!12", "a.zip", "12"),
        ("t.tsv!x", "t.tsv", "x"),
    ],
)
def test_the_file_and_the_name_of_a_source(source: str, file: str, name: str) -> None:
    assert (file_of(source), stem(source)) == (file, name)


def test_names_in_the_encodings_of_windows_and_of_macos(tmp_path: Path) -> None:
    data = archive({"XXXXX.txt": PROSE, "YYYYYYY.txt": PROSE})
    data = data.replace(b"XXXXX", "zażół".encode("cp852")).replace(b"YYYYYYY", "zażó".encode() + b"a")
    assert list(found(tmp_path, data)[0]) == ["a.zip!zażół.txt", "a.zip!zażóa.txt"]


def test_members_that_are_refused_cost_themselves_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(
        archive(
            {
                "../up.txt": PROSE, "/root.txt": PROSE, "C:\\x.txt": PROSE, "a/../../b.txt": PROSE,
                "inner.zip": archive({"x.txt": PROSE}), "bomb.txt": b"a" * 5_000_000, "good.txt": PROSE,
                "large.txt": b"x" * 300_000, "wrong.txt": b"%PDF-1.7", "blank.txt": " ",
            }
        )
    )  # fmt: skip
    with zipfile.ZipFile(buffer, "a") as out:
        out.writestr(link, "good.txt")
        out.writestr("lzma.txt", PROSE, zipfile.ZIP_LZMA)
        with pytest.warns(UserWarning, match="Duplicate"):
            out.writestr("good.txt", "Another one.")
    monkeypatch.setattr(zipped, "MAX_BYTES", 250_000)
    documents, reasons = found(tmp_path, buffer.getvalue())
    assert list(documents) == ["a.zip!good.txt"]
    told = {source.removeprefix("a.zip!"): reason for source, reason in reasons.items()}
    assert {name for name, reason in told.items() if "leads out" in reason} >= {
        "../up.txt", "/root.txt", "a/../../b.txt"
    }  # fmt: skip
    assert "inside an archive" in told["inner.zip"]
    assert "is a link" in told["link.txt"]
    assert "packed in a way" in told["lzma.txt"]
    assert "too large: 0.3 MB" in told["large.txt"]
    assert "too large" in told["bomb.txt"]
    assert "is a PDF" in told["wrong.txt"]
    assert "is empty" in told["blank.txt"]
    assert told["good.txt"] == "has the name of an earlier member"


def test_bombs_are_told_by_their_ratio_and_by_their_sum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, reasons = found(tmp_path, archive({"bomb.txt": b"a" * 5_000_000, "good.txt": PROSE}))
    assert "as only a bomb does" in reasons["a.zip!bomb.txt"]
    monkeypatch.setattr(zipped, "MAX_TOTAL", 2 * len(PROSE))
    documents, reasons = found(tmp_path, archive({f"{n}.txt": PROSE for n in range(4)}))
    assert len(documents) == 2
    assert all("make several archives" in reason for reason in reasons.values())
    assert len(reasons) == 2


def test_an_encrypted_member(tmp_path: Path) -> None:
    data = bytearray(archive({"secret.txt": PROSE, "good.txt": PROSE}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    documents, reasons = found(tmp_path, bytes(data))
    assert list(documents) == ["a.zip!good.txt"]
    assert "is encrypted" in reasons["a.zip!secret.txt"]


def test_a_damaged_member_costs_itself_alone(tmp_path: Path) -> None:
    data = bytearray(archive({"bad.txt": PROSE * 3, "good.txt": PROSE}, zipfile.ZIP_STORED))
    data[data.find(PROSE.encode()) + 3] ^= 1
    documents, reasons = found(tmp_path, bytes(data))
    assert list(documents) == ["a.zip!good.txt"]
    assert "is damaged in its archive" in reasons["a.zip!bad.txt"]


def test_what_is_no_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = archive({"a.txt": PROSE})
    with pytest.raises(DocumentError, match="or damaged"):
        found(tmp_path, whole[: len(whole) // 2])
    lying = bytearray(whole)
    struct.pack_into("<I", lying, whole.rfind(b"PK\x05\x06") + 12, 2**31)
    with pytest.raises(DocumentError, match="too many members to be listed"):
        found(tmp_path, bytes(lying))
    monkeypatch.setattr(zipped, "MAX_MEMBERS", 3)
    with pytest.raises(DocumentError, match="has 4 members, and the limit is 3"):
        found(tmp_path, archive({f"{n}.txt": PROSE for n in range(4)}))


def test_many_refusals_are_counted(tmp_path: Path) -> None:
    _, reasons = found(tmp_path, archive({f"{n}.png": "" for n in range(60)}))
    assert len(reasons) == 51
    assert reasons["a.zip"] == "holds 10 more members that are left out, for such reasons"
