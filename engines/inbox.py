"""What an engine is asked while it works.

One thread puts, the engine's thread takes. A signal handler may call `put` and `stop` too.
"""

import time
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

R = TypeVar("R")


class Stopped(Exception):
    """The work is no longer wanted: the reader left, sent Cancel, or the process got SIGTERM."""


class Inbox(Generic[R]):
    def __init__(self, requests: Iterable[R] = ()) -> None:
        # None in the queue only wakes a waiting engine: `_why` says what happened.
        self._queue: SimpleQueue[R | None] = SimpleQueue()
        self._why: Exception | None = None
        for request in requests:
            self.put(request)

    def put(self, request: R) -> None:
        self._queue.put(request)

    def stop(self, why: Exception | None = None) -> None:
        """End the work at its next safe point. The first reason given is the one that is raised."""
        if self._why is None:
            self._why = why or Stopped()
        self._queue.put(None)

    def wait(self, seconds: float | None = None) -> R | None:
        """The next request, or None when `seconds` went by without one.

        Raises Stopped, or the error that the requests came to.
        """
        self.check()
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            left = None if until is None else max(0.0, until - time.monotonic())
            try:
                request = self._queue.get(timeout=left)
            except Empty:
                return None
            finally:
                self.check()
            if request is not None:
                return request

    def check(self) -> None:
        """Raise what `wait` would raise; called where stopping is safe."""
        if self._why is not None:
            raise self._why

    @property
    def waiting(self) -> bool:
        """Something came: a long search should look up."""
        return self._why is not None or not self._queue.empty()

    def __iter__(self) -> Iterator[R]:
        """Requests one after another, until stopped (then the loop just ends)."""
        while True:
            try:
                request = self.wait()
            except Stopped:
                return
            if request is not None:
                yield request
