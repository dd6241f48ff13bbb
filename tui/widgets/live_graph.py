"""A history as columns over time, with an axis that stays put and lines at chosen levels."""

import math
from collections.abc import Mapping, Sequence

from tui.runs import Row
from tui.widgets.canvas import Canvas

BLOCKS = " ▁▂▃▄▅▆▇█"
LEFT, RIGHT = 7, 5
"""Cells for the axis with its labels, and for the names of the lines."""

STEPS = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
"""Where an axis may end: each can be halved into a round figure."""

Point = tuple[float, float, bool]
"""Seconds since the start, the value, and whether it is to be doubted."""


class LiveGraph(Canvas):
    """The newest value is at the right. A column is the mean of its own stretch of time, so what is
    drawn, and what it costs to send, does not depend on how often values come.
    """

    DEFAULT_CSS = """
    LiveGraph { width: 1fr; height: 1fr; }
    """

    def __init__(self, *, span: float = 60.0, unit: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.span = span
        self.unit = unit
        self.points: Sequence[Point] = ()
        self.lines: Mapping[str, float] = {}
        self.top = 0.0

    def show(self, points: Sequence[Point], lines: Mapping[str, float]) -> None:
        """`lines` are levels with their names, the most important first."""
        self.points, self.lines = points, lines
        self.top = axis_top(max((value for _, value, _ in points), default=0.0), self.top)
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        room, rows = width - LEFT - RIGHT, (height - 1) // 2 * 2  # even: the half has a row
        if room < 8 or rows < 3:
            return []
        stretch = self.span / room
        columns = buckets(self.points, stretch, room)
        names = at_rows(self.lines, self.top, rows)
        body = [
            [
                (axis_label(self.top, self.unit, rows, row), "muted"),
                *band(columns, self.top, rows, row, cut=row in names),
                (f" {names.get(row, '')}", "muted"),
            ]
            for row in range(rows)
        ]
        return [*body, self._foot(columns, room)]

    def _foot(self, columns: Sequence[Point | None], room: int) -> Row:
        """The time axis, with a mark under each column that is to be doubted."""
        doubt = "".join("▲" if column and column[2] else "─" for column in columns)
        ago = f" {self.span:.0f} s "
        if "▲" not in doubt[: len(ago) + 2]:
            doubt = f"─{ago}" + doubt[len(ago) + 1 :]
        return [(f"{'0':>{LEFT - 2}} ┼", "muted"), *by_role(doubt)]


def by_role(foot: str) -> Row:
    runs: Row = []
    for char in foot:
        role = "attention" if char == "▲" else "muted"
        if runs and runs[-1][1] == role:
            runs[-1] = (runs[-1][0] + char, role)
        else:
            runs.append((char, role))
    return runs


def axis_top(highest: float, top: float) -> float:
    """Where the axis ends: as it was, unless the values outgrow it or fill less than a third."""
    if highest <= 0:
        return top
    if top and top / 3 < highest <= top:
        return top
    power = 10.0 ** math.floor(math.log10(highest))
    return next((step * power for step in STEPS if step * power >= highest), 10 * power)


def buckets(points: Sequence[Point], stretch: float, count: int) -> list[Point | None]:
    """The last `count` stretches of time, each with the mean of its points.

    Stretches are counted from the start of the run: a column does not change once it is past. One
    in which nothing was measured repeats the one before.
    """
    if not points:
        return [None] * count
    newest = int(points[-1][0] / stretch)
    sums: dict[int, list[float]] = {}
    for seconds, value, doubt in points:
        held = sums.setdefault(int(seconds / stretch), [0.0, 0, 0])
        held[0], held[1], held[2] = held[0] + value, held[1] + 1, held[2] or doubt
    found: list[Point | None] = []
    for slot in range(newest - count + 1, newest + 1):
        if slot in sums:
            total, number, doubted = sums[slot]
            found.append((slot * stretch, total / number, bool(doubted)))
        else:
            found.append(found[-1] if found else None)
    return found


def band(columns: Sequence[Point | None], top: float, rows: int, row: int, *, cut: bool) -> Row:
    """One row of the columns; `row` counts from the top. With `cut`, a line goes through it."""
    runs: Row = []
    for column in columns:
        filled = column[1] / top * rows * 8 if column and top else 0.0
        level = max(0, min(8, round(filled) - 8 * (rows - 1 - row)))
        # Blanks before the first column take no colour: a run begins where there is ink.
        char, role = BLOCKS[level], "graph" if level or "graph" in {r for _, r in runs} else "text"
        if cut and level in (0, 8):
            char, role = "╌", "cut" if level else "rule"
        if runs and runs[-1][1] == role:
            runs[-1] = (runs[-1][0] + char, role)
        else:
            runs.append((char, role))
    return runs


def at_rows(lines: Mapping[str, float], top: float, rows: int) -> dict[int, str]:
    """The row of each line. Where two would fall on one row, the first keeps it."""
    found: dict[int, str] = {}
    for name, level in lines.items():
        if top and 0 < level <= top:
            found.setdefault(rows - 1 - min(rows - 1, int(level / top * rows)), name)
    return found


def axis_label(top: float, unit: str, rows: int, row: int) -> str:
    """The figure at the top, the unit below it, half of it in the middle; else the bare axis."""
    if top and row == 0:
        return f"{top:>{LEFT - 2}.3g} ┤"
    if top and row == rows // 2 and rows >= 6:
        return f"{top / 2:>{LEFT - 2}.3g} ┤"
    return f"{unit if row == 1 else '':>{LEFT - 2}} │"
