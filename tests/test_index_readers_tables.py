"""`index.readers.tables`, `lines`, `records`, `columns`: rows and JSON lines into documents."""

import json
from pathlib import Path

import pytest

from index.documents import Document
from index.errors import DocumentError, MissingDocumentError
from index.readers import Unreadable, read, read_all, read_text, read_texts, tables
from index.readers.lines import MAX_LINE
from index.readers.parsed import any_date

PROSE = "Minister przyjechał do Wonsan wczoraj rano i rozmawiał o zbiorach."


def make(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def found(folder: Path, name: str, content: str | bytes) -> list[Document | Unreadable]:
    return list(read_all(make(folder, name, content), name, lambda source, content_hash: False))


def documents(folder: Path, name: str, content: str | bytes) -> list[Document]:
    return [document for document in found(folder, name, content) if isinstance(document, Document)]


def failures(folder: Path, name: str, content: str | bytes) -> list[tuple[str, str]]:
    return [(one.source, one.reason) for one in found(folder, name, content) if isinstance(one, Unreadable)]


def until_it_fails(path: Path) -> tuple[list[str], str]:
    texts: list[str] = []
    parts = read_all(path, path.name, lambda source, content_hash: False)
    try:
        for one in parts:
            texts += [one.text] if isinstance(one, Document) else []
    except DocumentError as error:
        return texts, str(error)
    return texts, ""


def test_a_row_is_a_document_with_what_its_columns_say(tmp_path: Path) -> None:
    table = (
        "id,Headline,Body,Published,Byline,Language,Link,Views\n"
        f'a7,Kim i Ławrow,"{PROSE}\nDruga linia.",2025-07-12 10:00,"Nowak, Jan",pl-PL,https://x.pl/1,12\n'
    )
    [one] = documents(tmp_path, "press.csv", table)
    assert (one.source, one.title, one.text) == ("press.csv!a7", "Kim i Ławrow", f"{PROSE}\nDruga linia.")
    assert (one.date, one.author, one.language, one.url) == (
        "2025-07-12",
        "Nowak, Jan",
        "pl",
        "https://x.pl/1",
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("tytuł;treść;data;autor", ("Tytuł", PROSE, "2025-07-12", "Nowak")),
        ("Cím;Szöveg;Dátum;Szerző", ("Tytuł", PROSE, "2025-07-12", "Nowak")),
        ("Titlu;Conținut;Data publicării;Autor", ("Tytuł", PROSE, "2025-07-12", "Nowak")),
        ("TITLE;full_text;date-published;Author", ("Tytuł", PROSE, "2025-07-12", "Nowak")),
    ],
)
def test_columns_go_by_their_usual_names(tmp_path: Path, header: str, expected: tuple[str, ...]) -> None:
    [one] = documents(tmp_path, "a.csv", f"{header}\nTytuł;{PROSE};12.07.2025;Nowak\n")
    assert (one.title, one.text, one.date, one.author) == expected
    assert one.source == "a.csv!1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    table = f'title{delimiter}text\r\nZażółć{delimiter}"{PROSE}, {PROSE}; {PROSE}"\r\n'
    [one] = documents(tmp_path, "a.csv", table.encode(encoding))
    assert (one.title, one.text) == ("Zażółć", f"{PROSE}, {PROSE}; {PROSE}")


def test_tabs_part_the_columns_of_a_tsv(tmp_path: Path) -> None:
    [one] = documents(tmp_path, "a.tsv", f"title;x\ttext\nA\t{PROSE}; {PROSE}; {PROSE}\n")
    assert one.text == f"{PROSE}; {PROSE}; {PROSE}"


def test_a_table_of_facts_is_read_with_the_names_of_its_columns(tmp_path: Path) -> None:
    [first, second] = documents(tmp_path, "ships.csv", "name,length,built\nHanyang,138 m,1987\nRyo,,1990\n")
    assert first.text == "Hanyang\n\nlength: 138 m\nbuilt: 1987"
    assert (first.title, second.text) == ("Hanyang", "Ryo\n\nbuilt: 1990")
    assert (first.language, second.language) == ("und", "und")


def test_ids_that_come_twice_and_blank_rows(tmp_path: Path) -> None:
    ones = documents(tmp_path, "a.csv", "id,text\nx,First words.\n\n,Second words.\nx,Third words.\n")
    assert [one.source for one in ones] == ["a.csv!x", "a.csv!2", "a.csv!x (2)"]


def test_rows_that_are_no_documents_are_told_together(tmp_path: Path) -> None:
    table = "id,text\n" + "".join(f"{n},\n" for n in range(30)) + "99,Words.\n100,a,b\n"
    assert failures(tmp_path, "a.csv", table) == [
        (
            "a.csv",
            "is read but for row 32: more than 2 columns; "
            "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 18 more without text",
        )
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        (",,\n", "its first row must hold the names"),
        (b"id,text\n1,Good.\n2," + "Ż".encode() * 20 + b"\xff", "damaged at byte"),
    ],
)
def test_bad_tables_are_refused(tmp_path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        found(tmp_path, "a.csv", content)


def test_a_field_without_end_costs_what_comes_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_FIELD", 5000)
    path = make(tmp_path, "a.csv", "text\nGood words.\n" + '"' + "x" * 6000)
    texts, message = until_it_fails(path)
    assert texts == ["Good words."]
    assert "from row 2 on (field larger than field limit (5000)); close the quotation marks" in message


def test_a_field_of_a_hundred_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write('text\nGood words.\n"')
        for _ in range(100):
            stream.write("word " * 200_000)
        stream.write('"\n')
    texts, message = until_it_fails(path)
    assert texts == ["Good words."]
    assert "from row 2 on" in message


def test_json_lines(tmp_path: Path) -> None:
    objects = [
        {
            "title": "One",
            "text": PROSE,
            "date": 1752300000,
            "authors": [{"name": "Anna"}, "Jan"],
            "lang": "Polish",
        },
        {"body": ["First.", "Second."], "nested": {"text": "no"}},
        {"text": "\ud83d half \0 of it"},
    ]
    content = "\ufeff" + "\n\n".join(json.dumps(one) for one in objects)
    first, second, third = documents(tmp_path, "a.jsonl", content)
    assert (first.date, first.author, first.language) == ("2025-07-12", "Anna, Jan", "pl")
    assert (second.source, second.text) == ("a.jsonl!2", "First.\n\nSecond.")
    assert third.text == "half  of it"


def test_lines_that_are_no_objects_cost_themselves(tmp_path: Path) -> None:
    lines = [
        b'{"text": "Good."}', b"[1]", b"{", b"{" * 200_000, b'{"text": "\xff"}', b'{"text": ""}',
        b'{"n": ' + b"9" * 10_000 + b"}", b'{"text": "' + b"x" * MAX_LINE + b'"}', b'{"text": "Also good."}',
    ]  # fmt: skip
    content = b"\n".join(lines)
    assert [one.text for one in documents(tmp_path, "a.jsonl", content)] == ["Good.", "Also good."]
    [(source, reason)] = failures(tmp_path, "a.jsonl", content)
    assert source == "a.jsonl"
    assert "rows 2, 3, 4, 5, 7: no JSON object" in reason
    assert "row 8: longer than 20 MB" in reason
    assert "row 6 without text" in reason


# --- columns.toml


def test_columns_are_named_for_a_folder_and_for_one_table(tmp_path: Path) -> None:
    make(
        tmp_path,
        "columns.toml",
        'text = ["lead", "words"]\ntitle = "h"\n["b.jsonl"]\ntext = "meta.deep"\nauthor = "meta.who"\n',
    )
    [one] = documents(tmp_path, "a.csv", "h,lead,words,text\nTop,Lead.,Words.,No.\n")
    assert (one.title, one.text) == ("Top", "Lead.\n\nWords.")
    [two] = documents(tmp_path, "b.jsonl", '{"h": "T", "meta": {"deep": "Deep words.", "who": "Ewa"}}')
    assert (two.title, two.text, two.author) == ("T", "Deep words.", "Ewa")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("text = ", "'columns.toml' beside it is mistaken"),
        ('words = "x"', "'words' is none of id, title"),
        ("text = 3", "not 3"),
        ("text = []", "list of names"),
        ('text = "gone"', "has no column 'gone', which 'columns.toml' names for 'text'; it has 'text'"),
    ],
)
def test_mistakes_in_columns_are_told(tmp_path: Path, said: str, reason: str) -> None:
    make(tmp_path, "columns.toml", said)
    with pytest.raises(DocumentError, match=reason):
        found(tmp_path, "a.csv", "text\nWords.\n")


# --- one document, and all texts


def test_one_row_is_read_by_its_source(tmp_path: Path) -> None:
    path = make(tmp_path, "a.csv", "id,text\nx,First words.\ny,Second words.\n")
    one = read(path, "sub/a.csv!y")
    assert (one.source, one.text) == ("sub/a.csv!y", "Second words.")
    assert read_text(path, "sub/a.csv!y") == (one.text, one.content_hash)
    assert [source for source, _, _ in read_texts(path, "a.csv")] == ["a.csv!x", "a.csv!y"]
    with pytest.raises(MissingDocumentError, match=r"'a\.csv' holds no document 'z'"):
        read(path, "a.csv!z")


def test_a_row_that_is_known_is_not_read(tmp_path: Path) -> None:
    path = make(tmp_path, "a.csv", "text\nFirst words.\nSecond words.\n")
    [first, second] = [one for one in read_all(path, "a.csv", lambda *_: False) if isinstance(one, Document)]
    known = {(first.source, first.content_hash)}
    assert list(read_all(path, "a.csv", lambda *pair: pair in known)) == [second]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-07-12T10:00:00Z", "2025-07-12"),
        ("2025-07", "2025-07"),
        ("2025. 7. 3.", None),
        ("2025.07.03.", "2025-07-03"),
        ("12.7.2025 10:00", "2025-07-12"),
        ("05/07/2025", "2025"),
        ("05/05/2025", "2025-05-05"),
        ("25/07/2025", "2025-07-25"),
        ("07/25/2025", "2025-07-25"),
        ("2025/7/1", "2025-07-01"),
        ("Sat, 12 Jul 2025 10:00:00 +0200", "2025-07-12"),
        ("1752300000", "2025-07-12"),
        ("1752300000000", "2025-07-12"),
        ("31.02.2025", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_as_people_write_them(value: str, expected: str | None) -> None:
    assert any_date(value) == expected
