"""Prompts: what is declared is used, what is given is declared, and every file is right."""

from pathlib import Path

import pytest

import prompts
from prompts import Message, PromptError, load, parse

GOOD = "variables: a, b\n<<system>>\nBe brief.\n<<user>>\n{a} and {b}\n"
FILES = sorted(file.stem for file in Path(prompts.__file__).parent.glob("*.md"))


@pytest.mark.parametrize("name", FILES)
def test_each_file_loads_and_renders(name: str) -> None:
    prompt = load(name)
    rendered = prompt.render(**{variable: f"<{variable}>" for variable in prompt.variables})
    assert rendered[-1].role == "user"
    for variable in prompt.variables:
        assert any(f"<{variable}>" in message.content for message in rendered)


def test_there_are_prompts() -> None:
    assert "answer" in FILES


def test_the_unchanging_part_of_the_answer_stands_first() -> None:
    first, *_ = load("answer").messages
    assert first.role == "system"
    assert "{" not in first.content


def test_render() -> None:
    assert parse("x", GOOD).render(a="1", b="2") == [
        Message("system", "Be brief."),
        Message("user", "1 and 2"),
    ]


def test_values_may_hold_anything() -> None:
    nasty = "{a} {0} {{ } <<user>>\n %s \\ \0 \ud800 żółć"
    assert parse("x", GOOD).render(a=nasty, b="")[1].content == f"{nasty} and "


def test_doubled_braces_are_braces() -> None:
    assert parse("x", "variables: a\n<<user>>\n{{{a}}}").render(a="1")[0].content == "{1}"


def test_no_variables() -> None:
    assert parse("x", "variables:\n<<user>>\nHello").render() == [Message("user", "Hello")]


@pytest.mark.parametrize("given", [{}, {"a": "1"}, {"a": "1", "b": "2", "c": "3"}, {"a": "1", "B": "2"}])
def test_missing_and_unknown_variables(given: dict[str, str]) -> None:
    with pytest.raises(PromptError, match=r"Prompt 'x' takes \['a', 'b'\], but was given"):
        parse("x", GOOD).render(**given)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "needs a line 'variables"),
        ("variables: a\n", "needs a line 'variables"),
        ("<<user>>\nHello\n", "needs a line 'variables"),
        ("variables:\nHello\n", "needs a line 'variables"),
        ("variables:\n<<robot>>\nHello\n", "needs a line 'variables"),
        ("variables: a\n<<user>>\nHello\n", r"declares \['a'\] but uses \[\]"),
        ("variables:\n<<user>>\n{a}\n", r"declares \[\] but uses \['a'\]"),
        ("variables: a\n<<user>>\n{a.b}\n", "declares"),
        ("variables: a\n<<user>>\n{a} {}\n", "declares"),
        ("variables: a\n<<user>>\n{a} {\n", "a brace too many"),
        ("variables: a\n<<user>>\n{a} }\n", "a brace too many"),
    ],
)
def test_bad_files(text: str, message: str) -> None:
    with pytest.raises(PromptError, match=message):
        parse("x", text)


@pytest.mark.parametrize("name", ["no-such-prompt", "__init__", ""])
def test_no_such_prompt(name: str) -> None:
    with pytest.raises(PromptError, match="There is no prompt"):
        load(name)
