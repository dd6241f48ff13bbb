"""What a manager of games tells our program, read by a thread while the player thinks."""

import threading
import time
from collections.abc import Callable
from io import BufferedIOBase
from queue import SimpleQueue
from typing import NamedTuple

from engines.gomoku.protocol.stream import lines

LONGEST_BLOCK = 1000
"""Lines of a block that are kept; no board has so many points."""

URGENT = {"STOP", "END"}


class Order(NamedTuple):
    """A line of the manager's. `at`: when it came."""

    text: str
    at: float

    @property
    def word(self) -> str:
        return self.text.partition(" ")[0].upper()

    @property
    def rest(self) -> str:
        return self.text.partition(" ")[2].strip()


class Interrupted(Exception):
    """A block was not ended."""


class Orders:
    """The lines of one manager, in their order. The end of the input is an END too."""

    def __init__(self, source: BufferedIOBase, clock: Callable[[], float] = time.monotonic) -> None:
        self.source, self.clock = source, clock
        self.queue: SimpleQueue[Order] = SimpleQueue()
        self.next: Order | None = None
        # Each is counted by one thread alone, so no lock is needed.
        self.urgent = self.taken = 0

    def start(self) -> None:
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        """Queue what comes, until END."""
        try:
            for line in lines(self.source.read1):
                order = Order(line, self.clock())
                self.put(order)
                if order.word == "END":
                    return
        except (OSError, ValueError):
            pass  # the source was closed
        self.put(Order("END", self.clock()))

    def put(self, order: Order) -> None:
        self.urgent += order.word in URGENT
        self.queue.put(order)

    def take(self) -> Order:
        if order := self.next:
            self.next = None
            return order
        order = self.queue.get()
        self.taken += order.word in URGENT
        return order

    def hurried(self) -> bool:
        """Whether STOP or END has come, and was not taken yet."""
        return self.urgent > self.taken

    def block(self, commands: frozenset[str]) -> tuple[list[str], float]:
        """The lines until DONE, and when that came.

        Raises Interrupted where one of the commands comes first; it is taken next.
        """
        given: list[str] = []
        while (order := self.take()).word != "DONE":
            if order.word in commands:
                self.next = order
                raise Interrupted
            if len(given) < LONGEST_BLOCK:
                given.append(order.text)
        return given, order.at
