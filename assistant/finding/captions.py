"""What stands under a picture, and who took it: no sentence of the text, and nothing to quote.

Read off how news agencies are credited: behind a slash (`... / PRESS OFFICE / PAP/EPA`), or behind a word for the
picture (`Sursa foto: ...`). Proved by `tests/test_assistant_finding_captions.py`.
"""

import re

# Behind a slash between spaces a name all in capitals, to the end: `/ PAP/EPA`, `/ Reuters`, `/ Getty Images`.
_AGENCY = r"(?:[A-Z]{3,}|Reuters|Getty Images|Shutterstock|Profimedia|Forum|East News|NurPhoto|Anadolu|Inquam Photos)"
_BEHIND_SLASH = re.compile(rf"\s/\s*{_AGENCY}(?:\s*/\s*[\w .]+)*\W*$")
_CREDIT = re.compile(
    r"^\W*(?:(?:sursa |credit |autor )?foto|fot\.?|zdjęcie|fotó|kép|photo(?:graph)?(?: by| credit)?|image(?: credit)?)"
    r"\s*:",
    re.IGNORECASE,
)
# More words than this are no caption, but a text that a credit was glued to.
LONGEST = 25


def is_caption(sentence: str) -> bool:
    """Return whether a sentence is a picture's caption with its credit, or the credit alone."""
    is_credited = _CREDIT.search(sentence) or _BEHIND_SLASH.search(sentence)
    return bool(is_credited) and len(sentence.split()) <= LONGEST
