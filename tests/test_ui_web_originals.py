"""Original files: of indexed documents alone, and running nothing."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.errors import DocumentError
from ui.web.originals import add_route

FILES = {"a.txt": b"text", "b.html": b"<script>1</script>", "c.pdf": b"%PDF-1.4", "d.svg": b"<svg onload=1>"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    def file(source: str) -> Path:
        if source not in FILES:
            raise DocumentError(f"There is no document {source!r}.")
        path = tmp_path / source
        path.write_bytes(FILES[source])
        return path

    app = Starlette()
    add_route(app, file)  # type: ignore[arg-type]
    return TestClient(app)


def test_text_and_pdf_are_shown(client: TestClient) -> None:
    for source, kind in (("a.txt", "text/plain; charset=utf-8"), ("c.pdf", "application/pdf")):
        found = client.get("/original", params={"source": source})
        assert found.content == FILES[source]
        assert found.headers["content-type"] == kind
        assert found.headers["content-disposition"].startswith("inline")


def test_whatever_could_run_is_saved_instead(client: TestClient) -> None:
    for source in ("b.html", "d.svg"):
        found = client.get("/original", params={"source": source})
        assert found.headers["content-type"] == "application/octet-stream"
        assert found.headers["content-disposition"].startswith("attachment")
        assert found.headers["content-security-policy"].startswith("sandbox")


@pytest.mark.parametrize("source", ["", "../../etc/passwd", "/etc/passwd", "a.txt\0", "A.TXT"])
def test_no_other_file_goes_out(client: TestClient, source: str) -> None:
    assert client.get("/original", params={"source": source}).status_code == 404
