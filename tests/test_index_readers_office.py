"""`index.readers.docx`, `odt`, `epub` and `packed`: the text in its order, properties, and files that mean harm."""

import datetime
import io
import zipfile
from pathlib import Path

import pytest
from made_files import PROSE, docx, epub, odt, zipped

from index.documents import Document
from index.errors import DocumentError
from index.readers import Unreadable, read, read_all

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def make(folder: Path, name: str, data: bytes) -> Document:
    (folder / name).write_bytes(data)
    return read(folder / name, name)


def refusal(folder: Path, name: str, data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        make(folder, name, data)
    return str(caught.value)


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """Return an archive with one member more, or another one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {member: archive.read(member) for member in archive.namelist()}
    return zipped({**members, name: content})


def inside(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def headings(document: Document) -> list[str]:
    return [document.text[span.start : span.end] for span in document.headings]


def test_a_word_document(tmp_path: Path) -> None:
    data = docx(
        ("Heading 1", "Harbours"), ("", PROSE), ("row", "Ship|Length"), ("row", "Hanyang|138 m"),
        ("", "After the table."), ("Heading 2", "Ends"), ("List Bullet", "One item"),
        title="The report", author="Ewa Lis", language="en-GB",
        created=datetime.datetime(2025, 7, 12, 10, 0),
    )  # fmt: skip
    one = make(tmp_path, "a.docx", data)
    assert one.text == (
        f"Harbours\n\n{PROSE}\n\nShip | Length\n\nHanyang | 138 m\n\nAfter the table.\n\nEnds\n\nOne item"
    )
    assert headings(one) == ["Harbours", "Ends"]
    assert (one.title, one.author, one.date, one.language) == ("The report", "Ewa Lis", "2025-07-12", "en")


def test_a_date_that_nobody_set(tmp_path: Path) -> None:
    one = make(tmp_path, "a.docx", docx(("", PROSE)))
    assert (one.date, one.author, one.title) == (None, None, "The harbour of Brenna was opened in 1912.")


def test_a_date_that_the_text_begins_with_goes_before_that_of_the_file(tmp_path: Path) -> None:
    made = datetime.datetime(2026, 1, 2, 10, 0)
    assert (
        make(tmp_path, "a.docx", docx(("", "Date: 2025-07-12"), ("", PROSE), created=made)).date
        == "2025-07-12"
    )
    assert make(tmp_path, "b.docx", docx(("", PROSE), created=made)).date == "2026-01-02"


def test_the_date_of_a_template_is_none(tmp_path: Path) -> None:
    meta = inside(MADE["a.odt"], "meta.xml").decode()
    for date, known in (("2013-12-23T23:15:00", None), ("2025-07-12T10:00:00", "2025-07-12")):
        said = meta.replace("<office:meta>", f"<office:meta><meta:creation-date>{date}</meta:creation-date>")
        assert make(tmp_path, "a.odt", changed(MADE["a.odt"], "meta.xml", said.encode())).date == known


def test_tracked_changes_boxes_and_footnotes_of_word(tmp_path: Path) -> None:
    data = docx(("", "XXX"))
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = inside(data, "word/document.xml").decode()
    body = body.replace(
        "<w:t>XXX</w:t></w:r>",
        "<w:t>Kept</w:t><w:tab/><w:t>words</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> and new ones</w:t></w:r></w:ins>",
    ).replace(
        "</w:body>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:sdtContent></w:sdt></w:body>",
    )
    notes = (
        f"<w:footnotes {w}><w:footnote><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    relations = inside(data, "word/_rels/document.xml.rels").decode()
    relation = (
        '<Relationship Id="rIdN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
        ' Target="footnotes.xml"/></Relationships>'
    )
    types = inside(data, "[Content_Types].xml").decode()
    for name, content in {
        "word/document.xml": body,
        "word/footnotes.xml": notes,
        "word/_rels/document.xml.rels": relations.replace("</Relationships>", relation),
        "[Content_Types].xml": types.replace(
            "</Types>",
            '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.footnotes+xml"/></Types>',
        ),
    }.items():
        data = changed(data, name, content.encode())
    assert make(tmp_path, "a.docx", data).text == "Kept words and new ones\n\nIn a box.\n\nA note."


def test_an_opendocument_text(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:p>Deleted.</text:p></text:changed-region>"
        "</text:tracked-changes><text:h>Harbours</text:h><text:p>The harbour"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>A note.</text:p></text:note-body></text:note> of<text:s/><text:span>Brenna</text:span>"
        "<office:annotation><text:p>A remark.</text:p></office:annotation><text:line-break/>is new.</text:p>"
        "<text:list><text:list-item><text:p>One item</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Ship</text:p></table:table-cell><table:table-cell>"
        "<text:p>138</text:p></table:table-cell></table:table-row></table:table>"
    )
    meta = (
        "<dc:title>The report</dc:title><meta:initial-creator>Ewa Lis</meta:initial-creator>"
        "<meta:creation-date>2025-07-12T10:00:00</meta:creation-date><dc:language>en-US</dc:language>"
    )
    one = make(tmp_path, "a.odt", odt(body, meta))
    assert one.text == "Harbours\n\nThe harbour of Brenna\nis new.\n\nOne item\n\nShip | 138\n\nA note."
    assert headings(one) == ["Harbours"]
    assert (one.title, one.author, one.date, one.language) == ("The report", "Ewa Lis", "2025-07-12", "en")


def test_a_book(tmp_path: Path) -> None:
    meta = (
        "<dc:title>The Sea</dc:title><dc:creator>Ewa Lis</dc:creator><dc:creator>Jan Kot</dc:creator>"
        "<dc:date>1912</dc:date><dc:language>en</dc:language><dc:identifier>https://books.example/1</dc:identifier>"
    )
    one = make(
        tmp_path, "a.epub", epub([f"<h1>One</h1><p>{PROSE}</p>", "<h1>Two</h1><p>The&nbsp;end.</p>"], meta)
    )
    assert one.text == f"One\n\n{PROSE}\n\nTwo\n\nThe end."
    assert headings(one) == ["One", "Two"]
    assert (one.title, one.author, one.date, one.language, one.url) == (
        "The Sea", "Ewa Lis, Jan Kot", "1912", "en", "https://books.example/1"
    )  # fmt: skip


def test_a_lost_chapter_is_told(tmp_path: Path) -> None:
    data = epub([f"<p>{PROSE}</p>", "<p>Lost.</p>"]).replace(b"text/c 1.xhtml", b"text/x 1.xhtml")
    (tmp_path / "a.epub").write_bytes(data)
    document, remark = read_all(tmp_path / "a.epub", "a.epub", lambda *_: False)
    assert isinstance(document, Document)
    assert document.text == PROSE
    assert isinstance(remark, Unreadable)
    assert "1 of its chapters" in remark.reason


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE])
def test_entities_are_refused(tmp_path: Path, doctype: str) -> None:
    assert "declares XML entities" in refusal(tmp_path, "a.odt", odt("<text:p>&a;</text:p>", doctype=doctype))
    plain = docx(("", PROSE))
    body = inside(plain, "word/document.xml").replace(b"<w:document", doctype.encode() + b"<w:document", 1)
    assert "declares XML entities" in refusal(tmp_path, "a.docx", changed(plain, "word/document.xml", body))
    book = epub([f"<p>{PROSE}</p>"])
    package = doctype.encode() + inside(book, "OEBPS/book.opf")
    assert "declares XML entities" in refusal(tmp_path, "a.epub", changed(book, "OEBPS/book.opf", package))
    chapter = f"{doctype}<html><body><p>{PROSE} &a;</p></body></html>".encode()
    text = make(tmp_path, "b.epub", changed(book, "OEBPS/text/c 0.xhtml", chapter)).text
    assert text.startswith(PROSE)
    assert "root:" not in text
    assert len(text) < 200


MADE = {
    "a.docx": docx(("", PROSE)),
    "a.odt": odt(f"<text:p>{PROSE}</text:p>"),
    "a.epub": epub([f"<p>{PROSE}</p>"]),
}


@pytest.mark.parametrize("name", MADE)
def test_bombs_encrypted_and_damaged_files(tmp_path: Path, name: str) -> None:
    whole = MADE[name]
    assert "as only a bomb does" in refusal(tmp_path, name, changed(whole, "bomb.xml", b"a" * 5_000_000))
    locked = bytearray(whole)
    locked[whole.find(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted" in refusal(tmp_path, name, bytes(locked))
    assert "is damaged" in refusal(tmp_path, name, whole[: len(whole) // 2])
    assert "damaged" in refusal(tmp_path, name, zipped({"other.txt": "no"}))
    assert "is a PNG image" in refusal(tmp_path, name, b"\x89PNG\r\n\x1a\n and so on")


def test_protected_files(tmp_path: Path) -> None:
    manifest = b"<manifest><file><encryption-data/></file></manifest>"
    assert "is encrypted" in refusal(
        tmp_path, "a.odt", changed(MADE["a.odt"], "META-INF/manifest.xml", manifest)
    )
    rights = b"<encryption><EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></encryption>"
    book = changed(MADE["a.epub"], "META-INF/encryption.xml", rights)
    assert "is protected against copying" in refusal(tmp_path, "a.epub", book)
    fonts = b"<encryption><EncryptionMethod Algorithm='http://www.idpf.org/2008/embedding'/></encryption>"
    assert make(tmp_path, "b.epub", changed(MADE["a.epub"], "META-INF/encryption.xml", fonts)).text == PROSE


def test_deep_nesting(tmp_path: Path) -> None:
    deep = "<text:section>" * 5000 + f"<text:p>{PROSE}</text:p>" + "</text:section>" * 5000
    assert "nested too deeply" in refusal(tmp_path, "a.odt", odt(deep))
