"""The ROC tab over its own engine and the samples that are shipped."""

import json
import shutil

import pytest
from textual.widgets import Input

from engines.paths import ASSETS
from tests import eventually
from tests.tabs import console, notices, press, rows, screen, sees, settled
from tests.tabs.test_roc import chosen, fill
from tui import roc_book
from tui.roc_book import Alarm, Book

STOCK = ASSETS / "market" / "sz" / "lday" / "sz000001.day"


async def begun(pilot):
    """Until the chart of the first symbol stands there."""
    tab = pilot.app.tab
    await eventually(lambda: tab.symbol and tab.selected.chart)
    await settled(pilot)
    return tab


async def test_the_samples_are_there_without_a_file_of_ones_own():
    async with console("roc", (120, 40)) as pilot:
        tab = await begun(pilot)
        assert "samples: o opens your own" in rows(pilot)[3]
        assert f"{tab.state.listed.total} symbols" in rows(pilot)[3]
        assert len(tab.state.rows) == tab.state.listed.total
        before = tab.symbol
        await press(pilot, "down")
        await eventually(lambda: tab.state.chart.symbol == tab.symbol != before)


async def test_a_file_of_ones_own_is_charted_scanned_tested_and_replayed():
    roc_book.save(Book(paths=(str(STOCK),)))
    async with console("roc") as pilot:
        tab = await begun(pilot)
        assert tab.symbol == "sz000001"
        await press(pilot, "m", "enter")
        await eventually(lambda: tab.state.scanned)
        await settled(pilot)
        assert "of 1 symbol" in screen(pilot)
        await press(pilot, "b", "enter")
        await eventually(lambda: tab.state.tested)
        await settled(pilot)
        assert "holding ×" in screen(pilot)
        await press(pilot, "escape", *["left"] * 5, "r")
        await eventually(lambda: tab.state.chart.times[-1] == tab.until)
        until = tab.until
        await press(pilot, "right")
        await eventually(lambda: tab.state.chart.times[-1] == tab.until > until)
        await press(pilot, "escape")
        await eventually(lambda: tab.state.chart.times[-1] > tab.until == "")


async def test_formulas_periods_orders_and_filters_are_answered():
    async with console("roc", (140, 40)) as pilot:
        tab = await begun(pilot)
        await press(pilot, "p", "p")
        await eventually(lambda: tab.state.chart.period == "week")
        await press(pilot, "f")
        await chosen(pilot, "KDJ")
        await eventually(lambda: tab.state.listed.columns[:3] == ("K", "D", "J"))
        await press(pilot, "s")
        await chosen(pilot, "J")
        await eventually(lambda: tab.state.answered >= tab.listing)
        values = [row.values[2] for row in tab.state.rows if row.values[2] is not None]
        assert values == sorted(values, reverse=True)
        await press(pilot, "slash")
        pilot.app.screen.query_one(Input).value = f"J>={sorted(values)[1]}"
        await settled(pilot)
        await press(pilot, "enter")
        await eventually(lambda: tab.state.listed.shown < tab.state.listed.total)
        await settled(pilot)
        assert cursor_is_first(tab)


def cursor_is_first(tab):
    return tab.symbol == tab.state.rows[0].symbol and tab.table.row == 0


async def test_a_broken_file_is_told_and_the_good_one_is_shown(tmp_path):
    shutil.copy(STOCK, tmp_path / "sz000001.day")
    (tmp_path / "sz000002.day").write_bytes(STOCK.read_bytes()[: 32 * 300 + 7])
    (tmp_path / "bad.csv").write_text("nothing,that\nis,a\nprice,series\n")
    roc_book.save(Book(paths=(str(tmp_path),)))
    async with console("roc") as pilot:
        await begun(pilot)
        await sees(pilot, "file problem")
        await press(pilot, "exclamation_mark")
        assert "bad.csv" in screen(pilot)


async def test_the_values_are_exported(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    roc_book.save(Book(paths=(str(STOCK),)))
    async with console("roc") as pilot:
        tab = await begun(pilot)
        await press(pilot, "x")
        await chosen(pilot, "the values of the formula, as JSON")
        await eventually((tmp_path / "sz000001-ROC.json").exists)
        await eventually(lambda: json.loads((tmp_path / "sz000001-ROC.json").read_text()))
        found = json.loads((tmp_path / "sz000001-ROC.json").read_text())
        assert len(found["dates"]) == tab.state.chart.total
        assert found["lines"]["ROC"][:12] == [None] * 12
        shown = tab.state.rows[0].values[0]
        assert found["lines"]["ROC"][-1] == pytest.approx(shown, rel=1e-6)
        await press(pilot, "x")
        await chosen(pilot, "the values of the formula, as CSV")
        await eventually((tmp_path / "sz000001-ROC.csv").exists)


async def test_what_is_edited_is_drawn_by_the_engine(monkeypatch):
    async with console("roc") as pilot:
        tab = await begun(pilot)
        await press(pilot, "e")
        editor = pilot.app.screen
        await eventually(lambda: editor.is_mounted and editor.program)
        editor.query_one("TextArea").text = "MINE:MA(C,5);\n"
        await eventually(lambda: [each.name for each in tab.state.chart.lines] == ["MINE"])
        await sees(pilot, "MINE")
        await press(pilot, "ctrl+s")
        await fill(pilot, name="MINE")
        await press(pilot, "enter")
        await eventually(lambda: tab.state.listed.columns == ("MINE",))


async def test_a_followed_file_that_grows_moves_the_picture_and_fires_an_alert(tmp_path):
    file, whole = tmp_path / "sz000001.day", STOCK.read_bytes()
    file.write_bytes(whole[:-32])
    alarm = Alarm(name="a new bar", source="C>REF(C,1)")
    roc_book.save(Book(paths=(str(file),), follow=True, alerts=(alarm,)))
    async with console("roc") as pilot:
        tab = await begun(pilot)
        before = tab.state.chart.total
        told = len(tab.state.alerts)
        file.write_bytes(whole)
        await eventually(lambda: tab.state.chart.total == before + 1)
        await eventually(lambda: len(tab.state.alerts) > told)
        await eventually(lambda: any("a new bar" in notice for notice in notices(pilot)))
        assert tab.state.chart.times[-1] == tab.state.rows[0].time
