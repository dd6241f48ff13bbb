"""Which bars stand in which columns of cells."""

from collections.abc import Sequence
from typing import NamedTuple

from engines.roc.messages import Charted

WIDEST = 3
"""Cells that one bar takes where there are few."""

Value = float | None


class View(NamedTuple):
    """Absolute numbers of bars: at least `bars` from `first` on are shown, and the `cursor`.

    Where there is room for more, earlier ones are shown too.
    """

    first: int
    bars: int
    candles: bool = False
    cursor: int | None = None


class BarColumns(NamedTuple):
    """`shown` columns, each `cells` wide, hold `bars` bars. Column 0 begins with bar `first`.

    Columns are counted from the first bar of the symbol, not of the view: what is in one does not
    change when the view moves, and the view moves by whole ones.
    """

    bars: int
    cells: int
    shown: int
    first: int

    @property
    def end(self) -> int:
        return self.first + self.shown * self.bars

    def cell(self, bar: int) -> int:
        """The cell of a bar, which may lie outside."""
        return (bar - self.first) // self.bars * self.cells + (self.cells - 1) // 2

    def bar(self, cell: int) -> int:
        """The last bar of the column that a cell belongs to."""
        return self.first + (cell // self.cells + 1) * self.bars - 1

    def dot(self, bar: int, across: int) -> int:
        """The column of dots of a bar, `across` to a cell."""
        dots = self.cells * across
        if self.bars == 1:
            return (bar - self.first) * dots + (dots - 1) // 2
        return (bar - self.first) * dots // self.bars


def arranged(view: View, room: int) -> BarColumns:
    """For so many cells. A new bar moves the view at most at every second one."""
    wanted = max(1, view.bars)
    # One column more than they fill: they begin and end within columns.
    bars = -(-wanted // max(1, room - 1))
    cells = min(max(1, room // (wanted + 1)), WIDEST)
    count = room // cells
    edge = -(-(view.first + view.bars) // bars)
    if bars == 1 and edge % 2:
        edge += 1
    return BarColumns(bars, cells, count, max(0, edge - count) * bars)


def filling(bars: int, room: int) -> int:
    """The number of bars nearest to this one for which `arranged` leaves no room for others."""
    few = [room // cells - 1 for cells in range(WIDEST, 1, -1)]
    many = max(1, round(bars / (room - 1)))
    known = [*few, *(each * (room - 1) for each in (many, many + 1))]
    return min((each for each in known if each > 0), key=lambda each: abs(each - bars))


class Gathered(NamedTuple):
    """One column's bars as one: open of the first, max, min, close of the last, sum."""

    open: float
    high: float
    low: float
    close: float
    volume: float

    @property
    def role(self) -> str:
        return "gain" if self.close >= self.open else "loss"


def gathered(chart: Charted, columns: BarColumns) -> list[Gathered | None]:
    """One for each column, None where no bar is known."""
    last = len(chart.times)
    starts = range(columns.first - chart.first, columns.end - chart.first, columns.bars)
    return [
        gather(chart, max(0, start), min(start + columns.bars, last))
        if start < last and start + columns.bars > 0
        else None
        for start in starts
    ]


def gather(chart: Charted, start: int, end: int) -> Gathered | None:
    closes = known(chart.close, start, end)
    if not closes:
        return None
    opens = known(chart.open, start, end) or closes
    return Gathered(
        opens[0],
        max([*known(chart.high, start, end), opens[0], closes[-1]]),
        min([*known(chart.low, start, end), opens[0], closes[-1]]),
        closes[-1],
        sum(known(chart.volume, start, end)),
    )


def known(values: Sequence[Value], start: int, end: int) -> list[float]:
    return [value for value in values[start:end] if value is not None]


def within(chart: Charted, columns: BarColumns) -> tuple[int, int]:
    """The places [start, end) of the chart's bars that are shown."""
    count = len(chart.times)
    start = min(max(0, columns.first - chart.first), count)
    return start, min(max(start, columns.end - chart.first), count)
