"""`index.languages`: right on one short sentence, harmless on anything, the same from many threads."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.languages import UNKNOWN, detect, fold, language_shares

SENTENCES = {
    "en": "Where did the foreign minister meet him?",
    "pl": "Gdzie minister spotkał się z przywódcą?",
    "hu": "Hol találkozott a külügyminiszter a vezetővel?",
    "ro": "Unde s-a întâlnit ministrul cu liderul?",
}
ANY_TEXT = st.text(st.characters(exclude_categories=[]) | st.sampled_from("aąłșțőİßſͅ\0\ud800"))


@pytest.mark.parametrize(("language", "text"), SENTENCES.items())
def test_one_short_sentence_is_enough(language: str, text: str) -> None:
    assert detect(text) == language
    assert detect(text.upper()) == language
    assert detect(text, among=list(SENTENCES)) == language


@pytest.mark.parametrize("text", ["", " \n", "a", "123 456", "😀😀", "\0\0", "\ud800", "...", "Kim Lavrov"])
def test_what_cannot_be_told_is_unknown(text: str) -> None:
    assert detect(text) == UNKNOWN


def test_among_restricts_the_choice() -> None:
    assert detect(SENTENCES["pl"], among=["cs", "hu"]) == "cs"
    assert detect(SENTENCES["pl"], among=["xx"]) == UNKNOWN
    assert detect(SENTENCES["pl"], among=[]) == UNKNOWN


def test_a_header_in_another_language_does_not_decide() -> None:
    header = "This page was saved from the archive of the newspaper. All rights are reserved. " * 20
    assert detect(header + (SENTENCES["hu"] + " ") * 200) == "hu"


def test_links_and_names_of_accounts_do_not_decide() -> None:
    assert detect("https://www.example.com/the/news/about/this @the_world_today Co to jest?") == "pl"


def test_five_million_characters_take_no_time() -> None:
    detect(SENTENCES["en"])
    start = time.process_time()
    assert detect((SENTENCES["pl"] + " ") * 130_000) == "pl"
    assert time.process_time() - start < 1


def test_threads_agree() -> None:
    texts = list(SENTENCES.values()) * 25
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect, texts)) == list(SENTENCES) * 25


@given(ANY_TEXT)
@settings(deadline=None)
def test_anything_gets_an_answer(text: str) -> None:
    language = detect(text)
    assert language == UNKNOWN or (len(language) == 2 and language.islower())
    shares = language_shares(text)
    assert not shares or sum(shares.values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("Ștefan Ţuţea", "stefan tutea"),
        ("Şi și", "si si"),
        ("ERDŐŰZŐ", "erdouzo"),
        ("Đorđe Øre", "dorde ore"),
        ("Straße", "strasse"),
        ("Lódź", "lodz"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_fold_makes_spellings_equal(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
@settings(deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
