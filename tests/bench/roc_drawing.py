"""What the chart of a share costs: CPU time of its rows, bytes of its repaints.

Beside it Textual's stock Sparkline, one row of the same width, fed the same closes.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from unittest import mock

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Sparkline

from engines.roc.messages import Charted
from tests.bench import Figure
from tests.snapshots.screenshots import SILENT
from tests.tabs import LARGE, console, driver, settled
from tests.tabs.charts import charted, ticked
from tui.bar_columns import View
from tui.price_chart import PLAIN, UNICODE, Means, draw, fit
from tui.sparkline import signed
from tui.tabs.devzero import DevZeroTab
from tui.widgets.price_chart import PriceChart

RUNS, EACH = 7, 20
BARS = 240
DATA = charted(600)
LINES, CANDLES = (View(600 - BARS, BARS, candles) for candles in (False, True))


def ms(work: Callable[[], object]) -> float:
    """CPU time of one call, the median of several runs of many."""
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        for _ in range(EACH):
            work()
        times.append((time.process_time() - begin) / EACH)
    return statistics.median(times) * 1e3


def rows(view: View, means: Means = UNICODE) -> Callable[[], object]:
    return lambda: draw(DATA, view, *LARGE, fit(DATA, view, LARGE[0]), means)


async def repaints(widget: Widget, *shows: Callable[[], object]) -> list[tuple[int, float]]:
    """Bytes and CPU milliseconds of each, after the widget alone fills the screen."""

    class Only(Screen[None]):
        def compose(self):
            yield widget

    async with console(size=LARGE, recorded=True) as pilot:
        await pilot.app.push_screen(Only())
        found = []
        for show in shows:
            await settled(pilot)
            written, begin = driver(pilot).written, time.process_time()
            show()
            await settled(pilot)
            found.append((driver(pilot).written - written, (time.process_time() - begin) * 1e3))
        return found


def moved(data: Charted, part: float) -> Charted:
    """The next tick of the newest bar."""
    values = [line.values[-1] + part * 20 for line in data.lines[:3]]
    return ticked(data, data.close[-1] * (1 + part), *values)


def alone(make: Callable[[], tuple[Widget, list[Callable[[], object]]]]) -> list[tuple[int, float]]:
    """In a console of its own: its home is empty, its engine says nothing."""
    with (
        tempfile.TemporaryDirectory() as home,
        mock.patch.dict(
            os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_STATE_HOME=home, TERM="xterm-256color"
        ),
        mock.patch.object(DevZeroTab, "ARGV", SILENT),
    ):
        widget, shows = make()
        return asyncio.run(repaints(widget, *shows))


def chart(view: View) -> tuple[Widget, list[Callable[[], object]]]:
    made = PriceChart()
    ticks = [DATA, *(moved(DATA, part) for part in (0.001, -0.002, 0.003, -0.001, 0.002))]
    return made, [lambda data=data: made.show(data, view) for data in ticks]


def stock() -> tuple[Widget, list[Callable[[], object]]]:
    made = Sparkline([])
    made.styles.height = 1
    closes = [*DATA.close[-LARGE[0] :]]
    others = [[*closes[:-1], closes[-1] * (1 + part)] for part in (0, 0.001, -0.002, 0.003)]

    def show(data: list[float]) -> None:
        made.data = data

    return made, [lambda data=data: show(data) for data in others]


def figures() -> list[Figure]:
    lines, candles, sparkline = (
        alone(lambda: chart(LINES)),
        alone(lambda: chart(CANDLES)),
        alone(stock),
    )
    ours = statistics.median(cost for cost, _ms in lines[1:])
    theirs = statistics.median(cost for cost, _ms in sparkline[1:])
    trend = DATA.lines[0].values[-60:]
    return [
        Figure("rows of a chart, 120x40, 3 lines, 240 bars", ms(rows(LINES)), "ms", 10, True),
        Figure("the same with candles", ms(rows(CANDLES)), "ms", 10, True),
        Figure("the same in ASCII", ms(rows(CANDLES, PLAIN)), "ms", 10, True),
        Figure("a trend of 60 in the watchlist", ms(lambda: signed(trend, 60)), "ms", 0.5, True),
        Figure("whole chart, 120x40, lines", lines[0][0], "B", 10_000, True),
        Figure("whole chart, 120x40, candles", candles[0][0], "B", 10_000, True),
        Figure("a tick, lines", max(cost for cost, _ms in lines[1:]), "B", 400, True),
        Figure("a tick, candles", max(cost for cost, _ms in candles[1:]), "B", 400, True),
        Figure("a tick, drawn and sent", statistics.median(t for _b, t in lines[1:]), "ms CPU"),
        Figure("a tick of Textual's Sparkline, one row", theirs, "B"),
        Figure("a tick / a tick of Textual's Sparkline", ours / theirs, goal=0.5, at_most=True),
    ]
