"""How the game went, as far as the engine could tell: black's share after each move."""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from tui.i18n import _
from tui.runs import Row
from tui.widgets.heading import heading

LEAST, MOST = 5, 14
"""Rows of the drawing with its heading."""
BLOCKS = " ▁▂▃▄▅▆▇█"
AXIS = 7
"""Cells of the labels at its left."""


def history(rates: Mapping[int, float], moves: int, width: int, height: int) -> list[Row]:
    """A column a move, two cells wide while there is room. `rates` are 0 to 1, by how many moves
    stood; where none is known, the one before stands."""
    height = min(height, MOST)
    if height < LEAST or not rates:
        return []
    room, rows = width - AXIS - 1, height - 1
    wide = 2 if 2 * moves <= room else 1
    shown = held(rates, moves)[-(room // wide) :]
    found = [heading([(_("black's winrate, move by move"), "muted")], width)]
    for y in range(rows):
        label = {0: "100 %", rows // 2: "50 %", rows - 1: "0 %"}.get(y, "")
        columns = "".join(block(rate, rows - 1 - y, rows) * wide for rate in shown)
        found.append([(f" {label:>{AXIS - 2}} ", "muted"), ("│", "rule"), (columns, "graph")])
    return found


def held(rates: Mapping[int, float], moves: int) -> list[float | None]:
    shares: list[float | None] = []
    last: float | None = None
    for number in range(1, moves + 1):
        last = rates.get(number, last)
        shares.append(last)
    return shares


def block(rate: float | None, floor: int, rows: int) -> str:
    """What of a column stands in the row that has so many below it."""
    if rate is None:
        return " "
    eighths = round(rate * rows * 8) - floor * 8
    return BLOCKS[max(0, min(eighths, 8))]


def shared(one: Sequence[int], other: Sequence[int]) -> int:
    """With how many same moves both begin."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
