"""How often, and how many bars ago, a condition held. An unknown one does not hold."""

from bisect import bisect_right
from collections import deque
from math import nan

from engines.roc.streams.history import LONGEST, History


class Count:
    """COUNT of a window of one size; n below 1: of all bars. NaN while nothing in it is known."""

    __slots__ = ("_known", "_ring", "_room", "_trues")

    def __init__(self, n: float) -> None:
        self._room = int(n) - 1
        self._ring: deque[float] = deque()
        self._trues = self._known = 0

    def value(self, x: float) -> float:
        if x != x:
            return float(self._trues) if self._known else nan
        return self._trues + 1.0 if x else float(self._trues)

    def close(self, x: float) -> float:
        value = self.value(x)
        self._add(x, 1)
        if self._room >= 0:
            self._ring.append(x)
            if len(self._ring) > self._room:
                self._add(self._ring.popleft(), -1)
        return value

    def _add(self, x: float, step: int) -> None:
        if x == x:
            self._known += step
            self._trues += step if x else 0


class Exist:
    """EXIST of a window of one size."""

    __slots__ = ("_count",)

    def __init__(self, n: float) -> None:
        self._count = Count(n)

    def value(self, x: float) -> float:
        return found(self._count.value(x))

    def close(self, x: float) -> float:
        return found(self._count.close(x))


def found(count: float) -> float:
    return 1.0 if count > 0 else count


class VaryingCount:
    """COUNT where n differs from bar to bar: totals of all bars, of which one is taken away."""

    __slots__ = ("_known", "_trues")

    def __init__(self) -> None:
        self._known, self._trues = Totals(), Totals()

    def value(self, x: float, n: float) -> float:
        known = self._known.of(n, x == x)
        trues = self._trues.of(n, x == x and x != 0)
        return trues if known > 0 else nan

    def close(self, x: float, n: float) -> float:
        value = self.value(x, n)
        self._known.push(x == x)
        self._trues.push(x == x and x != 0)
        return value


class VaryingExist:
    __slots__ = ("_count",)

    def __init__(self) -> None:
        self._count = VaryingCount()

    def value(self, x: float, n: float) -> float:
        return found(self._count.value(x, n))

    def close(self, x: float, n: float) -> float:
        return found(self._count.close(x, n))


class Totals:
    """Running totals of whole numbers, which a double holds exactly."""

    __slots__ = ("_before", "_total")

    def __init__(self) -> None:
        self._before = History()
        self._total = 0.0

    def of(self, n: float, now: float) -> float:
        """The last n bars, the current one among them; n below 1, or many: all of them."""
        if n != n:
            return nan
        if n < 1 or n >= self._before.closed + 1:
            return self._total + now
        return self._total + now - self._before.back(min(int(n), LONGEST))

    def push(self, now: float) -> None:
        self._total += now
        self._before.push(self._total)


class BarsLast:
    """BARSLAST: bars since the condition last held."""

    __slots__ = ("_since",)

    def __init__(self) -> None:
        self._since = nan

    def value(self, x: float) -> float:
        return 0.0 if x and x == x else self._since + 1

    def close(self, x: float) -> float:
        self._since = self.value(x)
        return self._since


class BarsSince:
    """BARSSINCE: bars since the condition first held."""

    __slots__ = ("_since",)

    def __init__(self) -> None:
        self._since = nan

    def value(self, x: float) -> float:
        return 0.0 if self._since != self._since and x and x == x else self._since + 1

    def close(self, x: float) -> float:
        self._since = self.value(x)
        return self._since


class BarsCount:
    """BARSCOUNT: bars since the first value."""

    __slots__ = ("_since",)

    def __init__(self) -> None:
        self._since = nan

    def value(self, x: float) -> float:
        return 0.0 if self._since != self._since and x == x else self._since + 1

    def close(self, x: float) -> float:
        self._since = self.value(x)
        return self._since


class BarsInARow:
    """BARSLASTCOUNT: on how many bars in a row the condition has held."""

    __slots__ = ("_run",)

    def __init__(self) -> None:
        self._run = 0.0

    def value(self, x: float) -> float:
        return self._run + 1 if x and x == x else x * 0

    def close(self, x: float) -> float:
        value = self.value(x)
        self._run = value if value == value else 0.0
        return value


class Filter:
    """FILTER: 1 where the condition holds, and then 0 for n bars, n being that of the hit."""

    __slots__ = ("_quiet",)

    def __init__(self) -> None:
        self._quiet = 0.0
        """Bars left that are 0 whatever they are."""

    def value(self, x: float, n: float) -> float:
        if x != x:
            return nan
        return 1.0 if x and self._quiet < 1 else 0.0

    def close(self, x: float, n: float) -> float:
        value = self.value(x, n)
        self._quiet = (n if n > 0 else 0.0) if value == 1 else self._quiet - 1
        return value


class SumBars:
    """SUMBARS: bars back, this one among them, until x adds up; at most LONGEST.

    By bisection while x was never negative: a bar costs O(log LONGEST), else O(LONGEST).
    """

    __slots__ = ("_negative", "_some", "_total", "_totals")

    def __init__(self) -> None:
        self._totals = History()
        self._totals.push(0.0)
        self._total = 0.0
        self._some = self._negative = False

    def value(self, x: float, amount: float) -> float:
        if (x != x and not self._some) or amount != amount:
            return nan
        total = self._total + (x if x == x else 0.0)
        before, begin = self._totals.bars, self._totals.begin
        if not self._negative and not x < 0:
            place = bisect_right(before, total - amount, begin) - 1
            return nan if place < begin else float(max(len(before) - place, 1))
        reach = range(1, len(before) - begin + 1)
        return float(next((n for n in reach if before[-n] <= total - amount), nan))

    def close(self, x: float, amount: float) -> float:
        value = self.value(x, amount)
        if x == x:
            self._total += x
            self._some = True
            self._negative = self._negative or x < 0
        self._totals.push(self._total)
        return value
