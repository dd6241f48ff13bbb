"""A symbol's price and its formula over time, under a pointer."""

from textual import events
from textual.message import Message
from textual.strip import Strip

from engines.roc.messages import Charted
from tui.bar_columns import View
from tui.cell_grid import joined
from tui.price_chart import COLORLESS, LABELS, PLAIN, UNICODE, Axes, Means, draw, fit, plot
from tui.runs import Row
from tui.widgets.canvas import Canvas

__all__ = ["PriceChart", "View"]


class PriceChart(Canvas):
    """Its axes stay where they are until values leave them, or another symbol comes."""

    DEFAULT_CSS = """
    PriceChart { height: 1fr; margin: 0 1; }
    """

    class Pointed(Message):
        """The mouse is over a bar, or with `chosen` was pressed on it."""

        def __init__(self, bar: int, chosen: bool) -> None:
            super().__init__()
            self.bar = bar
            self.chosen = chosen

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chart: Charted | None = None
        self.view = View(0, 1)
        self._axes: Axes | None = None
        self._subject: tuple[object, ...] = ()
        self._pointed: int | None = None

    def show(self, chart: Charted | None, view: View) -> None:
        self.chart, self.view = chart, view
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        chart, view = self.chart, self.view
        if chart is None:
            return []
        subject = (chart.symbol, chart.period, view.candles, [line.name for line in chart.lines])
        old, self._subject = self._axes if subject == self._subject else None, subject
        self._axes = fit(chart, view, width, old)
        return draw(chart, view, width, height, self._axes, self.means())

    def _strip(self, row: Row) -> Strip:
        return super()._strip(joined(row))

    def means(self) -> Means:
        colored = self.app.terminal.colors != "none"
        if self.app.ascii.enabled:
            return PLAIN._replace(colored=colored)
        return UNICODE if colored else COLORLESS

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point(event.x, chosen=False)

    def on_click(self, event: events.Click) -> None:
        self._pointed = None
        self._point(event.x, chosen=True)

    def on_leave(self) -> None:
        self._pointed = None

    def _point(self, x: int, *, chosen: bool) -> None:
        """Tell a bar once, however often the mouse moves over it."""
        chart = self.chart
        if chart is None or not 0 <= x < self.size.width - LABELS:
            return
        bar = min(plot(self.view, self.size.width).bar(x), chart.first + len(chart.times) - 1)
        if bar >= chart.first and bar != self._pointed:
            self._pointed = bar
            self.post_message(self.Pointed(bar, chosen))
