"""The last bars, for what reaches back another way each bar."""

from array import array

LONGEST = 10_000
"""Bars that are remembered where nobody can say beforehand how many are needed."""

FARTHEST = 2000
"""Bars of an AVEDEV, all of which are looked at for every bar: a million bars take seconds."""


class History:
    """Of one series, before the current bar. 80 to 160 kB when it is full."""

    __slots__ = ("bars", "closed")

    def __init__(self) -> None:
        self.bars = array("d")
        """The newest last: at least LONGEST, if there were so many."""
        self.closed = 0
        """How many bars there were."""

    @property
    def begin(self) -> int:
        """Where in `bars` the last LONGEST begin."""
        return max(len(self.bars) - LONGEST, 0)

    def push(self, x: float) -> None:
        self.bars.append(x)
        self.closed += 1
        if len(self.bars) >= 2 * LONGEST:
            del self.bars[:LONGEST]

    def back(self, n: int) -> float:
        """n bars before the current one: 1 to LONGEST, and no more than were closed."""
        return self.bars[-n]

    def last(self, n: int) -> "array[float]":
        """The n bars before the current one, or what there is of them."""
        return self.bars[-n:] if n else array("d")
