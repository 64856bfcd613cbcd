"""Captions with their credits, and sentences that only look like one."""

import pytest

from assistant.finding.captions import LONGEST, is_caption


@pytest.mark.parametrize(
    "text",
    [
        "Sergiej Ławrow ostrzegł kraje NATO / RUSSIAN FOREIGN MINISTRY PRESS SERVICE HANDOUT / PAP/EPA",
        "The ministers shake hands / Reuters",
        "Sursa foto: Inquam Photos / Octav Ganea",
        "FOTO: EPA",
        "Fot. : Forum",
        "Fotó: MTI/Kovács Anna",
        "Photo credit: Getty Images",
    ],
)
def test_a_caption(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lavrov and Kim met in Wonsan.",
        "The train reached 300 km / h on Friday.",
        "He said the EU and/or NATO would decide.",
        "The photo shows the two ministers.",
        "Home" + " / Asia" * 40 + " – today's news",
        "Fotografia przedstawia obu ministrów.",
        "Foto: EPA " + "and a whole text behind it " * LONGEST,
    ],
)
def test_no_caption(text: str) -> None:
    assert not is_caption(text)
