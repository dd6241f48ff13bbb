"""When the next tick is due, and whether a picture: 60 ticks a second by a clock, and a picture of
every so many of them."""

import time
from collections.abc import Callable

from engines.arcade.game import RATE

LATE = 6
"""Ticks that are made up for; what a busy machine is behind by more, the game waits."""
ROUNDING = 1e-6
"""Of a tick: it is not waited for once more because a sum of fractions misses it by that."""


class Pace:
    def __init__(self, pictures: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.at_most(pictures)
        self.ticked, self.picture = 0, 1
        """The last tick, and the next that is to be seen: none is before the first."""
        self.resume()

    def at_most(self, pictures: int) -> None:
        """So many a second from now on, or fewer where they do not divide RATE."""
        self.apart = -(-RATE // pictures)

    def resume(self) -> None:
        """After a rest, of which nothing is owed."""
        self.begun = self.clock() - self.ticked / RATE

    @property
    def wait(self) -> float:
        """Seconds until the next tick."""
        return max(0.0, self.begun + (self.ticked + 1) / RATE - self.clock())

    def ticks(self) -> int:
        """How many are due; they are taken for done."""
        passed = int((self.clock() - self.begun) * RATE + ROUNDING)
        due, self.ticked = passed - self.ticked, passed
        return min(LATE, due)

    def shows(self) -> bool:
        """Whether a picture is due; it is taken for shown."""
        if self.ticked < self.picture:
            return False
        self.picture = max(self.picture + self.apart, self.ticked + 1)
        return True

    def hurry(self) -> None:
        """A picture is due, whenever the last one was."""
        self.picture = max(1, self.ticked)
