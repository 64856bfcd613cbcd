"""The prompts, one file each, and their only way out: `load(name).render(**variables)`.

A prompt file is a list of chat messages: a line `<<system>>`, `<<user>>` or `<<assistant>>`, then the text, in
which `{name}` stands for a variable. The first line, `variables: a, b`, declares them. Invariant: what is
declared is what is used, and what is given is what is declared; both are checked (`tests/test_prompts.py`). What
never changes stands first in a file, so that an engine can reuse its work on it.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

ROLES = ("system", "user", "assistant")


class PromptError(ValueError):
    """A prompt file or its variables are not as they should be: a mistake in the program, not in its use."""


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message; `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt ready to be filled in.

    Attributes:
        name: the file's name without its suffix.
        messages: the messages, with `{variable}` where something is to be filled in.
        variables: the variables they use.
        fingerprint: SHA-256 of the file's text, hexadecimal.
    """

    name: str
    messages: tuple[Message, ...]
    variables: frozenset[str]
    fingerprint: str

    def render(self, **variables: str) -> list[Message]:
        """Return the messages filled in, whatever braces the values hold; PromptError for wrong variables."""
        if variables.keys() != self.variables:
            raise PromptError(
                f"Prompt {self.name!r} takes {sorted(self.variables)}, but was given {sorted(variables)}."
            )
        return [Message(m.role, m.content.format(**variables)) for m in self.messages]


@cache
def load(name: str) -> Prompt:
    """Return the prompt in `prompts/<name>.md`.

    Args:
        name: the file's name without its suffix.

    Returns:
        The prompt, read once.

    Raises:
        PromptError: when there is no such prompt, or its file uses other variables than it declares.
    """
    file = files(__name__) / f"{name}.md"
    if not file.is_file():
        raise PromptError(f"There is no prompt {name!r} in the folder prompts.")
    return parse(name, file.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Prompt:
    """Return the prompt written in `text`.

    Args:
        name: what errors call it.
        text: as a prompt file holds it.

    Returns:
        The prompt.

    Raises:
        PromptError: when the text has no messages, or uses other variables than it declares.
    """
    head, *blocks = re.split(r"^<<(\w+)>>\n", text, flags=re.MULTILINE)
    declared = re.fullmatch(r"variables:([\w, ]*)\s*", head)
    roles, contents = blocks[::2], [block.strip() for block in blocks[1::2]]
    if declared is None or not roles or not set(roles) <= set(ROLES):
        raise PromptError(f"Prompt {name!r} needs a line 'variables: ...' and messages of {ROLES}.")
    names = {v.strip() for v in declared[1].split(",") if v.strip()}
    try:
        parts = [part for content in contents for part in Formatter().parse(content)]
    except ValueError as error:
        raise PromptError(f"Prompt {name!r} has a brace too many ({error}); write {{{{ or }}}}.") from error
    used = {field for _, field, _, _ in parts if field is not None}
    if used != names:
        raise PromptError(f"Prompt {name!r} declares {sorted(names)} but uses {sorted(used)}.")
    messages = tuple(Message(role, content) for role, content in zip(roles, contents, strict=True))
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(name, messages, frozenset(names), fingerprint)
