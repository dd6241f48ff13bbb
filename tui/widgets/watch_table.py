"""The watchlist of the ROC tab: a symbol a row, its trend around a zero line, its signal.

It knows a stretch of the rows, and how many there are; the tab asks for another when the cursor
comes near its end. Rows that have not come yet say so.
"""

from collections.abc import Sequence
from typing import NamedTuple

from engines.roc.messages import Row as Watched
from tui import units
from tui.i18n import N_, _
from tui.runs import Row, fit, right
from tui.runs import width as cells
from tui.sparkline import signed
from tui.widgets.long_list import LongList

SYMBOL, NAME, PRICE, CHANGE, VALUE, SINCE, SIGNAL = 10, 14, 10, 8, 8, 7, 10
"""Cells of the columns, with the space between them."""
MARK = 3
NAMED = 100
"""Cells from which there is room for names."""
TREND = 16
"""Cells of the trend, at least; columns of the formula give way to it."""
LEAST_TREND = 4
MOST_VALUES = 4
NEAR = 40
"""Rows before the end of what is known at which more is asked for."""

SIGNALS = {
    "buy": (N_("▲ buy"), "gain"),
    "sell": (N_("▼ sell"), "loss"),
    "top": (N_("▼ top"), "attention"),
    "bottom": (N_("▲ bottom"), "attention"),
}


class Shape(NamedTuple):
    """What a width has room for: cells of the name, how many values, cells of the trend."""

    name: int
    values: int
    trend: int


class WatchTable(LongList):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns: Sequence[str] = ()
        self.first = 0
        self.rows: Sequence[Watched] = ()
        self.shown = 0

    @property
    def count(self) -> int:
        return self.shown

    def show(
        self, columns: Sequence[str], first: int, rows: Sequence[Watched], shown: int, symbol: str
    ) -> None:
        """`rows` from `first` on, of `shown`. The cursor stays at `symbol`, if it is among them."""
        place = next((at for at, row in enumerate(rows) if row.symbol == symbol), None)
        row = self.row if place is None else first + place
        if rows is self.rows and (first, shown, row) == (self.first, self.shown, self.row):
            return
        before, self.shown = self.shown, shown
        self.columns, self.first, self.rows, self.row = columns, first, rows, row
        self.changed(before)

    @property
    def here(self) -> Watched | None:
        """The symbol under the cursor, if it has come."""
        return self.at(self.row)

    def at(self, index: int) -> Watched | None:
        at = index - self.first
        return self.rows[at] if 0 <= at < len(self.rows) else None

    @property
    def lacking(self) -> bool:
        """The cursor is near rows that are not known."""
        end = self.first + len(self.rows)
        return (self.first > 0 and self.row < self.first + NEAR) or (
            end < self.shown and self.row >= end - NEAR
        )

    def shape(self, width: int) -> Shape:
        name = NAME if width >= NAMED else 0
        rest = width - MARK - SYMBOL - name - PRICE - CHANGE - SINCE - SIGNAL - 1
        most = min(MOST_VALUES, len(self.columns))
        values = max(min(most, (rest - TREND) // VALUE), min(1, most))
        trend = rest - values * VALUE - 2
        return Shape(name, values, trend if trend >= LEAST_TREND else 0)

    def head(self, width: int) -> Row:
        name, values, trend = self.shape(width)
        number = f"{self.row + 1:,}/{self.shown:,}"
        row: Row = [
            (" " * MARK, "text"),
            (fit(_("symbol"), SYMBOL + name), "muted"),
            (right(_("last"), PRICE), "muted"),
            (right("± %", CHANGE), "muted"),
        ]
        row += [(right(title, VALUE), "muted") for title in self.columns[:values]]
        trend_title = f"{_('trend')}  {number}" if self.shown > self.room else _("trend")
        row += [("  ", "text"), (fit(trend_title, trend), "muted")] if trend else []
        return [*row, (right(_("since"), SINCE), "muted"), (f"  {_('signal')}", "muted")]

    def line(self, index: int, here: bool, width: int) -> Row:
        mark = (" ▸ " if here else "   ", "accent")
        watched = self.at(index)
        if watched is None:
            return [mark, ("…", "muted")]
        name, values, trend = self.shape(width)
        row: Row = [mark, (fit(watched.symbol, SYMBOL - 1), "strong" if here else "text")]
        row.append((" ", "text"))
        if name:
            row += [(fit(watched.name, name - 1), "text"), (" ", "text")]
        row.append((right(price(watched.last), PRICE), "text"))
        row.append((right(change(watched.change), CHANGE), tendency(watched.change)))
        figures = watched.values[:values]
        row += [(right(figure(each), VALUE), tendency(each)) for each in figures[:1]]
        row += [(right(figure(each), VALUE), "text") for each in figures[1:]]
        if trend:
            row += [("  ", "text"), *filled(signed(watched.trend[-trend:], trend), trend)]
        row.append((right(since(watched), SINCE), "text"))
        return [*row, ("  ", "text"), *signal(watched)]


def filled(row: Row, room: int) -> Row:
    return [*row, (" " * max(0, room - cells(row)), "text")]


def price(value: float | None) -> str:
    """As it is quoted: 1,702.50, and 0.0123 for what costs less than 1."""
    if value is None:
        return units.UNKNOWN
    if abs(value) >= 1e7:
        return units.short(value)
    return f"{value:,.2f}" if abs(value) >= 1 or value == 0 else f"{value:.4f}"


def change(value: float | None) -> str:
    """In percent."""
    return units.UNKNOWN if value is None else f"{value:+.2f}"


def figure(value: float | None) -> str:
    """A value of a formula, which may be anything."""
    if value is None:
        return units.UNKNOWN
    return f"{value:.2f}" if abs(value) < 1000 else units.short(value)


def tendency(value: float | None) -> str:
    """The role of what rises and falls, as the colours are set."""
    if not value:
        return "text"
    return "gain" if value > 0 else "loss"


def since(watched: Watched) -> str:
    """Bars since it crossed 0, with the way that it went."""
    if watched.since is None:
        return units.UNKNOWN if not watched.crossed else "0"
    return f"{watched.since:+d}" if watched.since else "+0" if watched.crossed >= 0 else "-0"


def rising(watched: Watched) -> bool | None:
    """Whether the first line rises on the newest bar."""
    last = [each for each in watched.trend[-2:] if each is not None]
    return last[1] > last[0] if len(last) == 2 and last[0] != last[1] else None


def signal(watched: Watched) -> Row:
    """The signal, else where it goes; and a mark where something about it is doubtful."""
    doubt: Row = [(" !", "attention")] if watched.doubts else []
    if watched.signal in SIGNALS:
        words, role = SIGNALS[watched.signal]
        return [(_(words), role), *doubt]
    way = rising(watched)
    words = "" if way is None else _("rising") if way else _("falling")
    return [(words, "muted"), *doubt]
