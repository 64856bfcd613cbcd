"""The words of each language, as they are read."""

import pytest

from assistant.wording.labels import Words
from assistant.wording.tables import tables


def test_every_language_has_the_same_lists_with_the_same_entries() -> None:
    found = tables()
    english = found["en"]
    assert next(iter(found)) == "en"
    assert set(found) == {"en", "pl", "hu", "ro"}
    for language, words in found.items():
        # what filters match nothing is said in English by the index itself
        assert set(words) - {"no_match"} == set(english), language
        for name, entries in english.items():
            assert set(words[name]) == set(entries), (language, name)
    assert set(found["pl"]["no_match"]) == set(found["hu"]["no_match"]) == set(found["ro"]["no_match"])


def test_a_missing_or_unknown_entry_is_named() -> None:
    words = dict(tables()["en"]["labels"])
    with pytest.raises(TypeError, match="elsewhere"):
        Words(**words, elsewhere="?")
    del words["sources"]
    with pytest.raises(TypeError, match="sources"):
        Words(**words)
