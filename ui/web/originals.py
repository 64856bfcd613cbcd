"""Gives the original file of a document to the browser: for reading where that is safe, else for saving.

Invariant: nothing but the files of indexed documents goes out, and what a file holds runs in no page of ours; who may
have them is `ui.web.gate`'s to say. Proved by `tests/test_ui_web_originals.py`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from ui.web.library import ORIGINAL

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

# What browsers show without running it; everything else is saved.
_SHOWN = {
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".csv": "text/plain; charset=utf-8",
    ".jsonl": "text/plain; charset=utf-8",
}


def add_route(app: "FastAPI", file: Callable[[str], Path]) -> None:
    """Let the app answer for the files of documents.

    Args:
        app: Gradio's.
        file: returns the file of a document; raises an AssistantError when there is none.
    """
    from starlette.routing import Route

    async def original(request: "Request") -> "Response":
        from starlette.responses import FileResponse, PlainTextResponse

        try:
            path = file(request.query_params.get("source", ""))
        except AssistantError as error:
            return PlainTextResponse(str(error), 404)
        shown = _SHOWN.get(path.suffix.lower())
        headers = {"Cache-Control": "no-store"}
        if shown is None:
            # Sandboxed: were it shown all the same, it would run as no page of ours.
            headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return FileResponse(
            path,
            media_type=shown or "application/octet-stream",
            filename=path.name,
            content_disposition_type="inline" if shown else "attachment",
            headers=headers,
        )

    # Before Gradio's own, the last of which takes every path.
    app.router.routes.insert(0, Route(ORIGINAL, original, methods=["GET"]))
