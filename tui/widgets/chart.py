"""Lines over a few points, each drawn with its own letter: also readable without colour."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from tui import units
from tui.runs import Row

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
) -> list[Row]:
    """Values on a logarithmic axis, `points` named below it. `limit` is a line through it all.

    The first series are drawn last, over the others.
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
    labels = {level(math.exp(low + span * at / (rows - 1))): at for at in range(rows)}
    named = {rows - 1, 0, rows // 2} & labels.keys()
    ends = _ends(series, level, rows)
    drawn: list[Row] = []
    for at in range(rows - 1, -1, -1):
        value = math.exp(low + span * at / (rows - 1))
        number = units.digits(value) if at in named else ""
        row: Row = [(f"{number:>{AXIS - 2}} ", "muted"), ("┤" if number else "│", "rule")]
        row += grid[rows - 1 - at]
        drawn.append([*row, *ends.get(at, [])])
    drawn.append([(" " * (AXIS - 1), "text"), ("┼" + "─" * room, "rule"), (f" {across}", "muted")])
    return [*drawn, [(" " * AXIS + _named(points, xs), "muted")]]


def _named(points: Sequence[str], xs: Sequence[int]) -> str:
    """The names below their points, but for those that would touch the one before."""
    line = ""
    for x, name in zip(xs, points, strict=True):
        start = max(0, x - len(name) // 2)
        if start > len(line) or not line:
            line = line.ljust(start) + name
    return line


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


def _ends(series: Sequence[Series], level: object, rows: int) -> dict[int, Row]:
    """The names at the right, each as near to its line's end as there is room."""
    found: dict[int, Row] = {}
    last = [(each, next((v for v in reversed(each.values) if v), None)) for each in series]
    for each, value in last:
        if value is None:
            continue
        at = level(value)  # type: ignore[operator] # a function
        near = sorted(range(rows), key=lambda row: (abs(row - at), row))
        free = next((row for row in near if row not in found), None)
        if free is not None:
            found[free] = [(f" {each.mark} ", each.role), (f"{each.name}", "text")]
    return found
