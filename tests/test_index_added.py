"""Files that people add: names, contents and where they end up."""

import stat
from pathlib import Path

import pytest

from index import added
from index.added import AddedFiles, checked_name
from index.errors import DocumentError


@pytest.fixture
def files(tmp_path: Path) -> AddedFiles:
    return AddedFiles(tmp_path / "added")


def names(files: AddedFiles) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files.folder.iterdir()}


def test_bytes_and_files_are_copied_for_their_owner_alone(files: AddedFiles, tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(b"From a file.")
    original.chmod(0o644)
    assert files.add("one.txt", b"From bytes.") == ".added/one.txt"
    assert files.add("Two.MD", original) == ".added/Two.MD"
    assert names(files) == {"one.txt": b"From bytes.", "Two.MD": b"From a file."}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.folder.iterdir()} == {0o600}
    assert original.read_bytes() == b"From a file."


def test_an_equal_name_gets_a_number(files: AddedFiles) -> None:
    assert files.add("report.txt", b"1") == ".added/report.txt"
    assert files.add("report.txt", b"2") == ".added/report (2).txt"
    assert files.add("report.txt", b"3") == ".added/report (3).txt"
    assert files.add("Report.TXT", b"4") == ".added/Report (4).TXT"


def test_names_that_some_systems_take_for_equal_get_a_number(files: AddedFiles) -> None:
    files.add("za\u017c\u00f3\u0142\u0107.txt", b"1")
    assert files.add("zaz\u0307o\u0301\u0142c\u0301.txt", b"2") == ".added/za\u017c\u00f3\u0142\u0107 (2).txt"


def test_equal_content_under_an_equal_name_is_told(files: AddedFiles) -> None:
    files.add("report.txt", b"1")
    files.add("report.txt", b"2")
    for content, there in ((b"1", "report.txt"), (b"2", r"report \(2\).txt")):
        with pytest.raises(
            DocumentError, match=rf"with the same content, as '.added/{there}'; nothing was added"
        ):
            files.add("report.txt", content)
    assert files.add("other.txt", b"1") == ".added/other.txt"
    assert len(names(files)) == 3


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("../escape.txt", "it names a folder"),
        ("/etc/passwd.txt", "it names a folder"),
        (r"..\escape.txt", "it names a folder"),
        ("..", "hidden"),
        (".hidden.txt", "hidden"),
        ("a\0b.txt", "cannot be seen"),
        ("a\nb.txt", "cannot be seen"),
        ("a\u202etxt.md", "cannot be seen"),
        ("a\ud800.txt", "cannot be seen"),
        (" a.txt", "begins or ends"),
        ("a.txt ", "begins or ends"),
        ("a.txt.", "begins or ends"),
        ("con.txt", "device"),
        ("LPT1.md", "device"),
        ("aux .txt", "device"),
        ("nul.tar.txt", "device"),
        ("x" * 197 + ".txt", "more than 200 bytes"),
        ("\u0142" * 99 + ".txt", "more than 200 bytes"),
        ("program.exe", r"suffix '.exe' cannot be read; save it as one of .*\.txt"),
        ("noextension", "suffix '' cannot be read"),
    ],
)
def test_names_that_cannot_be_kept(files: AddedFiles, name: str, problem: str) -> None:
    with pytest.raises(DocumentError, match=problem):
        files.add(name, b"x")
    assert not files.folder.exists()


@pytest.mark.parametrize(
    "name", ["a b (1).txt", "console.txt", "com.txt", "Ж.md", "x" * 196 + ".txt", "a'b!.txt"]
)
def test_names_that_can(name: str) -> None:
    assert checked_name(name) == name


def test_what_cannot_be_added(files: AddedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(added, "MAX_BYTES", 2**20)
    (tmp_path / "large.txt").write_bytes(b"x" * (2**20 + 1))
    for data, problem in (
        (b"", "is empty"),
        (b"x" * (2**20 + 1), "too large: the limit is 1 MB"),
        (tmp_path / "large.txt", "too large"),
        (tmp_path, "is no file"),
        (tmp_path / "nowhere.txt", "is no file"),
    ):
        with pytest.raises(DocumentError, match=problem):
            files.add("a.txt", data)
    assert not files.folder.exists() or names(files) == {}


def test_a_file_that_may_not_be_read(
    files: AddedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "secret.txt").write_bytes(b"x")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(
        DocumentError, match="Permission denied; check that it is there and that you may read it"
    ):
        files.add("a.txt", tmp_path / "secret.txt")


def test_only_added_files_are_removed(files: AddedFiles, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_bytes(b"x")
    with pytest.raises(DocumentError, match="none was added so far"):
        files.remove(".added/a.txt")
    files.add("a.txt", b"x")
    for source, problem in (
        ("own.txt", "Hide it instead"),
        (".added/../own.txt", r"There is no added file .*; there are '.added/a.txt'"),
        (".added/A.txt", "There is no added file"),
        (".added/", "There is no added file"),
    ):
        with pytest.raises(DocumentError, match=problem):
            files.remove(source)
    files.remove(".added/a.txt")
    assert names(files) == {}
    assert (tmp_path / "own.txt").exists()


def test_a_link_among_them_leads_nowhere(files: AddedFiles, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"x")
    files.add("a.txt", b"x")
    (files.folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert files.path(".added/link.txt") is None
    assert files.path(".added/a.txt") == files.folder / "a.txt"
    assert files.path("a.txt") is None
