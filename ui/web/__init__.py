"""The web page: `serve` runs it. Gradio is loaded only when a page is started."""

from ui.web.server import serve

__all__ = ["serve"]
