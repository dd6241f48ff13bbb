"""The price goes one way and a line another: divergences, told when they are known, never moved.

A top or bottom is a pivot of the line (pivots.py), and the price is that of the same bar: the high
at a top, the low at a bottom, as TradingView's built-in divergence indicators have it. Each pivot
is compared with the one of its kind just before it, no others.

            price of the tops     line         price of the bottoms     line
    regular higher                lower        lower                    higher
    hidden  lower                 higher       higher                   lower
    loose   HIGH>=HHV(HIGH,N) AND X<HHV(X,N)   LOW<=LLV(LOW,N) AND X>LLV(X,N)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engines.roc.crossings import Flags
from engines.roc.functions.windows import highest
from engines.roc.pivots import pivots
from engines.roc.rules import Signals
from engines.roc.series import Floats


@dataclass(frozen=True, slots=True)
class Divergence:
    """From bar `start` to bar `end`, with prices and values of the line there.

    `told` is the bar at whose close it was known: `right` bars after the pivot; for a loose one its
    own. None: it is provisional, a later bar may undo it. `doubted`: a jump of the price, as on an
    ex-rights day, is in it.
    """

    kind: str
    top: bool
    start: int
    end: int
    told: int | None
    prices: tuple[float, float]
    values: tuple[float, float]
    doubted: bool = False


def divergences(
    high: Floats, low: Floats, line: Floats, signals: Signals
) -> tuple[Divergence, ...]:
    """Of one symbol, in the order in which they were told, the provisional ones last."""
    found: list[Divergence] = []
    for top, price in ((True, high), (False, low)):
        if {"regular", "hidden"} & set(signals.divergences):
            found += between_pivots(price, line, top, signals)
        if "loose" in signals.divergences:
            found += loose(price, line, top, signals.window)
    return tuple(sorted(found, key=order))


def order(each: Divergence) -> tuple[float, int, str, bool]:
    return (np.inf if each.told is None else each.told, each.end, each.kind, each.top)


def between_pivots(
    price: Floats, line: Floats, top: bool, signals: Signals
) -> Iterator[Divergence]:
    """The regular and hidden ones that were asked for, between pivots one after the other."""
    sign = 1 if top else -1
    ends = np.flatnonzero(pivots(sign * line, signals.left, signals.right)).tolist()
    for start, end in pairwise(ends):
        if not signals.nearest <= end - start <= signals.farthest:
            continue
        kind = compared(sign * (price[end] - price[start]), sign * (line[end] - line[start]))
        told = end + signals.right
        if kind in signals.divergences:
            known = told if told < len(line) else None
            yield linked(kind, top, start, end, known, price, line)


def compared(price: float, line: float) -> str:
    """The kind by how much farther out the price and the line are; "" where they agree."""
    if price > 0 > line:
        return "regular"
    return "hidden" if price < 0 < line else ""


def loose(price: Floats, line: Floats, top: bool, window: int) -> Iterator[Divergence]:
    """One on the first bar of every run that holds, from the line's farthest bar in the window."""
    sign = 1 if top else -1
    holds = holding(sign * price, sign * line, window)
    for bar in np.flatnonzero(holds & ~np.append(False, holds[:-1])).tolist():
        first = max(0, bar - window + 1)
        start = first + int(np.nanargmax(sign * line[first : bar + 1]))
        yield linked("loose", top, start, bar, bar, price, line)


def holding(price: Floats, line: Floats, window: int) -> Flags:
    """PRICE>=HHV(PRICE,N) AND LINE<HHV(LINE,N), bar by bar; windows begin with the first value."""
    return (price >= highest(price, window)) & (line < highest(line, window))


def linked(
    kind: str, top: bool, start: int, end: int, told: int | None, price: Floats, line: Floats
) -> Divergence:
    prices = float(price[start]), float(price[end])
    return Divergence(kind, top, start, end, told, prices, (float(line[start]), float(line[end])))
