"""ZIG and what is built on it: turning points of at least so many percent.

A high is a peak once x has fallen `percent` below it, a low is a trough once x has risen `percent`
above it; in turns: a rise counts from the lowest since the last peak was known, a fall from the
highest since the last trough was. Bars without a value are passed over.
"""

from typing import NamedTuple

import numpy as np

from engines.roc.functions.values import Array, Count, columns, unknown


class Turn(NamedTuple):
    """`side` is 1 for a peak, -1 for a trough."""

    place: int
    side: int


def turns(x: Array, percent: float) -> list[Turn]:
    """The confirmed ones of a 1-D series, oldest first."""
    found: list[Turn] = []
    if not percent > 0:
        return found
    part = percent / 100
    values = x.tolist()
    high = low = -1
    for place in np.flatnonzero(np.isfinite(x)).tolist():
        value = values[place]
        if high < 0 or value > values[high]:
            high = place
        if low < 0 or value < values[low]:
            low = place
        side = found[-1].side if found else 0
        if side >= 0 and value - values[low] >= part * abs(values[low]) and low < place:
            found.append(Turn(low, -1))
            high = place
        elif side <= 0 and values[high] - value >= part * abs(values[high]) and high < place:
            found.append(Turn(high, 1))
            low = place
    return found


def zigzag(x: Array, percent: Count) -> Array:
    """ZIG: straight lines from turn to turn, from the first value on and to the newest.

    The last turn is followed by the furthest value since, though nothing has confirmed it yet.
    """
    return columns(_zigzag, x, args=(_constant(percent),))


def _zigzag(x: Array, percent: float) -> Array:
    found, known = unknown(x), np.flatnonzero(np.isfinite(x))
    if not len(known) or not percent > 0:
        return found
    confirmed = turns(x, percent)
    corners = [int(known[0]), *(turn.place for turn in confirmed)]
    if confirmed:
        rest = known[known >= confirmed[-1].place]
        side = confirmed[-1].side
        corners.append(int(rest[np.argmax(-side * x[rest])]))
    corners = sorted({*corners, int(known[-1])})
    found[known] = np.interp(known, corners, x[corners])
    return found


def peak(x: Array, percent: Count, number: Count = 1) -> Array:
    """PEAK: the height of the last peak but `number` - 1, from its own bar on; NaN before."""
    return columns(_height, x, args=(_constant(percent), _constant(number), 1))


def trough(x: Array, percent: Count, number: Count = 1) -> Array:
    """TROUGH: the height of the last trough but `number` - 1, from its own bar on; NaN before."""
    return columns(_height, x, args=(_constant(percent), _constant(number), -1))


def bars_since_peak(x: Array, percent: Count, number: Count = 1) -> Array:
    """PEAKBARS."""
    return columns(_distance, x, args=(_constant(percent), _constant(number), 1))


def bars_since_trough(x: Array, percent: Count, number: Count = 1) -> Array:
    """TROUGHBARS."""
    return columns(_distance, x, args=(_constant(percent), _constant(number), -1))


def _places(x: Array, percent: float, number: float, side: int) -> Array:
    """The place of the turn that each bar sees; NaN where there is none."""
    sides = [turn.place for turn in turns(x, percent) if turn.side == side]
    seen = np.searchsorted(sides, np.arange(len(x)), side="right")
    if not number >= 1:
        return np.full(len(x), np.nan)
    wanted = seen - int(min(number, len(x) + 1))
    return np.where(wanted >= 0, np.append(sides, np.nan)[np.maximum(wanted, -1)], np.nan)


def _height(x: Array, percent: float, number: float, side: int) -> Array:
    place = _places(x, percent, number, side)
    known = place == place
    found = unknown(x)
    found[known] = x[place[known].astype(np.intp)]
    return found


def _distance(x: Array, percent: float, number: float, side: int) -> Array:
    return (np.arange(len(x)) - _places(x, percent, number, side)).astype(x.dtype)


def _constant(value: Count) -> float:
    """A number, or the newest of a series that should have been one."""
    values = np.ravel(value)
    return float(values[-1]) if len(values) else float("nan")
