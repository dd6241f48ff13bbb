"""Lines made of dots, finer than cells: 2 x 4 of them in a braille cell, 1 x 3 in ASCII.

A column of dots is a whole number, bit y of it the dot y from the top: a stroke through many rows
is one shift, and a cell is cut out of two columns by a mask.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Pen(NamedTuple):
    """Dots of a cell: so many across and down. `chars` by the bits of its columns, left lowest."""

    across: int
    down: int
    chars: str


def _braille(bits: int) -> str:
    # Unicode numbers the dots of the six-dot cell first: 1 2 3 down, 4 5 6 down, then 7 and 8.
    order = (0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80)
    return chr(0x2800 + sum(dot for at, dot in enumerate(order) if bits >> at & 1))


BRAILLE = Pen(2, 4, "".join(map(_braille, range(256))))
ASCII = Pen(1, 3, " '-'.:.|")

Columns = list[int]


def trace(columns: Columns, xs: Sequence[int], ys: Sequence[int | None], every: int = 1) -> Columns:
    """Join the dots (x, y), x never falling; None leaves a gap. `every` second column: dotted."""
    last_x, last_y = 0, None
    for x, y in zip(xs, ys, strict=True):
        if y is not None:
            if last_y is None:
                columns[x] |= 1 << y
            elif x == last_x:
                columns[x] |= filled(last_y, y)
            elif x == last_x + 1:
                columns[x] |= filled(beside(last_y, y), y)
            else:
                stroke(columns, last_x, last_y, x, y)
        last_x, last_y = x, y
    if every > 1:
        for x in range(len(columns)):
            if x % every:
                columns[x] = 0
    return columns


def filled(one: int, other: int) -> int:
    """All dots between two of a column, both of them too."""
    low, high = (one, other) if one < other else (other, one)
    return ((2 << (high - low)) - 1) << low


def beside(last: int, y: int) -> int:
    """Where a stroke to y begins, if the column before has it at `last`."""
    return last + 1 if last < y else last - 1 if last > y else y


def stroke(columns: Columns, x: int, y: float, to_x: int, to_y: float) -> None:
    """A straight line to the right. What lies above or beside the columns is left away."""
    slope = (to_y - y) / max(1, to_x - x)
    last = round(y)
    for at in range(x, to_x + 1):
        now = round(y + slope * (at - x))
        if 0 <= at < len(columns) and max(start := beside(last, now), now) >= 0:
            columns[at] |= filled(max(start, 0), max(now, 0))
        last = now


def points(columns: Columns, xs: Sequence[int], ys: Sequence[int | None]) -> Columns:
    for x, y in zip(xs, ys, strict=True):
        if y is not None:
            columns[x] |= 1 << y
    return columns


def sticks(columns: Columns, xs: Sequence[int], ys: Sequence[int | None], ground: int) -> Columns:
    """From the ground, a dot from the top, to each y."""
    for x, y in zip(xs, ys, strict=True):
        if y is not None:
            columns[x] |= filled(ground, y)
    return columns
