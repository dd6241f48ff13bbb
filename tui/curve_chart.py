"""A curve over a long run: where it began, how it goes, and its last value beside it."""

from collections.abc import Sequence

from tui.axis import CELLS, Axis, figure, level, named
from tui.braille import BRAILLE, Pen, trace
from tui.cell_grid import Grid
from tui.runs import Row

LEAST_ROWS, LEAST_CELLS = 2, CELLS + 7


def curve(
    points: Sequence[tuple[float, float]],
    axis: Axis,
    width: int,
    height: int,
    role: str,
    pen: Pen = BRAILLE,
) -> list[Row]:
    """`points` are (x, y), their x rising. Nothing where there is no room, or no point."""
    room = width - CELLS - 2
    if height < LEAST_ROWS or width < LEAST_CELLS or not points:
        return []
    grid, dots = Grid(room, height, pen), height * pen.down
    across, (first, _), (last, value) = room * pen.across - 1, points[0], points[-1]
    xs = [round((x - first) / ((last - first) or 1.0) * across) for x, _y in points]
    ys: list[int | None] = [level(y, axis, dots) for _x, y in points]
    grid.stamp(trace(grid.columns(), xs, ys), role)
    figures = {row: (text, "muted") for row, text in named(axis, height, pen.down).items()}
    figures[level(value, axis, dots) // pen.down] = (figure(value, 3), role)
    return [labelled(grid.row(y), *figures.get(y, ("", "muted"))) for y in range(height)]


def labelled(row: Row, text: str, role: str) -> Row:
    return [*row, ("│", "rule"), (f" {text:<{CELLS}}", role)]
