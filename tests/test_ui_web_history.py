"""Conversations kept in files: whole whatever happens, nobody else's, found again, and gone when deleted."""

import errno
import logging
import os
import stat
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from test_ui_web_chats import finished

from assistant.errors import HistoryError
from index.folders import index_folder
from index.private import DRAFT
from ui.web import chats
from ui.web.history import Chat, History, begun, history_folder, new_id
from ui.web.turns import TurnView

QUESTION = "When was the harbour opened?"


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(history_folder(tmp_path / "data", tmp_path / "corpus", None))


def kept(history: History, *questions: str) -> Chat:
    turns = [finished(question, f"t{number}") for number, question in enumerate(questions or (QUESTION,), 1)]
    return history.save(begun(turns))


def file_of(history: History, chat: Chat) -> Path:
    return history.folder / f"{chat.id}.json"


def titles(history: History, query: str = "") -> list[str]:
    return [info.title for info in history.chats(query)]


def test_what_was_kept_is_loaded_by_another_process_too(history: History) -> None:
    chat = kept(history, QUESTION, "And who?")
    assert History(history.folder).load(chat.id) == chat
    assert (chat.title, chat.revision) == (QUESTION, 1)
    (info,) = History(history.folder).chats()
    assert (info.id, info.title, info.updated, info.turns) == (chat.id, QUESTION, chat.updated, 2)


def test_nobody_has_conversations_before_the_first(history: History) -> None:
    assert history.chats() == []
    assert history.delete_all() == 0
    history.delete(new_id())
    assert not history.folder.exists()


def test_saving_again_replaces_and_brings_to_the_front(history: History) -> None:
    first = kept(history, "First?")
    kept(history, "Second?")
    assert titles(history) == ["Second?", "First?"]
    longer = history.save(replace(first, turns=(*first.turns, finished("And then?", "t2"))))
    assert (longer.id, longer.revision, longer.created) == (first.id, 2, first.created)
    assert longer.updated > first.updated
    assert titles(history) == ["First?", "Second?"]
    assert history.load(first.id) == longer


def test_an_answer_under_way_is_kept_as_stopped(history: History) -> None:
    chat = history.save(begun([TurnView(key="t1", question="Who?", phase="drafting", draft="It ")]))
    assert chat.turns[0].phase == history.load(chat.id).turns[0].phase == "stopped"


def test_two_tabs_with_one_conversation_lose_nothing(history: History) -> None:
    both = kept(history)
    one = history.save(replace(both, turns=(*both.turns, finished("One?", "t2"))))
    other = history.save(replace(both, turns=(*both.turns, finished("Other?", "t2"))))
    assert one.id == both.id != other.id
    assert [view.question for view in history.load(one.id).turns] == [QUESTION, "One?"]
    assert [view.question for view in history.load(other.id).turns] == [QUESTION, "Other?"]
    assert history.save(other).id == other.id


def test_words_of_title_and_questions_find_it(history: History) -> None:
    chat = kept(history, "Kto otworzył most w Brennej?", "És mikor nyílt a könyvtár?")
    kept(history, "Something else?")
    for query in ("most", "KONYVTAR", "otworzyl brennej", "nyilt most", ""):
        assert chat.id in [info.id for info in history.chats(query)], query
    assert titles(history, "most harbour") == []


def test_what_was_abandoned_is_kept_unless_somebody_went_on(history: History) -> None:
    chat = kept(history)
    later = history.save(replace(chat, turns=(*chat.turns, *chat.turns)), is_abandoned=True)
    assert len(history.load(chat.id).turns) == 2
    assert later.revision == chat.revision
    went_on = history.save(chat)  # by who had loaded it before that
    history.save(replace(chat, turns=()), is_abandoned=True)
    assert history.load(chat.id) == went_on
    assert len(history.chats()) == 1


def test_deleted_is_gone_from_the_disk(history: History) -> None:
    one, other, third = kept(history), kept(history, "Other?"), kept(history, "Third?")
    history.delete(one.id)
    history.delete(one.id)
    assert not file_of(history, one).exists()
    with pytest.raises(HistoryError, match=r"not kept any more.*Choose another"):
        history.load(one.id)
    file_of(history, other).write_text("damaged")
    assert history.delete_all() == 2
    assert history.chats() == []
    assert [path.name for path in history.folder.iterdir()] in ([], [".lock"])
    assert history.save(third).id == third.id


@pytest.mark.parametrize("id_", ["", "..", "../../x", "x" * 32, "/etc/passwd", "0" * 32 + "/..", "a\0b"])
def test_no_other_file_is_reached_by_an_id(history: History, id_: str) -> None:
    kept(history)
    outside = history.folder.parent / "x.json"
    outside.write_text("outside")
    for act in (history.load, history.delete):
        with pytest.raises(HistoryError, match="not kept any more"):
            act(id_)
    with pytest.raises(HistoryError):
        history.save(replace(begun(), id=id_))
    assert outside.read_text() == "outside"
    assert len(history.chats()) == 1


def test_everybody_has_a_folder_of_their_own(tmp_path: Path) -> None:
    users = [None, "ann", "bob", "local", "../bob", "a/b", "\udcff", "Ann"]
    corpora = [tmp_path / "one", tmp_path / "other" / "one"]
    folders = [history_folder(tmp_path, corpus, user) for corpus in corpora for user in users]
    assert len(set(folders)) == len(folders)
    assert history_folder(tmp_path, corpora[0], "") == folders[0]
    for folder in folders:
        assert folder.parent.parent == tmp_path
        assert folder.parent.name.removeprefix("history-") in {
            index_folder(tmp_path, corpus).name.removeprefix("index-") for corpus in corpora
        }


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_only_this_user_may_read_them(history: History) -> None:
    before = os.umask(0)
    try:
        history.save(kept(history))
    finally:
        os.umask(before)
    for folder in (history.folder, history.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in history.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_a_damaged_file_is_named_and_left_alone(history: History, caplog: pytest.LogCaptureFixture) -> None:
    good, bad, cut = kept(history), kept(history, "Bad?"), kept(history, "Cut?")
    file_of(history, bad).write_bytes(b"\xff{ not json")
    whole = file_of(history, cut).read_bytes()
    file_of(history, cut).write_bytes(whole[:-50])
    with caplog.at_level(logging.WARNING):
        assert {info.id for info in history.chats()} == {good.id, cut.id}
        history.chats()
    assert [bad.id in record.message for record in caplog.records] == [True]  # named once, not at each look
    for chat in (bad, cut):
        with pytest.raises(HistoryError, match="left as it is") as raised:
            history.load(chat.id)
        assert str(file_of(history, chat)) in str(raised.value)
    with pytest.raises(HistoryError, match="left as it is"):
        history.save(bad)
    assert file_of(history, bad).read_bytes() == b"\xff{ not json"


def test_a_file_under_another_name_is_damaged(history: History) -> None:
    chat = kept(history)
    copy = history.folder / f"{new_id()}.json"
    copy.write_bytes(file_of(history, chat).read_bytes())
    assert [info.id for info in history.chats()] == [chat.id]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_what_was_kept(
    history: History, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = kept(history)
    before = file_of(history, chat).read_bytes()

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr("index.private.os.fsync", full)
        with pytest.raises(HistoryError, match=r"no room left.*Free some space"):
            history.save(replace(chat, turns=()))
    assert file_of(history, chat).read_bytes() == before
    assert not list(history.folder.glob(f"{DRAFT}*"))
    assert history.save(chat).revision == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_says_what_to_do(history: History) -> None:
    chat = kept(history)
    history.folder.chmod(0o500)
    try:
        with pytest.raises(HistoryError, match="ASSISTANT_DATA"):
            history.save(chat)
    finally:
        history.folder.chmod(0o700)


def test_a_file_in_place_of_the_folder_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("x")
    history = History(tmp_path / "history" / "local")
    with pytest.raises(HistoryError, match="ASSISTANT_DATA"):
        history.save(begun())
    with pytest.raises(HistoryError, match="ASSISTANT_DATA"):
        history.chats()


def test_a_process_killed_while_it_writes_leaves_nothing_behind(history: History) -> None:
    chat = kept(history)
    code = """
        import os, sys
        from pathlib import Path
        from ui.web import history
        kept = history.History(Path(sys.argv[1]))
        os.fsync = lambda _: os._exit(7)
        kept.save(kept.load(sys.argv[2]))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(history.folder), chat.id], timeout=120
    )
    assert done.returncode == 7
    assert list(history.folder.glob(f"{DRAFT}*"))
    assert history.load(chat.id) == chat
    history.save(chat)
    assert not list(history.folder.glob(f"{DRAFT}*"))


def test_many_at_once_write_and_read_whole_conversations(history: History) -> None:
    shared = kept(history)
    writers = [History(history.folder) for _ in range(4)]

    def work(number: int) -> int:
        own, writer = begun([finished(f"Question {number}?")]), writers[number % 4]
        for round_ in range(5):
            own = writer.save(replace(own, turns=(*own.turns, finished(f"And {round_}?", f"t{round_ + 2}"))))
            assert writer.load(own.id) == own
            assert writer.load(shared.id).turns == shared.turns
            assert own.id in {info.id for info in writer.chats()}
        return own.revision

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [5] * 8
    assert len(history.chats()) == 9


def test_a_list_reads_first_lines_alone_and_only_once(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [kept(history, f"Question {number}?") for number in range(5)]
    read: list[str] = []
    whole = chats.read_head
    monkeypatch.setattr(chats, "read", lambda _: pytest.fail("a whole conversation was read"))
    monkeypatch.setattr(chats, "read_head", lambda line: (read.append(line), whole(line))[1])
    assert len(history.chats()) == len(read) == 5
    assert all(len(line) < 1000 for line in read)
    assert len(history.chats("question 3")) == 1
    history.delete(made[0].id)
    assert len(history.chats()) == 4
    assert len(read) == 5
