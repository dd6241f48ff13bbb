"""What time it is for the board and for its host."""

import time
from typing import Protocol


class Clock(Protocol):
    patience: float
    """Seconds of its host's time that the simulator may take to let the chip run on."""

    def enter(self) -> float:
        """The simulator begins to work on the host's behalf: the time, in seconds."""

    def leave(self) -> None:
        """The host's turn again."""

    def reach(self, moment: float) -> None:
        """While in the simulator: let the time be `moment`, unless it is later already."""


class WallClock:
    """Everything takes as long as it would; a chip that the host cannot keep up with is slower."""

    patience = 0.02

    def enter(self) -> float:
        return time.monotonic()

    def leave(self) -> None:
        pass

    def reach(self, moment: float) -> None:
        time.sleep(max(0.0, moment - time.monotonic()))

    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class VirtualClock:
    """Nobody waits: packets and sleeps move the clock, and so does the host's CPU time.

    The CPU time of the simulator itself does not count; a real board costs its host none.
    """

    patience = float("inf")

    def __init__(self) -> None:
        self._time = 0.0
        self._left = time.process_time()

    def enter(self) -> float:
        self._time += time.process_time() - self._left
        return self._time

    def leave(self) -> None:
        self._left = time.process_time()

    def reach(self, moment: float) -> None:
        self._time = max(self._time, moment)

    def now(self) -> float:
        """The time, asked by the host."""
        moment = self.enter()
        self.leave()
        return moment

    def sleep(self, seconds: float) -> None:
        """The host's time.sleep."""
        self.reach(self.enter() + seconds)
        self.leave()
