import signal
import threading
import time
from collections.abc import Iterator

import pytest

from engines import wire
from engines.inbox import Inbox, Stopped


@pytest.fixture
def alarm() -> Iterator[None]:
    """SIGALRM is free for the test."""
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_requests_come_in_order() -> None:
    inbox = Inbox([1, 2])
    inbox.put(3)
    assert [inbox.wait(), inbox.wait(), inbox.wait(0)] == [1, 2, 3]


@pytest.mark.parametrize("seconds", [0, -1, 0.05])
def test_wait_gives_none_when_time_is_up_and_not_before(seconds: float) -> None:
    before = time.monotonic()
    assert Inbox[int]().wait(seconds) is None
    assert time.monotonic() - before >= seconds


def test_a_request_ends_a_wait() -> None:
    inbox = Inbox[int]()
    threading.Timer(0.02, inbox.put, [7]).start()
    assert inbox.wait(20) == 7


def test_a_stop_ends_a_wait_without_end() -> None:
    inbox = Inbox[int]()
    threading.Timer(0.02, inbox.stop).start()
    with pytest.raises(Stopped):
        inbox.wait()


@pytest.mark.parametrize("seconds", [None, 20.0], ids=["for ever", "with a limit"])
def test_a_signal_handler_may_stop_a_wait(alarm: None, seconds: float | None) -> None:
    inbox = Inbox[int]()
    signal.signal(signal.SIGALRM, lambda *_: inbox.stop())
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    with pytest.raises(Stopped):
        inbox.wait(seconds)


def test_a_signal_handler_may_put(alarm: None) -> None:
    inbox = Inbox[int]()
    signal.signal(signal.SIGALRM, lambda *_: inbox.put(1))
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    assert inbox.wait(20) == 1


def test_a_signal_in_the_middle_of_a_put_loses_nothing_and_never_hangs(alarm: None) -> None:
    inbox, struck = Inbox[int](), []

    def strike(*_: object) -> None:
        struck.append(1)
        inbox.put(-1)

    signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    for number in range(20_000):
        inbox.put(number)
    signal.setitimer(signal.ITIMER_REAL, 0)
    got = [inbox.wait() for _ in range(20_000 + len(struck))]
    assert struck
    assert [number for number in got if number != -1] == list(range(20_000))
    assert not inbox.waiting


def test_stop_comes_before_requests_that_wait() -> None:
    inbox = Inbox([1, 2])
    inbox.stop()
    with pytest.raises(Stopped):
        inbox.wait()


def test_the_first_reason_wins_and_stays() -> None:
    inbox = Inbox[int]()
    inbox.stop(wire.EngineError("The first reason."))
    inbox.stop()
    inbox.stop(wire.EngineError("The second."))
    for _ in range(3):
        with pytest.raises(wire.EngineError, match="first"):
            inbox.wait()
        with pytest.raises(wire.EngineError, match="first"):
            inbox.check()


def test_a_stopped_inbox_never_waits_again() -> None:
    inbox = Inbox[int]()
    inbox.stop()
    before = time.monotonic()
    for _ in range(3):
        with pytest.raises(Stopped):
            inbox.wait(5)
    assert time.monotonic() - before < 5


def test_check_is_silent_until_stopped() -> None:
    inbox = Inbox([1])
    inbox.check()
    inbox.stop()
    with pytest.raises(Stopped):
        inbox.check()


def test_waiting_tells_of_a_request_and_of_a_stop() -> None:
    inbox = Inbox[int]()
    assert not inbox.waiting
    inbox.put(1)
    assert inbox.waiting
    inbox.wait()
    assert not inbox.waiting
    inbox.stop()
    assert inbox.waiting


def test_iterating_ends_when_stopped() -> None:
    inbox, got = Inbox([1, 2, 3]), []
    for request in inbox:
        got.append(request)
        if request == 2:
            inbox.stop()
    assert got == [1, 2]


def test_iterating_raises_the_error_that_the_requests_came_to() -> None:
    inbox = Inbox[int]()
    inbox.stop(wire.EngineError("The request was refused."))
    with pytest.raises(wire.EngineError, match="refused"):
        list(inbox)


def test_many_threads_may_put(count) -> None:
    inbox, each = Inbox[tuple[int, int]](), count(5000)
    threads = [
        threading.Thread(target=lambda who=who: [inbox.put((who, n)) for n in range(each)])
        for who in range(4)
    ]
    for thread in threads:
        thread.start()
    got = [inbox.wait(20) for _ in range(4 * each)]
    for thread in threads:
        thread.join()
    for who in range(4):
        assert [number for name, number in got if name == who] == list(range(each))
