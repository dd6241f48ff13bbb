"""The chart on a terminal: what it sends, what it keeps still, what the mouse tells it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tabs import LARGE, TERMINAL, console, driver, settled
from tests.tabs.charts import charted, flat, ticked
from tui.widgets.price_chart import PriceChart, View

TICK, FULL = 400, 10_000
"""Bytes that a tick and a whole chart may cost."""


@asynccontextmanager
async def chart(size=LARGE, **options) -> AsyncIterator[tuple[Pilot[None], PriceChart]]:
    """A chart as large as the terminal, over the real console."""
    made = PriceChart()

    class Only(Screen[None]):
        heard: list[PriceChart.Pointed] = []

        def compose(self):
            yield made

        def on_price_chart_pointed(self, event):
            self.heard.append(event)

    async with console(size=size, **options) as pilot:
        await pilot.app.push_screen(Only())
        await settled(pilot)
        yield pilot, made


async def sent(pilot, made, data, view):
    """The bytes that showing this cost."""
    await settled(pilot)
    before = driver(pilot).written
    made.show(data, view)
    await settled(pilot)
    return driver(pilot).written - before


@pytest.mark.parametrize("candles", [False, True])
async def test_a_whole_chart_costs_no_more_than_it_may(candles, capsys):
    data = charted(600)
    async with chart(recorded=True) as (pilot, made):
        cost = await sent(pilot, made, data, View(360, 240, candles))
    with capsys.disabled():
        print(f"\nchart 120x40, 240 bars, candles {candles}: {cost} B")
    assert 2000 < cost
