"""Where the page keeps things: per corpus and user, and each place read once."""

from pathlib import Path

from ui.web.kept import Kept


def test_each_user_and_corpus_has_a_place_of_its_own(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "data", tmp_path / "corpus")
    other = Kept(tmp_path / "data", tmp_path / "other")
    folders = {k.history(user).folder for k in (kept, other) for user in ("", "ana", "../ana", "bob")}
    assert len(folders) == 8
    assert all(folder.parent.parent == tmp_path / "data" for folder in folders)
    assert kept.feedback.path != other.feedback.path
    assert kept.history("ana") is kept.history("ana")
    assert not (tmp_path / "data").exists()
