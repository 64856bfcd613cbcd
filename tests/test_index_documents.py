"""`index.documents`: ids depend on the source alone, and a document says what it is made of."""

from pathlib import Path

import pytest

from index.documents import document_id
from index.readers import read

SHIPPED = sorted((Path(__file__).parents[1] / "corpus").glob("*.txt"))


def test_an_id_is_a_hash_of_the_source_alone() -> None:
    assert document_id("a.txt") == document_id("a.txt") != document_id("b.txt")
    assert len(document_id("a.txt")) == 16
    assert int(document_id("\udce9.txt"), 16) >= 0  # a file name that is no UTF-8


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name[:3])
def test_the_text_of_a_shipped_article_is_the_file(path: Path) -> None:
    document = read(path, path.name)
    assert document.text == path.read_bytes().decode()
    assert document.source == path.name
    assert document.id == document_id(path.name)


def test_there_are_shipped_articles() -> None:
    assert len(SHIPPED) == 5


def test_a_changed_file_keeps_its_id_and_changes_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One thing happened.", "utf-8")
    before = read(path, "a.txt")
    path.write_text("Another thing happened.", "utf-8")
    after = read(path, "a.txt")
    assert before.id == after.id
    assert before.content_hash != after.content_hash
    assert len(after.content_hash) == 64


def test_newlines_are_not_translated(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"One.\r\nTwo.\rThree.\n")
    assert read(path, "a.txt").text == "One.\r\nTwo.\rThree.\n"
