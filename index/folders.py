"""Where the data folder holds what belongs to a corpus."""

import hashlib
import os
import re
from pathlib import Path

from index.rows import to_blob


def index_folder(data: Path, corpus: Path) -> Path:
    """Return the folder inside `data` that holds the index of `corpus`; nothing is created."""
    return data / f"index-{corpus_key(corpus)}"


def corpus_key(corpus: Path) -> str:
    """Return `NAME-HASH`, by which the data folder tells one corpus from another, whatever its path is like."""
    path = Path(os.path.realpath(corpus))  # Path.resolve() raises on a link to itself before Python 3.13
    name = re.sub(r"[^\w.-]+", "-", path.name)[:40] or "corpus"
    return f"{name}-{hashlib.sha256(to_blob(str(path))).hexdigest()[:8]}"
