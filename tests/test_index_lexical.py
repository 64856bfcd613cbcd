"""Words in common, by BM25, in a language's own table."""

import sqlite3
from collections.abc import Iterator

import pytest

from index import lexical
from index.lexical import QUERY_TOKENS, add, asked, matches, mentions, remove, tokens


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE passages (row INTEGER PRIMARY KEY, document INTEGER, language TEXT)")
    yield connection
    connection.close()


def fill(connection: sqlite3.Connection, language: str, texts: list[str], first: int = 1) -> None:
    for row, text in enumerate(texts, first):
        connection.execute("INSERT INTO passages VALUES (?, ?, ?)", (row, row, language))
        add(connection, language, row, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ławrow", "Lavrov"),
        ("Zelenszkij", "Zelenskij"),
        ("Kim Dzong Un", "Kim Zong Un"),
        ("Ławrow", "Лавров"),
        ("Mitsotakis", "Μητσοτάκης"),
        ("Dostoevski", "Достоевский"),
        ("București", "Bucureşti"),
        ("Tchaikovsky", "Czajkowski"),
        ("uchodźcami", "uchodźcach"),
        ("könyvtárban", "KÖNYVTÁRBÓL"),
    ],
)
def test_spellings_and_endings_do_not_matter(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


def test_different_words_stay_different() -> None:
    words = "most miasto park harbour grad grób dom dym 1912 1913 F16 F-35"
    assert len(set(tokens(words))) == len(tokens(words))


def test_a_number_is_kept_whole() -> None:
    assert tokens("W 2024 r. 12345678901 Mi-24WP") == ["v", "2024", "r", "12345678901", "m", "24wp"]


def test_texts_without_spaces_are_pairs_of_letters() -> None:
    assert tokens("東京都 ab") == ["東京", "京都", "ab"]


@pytest.mark.parametrize("text", ["", "\0\ud800", "🇷🇺🎙", '" OR * NEAR(', "__"])
def test_odd_queries_find_nothing_and_do_no_harm(connection: sqlite3.Connection, text: str) -> None:
    fill(connection, "en", ["The harbour.", text])
    assert matches(connection, "en", 2, asked(text)) in ({}, {2: pytest.approx(0.5, abs=0.5)})


def test_the_rarest_words_weigh_most(connection: sqlite3.Connection) -> None:
    fill(connection, "en", [f"The city council of town {n} met." for n in range(20)] + ["Vostochny city."])
    found = matches(connection, "en", 21, asked("Vostochny city council"))
    assert max(found, key=found.__getitem__) == 21
    assert all(0 <= share <= 1 for share in found.values())


def test_the_whole_query_is_worth_nearly_one(connection: sqlite3.Connection) -> None:
    fill(connection, "en", [f"Nothing of note in town {n}, as ever." for n in range(50)])
    fill(connection, "en", ["Vostochny launch delayed."], first=100)
    assert matches(connection, "en", 51, asked("Vostochny launch delayed"))[100] > 0.5
    assert matches(connection, "en", 51, asked("Vostochny launch delayed until spring comes"))[100] < 0.4


def test_languages_have_their_own_tables(connection: sqlite3.Connection) -> None:
    fill(connection, "pl", ["Most nad rzeką.", "Las.", "Dom."])
    fill(connection, "en", ["Most of them."], first=10)
    assert set(matches(connection, "pl", 3, asked("most nad"))) == {1}
    assert matches(connection, "zz", 0, asked("most")) == {}


def test_words_in_too_many_passages_are_not_looked_up(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "POSTINGS", 5)
    fill(connection, "en", ["The river."] * 9 + ["The river Vistula."])
    assert set(matches(connection, "en", 10, asked("the river Vistula"))) == {10}
    assert matches(connection, "en", 10, asked("the river")) == {}


def test_a_name_is_found_in_every_language(connection: sqlite3.Connection) -> None:
    fill(connection, "pl", ["Maria Zacharowa mówiła długo.", *["Maria mówiła."] * 60])
    fill(connection, "ro", ["A vorbit purtătoarea Zacharova.", *["Cine este?"] * 60], first=100)
    fill(connection, "en", ["Who is it?", "Who is here?"], first=200)
    found = mentions(connection, {"en": 2, "pl": 61, "ro": 61}, asked("Who is Zacharowa?"))
    assert {language: set(rows) for language, rows in found.items()} == {"en": set(), "pl": {1}, "ro": {100}}
    assert all(0.5 < share <= 1 for rows in found.values() for share in rows.values())


def test_words_that_the_corpus_lacks_do_not_hide_a_name(connection: sqlite3.Connection) -> None:
    fill(connection, "pl", ["Maria Zacharowa mówiła długo.", *["Maria mówiła."] * 60])
    assert mentions(connection, {"pl": 61}, asked("Ki az a Zacharowa?")) == {"pl": {1: pytest.approx(1)}}
    assert mentions(connection, {"pl": 61}, asked("Ki az?")) == {"pl": {}}


def test_among_few_passages_no_word_is_rare(connection: sqlite3.Connection) -> None:
    fill(connection, "pl", ["Maria Zacharowa mówiła długo.", *["Maria mówiła."] * 9])
    assert mentions(connection, {"pl": 10}, asked("Zacharowa")) == {"pl": {}}


def test_a_long_query_or_a_common_word_mentions_nothing(connection: sqlite3.Connection) -> None:
    fill(connection, "en", ["The harbour of Brenna."] * 60)
    assert mentions(connection, {"en": 60}, asked("Brenna")) == {"en": {}}
    assert mentions(connection, {"en": 60}, asked("who opened the harbour of Brenna")) == {}


def test_a_long_query_is_cut() -> None:
    assert len(asked(" ".join(f"w{n}" for n in range(5000)))) == QUERY_TOKENS
    assert asked("ten ten ten") == asked("ten")


def test_removing_a_document_removes_its_words(connection: sqlite3.Connection) -> None:
    fill(connection, "en", ["One lighthouse.", "Two lighthouses.", "A pier.", "A boat."])
    remove(connection, 1)
    assert set(matches(connection, "en", 3, asked("lighthouse"))) == {2}
