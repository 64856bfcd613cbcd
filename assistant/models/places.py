"""The queue before a model: first come, first served, and everybody is told how many are before them.

Invariant, proved by `tests/test_assistant_models_places.py`: at most `size` tickets are served at once, in
the order in which they were drawn, and a ticket that leaves, served or not, lets the next one in.
"""

import threading


class Places:
    """`size` places, at least one, that may be taken at once, and the queue of those who wait for one."""

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"{size!r} places would let nobody in. Give at least 1.")
        self._size = size
        self._queue: list[Ticket] = []
        self._changed = threading.Condition()

    def draw(self) -> "Ticket":
        """Join the queue at its end."""
        with self._changed:
            ticket = Ticket(self)
            self._queue.append(ticket)
        return ticket

    def _ahead(self, ticket: "Ticket") -> int:
        position = self._queue.index(ticket)
        return max(0, position - self._size + 1)

    def _wait(self, ticket: "Ticket", seconds: float) -> int:
        with self._changed:
            self._changed.wait_for(lambda: self._ahead(ticket) == 0, timeout=seconds)
            return self._ahead(ticket)

    def _leave(self, ticket: "Ticket") -> None:
        with self._changed:
            if ticket in self._queue:
                self._queue.remove(ticket)
                self._changed.notify_all()


class Ticket:
    """One asker's place in the queue, held until `leave`."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def wait(self, seconds: float) -> int:
        """Wait at most `seconds` for a place; return how many must finish first, 0 when it is in."""
        return self._places._wait(self, seconds)

    def leave(self) -> None:
        """Give the place, or the turn, back; a second call does nothing."""
        self._places._leave(self)


class Visit:
    """A ticket that several exchanges with a model use one after the other, given back behind the last.

    Args:
        ticket: the place in the queue.
        may_overlap: whether the next in the queue may begin while an exchange that did not stop in time runs on.
    """

    def __init__(self, ticket: Ticket, *, may_overlap: bool) -> None:
        self._ticket, self._may_overlap = ticket, may_overlap
        self._lock = threading.Lock()
        self._running = 0
        self._is_over = False

    def wait(self, seconds: float) -> int:
        """Wait at most `seconds` for the place; see `Ticket.wait`."""
        return self._ticket.wait(seconds)

    def begin(self) -> None:
        """Count an exchange that begins."""
        with self._lock:
            self._running += 1

    def end(self) -> None:
        """Count an exchange that has ended."""
        with self._lock:
            self._running -= 1
            is_free = self._is_over and not self._running
        if is_free:
            self._ticket.leave()

    def finish(self) -> None:
        """Give the place back when what runs on it has ended: nothing more is to come."""
        with self._lock:
            self._is_over = True
            is_free = not self._running
        if is_free:
            self._ticket.leave()

    def close(self) -> None:
        """Give the place back: now, or where nothing may overlap when what runs on it has ended."""
        self.finish()
        if self._may_overlap:
            self._ticket.leave()
