"""The words of the program, read: one file a language (`en.toml`, ...), one list in it for each file of this room.

To speak another language, add its file: every list must have every entry, or importing fails and says which. Proved by
`tests/test_assistant_wording_tables.py`.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

Tables = dict[str, dict[str, Any]]


@cache
def tables() -> dict[str, Tables]:
    """Return the lists of each language, by its code; the first is English."""
    files = sorted(Path(__file__).parent.glob("*.toml"), key=lambda file: (file.stem != "en", file.stem))
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in files}
