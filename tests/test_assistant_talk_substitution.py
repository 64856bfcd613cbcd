"""Names, places and dates of a question, and one in the place of another."""

import pytest

from assistant.talk.substitution import items, only_items, substituted


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Did Anna Kowal visit Poland in May 2019?", "en",
         [("name", "Anna Kowal", ""), ("place", "Poland", ""), ("date", "May 2019", "in")]),
        ("Hányan éltek Lengyelországban 2022-ben?", "hu",
         [("place", "Lengyelországban", ""), ("date", "2022-ben", "")]),
        ("Kiedy Ławrow spotkał się z Kimem w Wonsanie?", "pl",
         [("name", "Ławrow", ""), ("name", "Kimem", "z"), ("name", "Wonsanie", "w")]),
        ("Mit mondott Lavrov Phenjanban?", "hu", [("name", "Lavrov", ""), ("place", "Phenjanban", "")]),
        ("How many people came?", "en", []),
    ],
)  # fmt: skip
def test_items(text: str, language: str, found: list[tuple[str, str, str]]) -> None:
    assert [(item.kind, item.text, item.preposition) for item in items(text, language)] == found
    assert all(text[item.start : item.end] == item.text for item in items(text, language))


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("in 2023", "en", 1),
        ("w rumunii", "pl", 1),
        ("Putin", "en", 1),
        ("the sailors", "en", 0),
        ("Kim and Putin", "en", 0),
    ],
)
def test_only_items(text: str, language: str, count: int) -> None:
    assert len(only_items(text, language)) == count


def test_an_answer_begins_with_a_name() -> None:
    assert [item.text for item in items("Mayor Anna Kowal came.", "en", is_answer=True)] == [
        "Mayor Anna Kowal"
    ]
    assert [item.text for item in items("The Kremlin denied it.", "en", is_answer=True)] == ["Kremlin"]


@pytest.mark.parametrize(
    ("base", "language", "new", "result"),
    [
        ("Who came in 2022?", "en", "in 2023", "Who came in 2023?"),
        ("Who came in 2022?", "en", "in Poland", None),
        ("Kiedy Ławrow spotkał się z Kimem?", "pl", "z Putinem", "Kiedy Ławrow spotkał się z Putinem?"),
        ("Kiedy Ławrow spotkał się z Kimem?", "pl", "Putin", "Kiedy Putin spotkał się z Kimem?"),
        ("Mikor járt Lavrov Vonszanban?", "hu", "Phenjanban", "Mikor járt Lavrov Phenjanban?"),
        ("Mennyi eső esett 2019 májusában?", "hu", "júniusban", "Mennyi eső esett 2019 júniusban?"),
        ("Cât a plouat în mai 2019?", "ro", "în iunie", "Cât a plouat în iunie 2019?"),
        ("Who met Kim?", "en", "Kim", "Who met Kim?"),
        ("Who met Kim?", "en", "in June", None),
    ],
)  # fmt: skip
def test_one_in_the_place_of_another(base: str, language: str, new: str, result: str | None) -> None:
    (item,) = only_items(new, language)
    assert substituted(base, language, item, new) == result
