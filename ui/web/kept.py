"""Where what people do on the page is kept: their conversations, and which citations they call wrong.

Proved by `tests/test_ui_web_kept.py`.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

from assistant.feedback import Feedback, feedback_file
from ui.web.history import History, history_folder


@dataclass(frozen=True)
class Kept:
    """What is kept of one corpus, in the data folder.

    Attributes:
        data: the data folder.
        corpus: the corpus folder.
    """

    data: Path
    corpus: Path

    @functools.cached_property
    def feedback(self) -> Feedback:
        """What was said of citations, by anybody."""
        return Feedback(feedback_file(self.data, self.corpus))

    def history(self, user: str) -> History:
        """Return the conversations of a user; of everybody at this machine where nobody logs in."""
        return _history(history_folder(self.data, self.corpus, user))


@functools.lru_cache(maxsize=1000)
def _history(folder: Path) -> History:
    # It remembers what it has read of each conversation.
    return History(folder)
