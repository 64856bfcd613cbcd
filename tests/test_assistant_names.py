"""Names in several spellings."""

import pytest

from assistant.names import may_be_same, missing, names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lavrov", "Ławrow"),
        ("Lavrov", "Lavrovon"),
        ("Wonsan", "Vonszanban"),
        ("Moscow", "Moszkvában"),
        ("Moscow", "Moskwa"),
        ("Russia", "Rosji"),
        ("Korea", "Coreea"),
        ("Ukraine", "Ukrajna"),
        ("Warsaw", "Warszawy"),
        ("Seoul", "Szöul"),
        ("Wagner", "Vágner"),
        ("Zelensky", "Zełenskiego"),
        ("Chopin", "Chopina"),
        ("NATO", "nato"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert may_be_same(one, other)
    assert may_be_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim", "China"),
        ("Putin", "Pekin"),
        ("Moscow", "Monaco"),
        ("Trump", "Wonsan"),
        ("Budapest", "Bucharest"),
        ("Lavrov", "Lebron"),
        ("Anna", "Omaha"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not may_be_same(one, other)


def test_the_first_word_is_no_name_for_being_first() -> None:
    assert names("„Yesterday Anna Kowal met the mayor of Brenna.") == ["Anna Kowal", "Brenna"]
    assert names("North Korea, Kim Jong Un and Wonsan-Kalma.") == ["Korea", "Kim Jong Un", "Wonsan-Kalma"]
    assert names("Nobody came.") == []


def test_what_a_text_lacks() -> None:
    assert missing(["Ławrow", "Trump"], "A találkozóra Szergej Lavrov érkezett.") == ["Trump"]
    assert missing(["Rose"], "the sun rose early") == ["Rose"]
    assert missing(["North Korea", "Donald Trump"], "Korea Północna i Donbas") == ["Donald Trump"]
