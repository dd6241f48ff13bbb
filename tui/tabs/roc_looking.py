"""What the ROC tab looks at: the one Look that everything it shows answers."""

from time import monotonic
from typing import Any

import msgspec
from textual.reactive import var
from textual.timer import Timer

from engines import wire
from engines.roc.messages import MOST_ROWS, MOST_TREND, Formula, Look
from engines.roc.state import State, step
from tui import roc_book
from tui.i18n import _
from tui.roc_book import FOLLOWED, Book
from tui.tabs.engine_tab import EngineTab
from tui.tabs.roc_window import Window, request
from tui.widgets.watch_table import NEAR, WatchTable

SOON = 0.08
"""Seconds after the last step of a cursor that runs at which its chart is asked for."""

RUNNING = 0.2
"""Seconds between two steps below which a cursor runs."""


class Looking(EngineTab):
    """`where`, `sort` and `until` hold until the console ends; the rest is kept in the book."""

    ENGINE = "roc"
    step = staticmethod(step)

    state: var[State] = var(State(), init=False)

    def __init__(self) -> None:
        super().__init__()
        self.book, self.book_problems = roc_book.load()
        self.number = 0
        """Of the Look that was sent last."""
        self.listing = 0
        """Of the one that made the list anew: until its answer, no row is chosen."""
        self.where, self.sort, self.descending, self.until = "", "", False, ""
        self.symbol, self.first = "", 0
        self.window = Window()
        self.trial: Formula | None = None
        """What the editor shows a preview of."""
        self.timer: Timer | None = None
        self.stepped = 0.0
        """When the cursor moved last."""

    @property
    def table(self) -> WatchTable:
        return self.query_one(WatchTable)

    @property
    def formula(self) -> Formula:
        return self.trial or self.book.chosen()

    def wanted(self) -> Look:
        """What is to be shown now, whole: a new child needs nothing else."""
        width, room = self.table.size.width, max(20, self.size.height)
        return Look(
            paths=self.book.paths,
            formula=self.formula,
            period=self.book.period,
            signals=self.book.signals,
            until=self.until,
            number=self.number,
            sort=self.sort,
            descending=self.descending,
            where=self.where,
            symbols=self.book.symbols(),
            first=self.first,
            count=min(MOST_ROWS, 2 * (room + NEAR)),
            trend=max(2, min(MOST_TREND, self.table.shape(width).trend)),
            chart=request(self.window, self.symbol),
            alerts=self.book.on(),
            follow=FOLLOWED if self.book.follow else 0.0,
        )

    def advanced(self) -> Look:
        """The next Look."""
        if self.timer:
            self.timer.stop()
            self.timer = None
        self.number += 1
        if self.table.lacking:
            self.first = max(0, self.table.row - (max(20, self.size.height) + NEAR))
        if self.state.last:
            self.state = msgspec.structs.replace(self.state, last=None)
        return self.wanted()

    def look(self) -> None:
        """Ask for what is to be shown now."""
        if self.is_mounted and self.display:  # hidden, it asks when it is shown again
            self.ask(self.advanced())
            self.paint()

    def paint(self) -> None:
        """Draw what is known."""
        raise NotImplementedError

    def soon(self) -> None:
        """Ask now, or where the cursor runs once it rests: it asks for no chart on its way."""
        before, self.stepped = self.stepped, monotonic()
        if self.stepped - before > RUNNING and not self.timer:
            self.look()
            return
        if self.timer:
            self.timer.stop()
        self.timer = self.set_timer(SOON, self.look)

    def also(self, request: wire.Message) -> None:
        """Ask for something beside the Look, of a child that has one."""
        if self.link:
            self.ask(request)
        else:
            self.ask(self.advanced(), request)

    def anew(self) -> None:
        """The list is another one: it begins at its first row."""
        self.symbol, self.first = "", 0
        self.table.row = 0
        self.window = Window(self.window.bars)
        self.listing = self.number + 1
        self.look()

    def change(self, **fields: Any) -> None:
        """Keep something in the book; where that cannot be written, until the console ends."""
        before, self.book = self.book, msgspec.structs.replace(self.book, **fields)
        if self.book != before:
            self.keep(self.book)

    def keep(self, book: Book) -> None:
        try:
            roc_book.save(book)
        except OSError as error:
            self.notify(str(error), title=_("What was chosen is not kept"), severity="error")

    @property
    def kept_alive(self) -> bool:
        """Alerts on files that are followed go on while another tab is in front."""
        return self.book.follow and bool(self.book.on())

    def shown(self) -> None:
        if not self.link:
            self.look()

    def hidden(self) -> None:
        if self.timer:
            self.timer.stop()
            self.timer = None
        if not self.kept_alive:
            super().hidden()
