"""Moving and exponential averages. Where x is unknown the latter are too, and wait."""

from collections import deque
from collections.abc import Callable
from math import isfinite, nan

from engines.roc.streams.history import FARTHEST, History
from engines.roc.streams.plain import divide
from engines.roc.streams.state import State

SMALL = 24
"""Bars of a window that is summed anew each bar: up to there that is quicker than two stacks."""


ROUNDING = 2.0**-52


def same(mean: float, x: float, bars: float) -> bool:
    """Whether a mean of so many bars is x but for rounding."""
    return abs(mean - x) <= (8 + bars) * ROUNDING * abs(x)


class Level:
    """A mean that is x where x has not moved, and the mean but for rounding is the same.

    The mean of a price that stands still wavers by its last digit: CROSS would see it cross.
    """

    __slots__ = ("_last", "_mean", "_n")

    def __init__(self, mean: State, n: float = nan) -> None:
        self._mean, self._n = mean, n
        self._last = nan

    def value(self, x: float, *n: float) -> float:
        return self._level(self._mean.value(x, *n), x, *n)

    def close(self, x: float, *n: float) -> float:
        value = self._level(self._mean.close(x, *n), x, *n)
        self._last = x
        return value

    def _level(self, mean: float, x: float, n: float = nan) -> float:
        """`n` is that of the bar, where it differs from bar to bar."""
        bars = self._n if n != n else n
        return x if x == self._last and same(mean, x, bars) else mean


class Mean:
    """MA of a small window."""

    __slots__ = ("_before", "_last", "_n")

    def __init__(self, n: float) -> None:
        self._n = int(n)
        self._before = deque([nan] * (self._n - 1), self._n - 1)
        self._last = nan

    def value(self, x: float) -> float:
        mean = (sum(self._before) + x) / self._n
        return x if x == self._last and same(mean, x, self._n) else mean

    def close(self, x: float) -> float:
        value = self.value(x)
        self._before.append(x)
        self._last = x
        return value


class Recursion:
    """y = share x + (1 - share) y', beginning with the first x; 0 <= share <= 1."""

    __slots__ = ("_last", "_share")

    def __init__(self, share: float) -> None:
        self._share = share
        self._last = nan

    def value(self, x: float) -> float:
        y = self._last + self._share * (x - self._last)
        return y if isfinite(y) else self._far(x)

    def close(self, x: float) -> float:
        y = self._last + self._share * (x - self._last)
        if not isfinite(y):
            y = self._far(x)
            if y != y:
                return y
        self._last = y
        return y

    def _far(self, x: float) -> float:
        """The first, what is unknown, and where the difference is too large a number."""
        return x if self._last != self._last else moved(self._last, x, self._share)


def moved(last: float, x: float, share: float) -> float:
    """By a share from the last to x; their difference may be too large a number."""
    y = last + share * (x - last)
    return y if isfinite(y) else (1 - share) * last + share * x


class VaryingRecursion:
    """With another share each bar, made of the arguments after x; outside of 0 to 1, as no x."""

    __slots__ = ("_last", "_share")

    def __init__(self, share: Callable[..., float]) -> None:
        self._share = share
        self._last = nan

    def value(self, x: float, *args: float) -> float:
        share = self._share(*args)
        if x != x or not 0 <= share <= 1:
            return nan
        return x if self._last != self._last else moved(self._last, x, share)

    def close(self, x: float, *args: float) -> float:
        y = self.value(x, *args)
        if y == y:
            self._last = y
        return y


def exponential_share(n: float) -> float:
    """EMA's."""
    return divide(2, n + 1)


def smoothed_share(n: float, m: float = 1) -> float:
    """SMA's, and MEMA's."""
    return divide(m, n)


def given_share(share: float) -> float:
    """DMA's."""
    return share


class Seeded:
    """EXPMEMA: begins at the n-th known x, with the mean of all until then."""

    __slots__ = ("_n", "_recursion", "_seed")

    def __init__(self, n: float) -> None:
        self._n = int(n)
        self._seed: list[float] = []
        self._recursion = Recursion(exponential_share(self._n))

    def value(self, x: float) -> float:
        if x != x or len(self._seed) == self._n:
            return self._recursion.value(x)
        if len(self._seed) == self._n - 1:
            seed = (sum(self._seed) + x) / self._n
            return x if same(seed, x, self._n) else seed
        return nan

    def close(self, x: float) -> float:
        if x != x or len(self._seed) == self._n:
            return self._recursion.close(x)
        value = self.value(x)
        self._seed.append(x)
        return self._recursion.close(value)


class MeanDeviation:
    """AVEDEV. The mean moves, so all distances do: O(n) a bar."""

    __slots__ = ("_before", "_n")

    def __init__(self, n: float) -> None:
        self._n = int(n)
        self._before = deque([nan] * (self._n - 1), self._n - 1)

    def value(self, x: float) -> float:
        return mean_deviation((*self._before, x))

    def close(self, x: float) -> float:
        value = self.value(x)
        self._before.append(x)
        return value


class VaryingMeanDeviation:
    __slots__ = ("_before",)

    def __init__(self) -> None:
        self._before = History()

    def value(self, x: float, n: float) -> float:
        if not 1 <= n < min(self._before.closed + 2, FARTHEST + 1):
            return nan
        return mean_deviation((*self._before.last(int(n) - 1), x))

    def close(self, x: float, n: float) -> float:
        value = self.value(x, n)
        self._before.push(x)
        return value


def mean_deviation(window: tuple[float, ...]) -> float:
    mean = sum(window) / len(window)
    if window[-2:-1] == window[-1:] and same(mean, window[-1], len(window)):
        mean = window[-1]
    return sum([abs(x - mean) for x in window]) / len(window)
