"""Candles, in halves of a row, and the bars of their volume."""

from collections.abc import Sequence

from tui.axis import Axis, level
from tui.bar_columns import Gathered
from tui.braille import sticks
from tui.cell_grid import Grid

EMPTY, WICK, BODY = 0, 1, 2

COLORED = {"gain": " ╷╻╵│╽╹╿┃", "loss": " ╷╻╵│╽╹╿┃"}
"""By what is in the upper half and in the lower: EMPTY, WICK, BODY; the lower counts one."""

COLORLESS = {"gain": " ╷║╵│║║║║", "loss": " ╷▄╵│█▀██"}
"""A body is hollow where the price has risen, filled where it has fallen."""

ASCII = {"gain": " |o||oooo", "loss": " |#||####"}


def candles(
    grid: Grid,
    columns: Sequence[Gathered | None],
    cells: int,
    axis: Axis,
    glyphs: dict[str, str],
) -> None:
    """One candle in the middle of each column of so many cells."""
    halves, chars, roles = grid.rows * 2, grid.chars, grid.roles
    scale, high = (halves - 1) / (axis.high - axis.low), axis.high
    for x, bar in enumerate(columns):
        if bar is None:
            continue
        role = bar.role
        opened = int((high - bar.open) * scale + 0.5)
        closed = int((high - bar.close) * scale + 0.5)
        top, bottom = (opened, closed) if opened < closed else (closed, opened)
        first, last = int((high - bar.high) * scale + 0.5), int((high - bar.low) * scale + 0.5)
        cell = x * cells + (cells - 1) // 2
        for y in range(first // 2, last // 2 + 1):
            parts = [
                BODY if top <= half <= bottom else WICK if first <= half <= last else EMPTY
                for half in (2 * y, 2 * y + 1)
            ]
            chars[y][cell], roles[y][cell] = glyphs[role][parts[0] * 3 + parts[1]], role


def volumes(grid: Grid, columns: Sequence[Gathered | None], cells: int, axis: Axis) -> None:
    """Thin bars from the ground up, in the role of their candle."""
    across, dots = grid.pen.across, grid.rows * grid.pen.down
    xs = [(x * cells + (cells - 1) // 2) * across for x in range(len(columns))]
    for role in ("gain", "loss"):
        ys = [
            level(bar.volume, axis, dots) if bar and bar.volume > 0 and bar.role == role else None
            for bar in columns
        ]
        grid.stamp(sticks(grid.columns(), xs, ys, dots - 1), role)
