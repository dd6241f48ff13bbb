"""Conditions that must hold several bars in a row. No window is needed, whatever n is."""

from collections import deque
from math import nan
from typing import NamedTuple

from engines.roc.streams.history import LONGEST
from engines.roc.streams.plain import less, more

FAR = 1 << 50
"""More bars than there ever are."""


class Run(NamedTuple):
    """Up to a bar: how many in a row the condition held and was known on, and whether it always
    held where it was known (NaN: it never was)."""

    trues: int = 0
    known: int = 0
    always: float = nan

    def grown(self, x: float) -> "Run":
        if x != x:
            return Run(0, 0, self.always)
        if x:
            return Run(self.trues + 1, self.known + 1, 0.0 if self.always == 0 else 1.0)
        return Run(0, self.known + 1, 0.0)

    def held(self, n: float) -> float:
        """Whether on each of the last n bars; n below 1: on all. NaN where one is unknown."""
        if n < 1:
            return self.always
        if self.known > n - 1:
            return 1.0 if self.trues > n - 1 else 0.0
        return nan


class Every:
    """EVERY."""

    __slots__ = ("_run",)

    def __init__(self) -> None:
        self._run = Run()

    def value(self, x: float, n: float) -> float:
        return self._run.grown(x).held(n)

    def close(self, x: float, n: float) -> float:
        self._run = self._run.grown(x)
        return self._run.held(n)


class Rising:
    """UPNDAY."""

    __slots__ = ("_every", "_last")

    def __init__(self) -> None:
        self._every = Every()
        self._last = nan

    def value(self, x: float, n: float) -> float:
        return self._every.value(more(x, self._last), n)

    def close(self, x: float, n: float) -> float:
        last, self._last = self._last, x
        return self._every.close(more(x, last), n)


class Falling:
    """DOWNNDAY."""

    __slots__ = ("_every", "_last")

    def __init__(self) -> None:
        self._every = Every()
        self._last = nan

    def value(self, x: float, n: float) -> float:
        return self._every.value(less(x, self._last), n)

    def close(self, x: float, n: float) -> float:
        last, self._last = self._last, x
        return self._every.close(less(x, last), n)


class Above:
    """NDAY."""

    __slots__ = ("_every",)

    def __init__(self) -> None:
        self._every = Every()

    def value(self, x: float, y: float, n: float) -> float:
        return self._every.value(more(x, y), n)

    def close(self, x: float, y: float, n: float) -> float:
        return self._every.close(more(x, y), n)


class Last:
    """LAST: from `a` bars ago to `b` bars ago, at most LONGEST; a of 0: all bars up to there."""

    __slots__ = ("_run", "_runs")

    def __init__(self, deepest: int | None = None) -> None:
        self._run = Run()
        self._runs: deque[Run] = deque(maxlen=LONGEST if deepest is None else deepest)

    def value(self, x: float, a: float, b: float) -> float:
        return self._held(self._run.grown(x), a, b)

    def close(self, x: float, a: float, b: float) -> float:
        self._run = self._run.grown(x)
        value = self._held(self._run, a, b)
        self._runs.append(self._run)
        return value

    def _held(self, now: Run, a: float, b: float) -> float:
        if a != a or b != b or b >= len(self._runs) + 1:
            return nan
        last = int(max(b, -1))
        first = int(min(a, FAR)) if a > 0 else 0
        if last < 0 or 0 < first < last:
            return nan
        run = self._runs[-last] if last else now
        return run.held(first - last + 1 if first else 0)


class FixedLast:
    """With an a and a b for all bars: no more bars are kept than b asks for."""

    __slots__ = ("_a", "_b", "_last")

    def __init__(self, a: float, b: float) -> None:
        self._a, self._b = a, b
        self._last = Last(max(int(b), 0))

    def value(self, x: float) -> float:
        return self._last.value(x, self._a, self._b)

    def close(self, x: float) -> float:
        return self._last.close(x, self._a, self._b)


class Cross:
    """CROSS: at most b on the bar before, above it now. Unknown where one of the four is."""

    __slots__ = ("_before",)

    def __init__(self) -> None:
        self._before = nan
        """Whether a was at most b."""

    def value(self, a: float, b: float) -> float:
        return more(a, b) * self._before

    def close(self, a: float, b: float) -> float:
        now = more(a, b)
        value = now * self._before
        self._before = 1 - now
        return value


class LongCross:
    """LONGCROSS: below b on the n bars before, above it now."""

    __slots__ = ("_run",)

    def __init__(self) -> None:
        self._run = Run()

    def value(self, a: float, b: float, n: float) -> float:
        before = self._run.held(n) if n >= 1 else n * 0 + 1
        return before * more(a, b)

    def close(self, a: float, b: float, n: float) -> float:
        value = self.value(a, b, n)
        self._run = self._run.grown(less(a, b))
        return value
