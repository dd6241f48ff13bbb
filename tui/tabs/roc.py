"""The ROC tab: which symbols turn, how their charts look, and what their signals are worth."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

import msgspec
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var

from engines.roc.messages import Charted
from engines.roc.messages import Row as Watched
from engines.roc.state import State
from engines.wire import Failed
from tui.bar_columns import View
from tui.i18n import N_, _
from tui.tabs import roc_window
from tui.tabs.roc_backtest import results
from tui.tabs.roc_keys import EXPLANATION, KEYS
from tui.tabs.roc_running import Running
from tui.tabs.roc_words import Selected, headline, health, second
from tui.widgets.drawing import Drawing
from tui.widgets.headline import Headline
from tui.widgets.hit_list import HitList
from tui.widgets.long_list import LongList
from tui.widgets.notice import Notice
from tui.widgets.price_chart import PriceChart
from tui.widgets.trade_list import TradeList
from tui.widgets.view_bar import ViewBar
from tui.widgets.watch_table import WatchTable

VIEWS: Mapping[str, str] = {
    "list": N_("watchlist"),
    "chart": N_("chart"),
    "scan": N_("scan"),
    "backtest": N_("backtest"),
}
BESIDE = 3
"""Rows of the head and of the bar."""


class RocTab(Running):
    HELP = EXPLANATION
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    view: var[str] = var("list", init=False)

    def compose(self) -> ComposeResult:
        yield Headline(id="head")
        yield WatchTable(id="table")
        yield ViewBar(VIEWS)
        yield Notice(id="notice")
        yield PriceChart(id="chart")
        yield Drawing(id="result")
        yield HitList(id="hits")
        yield TradeList(id="trades")

    def on_mount(self) -> None:
        for problem in self.book_problems:
            self.notify(problem, severity="warning", timeout=15)  # it names its file
        self.open("list")

    def on_resize(self) -> None:
        if not self.is_mounted or not self.query(ViewBar):
            return
        bars = max(roc_window.FEWEST, self.size.width)
        if bars != self.window.bars:
            self.window = msgspec.structs.replace(self.window, bars=bars)
        self.paint()
        if self.number:
            self.soon()

    # What is shown

    def watch_state(self, state: State) -> None:
        self.arrived(state)
        self.paint()

    def paint(self) -> None:
        if not self.is_mounted or not self.query(TradeList):
            return
        state = self.state
        self.listed(state)
        selected = self.selected
        look = self.wanted()
        word, role = health(state, selected, self.until)
        room = self.size.width - cell_len(word) - 6
        below = second(state, selected, look, self.book.group, self.size.width - 2)
        self.query_one(Headline).show([headline(state, selected, room), below], (word, role))
        self.noticed(state)
        self.charted(state.chart)
        if self.view == "scan":
            columns = state.scanned.columns if state.scanned else ()
            self.query_one(HitList).show(state.hits, columns or self.columns)
        if self.view == "backtest":
            self.query_one(TradeList).show(state.tested.trades if state.tested else ())
        if self.view in ("scan", "backtest"):
            draw = partial(results, self.view, self.outcome)
            result = self.query_one("#result", Drawing)
            result.styles.height = len(draw(self.size.width, 0))
            result.show(draw)
        self.query_one(ViewBar).show(self.view)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.state.listed.columns if self.state.listed else ()

    def listed(self, state: State) -> None:
        """The rows, and which of them the chart is about."""
        table = self.table
        table.styles.max_height = max(2, (self.size.height - BESIDE) // 2)
        listed = state.listed
        table.show(
            self.columns, state.first, state.rows, listed.shown if listed else 0, self.symbol
        )
        chosen = listed is not None and state.answered >= self.listing and table.here
        if not self.symbol and chosen:
            self.symbol = chosen.symbol
            if state.chart is None or state.chart.symbol != self.symbol:
                self.soon()

    @property
    def selected(self) -> Selected:
        chart, listed = self.state.chart, self.state.listed
        if listed and not listed.total:  # the files have gone, and what was known of them
            return Selected()
        if chart and chart.symbol != self.symbol:
            chart = None
        here = self.table.here
        symbol = self.symbol or (here.symbol if here else "")
        rows: tuple[Watched | None, ...] = (here, *self.state.rows)
        watched = next((each for each in rows if each and each.symbol == symbol), None)
        return Selected(symbol, watched, chart)

    def charted(self, chart: Charted | None) -> None:
        if chart is None or self.view not in ("list", "chart"):
            return
        first = roc_window.start(self.window, chart.total)
        cursor = self.window.cursor if chart.symbol == self.symbol else None
        view = View(first, self.window.bars, self.book.candles, cursor)
        shown = self.query_one(PriceChart)
        if shown.chart is not chart or shown.view != view:
            shown.show(chart, view)

    def noticed(self, state: State) -> None:
        """An error, or what to do first."""
        notice = self.query_one("#notice", Notice)
        listed = state.listed
        notice.display = True
        if isinstance(state.last, Failed):
            notice.fail(state.last, _("R tries again"))
        elif listed and not listed.total:
            notice.say(_("There is nothing to show."), _("o opens files and folders."))
        elif listed and not listed.shown:
            notice.say(_("No symbol is left."), _("/ changes the filter, g the group."))
        else:
            notice.display = False
        self.set_class(notice.display, "-noticed")

    # The views

    def open(self, view: str) -> None:
        self.view = view
        for name in VIEWS:
            self.set_class(name == view, f"-{name}")
        self.refresh_bindings()
        self.paint()

    def action_view(self, by: int) -> None:
        names = tuple(VIEWS)
        self.open(names[(names.index(self.view) + by) % len(names)])

    def on_view_bar_chosen(self, event: ViewBar.Chosen) -> None:
        self.open(event.name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are offered where they do something."""
        match action:
            case "back":
                return self.view != "list" or bool(self.until) or self.window.cursor is not None
            case "play":
                return bool(self.until)
            case "open":
                return self.view in ("list", "scan")
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """One thing at a time: the replay, the crosshair, the view."""
        if self.until:
            self.replayed("")
        elif self.window.cursor is not None and self.view in ("list", "chart"):
            self.window = msgspec.structs.replace(self.window, cursor=None)
        else:
            self.open("list")
        self.refresh_bindings()
        self.paint()

    def action_open(self) -> None:
        """The chart of the symbol under the cursor, over the whole tab."""
        if self.view == "scan":
            hit = self.query_one(HitList).here
            if hit is None:
                return
            self.choose(hit.symbol)
        self.open("chart")

    def choose(self, symbol: str) -> None:
        if symbol != self.symbol:
            self.symbol = symbol
            self.window = roc_window.Window(self.window.bars)
            self.soon()

    # The cursor and the crosshair

    @property
    def moving(self) -> LongList:
        """The list that the arrow keys are for."""
        lists = {"scan": "#hits", "backtest": "#trades"}
        return self.query_one(lists.get(self.view, "#table"), LongList)

    def action_move(self, by: int) -> None:
        self.moving.move(by)

    def action_page(self, by: int) -> None:
        self.moving.page(by)

    def action_end(self, to: int) -> None:
        """In the chart the first and the newest bar, in a list the first and the last row."""
        if self.view != "chart":
            self.moving.go(0 if to < 0 else self.moving.count - 1)
        elif self.state.chart:
            total = self.state.chart.total
            self.glance(roc_window.at(self.window, 0 if to < 0 else total, total))

    def on_long_list_moved(self) -> None:
        if self.moving is not self.table:
            return
        here = self.table.here
        self.symbol = here.symbol if here else ""
        self.window = roc_window.Window(self.window.bars)
        if self.table.lacking:
            self.look()
        else:
            self.soon()
        self.paint()

    def on_long_list_opened(self) -> None:
        if self.view in ("list", "scan"):
            self.action_open()

    def on_price_chart_pointed(self, event: PriceChart.Pointed) -> None:
        if event.chosen and not self.until:
            self.glance(msgspec.structs.replace(self.window, cursor=event.bar))

    def action_cross(self, by: int) -> None:
        if self.until:
            self.stride(by)
        elif self.state.chart and self.view in ("list", "chart"):
            self.glance(roc_window.crossed(self.window, by, self.state.chart.total))

    def action_zoom(self, inwards: bool) -> None:
        if self.state.chart:
            self.glance(roc_window.zoomed(self.window, inwards, self.state.chart.total))

    def action_pan(self, screens: float) -> None:
        if self.state.chart:
            self.glance(roc_window.panned(self.window, screens, self.state.chart.total))

    def glance(self, window: roc_window.Window) -> None:
        """Other bars of the same symbol; those that are not here yet are asked for."""
        self.window = window
        if self.state.chart and roc_window.lacking(window, self.state.chart):
            self.soon()
        self.refresh_bindings()
        self.paint()

    def action_candles(self) -> None:
        self.change(candles=not self.book.candles)
        self.paint()

    def leave(self) -> None:
        self.stop()
        super().leave()

    def watch_view(self, view: str) -> None:
        """What nobody sees is not played."""
        if view not in ("list", "chart"):
            self.stop()
