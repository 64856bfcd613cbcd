"""The prompt that goes out, and the draft taken apart."""

import pytest
from fakes import ScriptedLLM
from test_assistant_composing import TEXT, piece

from assistant import drafting
from assistant.evidence import Evidence
from assistant.models import wrap


def test_the_prompt_names_the_language_and_numbers_the_notes() -> None:
    model = wrap(ScriptedLLM(answers=["x"]))
    system, user = drafting.messages("Ki  volt\nott?", "hu", [piece(1), piece(0)], model)
    assert system.role == "system"
    assert "{" not in str(system.content)
    assert user.content is not None
    assert "1. Second sentence here.\n2. First sentence here." in user.content
    assert user.content.endswith("Question: Ki volt ott?\nAnswer in Hungarian:")


def test_notes_stop_at_their_budget_and_are_never_cut() -> None:
    model = wrap(ScriptedLLM(answers=["x"]))
    long = piece(0)
    many = [
        Evidence(long.passage, long.start, long.end, f"Note {n} " + "word " * 60, "en", 0.0, 0.0, long.vector)
        for n in range(9)
    ]
    _, user = drafting.messages("Why?", "en", many, model)
    assert user.content is not None
    notes = user.content.split("\n\nQuestion")[0].splitlines()[1:]
    assert 1 <= len(notes) < 9
    assert all(note.endswith("word") for note in notes)
    assert sum(model.count_tokens(note) for note in notes) <= drafting.NOTES_TOKENS + 20


def test_even_one_long_note_goes_out() -> None:
    model = wrap(ScriptedLLM(answers=["x"]))
    long = piece(0)
    only = Evidence(long.passage, 0, len(TEXT), "word " * 300, "en", 0.0, 0.0, long.vector)
    assert "word word" in str(drafting.messages("Why?", "en", [only], model)[1].content)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("Kim met Lavrov in Wonsan [1]. He was glad [2, 3].", ["Kim met Lavrov in Wonsan.", "He was glad."]),
        ("- One thing.\n- Another thing.", ["One thing.", "Another thing."]),
        ("1. One thing.\n2) Another thing.", ["One thing.", "Another thing."]),
        ("2025. július 12-én Kim fogadta Lavrovot.", ["2025. július 12-én Kim fogadta Lavrovot."]),
        ("A 3. hadtest érkezett.", ["A 3. hadtest érkezett."]),
        (
            "Kim met Lavrov [Note 1]. He left [1-3]. All 【2】 went (1).",
            ["Kim met Lavrov.", "He left.", "All went."],
        ),
        ("It is Wonsan. The date is NOT IN THE NOTES.", ["It is Wonsan."]),
        ("  \n\n***\n", []),
        ("", []),
    ],
)
def test_a_draft_becomes_sentences_without_marks(draft: str, expected: list[str]) -> None:
    assert drafting.sentences(draft, "en") == expected


def test_a_refusal_is_known() -> None:
    assert drafting.refused("not in the notes.")
    assert not drafting.refused("The notes say so.")
    assert not drafting.refused("The place is Wonsan, but the date is not in the notes.")
