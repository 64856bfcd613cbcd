"""What stands under a picture, and who took it: no sentence of the text, and nothing to quote.

Read off how news agencies are credited: behind a slash (`... / PRESS OFFICE / PAP/EPA`), or behind a word for the
picture (`Sursa foto: ...`). Proved by `tests/test_assistant_finding_captions.py`.
"""

import re

# An agency's name, all in capitals or known: `/ PAP/EPA`, `/ Reuters`.
_AGENCY = re.compile(
    r"(?:[A-Z]{3,}\b|(?:Reuters|Getty Images|Shutterstock|Profimedia|Forum|East News|NurPhoto|Anadolu|Inquam Photos)\b)"
)
_CREDIT = re.compile(
    r"^\W{0,3}(?:(?:sursa |credit |autor )?foto|fot\.?|zdjęcie|fotó|kép|photo(?:graph)?(?: by| credit)?"
    r"|image(?: credit)?)"
    r"\s*:",
    re.IGNORECASE,
)
# More words than this are no caption, but a text that a credit was glued to; and no name behind a slash is that long.
LONGEST = 25
LONGEST_NAME = 8


def is_caption(sentence: str) -> bool:
    """Return whether a sentence is a picture's caption with its credit, or the credit alone."""
    if len(sentence.split()) > LONGEST:
        return False
    credits = sentence.split(" / ")[1:]
    is_credited = all(len(name.split()) <= LONGEST_NAME for name in credits) and any(
        map(_AGENCY.match, credits)
    )
    return is_credited or _CREDIT.search(sentence) is not None
