"""What the page's own script sends along with an event; it comes from a browser, and may be anything.

Proved by `tests/test_ui_web_sent.py`.
"""

from typing import Any
from urllib.parse import unquote_to_bytes

MOST = 10_000
"""Characters of any one value; a question may be as long as its box takes."""


def sent(event: Any, name: str) -> str:
    """Return one value of an event as text, empty when it is not there, no text, or far too long."""
    values = getattr(event, "_data", event)
    value = values.get(name) if isinstance(values, dict) else None
    return value if isinstance(value, str) and len(value) <= MOST else ""


def source(event: Any, name: str = "source") -> str:
    """Return the source of a document, as `rendering.markup.source_value` wrote it."""
    written = unquote_to_bytes(sent(event, name).encode("utf-8", "surrogatepass"))
    try:
        return written.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # somebody else wrote it
        return ""


def number(event: Any, name: str) -> int | None:
    """Return one value of an event as a whole number of at most twelve digits, or None."""
    value = sent(event, name)
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 12 else None
