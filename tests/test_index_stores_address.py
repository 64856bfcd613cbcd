"""Addresses of Chroma servers: what is understood, what is refused, and what an index is called there."""

from pathlib import Path

import pytest

from index.stores.address import Address, check_token


@pytest.mark.parametrize(
    ("text", "url", "name"),
    [
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123", ""),
        ("http://chroma.example/", "http://chroma.example:8000", ""),
        ("https://chroma.example/news", "https://chroma.example:443", "news"),
        (" http://[::1]:9/ten years/ ", "http://[::1]:9", "ten years"),
    ],
)
def test_addresses(text: str, url: str, name: str) -> None:
    address = Address.parse(text)
    assert (address.url, address.name) == (url, name)
    assert address.is_here == ("127.0.0.1" in text or "::1" in text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "http://host:port"),
        ("localhost:8000", "http://host:port"),
        ("ftp://host", "http://host:port"),
        ("http://", "http://host:port"),
        ("http://host:many", "port is no number"),
        ("http://host:99999", "port is no number"),
        ("http://user:secret@host:8000", "ASSISTANT_CHROMA_TOKEN"),
        ("http://host/api/v2", "http://host:port/NAME"),
        ("http://host?token=secret", "http://host:port"),
    ],
)
def test_what_is_no_address_says_how_to_write_one(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as raised:
        Address.parse(text)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "corpus", "called"),
    [("", "/data/News-2025", "News-2025"), ("daily", "/data/News", "daily")],
)
def test_an_index_is_called_after_its_corpus_or_as_the_address_says(
    name: str, corpus: str, called: str
) -> None:
    assert Address("host", 1, False, name).index_name(Path(corpus)) == called


@pytest.mark.parametrize("corpus", ["/", "/újság", "/a.b", "/a b", "/" + "x" * 200, "/новости", "/a\udcff"])
def test_any_folder_gives_a_name_that_chroma_takes_and_no_two_the_same(corpus: str) -> None:
    address = Address("host", 1, False, "")
    name = address.index_name(Path(corpus))
    assert name.replace("-", "").isascii()
    assert name.replace("-", "").isalnum()
    assert len(name) < 80
    assert name != address.index_name(Path(corpus + "b"))


def test_tokens() -> None:
    assert check_token("a-Token_1.!") == "a-Token_1.!"
    for token in ("", "two words", "żeton", "line\nfeed"):
        with pytest.raises(ValueError, match="token") as raised:
            check_token(token)
        assert not token or token not in str(raised.value)
