"""Files of every format that is read, made anew: small ones, with words that tell where they came from."""

import io
import zipfile
from email.message import EmailMessage
from typing import Any

PROSE = "The harbour of Brenna was opened in 1912. Two hundred ships anchor there every summer."
POLISH = "Port w Brennie otwarto w 1912 roku. Każdego lata cumuje tam dwieście statków, źródło żółtej farby."


def pdf(pages: list[list[str]], info: dict[str, str] | None = None, *, language: str = "", password: str | None = None,
        owner: str = "", algorithm: str = "AES-256") -> bytes:  # fmt: skip
    """Return a PDF whose pages have these lines; a page without lines is a scan."""
    odd = sorted({c for lines in pages for line in lines for c in line if not c.isascii()})
    codes = {c: 128 + n for n, c in enumerate(odd)}
    names = " ".join(f"/uni{ord(c):04X}" for c in odd)
    encoding = (
        f"/Encoding <</Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [128 {names}]>>"
        if odd
        else ""
    )
    objects = ["", "", f"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica {encoding}>>".encode()]
    kids = []
    for lines in pages:
        shown = b"BT /F1 11 Tf 14 TL 50 780 Td\n"
        for line in lines:
            raw = bytes(codes.get(c) or ord(c) for c in line)
            shown += (
                b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj T*\n"
            )
        shown += b"ET"
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown))
        kids.append(len(objects) + 1)
        objects.append(
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources <</Font <</F1 3 0 R>>>>>>".encode()
        )
    lang = f" /Lang ({language})" if language else ""
    objects[0] = f"<</Type /Catalog /Pages 2 0 R{lang}>>".encode()
    objects[1] = f"<</Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{n} 0 R' for n in kids)}]>>".encode()
    said = " ".join(f"/{key} <FEFF{value.encode('utf-16-be').hex()}>" for key, value in (info or {}).items())
    objects.append(f"<<{said}>>".encode())
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer\n<</Size %d /Root 1 0 R /Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(objects), start)
    )
    if password is None:
        return out.getvalue()
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(out))
    writer.encrypt(password, owner or None, algorithm=algorithm)
    encrypted = io.BytesIO()
    writer.write(encrypted)
    return encrypted.getvalue()


def docx(*blocks: tuple[str, str], **about: Any) -> bytes:
    """Return a Word document of `(style, words)`; a row of a table is `("row", "a|b")`."""
    from docx import Document

    document = Document()
    for name, value in {"author": "", "title": "", **about}.items():
        setattr(document.core_properties, name, value)
    table = None
    for style, words in blocks:
        if style != "row":
            document.add_paragraph(words, style=style or None)
            table = None
            continue
        cells = words.split("|")
        table = table or document.add_table(0, len(cells))
        for cell, word in zip(table.add_row().cells, cells, strict=True):
            cell.text = word
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_OASIS = "urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"
_SPACES = " ".join(f'xmlns:{name}="{_OASIS.format(name)}"' for name in ("office", "text", "table", "meta"))


def odt(body: str, meta: str = "", doctype: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
    spaces = f'{_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"{head}<office:document-content {spaces}><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
            "meta.xml": f"{head}<office:document-meta {spaces}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def epub(chapters: list[str], meta: str = "", **more: str) -> bytes:
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<metadata>{meta}</metadata><manifest><item id="nav" properties="nav" href="nav.xhtml" '
        f'media-type="application/xhtml+xml"/>{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
        "OEBPS/nav.xhtml": "<html><body><p>Contents that nobody quotes</p></body></html>",
    }
    for number, chapter in enumerate(chapters):
        members[f"OEBPS/text/c {number}.xhtml"] = f"<html><body>{chapter}</body></html>"
    return zipped({**members, **more})


def eml(text: str | None, html: str | None = None, attached: tuple[str, ...] = (), **headers: str) -> bytes:
    letter = EmailMessage()
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    if text is not None:
        letter.set_content(text)
    if html is not None and text is not None:
        letter.add_alternative(html, subtype="html")
    elif html is not None:
        letter.set_content(html, subtype="html")
    for name in attached:
        letter.add_attachment(b"data", maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def page(body: str, head: str = "", language: str = "en") -> bytes:
    start = f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{head}</head>'
    return f"{start}<body>{body}</body></html>".encode()


def one_of_each(words: str = PROSE) -> dict[str, bytes]:
    """Return a file of every format by its name; each holds the words."""
    text = words.encode()
    return {
        "a.txt": text,
        "a.md": b"# Top\n\n" + text,
        "a.html": page(f"<article><h1>Top</h1><p>{words}</p></article>"),
        "a.htm": page(f"<p>{words}</p>"),
        "a.pdf": pdf([[words[:42].strip(), words[42:].strip()]]),
        "a.docx": docx(("Heading 1", "Top"), ("", words)),
        "a.odt": odt(f"<text:h>Top</text:h><text:p>{words}</text:p>"),
        "a.epub": epub([f"<h1>Top</h1><p>{words}</p>"]),
        "a.eml": eml(words, subject="Top", From="Ewa <e@x.pl>"),
        "a.csv": f'title,text\nTop,"{words}"\n'.encode(),
        "a.tsv": f"title\ttext\nTop\t{words}\n".encode(),
        "a.jsonl": f'{{"title": "Top", "text": "{words}"}}\n'.encode(),
        "a.zip": zipped({"in/b.txt": words, "in/c.html": page(f"<p>{words}</p>")}),
    }
