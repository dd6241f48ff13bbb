"""What a scan of the market has found: a symbol a row."""

from collections.abc import Sequence

from engines.roc.messages import Hit
from tui.i18n import _
from tui.runs import Row, fit, right
from tui.widgets.long_list import LongList
from tui.widgets.watch_table import (
    MARK,
    NAME,
    NAMED,
    PRICE,
    SYMBOL,
    VALUE,
    figure,
    price,
    tendency,
)

AGO, TIME = 9, 18
MOST_VALUES = 5


class HitList(LongList):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hits: Sequence[Hit] = ()
        self.columns: Sequence[str] = ()

    @property
    def count(self) -> int:
        return len(self.hits)

    def show(self, hits: Sequence[Hit], columns: Sequence[str]) -> None:
        before, self.hits, self.columns = len(self.hits), hits, columns
        self.changed(before)

    @property
    def here(self) -> Hit | None:
        return self.hits[self.row] if self.hits else None

    def values(self, width: int) -> int:
        name = NAME if width >= NAMED else 0
        rest = width - MARK - SYMBOL - name - PRICE - AGO - TIME - 8
        return max(0, min(MOST_VALUES, rest // VALUE))

    def head(self, width: int) -> Row:
        name = NAME if width >= NAMED else 0
        row: Row = [
            (" " * MARK, "text"),
            (fit(_("symbol"), SYMBOL + name), "muted"),
            (right(_("last"), PRICE), "muted"),
            (right(_("bars ago"), AGO + 1), "muted"),
            (f"  {fit(_('date'), TIME - 2)}", "muted"),
        ]
        return [
            *row,
            *((right(title, VALUE), "muted") for title in self.columns[: self.values(width)]),
        ]

    def line(self, index: int, here: bool, width: int) -> Row:
        hit = self.hits[index]
        row: Row = [(" ▸ " if here else "   ", "accent")]
        row += [(fit(hit.symbol, SYMBOL - 1), "strong" if here else "text"), (" ", "text")]
        if width >= NAMED:
            row += [(fit(hit.name, NAME - 1), "text"), (" ", "text")]
        row.append((right(price(hit.last), PRICE), "text"))
        row.append((right(str(hit.ago) if hit.ago else _("now"), AGO + 1), "text"))
        row.append((f"  {fit(hit.time, TIME - 2)}", "muted"))
        for at, value in enumerate(hit.values[: self.values(width)]):
            row.append((right(figure(value), VALUE), "text" if at else tendency(value)))
        return [*row, (f"  {_(hit.sign)}", "muted")]
