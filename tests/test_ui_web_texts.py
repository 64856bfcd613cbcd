"""What the page says: the same in every language, with numbers, dates and names as people write them."""

import re
import string

import pytest

from ui.web import texts
from ui.web.texts import LOCALES, words

EN = words("en")


def places(text: str) -> set[str]:
    return {name for _, name, *_ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_every_sentence_with_the_same_places(locale: str) -> None:
    there = words(locale)
    assert set(there.sentences) == set(EN.sentences)
    differing = {k: v for k, v in there.sentences.items() if places(v) != places(EN.sentences[k])}
    assert differing == {}
    assert set(there.forms) == set(EN.forms)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_every_form_that_its_numbers_take(locale: str) -> None:
    for key in EN.forms:
        said = [words(locale).count(key, number) for number in (0, 1, 2, 5, 12, 21, 22, 101, 1234567)]
        assert all(re.search(r"\d", text) for text in said)


@pytest.mark.parametrize("locale", sorted(set(LOCALES) - {"en"}))
def test_no_language_was_left_in_english(locale: str) -> None:
    same = {key for key, text in words(locale).sentences.items() if text == EN.sentences[key]}
    assert same <= {"document"}, same


def test_a_page_in_a_language_it_does_not_speak_is_in_english() -> None:
    assert words("xx").locale == words("").locale == "en"


def test_every_sentence_is_said_somewhere_and_none_is_missing() -> None:
    code = "".join(path.read_text("utf-8") for path in texts.FOLDER.parent.rglob("*.py"))
    known = set(EN.sentences) | set(EN.forms)
    # Some are named by what they say something of.
    made = {key for key in known if key.startswith(("theme_", "lacks_", "model_"))}
    assert {key for key in known - made if f'"{key}"' not in code and f"'{key}'" not in code} == set()
    used = set(re.findall(r"""(?:say|count)\(\s*["']([a-z_]+)["']""", code))
    assert used >= {"searching", "documents", "abstained"}
    assert used - known == set()


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2025-07-12", "12 July 2025"),
        ("2025-07", "July 2025"),
        ("2025", "2025"),
        ("2025-07-12T10:00:00+02:00", "12 July 2025"),
        (None, "no date"),
        ("2025-13", "2025-13"),
        ("2025-02-30", "2025-02-30"),
        ("last week", "last week"),
        ("2025-07-12-01", "2025-07-12-01"),
    ],
)
def test_dates_are_written_out(iso: str | None, written: str) -> None:
    assert EN.date(iso) == written


def test_dates_are_written_as_each_language_writes_them() -> None:
    assert [words(locale).date("2025-07-12") for locale in ("pl", "hu", "ro")] == [
        "12 lipca 2025",
        "2025. július 12.",
        "12 iulie 2025",
    ]
    assert [words(locale).date("2025-07") for locale in ("pl", "hu", "ro")] == [
        "lipiec 2025",
        "2025. július",
        "iulie 2025",
    ]


def test_numbers_and_names_are_written_out() -> None:
    assert [EN.count("documents", 1), EN.count("documents", 1234)] == ["1 document", "1,234 documents"]
    assert [EN.duration(0.42), EN.duration(12.4), EN.duration(125)] == ["0.4 s", "12 s", "2 min 5 s"]
    assert words("pl").duration(0.42) == "0,4 s"
    assert [EN.language("pl"), EN.language("und"), EN.language("xx")] == ["Polish", "unknown language", "XX"]
    assert EN.model("gguf:/models/some.gguf") == "some.gguf"
    assert [EN.model("bundled"), EN.model("none"), EN.model("other")] == [
        "the bundled model",
        "no model, quotes alone",
        "other",
    ]
    assert EN.listing(["a"]) == "a"
    assert EN.listing(list("abcdefg")) == "a, b, c, d and 3 more languages"


def test_polish_and_romanian_numbers_take_their_forms() -> None:
    assert [words("pl").count("documents", n) for n in (1, 2, 5, 22)] == [
        "1 dokument",
        "2 dokumenty",
        "5 dokumentów",
        "22 dokumenty",
    ]
    assert [words("ro").count("documents", n) for n in (1, 2, 19, 20)] == [
        "1 document",
        "2 documente",
        "19 documente",
        "20 de documente",
    ]


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("hu-HU,hu;q=0.9,en;q=0.8", "hu"),
        ("de,fr;q=0.5", "en"),
        ("de, ro;q=0.3, pl;q=0.5", "pl"),
        ("pl;q=0, ro;q=0.001", "ro"),
        ("pl;q=0", "en"),
        ("RO-md", "ro"),
        ("", "en"),
        ("*", "en"),
        ("pl;q=abc", "en"),
        ("," * 5000 + "pl", "en"),
        ("\x00", "en"),
    ],
)
def test_the_browsers_languages_are_followed(accepted: str, locale: str) -> None:
    assert texts.preferred(accepted) == locale
