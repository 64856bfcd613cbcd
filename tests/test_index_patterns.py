"""Which files of a corpus are wanted."""

import os
from pathlib import Path

import pytest
from bag_of_words import BagOfWords
from corpora import contents, write

from index import corpus as corpus_files
from index.catalogue import Catalogue
from index.corpus import walk
from index.errors import CorpusError
from index.membership import Membership
from index.patterns import Patterns
from index.sync import Report, sync

FILES: dict[str, str | bytes] = {
    "a.txt": "The first of all.",
    "b.md": "The second of all.",
    "press/c.txt": "The third of all.",
    "press/drafts/d.md": "The fourth of all.",
    "old/press/e.md": "The fifth of all.",
    "table.xyz": "No.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", FILES)


@pytest.mark.parametrize(
    ("include", "exclude", "wanted"),
    [
        ([], [], {"a.txt", "b.md", "press/c.txt", "press/drafts/d.md", "old/press/e.md", "table.xyz"}),
        (["*.md"], [], {"b.md", "press/drafts/d.md", "old/press/e.md"}),
        (["/press/"], [], {"press/c.txt", "press/drafts/d.md"}),
        (["press/"], [], {"press/c.txt", "press/drafts/d.md", "old/press/e.md"}),
        (["press/**", "!*.txt"], [], {"press/drafts/d.md"}),
        ([], ["drafts/", "old/**", "*.xyz"], {"a.txt", "b.md", "press/c.txt"}),
        (
            ["*.txt", "*.md"],
            ["/press/*", "!/press/drafts"],
            {"a.txt", "b.md", "press/drafts/d.md", "old/press/e.md"},
        ),
        (["nothing"], [], set()),
    ],
)
def test_what_is_wanted(corpus: Path, include: list[str], exclude: list[str], wanted: set[str]) -> None:
    files, left_out = walk(corpus, Patterns(include, exclude))
    assert {file.source for file in files} | {skip.source for skip in left_out} == wanted


def test_an_excluded_folder_is_not_listed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = []

    def scandir(folder: Path) -> object:
        listed.append(Path(folder).name)
        return original(folder)

    original = os.scandir
    monkeypatch.setattr(corpus_files.os, "scandir", scandir)
    walk(corpus, Patterns(exclude=["press/"]))
    assert sorted(listed) == ["corpus", "old"]


@pytest.mark.parametrize("pattern", ["", " ", "!", "\\", "/", "# comment", "["])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(CorpusError, match="is no pattern of files; write"):
        Patterns(["*.md", pattern])


def test_a_link_out_of_the_corpus_is_not_followed_even_if_wanted(corpus: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside/secret.txt": "A secret."})
    (corpus / "leaves.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (corpus / "folder").symlink_to(tmp_path / "outside")
    files, left_out = walk(corpus, Patterns(["leaves.txt", "folder/**", "folder"]))
    assert files == []
    assert {skip.source for skip in left_out} == {"leaves.txt", "folder"}


def synced(corpus: Path, folder: Path, patterns: Patterns) -> Report:
    return sync(corpus, folder, BagOfWords(), membership=Membership(corpus, folder, patterns))


def test_other_patterns_change_the_index_at_the_next_sync(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "index"
    assert len(synced(corpus, folder, Patterns()).skipped) == 1
    report = synced(corpus, folder, Patterns(["*.md"]))
    assert report.removed == ("a.txt", "press/c.txt")
    assert report.skipped == ()
    before = contents(folder)
    assert not synced(corpus, folder, Patterns(["*.md"])).changed
    assert synced(corpus, folder, Patterns(["*.md", "a.txt"])).added == ("a.txt",)
    synced(corpus, folder, Patterns(["*.md"]))
    assert contents(folder) == before


def test_patterns_that_leave_nothing_never_empty_the_index(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "index"
    synced(corpus, folder, Patterns())
    Membership(corpus, folder).add_file("added.txt", b"Something else.")
    with pytest.raises(
        CorpusError, match=r"no file that the patterns leave \(include \*.doc; exclude x, y\)"
    ):
        synced(corpus, folder, Patterns(["*.doc"], ["x", "y"]))
    with Catalogue.open(folder, None) as catalogue:
        assert len(catalogue.documents()) == 5


def test_added_files_are_wanted_whatever_the_patterns(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "index"
    Membership(corpus, folder).add_file("added.txt", b"Something else.")
    assert synced(corpus, folder, Patterns(["b.md"])).added == (".added/added.txt", "b.md")
