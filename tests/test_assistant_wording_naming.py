"""Whether a sentence names who says it, so that it is not told twice, nor left out for a namesake."""

import pytest

from assistant.wording.naming import is_named


@pytest.mark.parametrize(
    ("sentence", "speaker", "language"),
    [
        ("Lavrov praised it.", "Sergei Lavrov", "en"),
        ("According to Ławrow, it went well.", "Sergiej Ławrow", "en"),
        ("The Kremlin said so.", "Kremlin", "en"),
        ("According to President Zelenskyy, the attack failed.", "Volodymyr Zelenskyy", "en"),
        ("The attack failed, Foreign Minister Lavrov said.", "Sergei Lavrov", "en"),
        ("The attack failed, Mr Trump said.", "Donald Trump", "en"),
        ("Kim said so.", "Kim Dzong Un", "en"),
        ("A KCNA szerint jól ment.", "KCNA", "hu"),
        ("Rosja twierdziła to w kwietniu.", "Rosja", "pl"),
        ("Moscow denies it.", "Moskwa", "en"),
    ],
)
def test_a_name_in_another_case_or_spelling_is_the_same(sentence: str, speaker: str, language: str) -> None:
    assert is_named(sentence, speaker, language)


@pytest.mark.parametrize(
    ("sentence", "speaker", "language"),
    [
        ("Kim Jong Un sent troops to Kursk.", "Kim Yo Jong", "en"),
        ("Lavrov thanked North Korea.", "North Korean news agency KCNA", "en"),
        ("Coreea de Nord a trimis trupe.", "Ministerul Apărării din Coreea de Sud", "ro"),
        ("Észak-Korea katonákat küldött.", "Dél-Korea hírszerzése", "hu"),
        ("Korea Północna wysłała żołnierzy.", "wywiad Korei Południowej", "pl"),
        ("The visit went well.", "Sergei Lavrov", "en"),
    ],
)
def test_a_namesake_or_a_place_is_another(sentence: str, speaker: str, language: str) -> None:
    """What the South says of the North is not left without whom to ask."""
    assert not is_named(sentence, speaker, language)
