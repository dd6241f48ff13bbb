"""An axis of values that stays put: round bounds, and where they are named."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from tui import units

NICE = (1, 2, 2.5, 5, 10)
FILLED = 0.6
"""An axis of which less is filled is given up for a closer one."""
CELLS = 8
"""Of a figure beside an axis, at most."""


class Axis(NamedTuple):
    low: float
    high: float


def fitted(values: Iterable[float], old: Axis | None = None) -> Axis:
    """The axis as it was, unless values leave it or fill too little of it. Nothing known: 0 to 1.

    A new one ends at round figures, and its values fill at least three quarters of it.
    """
    known = [*values]
    if not known:
        return old or Axis(0.0, 1.0)
    low, high = min(known), max(known)
    if old and old.low <= low and high <= old.high:
        filled = (high - low) / (old.high - old.low)
        if filled >= FILLED or filled == 0:
            return old
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        margin = abs(high) / 20 or 1.0
        low, high = low - margin, high + margin
    step = below((high - low) / 6)
    return Axis(math.floor(low / step) * step, math.ceil(high / step) * step)


LEAST = 1e-300
"""What is smaller is rounded to this: among the last numbers before 0 there are no round ones."""


def below(value: float) -> float:
    """The largest round figure that is not above the value."""
    value = max(value, LEAST)
    power = 10.0 ** math.floor(math.log10(value))
    return max(nice * power for nice in NICE if nice * power <= value * (1 + 1e-9))


def above(value: float) -> float:
    value = max(value, LEAST)
    power = 10.0 ** math.floor(math.log10(value))
    return min(nice * power for nice in NICE if nice * power >= value * (1 - 1e-9))


def level(value: float, axis: Axis, dots: int) -> int:
    """The dot from the top, held within the axis."""
    share = (axis.high - value) / (axis.high - axis.low)
    return min(max(int(share * (dots - 1) + 0.5), 0), dots - 1)


def named(axis: Axis, rows: int, down: int) -> dict[int, str]:
    """The rows that have a round value, with its figure; `down` dots make a row.

    From four rows on there are two at least: one alone tells no scale.
    """
    if rows < 2:
        return {}
    step = above((axis.high - axis.low) / max(1, (rows - 1) // 3))
    while rows >= 4 and len(multiples(axis, step)) < 2:
        step = below(step * (1 - 1e-6))
    exact = (count for count in range(CELLS) if abs(round(step, count) - step) < step / 1e6)
    places = next(exact, CELLS)
    found: dict[int, str] = {}
    for number in reversed(multiples(axis, step)):
        row = level(number * step, axis, rows * down) // down
        found.setdefault(row, figure(number * step, places))
    return found


def multiples(axis: Axis, step: float) -> range:
    """How many steps make the levels within the axis."""
    return range(math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9) + 1)


def figure(value: float | None, places: int = 2) -> str:
    """In CELLS cells: as many places as asked for, or as there is room for; else 2.50M."""
    if value is None:
        return units.UNKNOWN
    for fewer in range(places, -1, -1):
        shown = f"{value:,.{fewer}f}"
        if len(shown) <= CELLS:
            return shown if shown.strip("-0.") else shown.lstrip("-")
    return "".join(units.split(value, ""))
