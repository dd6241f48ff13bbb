"""The trades of a backtest, the newest first."""

from collections.abc import Sequence

from engines.roc.messages import Trade
from tui import units
from tui.i18n import N_, _
from tui.runs import Row, fit, right
from tui.widgets.long_list import LongList
from tui.widgets.watch_table import MARK, price, tendency

COLUMNS = (
    (N_("bought"), 17),
    (N_("at"), 10),
    (N_("shares"), 11),
    (N_("sold"), 19),
    (N_("at"), 10),
    (N_("bars"), 6),
    (N_("gain"), 12),
)
"""And their cells; times at the left, figures at the right."""
TIMES = (0, 3)


class TradeList(LongList):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.trades: Sequence[Trade] = ()

    @property
    def count(self) -> int:
        return len(self.trades)

    def show(self, trades: Sequence[Trade]) -> None:
        before, self.trades = len(self.trades), trades[::-1]
        self.changed(before)

    def cells(self, width: int) -> list[int]:
        """Where there is no room for minutes, days alone."""
        short = 6 if width < MARK + sum(cells for _title, cells in COLUMNS) else 0
        return [cells - short * (at in TIMES) for at, (_title, cells) in enumerate(COLUMNS)]

    def head(self, width: int) -> Row:
        return [(" " * MARK, "text"), *self.row_of([_(title) for title, _c in COLUMNS], width)]

    def line(self, index: int, here: bool, width: int) -> Row:
        trade = self.trades[index]
        held = not trade.sold
        words = [
            trade.bought,
            price(trade.price),
            f"{trade.shares:,.0f}" if trade.shares >= 1000 else units.digits(trade.shares),
            _("held") if held else trade.sold,
            "" if held else price(trade.got),
            str(trade.bars),
            f"{trade.gain:+,.0f}",
        ]
        row = self.row_of(words, width, "text")
        row[-1] = (row[-1][0], tendency(trade.gain))
        return [(" ▸ " if here else "   ", "accent"), *row]

    def row_of(self, words: Sequence[str], width: int, role: str = "muted") -> Row:
        return [
            (fit("  " * (at > 0) + word, cells) if at in TIMES else right(word, cells), role)
            for at, (word, cells) in enumerate(zip(words, self.cells(width), strict=True))
        ]
