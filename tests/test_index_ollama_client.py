"""How an Ollama server is named and reached."""

import pytest

from index.errors import SettingsError
from index.ollama_client import is_loopback, make_client, server_url


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:1234", "http://127.0.0.1:1234"),
        ("[::]:1234", "http://[::1]:1234"),
        ("[::1]", "http://[::1]:11434"),
        (":5678", "http://127.0.0.1:5678"),
        (' "gpu.local" ', "http://gpu.local:11434"),
        ("https://gpu.local", "https://gpu.local:443"),
        ("http://gpu.local", "http://gpu.local:80"),
        ("https://gpu.local:8443/ollama/", "https://gpu.local:8443/ollama"),
    ],
)
def test_addresses_are_read_as_ollama_reads_them(
    host: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", host)
    assert server_url() == url
    monkeypatch.delenv("OLLAMA_HOST")
    assert server_url(host) == url


@pytest.mark.parametrize("host", ["ftp://gpu.local", "gpu.local:port", "http://[::1"])
def test_addresses_that_are_none(host: str) -> None:
    with pytest.raises(SettingsError, match="OLLAMA_HOST"):
        server_url(host)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:11434", True),
        ("http://127.9.9.9:1", True),
        ("http://[::1]:11434", True),
        ("http://localhost:11434", True),
        ("http://gpu.local:11434", False),
        ("http://192.0.2.1:11434", False),
    ],
)
def test_a_proxy_is_never_used_on_this_machine_itself(
    url: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    assert is_loopback(url) is expected
    with make_client(url) as client:
        assert client._client.trust_env is not expected
