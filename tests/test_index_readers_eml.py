"""`index.readers.eml`: what was written, by whom and when; damaged headers."""

from pathlib import Path

import pytest
from made_files import POLISH, PROSE, eml

from index.documents import Document
from index.errors import DocumentError
from index.readers import Unreadable, read, read_all


def make(folder: Path, data: bytes) -> Document:
    (folder / "a.eml").write_bytes(data)
    return read(folder / "a.eml", "a.eml")


def test_a_letter(tmp_path: Path) -> None:
    data = eml(
        POLISH, f"<p>{POLISH}</p>", Subject="Święto portu", From="Ewa Żak <ewa@x.pl>, jan@x.pl",
        Date="Sat, 12 Jul 2025 10:00:00 +0200", Content_Language="pl", Archived_At="<https://lists.example/1>",
    )  # fmt: skip
    one = make(tmp_path, data)
    assert (one.text.strip(), one.title, one.author) == (POLISH, "Święto portu", "Ewa Żak, jan@x.pl")
    assert (one.date, one.language, one.url) == ("2025-07-12", "pl", "https://lists.example/1")


def test_a_letter_in_html_alone(tmp_path: Path) -> None:
    one = make(tmp_path, eml(None, f"<h2>Top</h2><p>{PROSE}</p><p>Ewa<br>Mayor</p>", Subject="S"))
    assert one.text == f"Top\n\n{PROSE}\n\nEwa\nMayor"
    assert [one.text[span.start : span.end] for span in one.headings] == ["Top"]


def test_what_is_attached_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(eml(PROSE, None, ("report.pdf", "logo.png")))
    document, remark = read_all(tmp_path / "a.eml", "a.eml", lambda *_: False)
    assert isinstance(document, Document)
    assert document.text.strip() == PROSE
    assert isinstance(remark, Unreadable)
    assert remark.reason == "is read without what is attached to it ('report.pdf'); save that beside it"


@pytest.mark.parametrize(
    "head",
    [b"Date: soon", b"From: =?utf-8?q?=FF=FE?= <", b"Subject: =?nope?b?!!?=", b"Content-Type: text/plain; charset=nope",
     b"no header at all", b"Content-Transfer-Encoding: nope", b"To: " + b"(" * 3000,
     b"Content-Transfer-Encoding: " + b"(" * 3000, b"Content-Type: " + b"(" * 3000],
)  # fmt: skip
def test_damaged_headers_cost_themselves(tmp_path: Path, head: bytes) -> None:
    assert PROSE in make(tmp_path, b"Subject: S\r\n" + head + b"\r\n\r\n" + PROSE.encode()).text


def test_older_encodings_of_letters(tmp_path: Path) -> None:
    head = b"Content-Type: text/plain; charset=iso-8859-2\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert make(tmp_path, head + POLISH.encode("iso8859_2")).text == POLISH
    assert make(tmp_path, b"Subject: S\r\n\r\n" + POLISH.encode("cp1250")).text == POLISH


def test_a_letter_without_words(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is empty"):
        make(tmp_path, eml(None, None, ("a.png",), Subject="S"))
