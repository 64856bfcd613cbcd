"""What belongs to an index beside the corpus's own files: added, hidden, shown again."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from bag_of_words import BagOfWords
from corpora import contents, write
from fakes import BagOfWordsEmbedding
from small_corpus import TEXTS, make_index

from index.catalogue import Catalogue
from index.embedding import Embedder
from index.errors import CorpusError, DataFolderError, DocumentError
from index.index import Index
from index.membership import HIDDEN, Membership
from index.sync import sync

NEW = b"The observatory on the hill owns a telescope from 1888.\n"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with make_index(tmp_path) as index:
        yield index


def sources(index: Index, *, hidden: bool = False) -> list[str]:
    return [document.source for document in index.documents(hidden=hidden)]


def chosen(index: Index) -> Path:
    (found,) = index.folder.parent.glob("chosen-*")
    return found


def test_an_added_file_is_a_document_like_others(index: Index) -> None:
    before = {path: path.read_bytes() for path in index.corpus.rglob("*") if path.is_file()}
    source = index.membership.add_file("stars.txt", NEW)
    assert source == ".added/stars.txt"
    assert index.sync().added == (source,)
    assert sources(index) == sorted([*TEXTS, source])
    assert [document.source for document in index.documents() if document.added] == [source]
    assert index.search("observatory telescope")[0].passage.source == source
    assert index.document(source).text == NEW.decode()
    assert {path: path.read_bytes() for path in index.corpus.rglob("*") if path.is_file()} == before
    index.membership.remove_file(source)
    assert index.sync().removed == (source,)
    assert sources(index) == sorted(TEXTS)


def test_an_added_file_never_takes_the_place_of_one_of_the_corpus(index: Index) -> None:
    write(index.corpus, {".added/harbour.txt": "Hidden by its dot."})
    index.membership.add_file("harbour.txt", NEW)
    index.sync()
    assert index.document(".added/harbour.txt").text == NEW.decode()
    assert index.document("harbour.txt").text == TEXTS["harbour.txt"]


def test_what_a_reader_makes_nothing_of_is_told(index: Index) -> None:
    source = index.membership.add_file("binary.txt", b"\0\1\2\3" * 100)
    assert [skip.source for skip in index.sync().skipped] == [source]
    assert [skip.source for skip in index.skipped()] == [source]


def test_hidden_documents_leave_everything_and_come_back(index: Index) -> None:
    before = contents(index.folder, index.embedder.fingerprint)
    info = next(d for d in index.documents() if d.source == "harbour.txt")
    index.hide(["harbour.txt", "hu/konyvtar.md"])
    assert list(index.membership.hidden()) == ["harbour.txt", "hu/konyvtar.md"]
    assert index.sync().removed == ("harbour.txt", "hu/konyvtar.md")
    assert sources(index) == ["most.txt", "parc.txt"]
    assert all(hit.passage.source != "harbour.txt" for hit in index.search("harbour of Brenna"))
    assert sources(index, hidden=True) == sorted(TEXTS)
    (hidden,) = [d for d in index.documents(hidden=True) if d.source == "harbour.txt"]
    assert (hidden.hidden, hidden.title, hidden.passages) == (True, info.title, info.passages)
    index.membership.show(["hu/konyvtar.md", "harbour.txt"])
    assert set(index.sync().added) == {"harbour.txt", "hu/konyvtar.md"}
    assert contents(index.folder, index.embedder.fingerprint) == before
    assert not any(document.hidden for document in index.documents(hidden=True))


def test_a_document_inside_a_file_is_hidden_alone(index: Index) -> None:
    write(index.corpus, {"table.csv": "id,text\na,A kiln burned down.\nb,A bridge was built.\n"})
    index.sync()
    before = contents(index.folder, index.embedder.fingerprint)
    index.hide(["table.csv!a"])
    report = index.sync()
    assert (report.removed, report.embedded, report.skipped) == (("table.csv!a",), 0, ())
    assert not index.sync().changed
    index.hide(["table.csv!b"])
    assert (index.sync().removed, index.sync().skipped) == (("table.csv!b",), ())
    assert sources(index) == sorted(TEXTS)
    index.membership.show(["table.csv!a", "table.csv!b"])
    assert index.sync().added == ("table.csv!a", "table.csv!b")
    assert contents(index.folder, index.embedder.fingerprint) == before


def test_the_choice_outlasts_restarts_rebuilds_and_a_deleted_index(index: Index) -> None:
    index.hide(["harbour.txt"])
    index.membership.add_file("stars.txt", NEW)
    expected = sorted([*TEXTS, ".added/stars.txt"])
    expected.remove("harbour.txt")
    index.sync()
    index.close()
    with Index(index.corpus, index.folder.parent, Embedder(BagOfWordsEmbedding())) as again:
        assert again.sync().changed is False
        assert sources(again) == expected
        again.sync(rebuild=True)
        assert sources(again) == expected
    shutil.rmtree(index.folder)
    with Index(index.corpus, index.folder.parent, Embedder(BagOfWordsEmbedding())) as anew:
        anew.sync()
        assert sources(anew) == expected


def test_a_document_hidden_before_the_first_sync(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", dict(TEXTS))
    with Index(corpus, tmp_path / "data", Embedder(BagOfWordsEmbedding())) as index:
        index.hide(["parc.txt"])
        index.sync()
        assert "parc.txt" not in sources(index)
        (hidden,) = [document for document in index.documents(hidden=True) if document.hidden]
        assert (hidden.source, hidden.title, hidden.passages) == ("parc.txt", "parc", 0)


def test_all_or_none(index: Index) -> None:
    with pytest.raises(DocumentError, match=r"no document 'nowhere.txt' to hide"):
        index.hide(["parc.txt", "nowhere.txt"])
    assert index.membership.hidden() == {}
    index.hide(["parc.txt"])
    with pytest.raises(DocumentError, match=r"'most.txt' is not hidden; hidden are 'parc.txt'"):
        index.membership.show(["parc.txt", "most.txt"])
    assert list(index.membership.hidden()) == ["parc.txt"]
    index.membership.show(["parc.txt"])
    with pytest.raises(DocumentError, match="nothing is"):
        index.membership.show(["parc.txt"])
    with pytest.raises(DocumentError, match=r"put it into \[ \]"):
        index.hide("parc.txt")


@pytest.mark.parametrize("source", ["../data", "/etc/passwd", ".added/x.txt", "a\0b", "hu", ""])
def test_no_document_no_hiding_and_no_file(index: Index, source: str) -> None:
    with pytest.raises(DocumentError):
        index.hide([source])
    with pytest.raises(DocumentError):
        index.file(source)


def test_the_file_of_a_document(index: Index, tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "A secret."})
    (index.corpus / "leaves.txt").symlink_to(tmp_path / "secret.txt")
    source = index.membership.add_file("stars.txt", NEW)
    index.hide(["parc.txt"])
    index.sync()
    assert index.file("hu/konyvtar.md") == (index.corpus / "hu/konyvtar.md").resolve()
    assert index.file("parc.txt").read_text("utf-8") == TEXTS["parc.txt"]
    assert index.file(source).read_bytes() == NEW
    with pytest.raises(DocumentError):
        index.file("leaves.txt")
    for odd in ("leaves.txt", "../secret.txt", str(tmp_path / "secret.txt"), ".added/../../secret.txt"):
        with pytest.raises(DocumentError, match="There is no file"):
            index.membership.path(odd)
    (index.corpus / "most.txt").unlink()
    with pytest.raises(DocumentError, match="any more"):
        index.file("most.txt")


def test_the_file_that_holds_several_documents(index: Index) -> None:
    write(index.corpus, {"a!b.txt": "An odd name.", "box.zip": b"PK"})
    assert index.membership.path("a!b.txt").name == "a!b.txt"
    assert index.membership.path("box.zip!in!side.txt").name == "box.zip"
    source = index.membership.add_file("notes!1.txt", NEW)
    assert index.membership.path(f"{source}!3").read_bytes() == NEW


@pytest.mark.parametrize("lost", ["emptied", "unreadable"])
def test_added_files_do_not_make_a_lost_corpus_look_like_a_small_one(index: Index, lost: str) -> None:
    index.membership.add_file("stars.txt", NEW)
    index.sync()
    before = sources(index)
    shutil.rmtree(index.corpus)
    index.corpus.mkdir()
    if lost == "unreadable":
        write(index.corpus, {"bad.txt": b"\0\1\2\3" * 100})
    for rebuild in (False, True):
        with pytest.raises(CorpusError, match="the index stays as it was"):
            index.sync(rebuild=rebuild)
    assert sources(index) == before


def test_an_empty_corpus_to_which_files_are_added(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    folder = tmp_path / "data" / "index-x"
    membership = Membership(tmp_path / "corpus", folder)
    with pytest.raises(CorpusError, match="is empty"):
        sync(tmp_path / "corpus", folder, BagOfWords())
    membership.add_file("stars.txt", NEW)
    for rebuild in (False, True):
        sync(tmp_path / "corpus", folder, BagOfWords(), rebuild=rebuild)
        with Catalogue.open(folder, None) as catalogue:
            assert [document.source for document in catalogue.documents()] == [".added/stars.txt"]


def test_not_everything_can_be_hidden(index: Index) -> None:
    index.hide(TEXTS)
    with pytest.raises(CorpusError, match="--show SOURCE"):
        index.sync()
    assert sources(index) == sorted(TEXTS)


def test_a_damaged_list_is_told_and_never_taken_for_an_empty_one(index: Index) -> None:
    index.hide(["parc.txt"])
    for damage in (b"", b"[1]", b'{"parc.txt": 3}', b"\xff"):
        (chosen(index) / HIDDEN).write_bytes(damage)
        for use in (index.sync, index.membership.hidden):
            with pytest.raises(DataFolderError, match="Delete that file"):
                use()


def test_odd_names_survive(index: Index) -> None:
    name = os.fsdecode(b"\xff zaz\xc3\xb3\n'.txt")
    write(index.corpus, {name: "An odd name."})
    index.sync()
    index.hide([name])
    assert list(index.membership.hidden()) == [name]
    index.sync()
    assert name not in sources(index)


def test_many_at_once(index: Index) -> None:
    found: list[str] = []

    def work(number: int) -> None:
        found.append(index.membership.add_file("same.txt", f"Number {number}.".encode()))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 8
    assert index.sync().added == tuple(sorted(found))


def test_what_is_chosen_is_private(index: Index) -> None:
    index.hide(["parc.txt"])
    index.membership.add_file("stars.txt", NEW)
    modes = {path.stat().st_mode & 0o077 for path in (chosen(index), *chosen(index).glob("[!.]*"))}
    assert modes == {0}
