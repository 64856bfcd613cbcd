"""Results kept in a file: going on, torn and damaged files, files of other runs and of others."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_corpus import make_index

from assistant import Assistant
from assistant.errors import AssistantError
from assistant.evaluation import MEASURES, About, Result
from assistant.evaluation.saved import about, append, begin, in_order, read

NOW = About(
    "q.jsonl", "0" * 64, "open", 3, "none", "bag", "bag:1", 1, "0.1.0", "abc", "2025-07-01T10:00:00+02:00"
)


def result(id_: str, **values: Any) -> Result:
    none: dict[str, Any] = dict.fromkeys(MEASURES)
    row = {
        "id": id_,
        "lang": "en",
        "kind": "fact",
        "near_miss": None,
        "text": "żółć\u2028",
        "seconds": {"total": 0.1},
    }
    return Result(**{**row, **none, **values})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def test_results_come_back_as_they_were(path: Path) -> None:
    assert begin(path, NOW) == ()
    some = [result("a", good=True, precision=1 / 3), result("b", near_miss=False, refused=True)]
    for each in some:
        append(path, each)
    assert read(path).about == NOW
    assert list(read(path).results) == some
    assert list(begin(path, replace(NOW, started="later"))) == some
    assert in_order(some, ["c", "b", "a"]) == some[::-1]


@pytest.mark.parametrize("torn", ['{"id": "b", "la', "\0\0\0", json.dumps({"id": "b"})])
def test_a_torn_last_line_is_dropped_and_nothing_is_written_behind_it(torn: str, path: Path) -> None:
    begin(path, NOW)
    append(path, result("a"))
    whole = path.read_bytes()
    path.write_bytes(whole + torn.encode())
    assert [each.id for each in read(path).results] == ["a"]  # to show them changes nothing
    assert path.read_bytes() != whole
    assert [each.id for each in begin(path, NOW)] == ["a"]
    assert path.read_bytes() == whole
    append(path, result("b"))
    assert [each.id for each in read(path).results] == ["a", "b"]


def test_a_character_torn_in_two(path: Path) -> None:
    begin(path, NOW)
    append(path, result("a"))
    path.write_bytes(path.read_bytes() + '{"id": "ż'.encode()[:-1])
    assert [each.id for each in begin(path, NOW)] == ["a"]


def test_an_empty_file_is_as_good_as_none(path: Path) -> None:
    path.touch()
    assert begin(path, NOW) == ()
    assert read(path).about == NOW


def test_of_two_results_for_one_question_the_first_counts(path: Path) -> None:
    begin(path, NOW)
    append(path, result("a", good=True))
    append(path, result("a", good=False))
    assert [each.good for each in read(path).results] == [True]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "bundled"}, "model is 'none' there and 'bundled' here"),
        ({"questions": "1" * 64}, "the question file has changed, or is another"),
        (
            {"generation": 2, "part": "all"},
            "part is 'open' there and 'all' here; generation is 1 there and 2 here",
        ),
        ({"code": "xyz"}, "the program's code has changed"),
        ({"version": "9"}, "version is '0.1.0' there and '9' here"),
        ({"index": "other"}, "index is 'bag:1' there"),
    ],
)
def test_another_run_is_refused_and_left_alone(changes: dict[str, Any], message: str, path: Path) -> None:
    begin(path, NOW)
    before = path.read_bytes()
    with pytest.raises(
        AssistantError, match=f"run.jsonl' holds the results of another run: {message}.* Name another"
    ):
        begin(path, replace(NOW, **changes))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        b"{}\n",
        b"7\n",
        b"no newline",
        b'{"id": "a", "lang": "en", "kind": "fact", "question": "?"}\n{"id": "b"}\n',
        b'{"format": "corpus-assistant evaluation"}\n',
        b'{"format": "another", "file": 1}\n',
        b"\n\n",
    ],
)
def test_a_file_that_is_not_ours_is_never_written_to(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(AssistantError, match="holds no results that"):
        begin(path, NOW)
    assert path.read_bytes() == content


def test_a_damaged_line_is_named(path: Path) -> None:
    begin(path, NOW)
    append(path, result("a"))
    path.write_text(path.read_text("utf-8") + "{\n" + json.dumps({"id": "b"}) + "\n", "utf-8")
    with pytest.raises(AssistantError, match=r"Line 3 of .* is no result.* Delete that line"):
        read(path)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="cannot be kept in"):
        begin(tmp_path / "no folder" / "run.jsonl", NOW)
    with pytest.raises(AssistantError, match="cannot be read"):
        read(tmp_path / "nowhere")
    with pytest.raises(AssistantError, match="cannot be read"):
        read(tmp_path)
    with pytest.raises(AssistantError, match="'a' cannot be written"):
        append(tmp_path, result("a"))


def test_what_a_run_rests_on(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text("one")
    with Assistant(make_index(tmp_path), None) as assistant:
        first = about(assistant, file, "open", 3)
        assert (first.model, first.generation, first.part, first.count) == ("none", 1, "open", 3)
        assert first.index == assistant.index.fingerprint != first.embedder
        assert len(first.questions) == 64
        assert replace(about(assistant, file, "open", 3), started=first.started) == first
        file.write_text("two")
        assert about(assistant, file, "open", 3).questions != first.questions
