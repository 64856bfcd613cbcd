"""`index.readers`: encodings decoded exactly, titles, dates and headings found, bad files named with the reason."""

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Document
from index.errors import DocumentError
from index.passages import cut
from index.readers import MAX_BYTES, SUFFIXES, read
from index.readers.decoding import decode
from index.readers.parsed import iso_date, shorten

CORPUS = Path(__file__).parents[1] / "corpus"
POLISH = "Zażółć gęślą jaźń: są tacy, którzy „ją” znają."
HUNGARIAN = "Árvíztűrő tükörfúrógép: a külügyminiszter őszintén örült."
ROMANIAN = "Preşedintele a spus că în faţa ţării stă o alegere grea."
RUSSIAN = "Министр иностранных дел встретился с руководителем страны."
PROSE = "The minister arrived in the morning and left again in the evening, without a word to the press."


def make(folder: Path, name: str, content: str | bytes) -> Document:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, name)


def refusal(folder: Path, name: str, content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        make(folder, name, content)
    assert repr(name) in str(caught.value)
    return str(caught.value)


def headings(document: Document) -> list[str]:
    return [document.text[span.start : span.end] for span in document.headings]


# --- decoding


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_with_and_without_mark(mark: bytes, encoding: str) -> None:
    text = f"{POLISH}\r\n{HUNGARIAN} 🇵🇱\r{ROMANIAN}\n"
    assert decode(mark + text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (POLISH, "cp1250"),
        (POLISH.replace("„", '"').replace("”", '"'), "iso8859_2"),
        (HUNGARIAN, "cp1250"),
        (HUNGARIAN, "iso8859_2"),
        (ROMANIAN, "cp1250"),
        (ROMANIAN, "iso8859_2"),
        ("Žluťoučký kůň úpěl ďábelské ódy.", "cp1250"),
        ("Le ministre a déclaré que l’été sera chaud.", "cp1252"),
        ("Der Außenminister grüßt über Österreich.", "cp1252"),
        ("O ministro não foi à reunião.", "cp1252"),
        ("The price was £5 – “a fair price”, he said.", "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        ("ロシアの外相は北朝鮮の総書記と会談した。両国は協力を深めるという。", "shift_jis"),
    ],
)
def test_older_encodings_are_told_by_one_sentence(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859_2"])
@pytest.mark.parametrize("path", sorted(CORPUS.glob("00[013]*.txt")), ids=lambda path: path.name[:3])
def test_whole_articles_in_older_encodings(path: Path, encoding: str) -> None:
    text = path.read_bytes().decode()
    assert decode(text.encode(encoding), path.name) == text


@given(st.text())
@settings(deadline=None)
def test_utf8_comes_back_as_it_was(text: str) -> None:
    text = text.replace("\0", "").removeprefix("\ufeff")
    if not text.startswith("\ufeff"):
        assert decode(text.encode(), "a.txt") == text


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_text_or_a_clear_error(data: bytes) -> None:
    message = ""
    try:
        text = decode(data, "a.txt")
    except DocumentError as error:
        message = str(error)
    if message:
        assert message.startswith("'a.txt' is ")
    else:
        assert "\ufffd" not in text or b"\xef\xbf\xbd" in data or b"\xfd\xff" in data or b"\xff\xfd" in data


# --- what cannot be read


def test_unreadable_files_are_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"'gone.txt' cannot be opened: No such file"):
        read(tmp_path / "gone.txt", "gone.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError, match="not a regular file"):
        read(tmp_path / "folder.txt", "folder.txt")


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.csv", "a.zip"])
def test_a_huge_file_is_named_and_not_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / name).open("wb") as stream:
        stream.truncate(2**31 + 1)  # which takes no room on the disk
    monkeypatch.setattr(Path, "open", None)
    with pytest.raises(
        DocumentError, match=rf"{name}' is too large: 2,048\.0 MB, and the limit is (50|2,048) MB"
    ):
        read(tmp_path / name, name)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("secret", "utf-8")
    path.chmod(0)
    with pytest.raises(DocumentError, match="cannot be opened: Permission denied"):
        read(path, "secret.txt")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"%PDF-1.7 and so on", "is a PDF by its content, not a .txt file; give it the suffix"),
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "is a PNG image by its content"),
        ("a.csv", b"PK\x03\x04 and so on", "is an archive"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", "is an old Office document"),
        ("a.zip", b"\xff\xd8\xff\xe0 and so on", "is a JPEG image"),
        ("a.zip", b"plain words", "is no .zip file by its content"),
    ],
)
def test_a_file_with_the_wrong_suffix_is_told(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    assert reason in refusal(tmp_path, name, content)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b"\xef\xbb\xbf \r\n\t", "is empty"),
        ("a.txt", b" date 2025-07 \n", "is empty"),
        ("a.md", b"---\ntitle: A\n---\n", "is empty"),
        ("a.txt", b"\0\0\0\rIHDR\0\0\1\0", "is binary"),
        ("a.txt", b"text with one \0 in it", "is binary"),
        ("a.txt", "Zażółć gęślą jaźń, dwa razy.".encode() + b"\xff\xfe!", "damaged at byte"),
        ("a.txt", codecs.BOM_UTF16_LE + b"a\0b", "damaged at byte"),
        ("a.txt", b"\x01\x02\x03\x81\x98\x04\x05", "not decodable"),
        ("a.exe", b"text", "save it as one of"),
    ],
)
def test_bad_files_are_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    assert reason in refusal(tmp_path, name, content)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match="the limit is 50 MB"):
        read(path, "big.txt")


def test_suffixes_are_read_in_any_case(tmp_path: Path) -> None:
    assert {".txt", ".md"} <= SUFFIXES
    assert make(tmp_path, "A.TXT", PROSE).text == PROSE


# --- plain text


@pytest.mark.parametrize(
    ("number", "title", "date", "language"),
    [
        ("000", "Minister spraw zagranicznych Rosji Siergiej Ławrow podczas wizyty", "2025-07", "pl"),
        ("001", 'Niepokojące słowa z Pjongjangu. Kim Dzong Un mówi o "zjednoczeniu"', None, "pl"),
        ("002", "Észak-Korea feltétel nélkül támogatja Oroszország Ukrajnával", "2025-07", "hu"),
        ("003", "Spotkanie sekretarza rosyjskiej Rady Bezpieczeństwa Siergieja Szojgu", None, "pl"),
        ("004", "Kim Jong Un îi promite lui Lavrov sprijin total", "2025-07", "ro"),
    ],
)
def test_the_shipped_articles(number: str, title: str, date: str | None, language: str) -> None:
    (path,) = CORPUS.glob(f"{number}*.txt")
    document = read(path, path.name)
    assert document.title.startswith(title)
    assert len(document.title) <= 101
    assert (document.date, document.language) == (date, language)
    assert not any("date 2025" in passage.text for passage in cut(document))


def test_headings_of_a_shipped_article_are_no_sentences() -> None:
    (path,) = CORPUS.glob("001*.txt")
    document = read(path, path.name)
    assert '"Ochrona wzajemnych interesów"' in headings(document)
    assert headings(document)[-1] == "Południe zaniepokojone"
    assert cut(document)[-1].heading == "Południe zaniepokojone"
    assert not any("Południe zaniepokojone" in passage.text for passage in cut(document))


@pytest.mark.parametrize(
    ("head", "date"),
    [
        (" date 2025-07 ", "2025-07"),
        ("Date: 2025-07-12\n\n", "2025-07-12"),
        ("date 2024\n", "2024"),
        ("date 2025-13 ", None),
        ("date 2025-02-30 ", None),
        ("date 20255 ", None),
        ("dated 2025-07 ", None),
        ("The date 2025-07 ", None),
    ],
)
def test_a_leading_date_is_the_date_and_no_sentence(tmp_path: Path, head: str, date: str | None) -> None:
    document = make(tmp_path, "a.txt", head + PROSE)
    assert document.date == date
    assert document.text == head + PROSE
    assert cut(document)[0].text == (PROSE if date else head + PROSE)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"A visit to the coast\n\n{PROSE}", "A visit to the coast"),
        (f"World\n\nA visit to the coast\n\n{PROSE}", "A visit to the coast"),
        (f"Notes\n\n{PROSE}", "Notes"),
        (f"🚨 {PROSE}", PROSE),
        ("It rained. Nobody came.", "It rained."),
        (f"Read this first.\n\nSetup\n\n{PROSE}", "Read this first."),
        ("Bread\nMilk\nEggs\nButter\n", "Bread"),
        ("*** ---", "a"),
    ],
)
def test_titles_of_plain_texts(tmp_path: Path, text: str, title: str) -> None:
    assert make(tmp_path, "a.txt", text).title == title


@pytest.mark.parametrize(
    "line",
    [
        "He said:",
        "It rained.",
        "and went on",
        "- one item",
        "12 345",
        "“Where is he?”",
        "https://example.com/Page",
        "By Anna Nowak, Warsaw,",
        "A line " * 20,
    ],
)
def test_what_is_no_heading(tmp_path: Path, line: str) -> None:
    assert headings(make(tmp_path, "a.txt", f"{PROSE}\n\n{line}\n\n{PROSE}")) == []


def test_what_is_a_heading(tmp_path: Path) -> None:
    for line in ("What comes next?", "The second day", "„Cauza sacră” a Rusiei", "3. Results"):
        assert headings(make(tmp_path, "a.txt", f"{PROSE}\n{line}\n{PROSE}")) == [line]


def test_lists_and_last_lines_stay_in_the_passages(tmp_path: Path) -> None:
    text = f"{PROSE}\n\nBread\nMilk\nEggs\nButter\n\n{PROSE}\n\nAnna Nowak"
    document = make(tmp_path, "a.txt", text)
    assert headings(document) == []
    assert "Butter" in cut(document)[0].text
    assert cut(document)[-1].text.endswith("Anna Nowak")


# --- Markdown


def test_front_matter_and_headings(tmp_path: Path) -> None:
    front = (
        '---\ntitle: "Wizyta: dzień"\ndate: 2025-07-12\nlang: pl-PL\n'
        "url: https://example.com/a\nauthor: [Ewa, Jan]\n---\n"
    )
    body = (
        f"# Top\n\n{PROSE}\n\nUnder *it*\n---\n\n{PROSE}\n\n```\n# no heading\n```\n\n### Third ###\nEnd.\n"
    )
    document = make(tmp_path, "a.md", front + body)
    assert (document.title, document.date, document.language) == ("Wizyta: dzień", "2025-07-12", "pl")
    assert (document.url, document.author) == ("https://example.com/a", "Ewa, Jan")
    assert document.text == front + body
    assert headings(document) == ["# Top", "Under *it*\n---", "### Third ###"]
    assert list(dict.fromkeys(passage.heading for passage in cut(document))) == ["Top", "Under *it", "Third"]
    assert not any("title:" in passage.text or "Third" in passage.text for passage in cut(document))


@pytest.mark.parametrize(
    ("front", "date"),
    [
        ("date: 2025-07", "2025-07"),
        ("date: 2025", "2025"),
        ("date: 2025-07-12T10:00:00Z", "2025-07-12"),
        ("date: '2025-07-12 10:00'", "2025-07-12"),
        ("date: yesterday", None),
        ("date: [2025, 7]", None),
        ("date:", None),
    ],
)
def test_dates_of_front_matter(tmp_path: Path, front: str, date: str | None) -> None:
    document = make(tmp_path, "a.md", f"---\r\n{front}\r\n---\r\n{PROSE}")
    assert document.date == date
    assert [passage.text for passage in cut(document)] == [PROSE]


@pytest.mark.parametrize(
    "front",
    [
        "title: [",
        "date: 2025-13-45",
        "- a\n- b",
        "just words",
        "a: b: c",
        "[" * 3000,
        "{[1]: 2}: x",
        "\x07: 1",
        "draft: !!bool maybe",
        "seen: !!timestamp x",
        'count: !!int ""',
        "title: 0x" + "f" * 5000,
    ],
)
def test_malformed_front_matter_is_text(tmp_path: Path, front: str) -> None:
    document = make(tmp_path, "a.md", f"---\n{front}\n---\n{PROSE}")
    assert document.body == 0
    assert document.date is None
    assert document.language == "en"
    assert PROSE in document.text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"## Second\n\n# **First**\n\n{PROSE}", "First"),
        (f"## Second\n\n{PROSE}", "Second"),
        ("It rained. Nobody came.", "It rained."),
        ("# Only a heading", "Only a heading"),
        (f"#hashtag\n\n{PROSE}", "hashtag"),
    ],
)
def test_titles_of_markdown(tmp_path: Path, text: str, title: str) -> None:
    document = make(tmp_path, "a.md", text)
    assert document.title == title
    assert cut(document)


# --- small things


@given(st.text() | st.from_regex(r"\A\d{4}(-\d{2}(-\d{2})?)?\Z"))
def test_a_date_is_real_or_none(value: str) -> None:
    date = iso_date(value)
    assert date is None or (len(date) in (4, 7, 10) and iso_date(date) == date)


@pytest.mark.parametrize("value", ["0000", "2025-00", "2025-02-30", "25-07-01", "2025-7", "2025-07-12x", ""])
def test_impossible_dates_are_none(value: str) -> None:
    assert iso_date(value) is None


def test_shorten_cuts_between_words() -> None:
    assert shorten("  a\n b ") == "a b"
    assert shorten(" ") is None
    long = shorten("word, " * 40)
    assert long is not None
    assert long.endswith("word…")
    assert len(long) <= 100
    assert shorten("x" * 300) == "x" * 100 + "…"
