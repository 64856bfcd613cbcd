"""Text as it may be sent to a model: what documents and questions hold cannot act on it as anything but text.

Chat templates are filled in as text and then read by a tokeniser that takes `<|im_end|>` for the end of a turn
wherever it stands: llama.cpp's server and Ollama both do. So no message that goes out holds anything spelled like
such a token. What no reader sees (zero-width letters, tag characters, marks that turn the direction of writing) is
left out, since a model reads it. Only the prompt is changed; quotes stay as they are. Proved by
`tests/test_assistant_models_sendable.py` and, with the bundled model's own tokeniser,
`tests/test_assistant_models_bundled.py`.
"""

import re
import unicodedata

_UNREADABLE = re.compile("[\0\ud800-\udfff]")  # NUL and halves of characters: not every protocol carries them
_SEEN = "\t\n"
# Fillers and selectors that are letters or marks to Unicode, and show nothing: words can be spelled in them.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0d\U000e0000-\U000e0fff]"
)
_JOINERS = "\u200c\u200d"  # spelling in Persian and in India, pictures made of pictures
# `<|...|>`, `<start_of_turn>`, `</s>`, `<2pl>`; not `x < 5` and `<5%`
_ANGLE = re.compile(r"<(?!\s|=|\d[\d.,]*(?!\S*>)|$)")
# `[INST]`, `[/INST]`, `[|user|]`; not `[1]`
_BRACKET = re.compile(r"\[(?=[^\]\d]*[^\W\d][^\]]*\])([/|]?[\w|-]{1,60})\]")


def sendable(text: str) -> str:
    """Return `text` as every protocol carries it, as a reader sees it, and without control tokens.

    Args:
        text: anything.

    Returns:
        The text, U+FFFD in place of NUL and of halves of characters, `‹` for `<` and `(INST)` for `[INST]` where
        they could begin a token that templates are made of. Applied twice, it changes nothing more.
    """
    text = _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    text = _BLANK.sub("", text)
    text = "".join(map(_seen, text, " " + text, text[1:] + " "))
    return _BRACKET.sub(r"(\1)", _ANGLE.sub("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", text))


def _seen(character: str, before: str, after: str) -> str:
    if (character.isascii() and character.isprintable()) or character in _SEEN:
        return character
    category = unicodedata.category(character)
    if category == "Cf":
        return character if character in _JOINERS and _joins(before) and _joins(after) else ""
    return " " if category in ("Cc", "Zl", "Zp") else character


def _joins(character: str) -> bool:
    """Tell whether a joiner beside this character is spelling: beside Latin letters it is hidden text."""
    return ord(character) >= 0x0590 and not character.isspace() and unicodedata.category(character) != "Cf"
