"""`assistant index --watch`: the folder is followed until Ctrl-C, and what was done is said.

Invariant: what was done goes to standard output, what is wrong to standard error, the same trouble once. Proved by
`tests/test_ui_watching.py`.
"""

import signal
import time
from datetime import datetime

from assistant.errors import AssistantError
from assistant.following import FOLLOW_S, Follower
from index.index import Index
from index.report import Report
from ui import terminal

SHOWN = 20
"""How many sources are named of each kind of change."""


def watch(opened: Index, report: Report) -> None:
    """Keep an index equal to its corpus until Ctrl-C, or until the process is told to end.

    Args:
        opened: the index.
        report: of the sync just done.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    teller = Teller(report)
    follower = Follower(opened, teller.tell)
    terminal.say(f"Following {str(opened.corpus)!r}; Ctrl-C ends it.")
    try:
        follower.start(every_s=FOLLOW_S)
        while True:
            time.sleep(1)
            teller.tell_waiting(follower.state.waiting)
    except KeyboardInterrupt:  # the way to end it
        terminal.say("Stopped; nothing is lost.")
    finally:
        follower.close()


class Teller:
    """Says what syncs did, and each trouble once.

    Args:
        report: of the sync whose left-out files are told already.
    """

    def __init__(self, report: Report) -> None:
        self._left_out = set(report.skipped)
        self._trouble = ""

    def tell(self, outcome: Report | AssistantError) -> None:
        """Say what one sync did, or why it failed."""
        if isinstance(outcome, AssistantError):
            self._say_once(f"The index was not brought up to date: {outcome}")
            return
        self._trouble = ""
        if outcome.changed:
            terminal.show(f"{datetime.now():%H:%M:%S} {outcome}")
            for mark, sources in (("+", outcome.added), ("~", outcome.replaced), ("-", outcome.removed)):
                for source in sources[:SHOWN]:
                    terminal.show(f"  {mark} {source}")
                if len(sources) > SHOWN:
                    terminal.show(f"  {mark} and {len(sources) - SHOWN} more")
        for skipped in outcome.skipped:
            if skipped not in self._left_out:
                terminal.say(f"Left out: {skipped.source!r} {skipped.reason}")
        self._left_out = set(outcome.skipped)

    def tell_waiting(self, waiting: str | None) -> None:
        """Say that another process writes, which this one waits for."""
        if waiting is not None:
            self._say_once(waiting)

    def _say_once(self, trouble: str) -> None:
        if trouble != self._trouble:
            terminal.say(trouble)
        self._trouble = trouble
