"""An answer as a file to hand on, and read back from one: `markdown`, `page` (HTML), `together` and `reading`.

Both forms show the answer to people and carry its data, so that it can be checked later.
"""

from assistant.export.markdown import to_markdown
from assistant.export.page import to_html
from assistant.export.restoring import answer_of
from assistant.export.together import conversation

__all__ = ["answer_of", "conversation", "to_html", "to_markdown"]
