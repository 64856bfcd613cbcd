"""An answer as a file to hand on, and read back from one: `markdown`, `page` (HTML) and `reading`.

Both forms show the answer to people and carry its data, so that it can be checked later.
"""

from assistant.export.markdown import to_markdown
from assistant.export.page import to_html

__all__ = ["to_html", "to_markdown"]
