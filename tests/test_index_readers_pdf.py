"""`index.readers.pdf`: pages, paragraphs put together, what the file says of itself, and what cannot be read."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from made_files import POLISH, PROSE, pdf

from index.documents import Document
from index.errors import DocumentError
from index.passages import cut
from index.readers import Unreadable, read, read_all
from index.readers.pdf import _text as page_text

ARTICLE = [
    "The harbour of Brenna was opened in nineteen twelve by the mayor and",
    "Anna Kowal, who had paid for the pier. It was the largest har-",
    "bour on that coast for thirty years.",
    "Nobody came to the second opening.",
]


def make(folder: Path, data: bytes) -> Document:
    (folder / "a.pdf").write_bytes(data)
    return read(folder / "a.pdf", "a.pdf")


def refusal(folder: Path, data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        make(folder, data)
    return str(caught.value)


def test_lines_become_paragraphs(tmp_path: Path) -> None:
    document = make(tmp_path, pdf([ARTICLE]))
    assert document.text == (
        "The harbour of Brenna was opened in nineteen twelve by the mayor and Anna Kowal, who had paid for the pier. "
        "It was the largest harbour on that coast for thirty years.\n\nNobody came to the second opening."
    )
    assert make(tmp_path, pdf([[POLISH]])).text == POLISH


def test_a_hyphen_that_belongs_to_its_word_stays(tmp_path: Path) -> None:
    lines = [
        "The engineer of the harbour and the chief of police met on Friday; then the chief-",
        "engineer Anna Kowal, who had paid for the pier, told both of them about the lar-",
        "gest ship.",
    ]
    text = (
        "".join(f"{line} " for line in lines).strip().replace("chief- e", "chief-e").replace("lar- g", "larg")
    )
    assert make(tmp_path, pdf([lines])).text == text


def test_a_word_over_the_edge_of_a_page_is_one(tmp_path: Path) -> None:
    document = make(tmp_path, pdf([["The bridge was built beside the har-"], ["bour. It stands."]]))
    assert document.text == "The bridge was built beside the harbour. It stands."
    assert document.pages == (0, 35)


def test_a_passage_knows_its_page(tmp_path: Path) -> None:
    pages = [
        [f"This is sentence {n} of page {page}, and it is long." for n in range(20)] for page in (1, 2, 3)
    ]
    document = make(tmp_path, pdf(pages))
    assert len(document.pages) == 3
    for passage in cut(document):
        for span in passage.sentences:
            said = document.text[span.start : span.end]
            assert f"of page {passage.page_at(span.start)}," in said
    assert {passage.page for passage in cut(document)} == {1, 2, 3}


def test_a_sentence_over_the_edge_of_a_page_is_one(tmp_path: Path) -> None:
    document = make(tmp_path, pdf([["The bridge was built in the year"], ["of the flood. It stands."]]))
    assert document.text == "The bridge was built in the year of the flood. It stands."
    assert document.pages == (0, 33)


def test_running_titles_and_page_numbers_are_no_text(tmp_path: Path) -> None:
    pages = [
        ["Harbour News 7/2025", *(f"Ship {n}{m} came in and left again." for m in range(5)), f"{n}"]
        for n in range(1, 6)
    ]
    text = make(tmp_path, pdf(pages)).text
    assert "Harbour News" not in text
    assert text.count("came in and left again.") == 25
    assert not any(line.isdigit() for line in text.split("\n"))


def test_what_the_file_says_of_itself(tmp_path: Path) -> None:
    info = {"Title": "Święto portu", "Author": "Ewa Lis", "CreationDate": "D:20250712103000+02'00'"}
    one = make(tmp_path, pdf([[POLISH]], info, language="pl-PL"))
    assert (one.title, one.author, one.date, one.language) == ("Święto portu", "Ewa Lis", "2025-07-12", "pl")
    bare = make(tmp_path, pdf([[PROSE]], {"Title": "Microsoft Word - final2.doc", "CreationDate": "soon"}))
    assert (bare.title, bare.author, bare.date) == ("The harbour of Brenna was opened in 1912.", None, None)


def test_a_date_of_publication_goes_before_that_of_the_file(tmp_path: Path) -> None:
    made = {"CreationDate": "D:20260102103000"}
    assert make(tmp_path, pdf([["Date: 2025-07-12", PROSE]], made)).date == "2025-07-12"
    assert make(tmp_path, pdf([[PROSE]], made)).date == "2026-01-02"
    assert make(tmp_path, pdf([[PROSE]], {"CreationDate": "D:20131223231500Z"})).date is None


def test_a_scan_says_what_to_do(tmp_path: Path) -> None:
    said = refusal(tmp_path, pdf([[], [], ["7"]]))
    assert "'a.pdf' holds 3 pages without text, as scans do" in said
    assert "ocrmypdf IN.pdf OUT.pdf" in said


def test_pages_without_text_among_others_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([[PROSE], [], [PROSE]]))
    document, remark = read_all(tmp_path / "a.pdf", "a.pdf", lambda *_: False)
    assert isinstance(document, Document)
    assert isinstance(remark, Unreadable)
    assert (
        remark.reason == "is read but for 1 of 3 pages that hold no text, as scans do (2); OCR would add it"
    )
    assert cut(document)[0].page == 1
    assert cut(document)[-1].page_at(len(document.text) - 1) == 3


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_encrypted_files(tmp_path: Path, algorithm: str) -> None:
    said = refusal(tmp_path, pdf([[PROSE]], password="secret", algorithm=algorithm))
    assert "'a.pdf' is encrypted; open it with its password" in said
    # Anybody may read it, the owner's password is for changes.
    assert make(tmp_path, pdf([[PROSE]], password="", owner="secret", algorithm=algorithm)).text == PROSE


def test_what_is_no_pdf(tmp_path: Path) -> None:
    whole = pdf([[PROSE]])
    assert "is damaged, or no PDF" in refusal(tmp_path, whole[:40])
    assert "is no .pdf file" in refusal(tmp_path, b"plain words")
    lost = whole.replace(
        b"startxref\n", b"startxref\n1"
    )  # where its table of contents is lost, it is made again
    assert make(tmp_path, lost).text == PROSE


def test_letters_drawn_as_one_are_read_as_they_are_typed() -> None:
    page = SimpleNamespace(extract_text=lambda: "Tra\ufb01cul, e\ufb03cient, \ufb02uviu")
    assert page_text(page) == "Traficul, efficient, fluviu"
