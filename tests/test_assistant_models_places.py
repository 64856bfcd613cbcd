"""The queue before a model."""

import threading
import time

import pytest

from assistant.models.places import Places, Visit


def test_those_who_come_first_are_served_first() -> None:
    places = Places(1)
    tickets = [places.draw() for _ in range(4)]
    assert [ticket.wait(0) for ticket in tickets] == [0, 1, 2, 3]
    tickets[0].leave()
    assert [ticket.wait(0) for ticket in tickets[1:]] == [0, 1, 2]


def test_several_places() -> None:
    places = Places(2)
    tickets = [places.draw() for _ in range(4)]
    assert [ticket.wait(0) for ticket in tickets] == [0, 0, 1, 2]
    tickets[1].leave()
    assert [tickets[0].wait(0), tickets[2].wait(0), tickets[3].wait(0)] == [0, 0, 1]


@pytest.mark.parametrize("size", [0, -1])
def test_no_place_at_all_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"{size} places would let nobody in"):
        Places(size)


def test_one_who_gives_up_lets_the_others_move_up() -> None:
    places = Places(1)
    first, second, third = (places.draw() for _ in range(3))
    second.leave()
    second.leave()
    assert third.wait(0) == 1
    first.leave()
    assert third.wait(0) == 0


def test_waiting_ends_as_soon_as_the_place_is_free() -> None:
    places = Places(1)
    first, second = places.draw(), places.draw()
    threading.Timer(0.1, first.leave).start()
    started = time.monotonic()
    assert second.wait(5) == 0
    assert time.monotonic() - started < 1


def test_many_threads_are_never_more_than_the_places() -> None:
    places = Places(3)
    inside, most, lock = 0, 0, threading.Lock()

    def visit() -> None:
        nonlocal inside, most
        ticket = places.draw()
        while ticket.wait(0.01):
            pass
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.005)
        with lock:
            inside -= 1
        ticket.leave()

    threads = [threading.Thread(target=visit) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 3


def test_a_visit_keeps_its_place_between_its_exchanges() -> None:
    places = Places(1)
    visit, next_one = Visit(places.draw(), may_overlap=False), places.draw()
    for _ in range(2):
        assert visit.wait(0) == 0
        visit.begin()
        visit.end()
        assert next_one.wait(0) == 1
    visit.close()
    assert next_one.wait(0) == 0


@pytest.mark.parametrize(("may_overlap", "ahead"), [(True, 0), (False, 1)])
def test_a_visit_that_is_left_while_something_runs(may_overlap: bool, ahead: int) -> None:
    """Where nothing may overlap the place is free when that has ended."""
    places = Places(1)
    visit, next_one = Visit(places.draw(), may_overlap=may_overlap), places.draw()
    visit.begin()
    visit.close()
    assert next_one.wait(0) == ahead
    visit.end()
    assert next_one.wait(0) == 0


@pytest.mark.parametrize("may_overlap", [True, False])
def test_a_visit_that_is_finished_keeps_its_place_until_the_last_has_ended(may_overlap: bool) -> None:
    places = Places(1)
    visit, next_one = Visit(places.draw(), may_overlap=may_overlap), places.draw()
    visit.begin()
    visit.finish()
    assert next_one.wait(0) == 1
    visit.end()
    assert next_one.wait(0) == 0
