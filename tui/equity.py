"""What a strategy made of its money, over time."""

from collections.abc import Sequence

from tui.axis import CELLS, fitted, level
from tui.braille import BRAILLE, Pen, points, trace
from tui.cell_grid import Grid
from tui.chart_words import DATE, dated, labelled, labels
from tui.runs import Row

LEAST_ROWS, LEAST_CELLS = 3, 30


def curve(
    times: Sequence[str], equity: Sequence[float], width: int, height: int, pen: Pen = BRAILLE
) -> list[Row]:
    """The equity as a line, dots where it began, its first and last time below. Else nothing."""
    room, rows = width - CELLS - 1, height - 1
    if height < LEAST_ROWS or width < LEAST_CELLS or not equity:
        return []
    grid, axis, dots = Grid(room, rows, pen), fitted(equity), rows * pen.down
    start = level(equity[0], axis, dots)
    every = range(0, room * pen.across, 2)
    grid.stamp(points(grid.columns(), every, [start] * len(every)), "muted")
    last = max(1, len(equity) - 1)
    xs = [at * (room * pen.across - 1) // last for at in range(len(equity))]
    line = trace(grid.columns(), xs, [level(value, axis, dots) for value in equity])
    role = "gain" if equity[-1] >= equity[0] else "loss"
    grid.stamp(line, role)
    found = labels(axis, rows, pen.down, equity[-1], 0 if equity[-1] >= 1000 else 2, role)
    body = [labelled(grid.row(y), found.get(y)) for y in range(rows)]
    first, newest = (dated(times[0]), dated(times[-1])) if times else ("", "")
    return [*body, [(f"{first}{newest:>{max(DATE, room - len(first))}}", "muted")]]
