"""Bars for every function, and how far a batch and a stream may lie apart on them."""

import random
from collections.abc import Sequence
from math import inf, isfinite, nan
from typing import NamedTuple

import numpy as np

from engines.roc.formula.catalogue import CALLS
from engines.roc.functions.table import BATCH
from engines.roc.streams.table import STREAM, TIMES, Forms, called

Column = list[float]

FUNCTIONS = sorted(STREAM.keys() - TIMES.keys() - {"DRAWNULL"})
RECURSIONS = ("EMA", "SMA", "MEMA", "DMA", "EXPMEMA")
SQUARES = ("VAR", "VARP", "COVAR")
SUMS = ("SUM", "DEVSQ")


def takes(name: str) -> str:
    """A letter an argument, as the catalogue has them."""
    return "xx" if name in ("ISUP", "ISDOWN", "ISEQUAL") else CALLS[name].takes


class Case(NamedTuple):
    """A call: each argument is a number, or one a bar."""

    name: str
    args: tuple[Column | float, ...]

    @property
    def bars(self) -> int:
        return next(len(arg) for arg in self.args if isinstance(arg, list))

    def at(self, bar: int) -> tuple[float, ...]:
        return tuple(arg[bar] if isinstance(arg, list) else arg for arg in self.args)

    def prefix(self, bars: int) -> "Case":
        parts = (arg[:bars] if isinstance(arg, list) else arg for arg in self.args)
        return Case(self.name, tuple(parts))

    def batch(self) -> Column:
        args = (np.array(arg) if isinstance(arg, list) else arg for arg in self.args)
        return np.asarray(BATCH[self.name](*args)).tolist()

    def call(self) -> "Taken":
        numbers = [None if isinstance(arg, list) else arg for arg in self.args]
        return Taken(self.name, numbers)

    def near(self, bar: int) -> float:
        """How far apart two right answers may be: 1e-12 of what the window's largest can make."""
        series = [arg for arg in self.args if isinstance(arg, list)]
        n = self.args[-1]
        if isinstance(n, list) or not 1 <= n <= bar + 1 or self.name in RECURSIONS:
            n = bar + 1
        seen = [column[max(bar + 1 - int(n), 0) : bar + 1] for column in series]
        largest = max((abs(x) for part in seen for x in part if isfinite(x)), default=0.0)
        if self.name in SQUARES or self.name == "DEVSQ":
            largest *= largest
        if self.name in SUMS:
            largest *= n
        if self.name == "RELATE":
            largest = 1 + sum(steepness(part) for part in seen[:2])
        return 1e-12 * largest


class Taken:
    """A call that is given all of its arguments."""

    def __init__(self, name: str, numbers: Sequence[float | None]) -> None:
        self.state = called(name, numbers)

    def value(self, *args: float) -> float:
        return self.state.value(*(args[place] for place in self.state.takes))

    def close(self, *args: float) -> float:
        return self.state.close(*(args[place] for place in self.state.takes))


def steepness(part: Column) -> float:
    """How much of a correlation's digits the mean takes away: it is of the deviations from it."""
    spread = float(np.std(part)) if all(map(isfinite, part)) else 0.0
    return max(map(abs, part)) / spread if spread > 0 else 1.0


def series(rng: random.Random, bars: int) -> Column:
    """Holes, a late beginning, zeros, ties, conditions, or large and small by turns."""
    kind = rng.choice(("price", "ties", "condition", "wide", "falling", "constant"))
    scale = rng.choice((1e-9, 1e-3, 1.0, 1.0, 1e5, 1e11))
    column = [one(rng, kind, bar) * (scale if kind != "condition" else 1) for bar in range(bars)]
    holes = rng.choice((0, 0, 0.05, 0.3))
    late = rng.choice((0, 0, rng.randrange(bars)))
    return [
        nan if bar < late or rng.random() < holes else value for bar, value in enumerate(column)
    ]


def one(rng: random.Random, kind: str, bar: int) -> float:
    match kind:
        case "price":
            return rng.uniform(5, 20)
        case "ties":
            return float(rng.randint(-2, 3))
        case "condition":
            return float(rng.random() < 0.6)
        case "wide":
            return rng.gauss(0, 1) * 10 ** rng.uniform(-6, 6)
        case "falling":
            return float(100 - bar // 2)
    return 0.1


def counts(rng: random.Random, bars: int, least: int) -> Column | float:
    """A number for all bars, or one a bar: none, broken, negative and unknown ones among them."""
    if rng.random() < 0.7:
        return float(rng.choice((least, 1, 2, 3, 5, rng.randint(max(least, 1), bars + 3))))
    whole = [float(rng.randint(0, 6)) for _ in range(bars)]
    odd = (nan, -2.0, 0.0, 2.5, 1e6, inf)
    return [rng.choice(odd) if rng.random() < 0.2 else n for n in whole]


def case(rng: random.Random, name: str, bars: int) -> Case:
    letters = takes(name)
    args: list[Column | float] = []
    for place, letter in enumerate(letters):
        if letter == "x":
            alone = place and rng.random() < 0.2
            args.append(rng.choice((0.0, 1.0, 0.3)) if alone else series(rng, bars))
        elif letter in "ck" or (isinstance(STREAM[name], Forms) and STREAM[name].varying is None):
            args.append(float(rng.randint(1, 6)))
        else:
            args.append(counts(rng, bars, CALLS[name].least))
    if name == "DMA" and isinstance(args[1], list):
        args[1] = [rng.choice((nan, 1.2, -0.1, 0.0, 1.0, 0.3, 0.3, rng.random())) for _ in args[1]]
    if name in ("EVERY", "NDAY", "UPNDAY", "DOWNNDAY", "EXIST", "COUNT") and rng.random() < 0.5:
        args[0] = [float(rng.random() < 0.8) for _ in range(bars)]
    return Case(name, tuple(args))


def equal(a: float, b: float, near: float) -> bool:
    return a == b or (a != a and b != b) or abs(a - b) <= near
