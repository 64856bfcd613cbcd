"""The address of a Chroma server, and the name that an index has on it.

Invariant: whatever is typed is either an address that can be used or an error that says how to write one, and a token
is never part of it. Proved by `tests/test_index_stores_address.py`.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOW = "write it as http://host:port, or http://host:port/NAME to give the index a name on the server"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a Chroma server listens.

    Attributes:
        host: its name or number.
        port: its port.
        is_secure: whether it speaks https.
        name: what the index is called there, or an empty string: after the corpus's folder.
    """

    host: str
    port: int
    is_secure: bool
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the address that `text` names.

        Args:
            text: `http://host:port`, `https://host`, either with `/NAME` behind it.

        Returns:
            The address.

        Raises:
            ValueError: it is none; the message says how to write one.
        """
        parts = urlsplit(text.strip())
        try:
            port = parts.port
        except ValueError as error:
            raise ValueError(f"its port is no number between 0 and 65535; {HOW}") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(HOW)
        if parts.username or parts.password:
            raise ValueError("a token does not belong into the address; set ASSISTANT_CHROMA_TOKEN to it")
        if parts.query or parts.fragment or "/" in parts.path.strip("/"):
            raise ValueError(HOW)
        is_secure = parts.scheme == "https"
        return cls(parts.hostname, port or (443 if is_secure else 8000), is_secure, parts.path.strip("/"))

    @property
    def url(self) -> str:
        """The address without the name, as it is shown."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' * self.is_secure}://{host}:{self.port}"

    @property
    def is_here(self) -> bool:
        """Whether it is this machine's own."""
        return self.host in LOOPBACK

    def index_name(self, corpus: Path) -> str:
        """Return what the index of `corpus` is called on the server, in letters that Chroma allows."""
        wanted = self.name or corpus.absolute().name or "corpus"
        name = re.sub("[^A-Za-z0-9]+", "-", wanted).strip("-")[:64]
        if name == wanted:
            return name
        return f"{name or 'index'}-{hashlib.sha256(wanted.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def check_token(token: str) -> str:
    """Return a token that Chroma's clients send; a ValueError for one that no header can hold."""
    if not re.fullmatch("[!-~]+", token):
        raise ValueError("a token holds letters, digits and punctuation of ASCII, and no spaces")
    return token
