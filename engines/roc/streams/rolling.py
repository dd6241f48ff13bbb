"""Functions of the last n bars: one n for all bars, or another one each bar."""

from collections.abc import Callable
from functools import reduce
from math import nan
from typing import Any, NamedTuple

from engines.roc.streams.history import LONGEST, History
from engines.roc.streams.window import Window


class Rule(NamedTuple):
    """`part` makes a bar a part, `merge` puts neighbours together, `result` reads what came of it.

    With `partial`, fewer than n bars are enough, and an n of 0 or less means all there are.
    """

    part: Callable[..., Any]
    merge: Callable[[Any, Any], Any]
    result: Callable[[Any], float]
    partial: bool = False


class Rolling:
    """One n."""

    __slots__ = ("_before", "_merge", "_missing", "_part", "_result")

    def __init__(self, rule: Rule, n: float) -> None:
        self._part, self._merge, self._result, partial = rule
        self._before: Window[Any] = Window(max(int(n), 0), rule.merge)
        self._missing = 0 if partial else int(n) - 1

    def value(self, *bar: float) -> float:
        if self._missing:
            return nan
        return self._result(self._before.peek(self._part(*bar)))

    def close(self, *bar: float) -> float:
        part = self._part(*bar)
        value = nan if self._missing else self._result(self._before.peek(part))
        self._before.push(part)
        if self._missing:
            self._missing -= 1
        return value


class Varying:
    """Another n each bar, after the other arguments: O(n) a bar.

    An n above LONGEST counts as LONGEST, unless there are no more than n bars at all.
    """

    __slots__ = ("_all", "_bars", "_rule")

    def __init__(self, rule: Rule, series: int = 1) -> None:
        self._rule = rule
        self._all: Window[Any] = Window(0, rule.merge)
        self._bars = tuple(History() for _ in range(series))

    def value(self, *bar: float) -> float:
        *now, n = bar
        if n != n:
            return nan
        closed, rule = self._bars[0].closed, self._rule
        if (n < 1 and rule.partial) or n >= closed + 2:
            return rule.result(self._all.peek(rule.part(*now))) if rule.partial else nan
        if n < 1:
            return nan
        size = min(int(n), LONGEST) - 1
        parts = map(rule.part, *(bars.last(size) for bars in self._bars))
        return rule.result(reduce(rule.merge, [*parts, rule.part(*now)]))

    def close(self, *bar: float) -> float:
        value = self.value(*bar)
        for bars, x in zip(self._bars, bar, strict=False):
            bars.push(x)
        self._all.push(self._rule.part(*bar[:-1]))
        return value
