"""Values of bars before."""

from bisect import bisect_right
from collections import deque
from math import nan

from engines.roc.streams.history import LONGEST, History


class Ref:
    """REF of n >= 1 bars, the same n for all."""

    __slots__ = ("_before",)

    def __init__(self, n: float) -> None:
        self._before = deque([nan] * int(n), int(n))

    def value(self, x: float) -> float:
        return self._before[0]

    def close(self, x: float) -> float:
        value = self._before[0]
        self._before.append(x)
        return value


class VaryingRef:
    """REF where n differs from bar to bar; NaN for one above LONGEST."""

    __slots__ = ("_before",)

    def __init__(self) -> None:
        self._before = History()

    def value(self, x: float, n: float) -> float:
        if not -1 < n < min(self._before.closed, LONGEST) + 1:
            return nan
        return self._before.back(int(n)) if n >= 1 else x

    def close(self, x: float, n: float) -> float:
        value = self.value(x, n)
        self._before.push(x)
        return value


class ValueWhen:
    """VALUEWHEN: x as it was when the condition last held."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept = nan

    def value(self, condition: float, x: float) -> float:
        return x if condition and condition == condition else self._kept

    def close(self, condition: float, x: float) -> float:
        self._kept = self.value(condition, x)
        return self._kept


class TopRange:
    """TOPRANGE, and with a `sign` of -1 LOWRANGE: bars before this one, all of them below it.

    What a later bar has topped is not looked at again. Of bars that nothing has topped yet, LONGEST
    are kept; whether there were others below this one nobody knows then: NaN.
    """

    __slots__ = ("_bar", "_depths", "_first", "_lost", "_places", "_sign")

    def __init__(self, sign: float = 1) -> None:
        self._sign = -sign
        self._bar = 0
        self._first = 0
        """The place of the first known one, and before it the place of the current one."""
        self._depths: list[float] = []
        """Minus the values that no later one tops, so that they rise; and their places."""
        self._places: list[int] = []
        self._lost = False

    def value(self, x: float) -> float:
        if x != x:
            return nan
        higher = bisect_right(self._depths, self._sign * x)
        if higher:
            return float(self._bar - self._places[higher - 1] - 1)
        return nan if self._lost else float(self._bar - self._first)

    def close(self, x: float) -> float:
        value = self.value(x)
        if x == x:
            self._keep(self._sign * x)
        self._bar += 1
        if not self._depths:
            self._first = self._bar
        return value

    def _keep(self, depth: float) -> None:
        higher = bisect_right(self._depths, depth)
        del self._depths[higher:], self._places[higher:]
        self._depths.append(depth)
        self._places.append(self._bar)
        if len(self._depths) > LONGEST:
            del self._depths[0], self._places[0]
            self._lost = True
