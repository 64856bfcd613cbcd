"""Words looked up whatever their ending: `kilometrów` finds `kilometry`, `Magyarországon` finds `Magyarország`.

No grammar: a word is cut shorter, letter by letter, until it is one of the forms or one of the forms without its
last vowels. Which words there are comes from the Unicode CLDR, through `babel`, and from `num2words`. Proved by
`tests/test_assistant_facts_inflection.py`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from babel import Locale

from index.languages import UNKNOWN

SHORTEST = 3
"""Letters that must be left of a word, unless told otherwise."""
ENDING = 5
"""Letters that may be cut off."""

WORD = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile("[aeiouyąęóáéíöőúüűăâî]+$")

Value = TypeVar("Value")


class Inflected(Generic[Value]):
    """Forms of words and what they mean.

    Args:
        forms: by form, in lower case.
        ending: how many letters may follow a form.
        shortest: how many letters must be left of a word.
    """

    def __init__(self, forms: Mapping[str, Value], ending: int = ENDING, shortest: int = SHORTEST) -> None:
        self._forms = dict(forms)
        self._ending, self._shortest = ending, shortest
        self._stems = {
            stem: value
            for form, value in reversed(list(forms.items()))
            if len(stem := stem_of(form)) >= shortest
        }

    def exact(self, word: str) -> Value | None:
        """Return what the word means when it stands here in this form."""
        return self._forms.get(word.lower())

    def get(self, word: str) -> Value | None:
        """Return what the word means in any form."""
        word = word.lower()
        if word in self._forms:
            return self._forms[word]
        for end in range(len(word), max(self._shortest, len(word) - self._ending) - 1, -1):
            start = word[:end]
            if start in self._forms:
                return self._forms[start]
            if start in self._stems:
                return self._stems[start]
        return None


def stem_of(form: str) -> str:
    """Return a form without its last vowels: `rosja` as `rosj`."""
    return _VOWELS.sub("", form)


def merged(entries: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return for each form all that it may mean."""
    found: dict[str, set[str]] = {}
    for form, meaning in entries:
        found.setdefault(form, set()).add(meaning)
    return {form: frozenset(meanings) for form, meanings in found.items()}


@cache
def locale(language: str) -> "Locale | None":
    """Return what the CLDR knows of a language, or None when it knows nothing of it."""
    from babel import Locale, UnknownLocaleError

    if language == UNKNOWN:  # to babel, that is American English
        return None
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
