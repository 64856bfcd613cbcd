"""Keeping a thinking model's thoughts out of its answer.

Invariant, proved by `tests/test_assistant_models_thoughts.py`: a text that does not begin with a think tag
comes through unchanged, however it is cut into pieces; of one that does, only what follows the closing tag.
"""

OPEN, CLOSE = "<think>", "</think>"


class ThoughtFilter:
    """Takes the pieces of a stream in order and returns what of them belongs to the answer."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "start"

    def feed(self, piece: str) -> str:
        """Return the part of the answer that is certain once `piece` has come; often all of it."""
        if self._state == "answer":
            return piece
        self._held += piece
        if self._state == "start":
            self._start()
        if self._state == "thought":
            self._thought()
        if self._state == "gap":
            self._gap()
        if self._state != "answer":
            return ""
        answer, self._held = self._held, ""
        return answer

    def rest(self) -> str:
        """Return what was held back when the stream ended: a beginning that looked like a tag."""
        return self._held if self._state == "start" else ""

    def _start(self) -> None:
        beginning = self._held.lstrip()
        if beginning.startswith(OPEN):
            self._held = beginning[len(OPEN) :]
            self._state = "thought"
        elif not OPEN.startswith(beginning):
            self._state = "answer"

    def _thought(self) -> None:
        _, closed, after = self._held.partition(CLOSE)
        if closed:
            self._held = after
            self._state = "gap"
        else:
            self._held = self._held[-len(CLOSE) :]

    def _gap(self) -> None:
        self._held = self._held.lstrip()
        if self._held:
            self._state = "answer"
