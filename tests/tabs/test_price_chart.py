"""The chart on a terminal: what it sends, what it keeps still, what the mouse tells it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import msgspec
import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tabs import LARGE, TERMINAL, console, display, driver, settled
from tests.tabs.charts import charted, flat, ticked
from tui.price_chart import LABELS, plot
from tui.widgets.price_chart import PriceChart, View

TICK, FULL = 400, 10_000
"""Bytes: a tick, a whole chart."""


class Only(Screen[None]):
    def __init__(self, made):
        super().__init__()
        self.made = made
        self.heard = []

    def compose(self):
        yield self.made

    def on_price_chart_pointed(self, event):
        self.heard.append((event.bar, event.chosen))


@asynccontextmanager
async def chart(size=LARGE, **options) -> AsyncIterator[tuple[Pilot[None], PriceChart]]:
    """A chart as large as the terminal, over the real console."""
    made = PriceChart()
    async with console(size=size, **options) as pilot:
        await pilot.app.push_screen(Only(made))
        await settled(pilot)
        yield pilot, made


async def sent(pilot, made, data, view):
    """The bytes that showing this costs."""
    await settled(pilot)
    before = driver(pilot).written
    made.show(data, view)
    await settled(pilot)
    return driver(pilot).written - before


@pytest.mark.parametrize("candles", [False, True])
async def test_a_whole_chart_costs_no_more_than_it_may(candles, capsys):
    """The first, and one in the place of another."""
    async with chart(recorded=True) as (pilot, made):
        first = await sent(pilot, made, charted(600), View(360, 240, candles))
        other = await sent(pilot, made, charted(600), View(100, 240, candles))
    with capsys.disabled():
        print(f"\n120x40, 240 bars, {'candles' if candles else 'lines'}: {first}, {other} B")
    assert 2000 < first <= FULL
    assert 2000 < other <= FULL


@pytest.mark.parametrize("candles", [False, True])
async def test_a_tick_sends_the_figures_and_the_cells_that_moved(candles, rng, capsys):
    data, view = charted(600), View(360, 240, candles)
    last = [line.values[-1] for line in data.lines[:3]]
    costs = []
    async with chart(recorded=True) as (pilot, made):
        await sent(pilot, made, data, view)
        for _ in range(8):
            moved = [value + rng.uniform(-0.5, 0.5) for value in last]
            data = ticked(data, data.close[-1] * (1 + rng.uniform(-0.002, 0.002)), *moved)
            costs.append(await sent(pilot, made, data, view))
    with capsys.disabled():
        print(f"\ntick at 120x40, candles {candles}: {costs} B")
    assert max(costs) <= TICK


async def test_what_is_unchanged_sends_nothing():
    data, view = charted(), View(200, 100)
    async with chart(recorded=True) as (pilot, made):
        await sent(pilot, made, data, view)
        assert await sent(pilot, made, charted(), view) == 0


async def test_after_ticks_and_cursors_the_terminal_shows_what_a_new_chart_would(rng):
    data, view = charted(300), View(200, 100, candles=True)
    async with chart((80, 24), recorded=True) as (pilot, made):
        await sent(pilot, made, data, view)
        for _ in range(6):
            data = ticked(data, data.close[-1] * (1 + rng.uniform(-0.03, 0.03)))
            view = view._replace(cursor=rng.randrange(200, 300), first=rng.randrange(150, 200))
            await sent(pilot, made, data, view)
            partly = inked(driver(pilot).screen)
            made._forget(made._rows)
            await settled(pilot)
            assert inked(driver(pilot).screen) == partly


def inked(screen):
    """Each cell; of a blank, nobody sees the colour."""
    return [[("" if cell[0] == " " else cell) for cell in row] for row in display(screen)]


async def test_the_axis_stays_after_a_spike_until_another_symbol_comes():
    calm, other = flat(20.0, 300), flat(20.0, 300, symbol="600000")
    calm = msgspec.structs.replace(calm, close=(*calm.close[:-2], 20.3, 20.0))
    wild = msgspec.structs.replace(calm, close=(*calm.close[:-1], 20.4))
    async with chart() as (pilot, made):
        axes = []
        for data in (calm, wild, calm, other):
            made.show(data, View(200, 100))
            await settled(pilot)
            axes.append(made._axes.price)
        first, wider, after, others = axes
        assert first != wider == after != others


async def test_no_chart_draws_nothing():
    async with chart() as (pilot, made):
        made.show(None, View(0, 100))
        await settled(pilot)
        assert made.words() == ""


async def test_the_mouse_tells_the_bar_below_it_once_and_a_click_that_it_is_meant():
    data, view = charted(300), View(200, 100)
    async with chart() as (pilot, made):
        made.show(data, view)
        await settled(pilot)
        heard, columns = pilot.app.screen.heard, plot(view, made.size.width)
        await pilot.hover(made, (50, 8))
        await pilot.hover(made, (50, 9))
        assert heard == [(columns.bar(50), False)]
        await pilot.click(made, (51, 9))
        assert heard[-1] == (columns.bar(51), True)
        await pilot.hover(made, (made.size.width - LABELS + 2, 9))
        assert heard[-1] == (columns.bar(51), True)


async def test_ascii_is_drawn_with_other_dots_and_other_candles():
    data, view = charted(300), View(200, 100, candles=True)
    async with chart(terminal=replace(TERMINAL, unicode=False)) as (pilot, made):
        made.show(data, view)
        await settled(pilot)
        assert pilot.app.ascii.plain(made.words()).isascii()
        assert {"o", "#", "|"} <= set(made.words())
        pilot.app.change(replace(pilot.app.settings, glyphs="unicode"))
        await settled(pilot)
        assert "┃" in made.words()


async def test_without_colour_gains_are_hollow_and_losses_filled():
    data, view = charted(300), View(200, 100, candles=True)
    async with chart(terminal=replace(TERMINAL, colors="none")) as (pilot, made):
        made.show(data, view)
        await settled(pilot)
        assert {"║", "█"} <= set(made.words())


@pytest.mark.parametrize(("colors", "swapped"), [("west", False), ("china", True), ("cvd", None)])
async def test_gains_and_losses_follow_the_setting(colors, swapped):
    async with console() as pilot:
        app = pilot.app
        app.adopt(replace(app.settings, colors=colors))
        roles = app.roles
        good, danger = roles["good"].color, roles["danger"].color
        gain, loss = roles["gain"].color, roles["loss"].color
        assert gain != loss
        if swapped is None:
            assert not {gain, loss} & {good, danger}
        else:
            assert (gain, loss) == ((danger, good) if swapped else (good, danger))
