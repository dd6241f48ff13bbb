"""Lines over a few points, each drawn with its own letter: also readable without colour."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui import units
from tui.runs import Row, cut
from tui.runs import width as cells

AXIS = 8
"""Columns of the numbers at the left, with the axis."""
LABELS = 22
"""Columns of the names at the right."""


class Series(NamedTuple):
    """`mark` is one character; `values` one for each point, None where there is none."""

    name: str
    mark: str
    values: Sequence[float | None]
    role: str = "text"


def chart(
    series: Sequence[Series],
    points: Sequence[str],
    width: int,
    height: int,
    *,
    limit: float | None = None,
    across: str = "",
    up: str = "",
) -> list[Row]:
    """Values on a logarithmic axis, `points` named below it. `limit` is a line through it all.

    `across` is what the points are, `up` the unit of the values. The first series are drawn last,
    over the others. Nothing where there is no room, or no value.
    """
    rows = height - 2
    known = [value for each in series for value in each.values if value is not None and value > 0]
    if not known or rows < 3 or width < AXIS + LABELS + len(points):
        return []
    shown = [*known, *([limit] if limit else [])]
    low, high = math.log(min(shown)), math.log(max(shown))
    span = high - low or 1.0

    def level(value: float) -> int:
        return round((math.log(value) - low) / span * (rows - 1))

    room = width - AXIS - LABELS
    step = room / len(points)
    xs = [int(step * (at + 0.5)) for at in range(len(points))]
    grid = [[(" ", "text")] * room for _row in range(rows)]
    if limit:
        grid[rows - 1 - level(limit)] = [("╌", "rule")] * room
    for each in reversed(series):
        _trace(grid, each, [None if not v or v <= 0 else level(v) for v in each.values], xs)
    named = {at: math.exp(low + span * at / (rows - 1)) for at in (0, rows // 2, rows - 1)}
    if limit:
        named[level(limit)] = limit
    ends = _ends(series, level, rows)
    drawn: list[Row] = []
    for at in range(rows - 1, -1, -1):
        number = units.short(named[at]) if at in named else ""
        row: Row = [(f"{number:>{AXIS - 2}} ", "muted"), ("┤" if number else "│", "rule")]
        row += grid[rows - 1 - at]
        drawn.append([*row, *cut(ends.get(at, []), LABELS)])
    drawn.append([(" " * (AXIS - 1), "text"), ("┼" + "─" * room, "rule")])
    unit = " " * max(0, AXIS - 2 - cells([(up, "")])) + up
    names = _named(points, xs, room)
    drawn.append(cut([(f"{unit}  ", "muted"), (names, "muted"), (f" {across}", "muted")], width))
    return drawn


def _named(points: Sequence[str], xs: Sequence[int], room: int) -> str:
    """The names below their points, but for those that would touch the one before."""
    line = ""
    for x, name in zip(xs, points, strict=True):
        start = max(0, min(x - len(name) // 2, room - len(name)))
        if start > len(line) or not line:
            line = line.ljust(start) + name
    return line.ljust(room)


def _trace(
    grid: list[list[tuple[str, str]]], series: Series, levels: Sequence[int | None], xs: list[int]
) -> None:
    """The marks, and dots between them."""
    top = len(grid) - 1
    for (x, a), (end, b) in zip(
        zip(xs, levels, strict=True), zip(xs[1:], levels[1:], strict=True), strict=False
    ):
        if a is None or b is None:
            continue
        for column in range(x + 1, end):
            y = round(a + (b - a) * (column - x) / (end - x))
            grid[top - y][column] = ("·", "muted")
    for x, at in zip(xs, levels, strict=True):
        if at is not None:
            grid[top - at][x] = (series.mark, series.role)


def _ends(series: Sequence[Series], level: Callable[[float], int], rows: int) -> dict[int, Row]:
    """The names at the right, each as near to its line's end as there is room.

    Lines that run together share a place, and have all their marks.
    """
    together: dict[tuple[int | None, ...], list[Series]] = {}
    for each in series:
        levels = tuple(level(value) if value and value > 0 else None for value in each.values)
        together.setdefault(levels, []).append(each)
    found: dict[int, Row] = {}
    for levels, those in together.items():
        at = next((level for level in reversed(levels) if level is not None), None)
        if at is None:
            continue
        free = _nearest(at, [row for row in range(rows) if row not in found])
        if free is not None:
            marks = "".join(each.mark for each in those)
            names = _as_many([each.name for each in those], LABELS - len(marks) - 2)
            found[free] = [(f" {marks} ", those[0].role), (names, "text")]
    return found


def _as_many(names: Sequence[str], room: int) -> str:
    """The first always, the others as far as they have room."""
    said = names[0]
    for name in names[1:]:
        if cells([(f"{said}, {name}, …", "")]) > room + (name == names[-1]) * 3:
            return f"{said}, …"
        said += f", {name}"
    return said


def _nearest(row: int, rows: Sequence[int]) -> int | None:
    return min(rows, key=lambda each: abs(each - row), default=None)
