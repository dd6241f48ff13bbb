"""The ROC tab: what it asks for, what its keys do, its views, what it says when things go wrong."""

import random
from dataclasses import replace
from functools import reduce

import msgspec
import pytest
from textual.widgets import Input

from engines import wire
from engines.roc.messages import (
    Alerted,
    Backtest,
    Chart,
    Draw,
    Formula,
    Listed,
    Look,
    Problem,
    Request,
    Rows,
    Scan,
)
from engines.roc.rules import CHINA, PLAIN
from tests import eventually
from tests.tabs import (
    LARGE,
    SMALL,
    TAB_WORDS,
    TERMINAL,
    Child,
    ascii_words,
    console,
    driver,
    notices,
    press,
    rows,
    screen,
    sees,
    settled,
    type_in,
)
from tests.tabs.roc_market import BARS, PROBLEMS, TESTED, chart, day, hits, market
from tests.tabs.test_ascii import sent
from tests.tabs.test_language import Wide
from tests.tabs.test_zero import pilot_app
from tui import i18n, roc_book, settings
from tui.roc_book import Alarm, Book
from tui.settings import Settings
from tui.tabs import roc_looking, roc_running
from tui.tabs.roc import VIEWS, RocTab
from tui.tabs.roc_window import Window
from tui.widgets.hit_list import HitList
from tui.widgets.price_chart import PriceChart
from tui.widgets.too_small import SMALLEST
from tui.widgets.view_bar import ViewBar
from tui.widgets.watch_table import WatchTable

FAILED = wire.Failed("The engine stopped without a word.", "killed by SIGKILL", "tail 'a log'")


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    """The engine's child: it tells of a small market and the first chart, whatever it is asked."""
    played = Child(tmp_path, "roc").says(*market(), chart())
    monkeypatch.setattr(RocTab, "ARGV", played.argv)
    monkeypatch.setattr(roc_looking, "SOON", 0.001)
    return played


class Watching:
    """The console with the tab, once its first answer stands there."""

    def __init__(self, size=SMALL, **options):
        self.console = console("roc", size, **options)

    async def __aenter__(self):
        self.pilot = await self.console.__aenter__()
        await eventually(lambda: self.pilot.app.tab.symbol)
        await settled(self.pilot)
        return self.pilot

    async def __aexit__(self, *error):
        return await self.console.__aexit__(*error)


def watching(size=SMALL, **options):
    return Watching(size, **options)


def asked(engine, kind=None):
    decode = msgspec.json.Decoder(Request).decode
    found = [decode(line) for line in engine._lines("requests")]
    return [each for each in found if isinstance(each, kind or object)]


async def newest(engine, holds, kind=Look):
    """The last request of that kind, once what must hold of it does."""
    return await eventually(
        lambda: next((each for each in asked(engine, kind)[-1:] if holds(each)), None), 10
    )


def tell(pilot, *events):
    tab = pilot.app.tab
    tab.state = reduce(tab.step, events, tab.state)


def cursor(pilot):
    """The symbol in the row with the mark."""
    return next(row[3:].split()[0] for row in rows(pilot) if row.startswith(" ▸ "))


async def chosen(pilot, name):
    """The name, typed into a list to choose from."""
    pilot.app.screen.query_one(Input).value = name
    await settled(pilot)
    await press(pilot, "enter")
    await settled(pilot)


async def fill(pilot, **texts):
    for key, text in texts.items():
        pilot.app.screen.query_one(f"#{key}", Input).value = text
    await settled(pilot)


# The first picture


async def test_the_first_picture_says_which_symbol_turned_and_when(engine):
    async with watching() as pilot:
        head, second = rows(pilot)[2:4]
        assert head.startswith(" 贵州茅台 sh600519  1,702.50  -1.34 %   ROC -2.48")
        assert head.endswith("· falling")
        assert second.startswith(" crossed 0 downwards 5 bars ago  8 symbols  ROC  day")
        assert rows(pilot)[4].split()[:5] == ["symbol", "last", "±", "%", "ROC"]
        assert cursor(pilot) == "sh600519"
        assert "▸watchlist" in screen(pilot)
        assert "─ ROC -2.48  MAROC -1.98" in screen(pilot)


async def test_the_first_look_asks_for_what_the_book_keeps(engine):
    kept = Book(
        paths=("/data",),
        formula="MACD",
        parameters={"MACD": {"N": 9.0}},
        period="week",
        group="mine",
        groups={"mine": ("sz000001",)},
        alerts=(Alarm(name="up", source="C>0"), Alarm(name="no", source="C>0", on=False)),
        follow=True,
    )
    roc_book.save(kept)
    async with watching():
        look = await newest(engine, lambda each: True)
        assert look.paths == ("/data",)
        assert look.formula == Formula("MACD", parameters={"N": 9.0})
        assert (look.period, look.symbols, look.follow) == ("week", ("sz000001",), 1.0)
        assert [each.name for each in look.alerts] == ["up"]


async def test_without_a_book_the_samples_are_asked_for_and_said_to_be_samples(engine):
    engine.says(*market(sample=True), chart())
    async with watching() as pilot:
        assert asked(engine)[0].paths == ()
        assert "samples: o opens your own" in rows(pilot)[3]


async def test_a_broken_book_is_told_and_stops_nothing(engine):
    roc_book.file().parent.mkdir(parents=True)
    roc_book.file().write_text("paths = 7")
    async with watching() as pilot:
        assert any("paths" in notice for notice in notices(pilot))
        assert cursor(pilot) == "sh600519"


async def test_while_files_are_read_it_says_how_many(engine):
    engine.says(wire.Progress("reading files", 1234.0, 5000.0))
    async with console("roc") as pilot:
        await sees(pilot, "reading 1,234 of 5,000 files")
        assert rows(pilot)[2].endswith("· reading")


async def test_an_empty_market_says_what_to_do_first(engine):
    engine.says(Listed(1, 0, 0, (), ""), Rows(1, 0, ()))
    async with console("roc") as pilot:
        await sees(pilot, "o opens files and folders.")
        await press(pilot, "down", "up", "enter", "left", "plus", "end", "r", "escape")
        assert pilot.app.is_running


async def test_a_filter_that_leaves_nothing_says_so(engine):
    engine.says(Listed(1, 8, 0, ("ROC",), "day"), Rows(1, 0, ()))
    async with console("roc") as pilot:
        await sees(pilot, "/ changes the filter")
        tell(pilot, Problem("There is no such symbol.", "nothing is listed", "chart"))
        await settled(pilot)
        assert "no such symbol" not in screen(pilot)
        assert not pilot.app.tab.query_one(PriceChart).display


async def test_a_failure_is_explained_with_its_fix_and_R_tries_again(engine):
    async with watching() as pilot:
        tell(pilot, FAILED)
        await sees(pilot, "The engine stopped without a word.")
        assert "tail 'a log'" in screen(pilot)
        assert rows(pilot)[2].endswith("✗ failed")
        await press(pilot, "R")
        await eventually(lambda: len(engine.starts) == 2)
        await eventually(lambda: "stopped without" not in screen(pilot))


async def test_problems_are_counted_and_listed(engine):
    async with watching() as pilot:
        tell(pilot, *PROBLEMS)
        await settled(pilot)
        assert "2 file problems: !" in rows(pilot)[3]
        await press(pilot, "exclamation_mark")
        assert "/data/mine.csv:17" in screen(pilot)
        assert "Rows with prices of 0 or below were left out.  -3.1" in screen(pilot)
        await press(pilot, "escape")
        assert "mine.csv" not in screen(pilot)


async def test_badges_say_that_it_repaints_and_what_is_doubtful(engine):
    engine.says(*market(repaints=("ZIG",)), chart())
    async with watching() as pilot:
        assert "repaints: ZIG" in rows(pilot)[3]
        await press(pilot, *["down"] * 4)
        assert cursor(pilot) == "sh000001"
        assert "A1 means nothing" in rows(pilot)[3]


# The keys


async def test_the_tab_has_no_key_of_the_console_but_esc_and_each_can_be_changed():
    ours = {key for binding in RocTab.BINDINGS for key in binding.key.split(",")}
    consoles = {key for binding in type(pilot_app()).BINDINGS for key in binding.key.split(",")}
    assert ours & consoles == {"escape"}
    described = [binding for binding in RocTab.BINDINGS if binding.description]
    assert all(binding.id.startswith("roc.") for binding in described)
    assert len({binding.id for binding in described}) == len(described)


async def test_a_narrow_key_line_has_the_main_keys():
    async with watching() as pilot:
        for words in ("s sort", "/ filter", "f formula", "m scan", "b backtest", "? help"):
            assert words in rows(pilot)[-1]
        assert "Esc" not in rows(pilot)[-1]


async def test_the_help_reads_the_indicator_and_gives_no_advice():
    async with watching((120, 70)) as pilot:
        await press(pilot, "question_mark")
        assert "Where it crosses 0 upwards, the indicator says" in " ".join(screen(pilot).split())
        assert "not advice" in " ".join(screen(pilot).split())


# The cursor


async def test_the_cursor_chooses_the_symbol_and_its_chart_is_asked_for(engine):
    async with watching() as pilot:
        await press(pilot, "down", "down")
        assert cursor(pilot) == "sh601318"
        assert "中国平安 sh601318" in rows(pilot)[2]
        look = await newest(engine, lambda each: each.chart.symbol == "sh601318")
        assert look.first == 0
        tell(pilot, chart(2, look=look.number))
        await sees(pilot, "─ ROC ")
        await press(pilot, "end")
        assert cursor(pilot) == "bj830799"
        await press(pilot, "home")
        assert cursor(pilot) == "sh600519"
        await press(pilot, "pagedown", "pageup")
        assert cursor(pilot) == "sh600519"


async def test_a_cursor_that_runs_asks_for_no_chart_until_it_rests(engine, monkeypatch):
    async with watching() as pilot:
        monkeypatch.setattr(roc_looking, "SOON", 0.2)
        monkeypatch.setattr(roc_looking, "RUNNING", 5.0)
        await pilot.press("down")  # from rest: at once
        await newest(engine, lambda each: each.chart.symbol == "sz000001")
        before = len(asked(engine))
        for _ in range(4):
            await pilot.press("down")
        assert len(asked(engine)) == before
        await newest(engine, lambda each: each.chart.symbol == "GOOG")
        assert len(asked(engine)) == before + 1


async def test_a_click_and_the_wheel_move_the_cursor_and_a_second_click_opens(engine):
    async with watching() as pilot:
        await pilot.click(WatchTable, offset=(20, 3))
        await settled(pilot)
        assert cursor(pilot) == "sh601318"
        table = pilot.app.tab.table
        table.on_mouse_scroll_down(Stopped())
        await settled(pilot)
        assert cursor(pilot) == "GOOG"
        table.on_mouse_scroll_up(Stopped())
        await settled(pilot)
        await pilot.click(WatchTable, offset=(20, 3))
        await settled(pilot)
        assert pilot.app.tab.view == "chart"
        await pilot.click(WatchTable, offset=(20, 0)) if pilot.app.tab.table.display else None


class Stopped:
    def stop(self):
        pass


async def test_5000_symbols_are_shown_a_stretch_at_a_time(engine):
    engine.says(*market(total=5000), chart())
    async with watching() as pilot:
        assert "1/5,000" in screen(pilot)
        await press(pilot, *["pagedown"] * 18)
        tab = pilot.app.tab
        look = await newest(engine, lambda each: each.first > 0)
        assert look.first < tab.table.row < look.first + look.count
        tell(pilot, *market(look.number, 5000, look.first, look.count))
        await settled(pilot)
        assert cursor(pilot) == f"sz{tab.table.row:06}"
        await press(pilot, "end")
        assert cursor(pilot) == "…"
        assert "…" in rows(pilot)[2] or "no symbol" in rows(pilot)[2]
        look = await newest(engine, lambda each: each.first > 4000)
        tell(pilot, *market(look.number, 5000, look.first, look.count))
        await settled(pilot)
        assert cursor(pilot) == "sz004999"
        assert "sz004999" in rows(pilot)[2]


async def test_a_step_among_5000_symbols_draws_few_cells(engine):
    engine.says(*market(total=5000), chart())
    async with watching(recorded=True) as pilot:
        await press(pilot, "down", "down")
        await settled(pilot)
        before = driver(pilot).written
        await press(pilot, "down")
        await settled(pilot)
        assert driver(pilot).written - before < 1200


async def test_the_cursor_stays_at_its_symbol_when_the_order_of_the_rows_changes(engine):
    async with watching() as pilot:
        await press(pilot, "down", "down")
        listed, told = market()
        tell(pilot, listed, Rows(1, 0, told.rows[::-1]))
        await settled(pilot)
        assert cursor(pilot) == "sh601318"


# The chart


async def test_enter_opens_the_chart_and_esc_goes_back_one_thing_at_a_time(engine):
    async with watching() as pilot:
        await press(pilot, "enter")
        assert "▸chart" in screen(pilot)
        assert "symbol" not in rows(pilot)[4]
        await press(pilot, "left")
        assert "2020-10-12" in screen(pilot)
        await press(pilot, "left")
        assert "2020-10-11" in screen(pilot)
        assert "│" in screen(pilot)
        await press(pilot, "escape")
        assert "2020-10-12" in screen(pilot)
        assert "▸chart" in screen(pilot)
        await press(pilot, "escape")
        assert "▸watchlist" in screen(pilot)


async def test_in_the_chart_up_and_down_still_choose_the_symbol(engine):
    async with watching() as pilot:
        await press(pilot, "enter", "down")
        assert "sz000001" in rows(pilot)[2]
        await newest(engine, lambda each: each.chart.symbol == "sz000001")


async def test_bars_that_are_not_here_are_asked_for(engine):
    async with watching() as pilot:
        await press(pilot, "enter")
        tab = pilot.app.tab
        assert tab.window == Window(80)
        await press(pilot, "left_square_bracket")
        assert tab.window.first == BARS - 80 - 40
        await press(pilot, "home")
        look = await newest(engine, lambda each: each.chart.first == 0)
        assert look.chart == Chart("sh600519", 0, 240)
        tell(pilot, chart(0, look.number, 0, 240))
        await sees(pilot, "2019-01")
        await press(pilot, "end")
        assert tab.window.first is None
        await newest(engine, lambda each: each.chart.first is None)


async def test_plus_and_minus_zoom_and_c_changes_to_candles(engine):
    async with watching() as pilot:
        tab = pilot.app.tab
        await press(pilot, "enter", "plus")
        assert tab.window.bars == 53
        await press(pilot, "minus", "minus")
        assert tab.window.bars > 100
        assert "┃" not in screen(pilot)
        await press(pilot, "c")
        assert "┃" in screen(pilot)
        assert roc_book.load()[0].candles
        await press(pilot, *["plus"] * 10)
        assert tab.window.bars == 20
        await press(pilot, *["minus"] * 20)
        assert tab.window.bars == 1000
        await newest(engine, lambda each: each.chart.bars == 2000)


async def test_a_click_into_the_chart_sets_the_crosshair(engine):
    async with watching() as pilot:
        await press(pilot, "enter")
        await pilot.click(PriceChart, offset=(20, 4))
        await settled(pilot)
        assert pilot.app.tab.window.cursor is not None
        assert "│" in screen(pilot)


async def test_v_goes_round_the_views_and_a_click_opens_one():
    async with watching() as pilot:
        seen = []
        for _ in VIEWS:
            seen.append(pilot.app.tab.view)
            await press(pilot, "v")
        assert seen == list(VIEWS)
        await press(pilot, "V")
        assert pilot.app.tab.view == "backtest"
        bar = pilot.app.screen.query_one(ViewBar)
        at = screen(pilot).splitlines()[bar.region.y].index("scan") + 1
        await pilot.click(ViewBar, offset=(at, 0))
        await settled(pilot)
        assert "m looks for symbols on which a condition was true lately." in screen(pilot)
        await press(pilot, "v")
        assert "b buys and sells the symbol under the cursor" in screen(pilot)


# What is looked at


async def test_sorting_asks_for_the_order_and_the_same_again_turns_it_round(engine):
    async with watching() as pilot:
        await press(pilot, "down", "s")
        await chosen(pilot, "change in")
        look = await newest(engine, lambda each: each.sort == "change")
        assert look.descending
        tell(pilot, *market(look.number))
        await settled(pilot)
        assert cursor(pilot) == "sh600519"
        assert "by change in percent ▼" in rows(pilot)[3]
        await press(pilot, "s")
        await chosen(pilot, "change in percent ▼")
        await newest(engine, lambda each: each.sort == "change" and not each.descending)
        await press(pilot, "S")
        await newest(engine, lambda each: each.descending)
        await press(pilot, "s")
        await chosen(pilot, "MAROC")
        await newest(engine, lambda each: each.sort == "MAROC" and each.descending)
        await press(pilot, "s")
        await chosen(pilot, "an expression…")
        await fill(pilot, sort="ABS(ROC-MAROC)")
        await press(pilot, "enter")
        await newest(engine, lambda each: each.sort == "ABS(ROC-MAROC)")


async def test_until_the_new_order_has_come_no_row_is_chosen(engine):
    async with watching() as pilot:
        await press(pilot, "s")
        await chosen(pilot, "last price")
        look = await newest(engine, lambda each: each.sort == "last")
        tell(pilot, *market(look.number - 1))
        assert pilot.app.tab.symbol == ""
        listed, told = market(look.number)
        tell(pilot, listed)
        assert pilot.app.tab.symbol == "", "the rows are still the old ones"
        tell(pilot, Rows(look.number, 0, told.rows[::-1]))
        await settled(pilot)
        assert pilot.app.tab.symbol == "bj830799"
        assert cursor(pilot) == "bj830799"


async def test_a_filter_is_checked_while_it_is_typed(engine):
    async with watching() as pilot:
        await press(pilot, "slash")
        await fill(pilot, where="ROC>")
        assert "1:" in screen(pilot)
        assert "^" in screen(pilot)
        await press(pilot, "enter")
        assert pilot.app.screen is not pilot.app.frame
        await fill(pilot, where="ROC>0 AND ROC>MAROC")
        assert "^" not in screen(pilot)
        await press(pilot, "enter")
        await newest(engine, lambda each: each.where == "ROC>0 AND ROC>MAROC")
        assert "filter ROC>0 AND ROC>MAROC" in rows(pilot)[3]
        await press(pilot, "slash")
        await fill(pilot, where="")
        await press(pilot, "enter")
        await newest(engine, lambda each: each.where == "")
        before = len(asked(engine))
        await press(pilot, "slash", "escape")
        await settled(pilot)
        assert len(asked(engine)) == before


async def test_p_goes_round_the_periods_and_the_book_keeps_it(engine):
    async with watching() as pilot:
        for period in ("day", "week", "month", ""):
            await press(pilot, "p")
            await newest(engine, lambda each, period=period: each.period == period)
            assert roc_book.load()[0].period == period


async def test_F_follows_the_files(engine):
    async with watching() as pilot:
        await press(pilot, "F")
        await newest(engine, lambda each: each.follow == 1.0)
        await press(pilot, "F")
        await newest(engine, lambda each: each.follow == 0)


async def test_f_chooses_a_formula_and_an_order_by_the_old_one_goes(engine):
    async with watching() as pilot:
        await press(pilot, "s")
        await chosen(pilot, "MAROC")
        await press(pilot, "f")
        await chosen(pilot, "MACD")
        look = await newest(engine, lambda each: each.formula.name == "MACD")
        assert look.sort == ""
        assert roc_book.load()[0].formula == "MACD"


async def test_d_sets_what_is_a_signal(engine):
    async with watching() as pilot:
        await press(pilot, "d")
        await fill(pilot, divergences="regular odd")
        assert "There are regular, hidden, loose, and no odd." in screen(pilot)
        await fill(pilot, divergences="regular hidden", band="0.5", quiet="x")
        assert "A number is written like" in screen(pilot)
        await fill(pilot, quiet="3", pivot="4 6")
        await press(pilot, "enter")
        look = await newest(engine, lambda each: each.signals.quiet == 3)
        assert (look.signals.band, look.signals.left, look.signals.right) == (0.5, 4, 6)
        assert look.signals.divergences == ("regular", "hidden")
        await press(pilot, "d")
        await fill(pilot, quiet="-3")
        assert "quiet is 0 to 10,000" in screen(pilot)


async def test_groups_are_made_shown_and_edited(engine):
    async with watching() as pilot:
        await press(pilot, "down", "g", "n", "enter")
        assert "A group has a name." in screen(pilot)
        await fill(pilot, name="mine", symbols="sz000001, GOOG")
        await press(pilot, "enter")
        assert "✓ mine   2 symbols" in screen(pilot)
        await press(pilot, "enter")
        await newest(engine, lambda each: each.symbols == ("sz000001", "GOOG"))
        assert "group mine" in rows(pilot)[3]
        tell(pilot, *market(pilot.app.tab.number))
        await settled(pilot)
        await press(pilot, "g", "space")
        assert "✓ mine   3 symbols" in screen(pilot)
        await newest(engine, lambda each: "sh600519" in each.symbols)
        await press(pilot, "space", "n")
        await fill(pilot, name="mine")
        assert "There is a group of that name." in screen(pilot)
        await press(pilot, "escape", "e")
        await fill(pilot, name="ours")
        await press(pilot, "enter")
        assert roc_book.load()[0].groups == {"ours": ("sz000001", "GOOG")}
        await press(pilot, "delete", "escape")
        assert roc_book.load()[0].groups == {}
        await newest(engine, lambda each: each.symbols == ())


async def test_files_are_opened_added_and_closed(engine, tmp_path):
    file, folder = tmp_path / "mine.csv", tmp_path / "vipdoc"
    file.write_text("x")
    folder.mkdir()
    async with watching() as pilot:
        await press(pilot, "o")
        await chosen(pilot, str(file))
        look = await newest(engine, lambda each: each.paths == (str(file),))
        assert look.chart.symbol == ""
        assert roc_book.load()[0].paths == (str(file),)
        await press(pilot, "o")
        await chosen(pilot, "open another")
        await chosen(pilot, str(folder))
        await press(pilot, "enter")
        await newest(engine, lambda each: each.paths == (str(file), str(folder)))
        await press(pilot, "o")
        await chosen(pilot, f"close {file}")
        await newest(engine, lambda each: each.paths == (str(folder),))
        await press(pilot, "o")
        await chosen(pilot, "the samples")
        await newest(engine, lambda each: each.paths == ())


async def test_a_path_that_is_none_is_explained(engine):
    async with watching() as pilot:
        await press(pilot, "o")
        await chosen(pilot, "/nowhere/at-all.day")
        assert "There is no such file." in screen(pilot)


# Scans and backtests


async def test_a_scan_lists_its_hits_and_enter_jumps_to_one(engine):
    async with watching() as pilot:
        await press(pilot, "m")
        await fill(pilot, where="CROSS(ROC,MAROC)", within="0")
        assert "within is 1 to 10,000 bars" in screen(pilot)
        await fill(pilot, within="5")
        await press(pilot, "enter")
        scan = await newest(engine, lambda each: True, Scan)
        assert (scan.where, scan.within) == ("CROSS(ROC,MAROC)", 5)
        await sees(pilot, "scanning…")
        found = hits()
        tell(pilot, *found[:2])
        await settled(pilot)
        assert "scanning… 2 so far" in screen(pilot)
        tell(pilot, *found[2:])
        await settled(pilot)
        assert "CROSS(ROC,MAROC)  within 5 bars   3 of 5,000 symbols" in screen(pilot)
        assert "scanning" not in screen(pilot)
        await press(pilot, "down")
        assert pilot.app.tab.query_one(HitList).here.symbol == "sz000001"
        await press(pilot, "enter")
        assert pilot.app.tab.view == "chart"
        await newest(engine, lambda each: each.chart.symbol == "sz000001")


async def test_a_hit_that_is_not_in_the_list_has_its_chart_and_its_values(engine):
    async with watching() as pilot:
        pilot.app.tab.choose("sz000077")
        tell(pilot, chart(77, look=2))
        await settled(pilot)
        assert rows(pilot)[2].startswith(" sz000077  ")
        assert "ROC" in rows(pilot)[2]


async def test_scanning_again_begins_a_new_list(engine):
    async with watching() as pilot:
        await press(pilot, "m", "enter")
        tell(pilot, *hits())
        await press(pilot, "m", "enter")
        await settled(pilot)
        assert pilot.app.tab.state.hits == ()
        assert "on the newest bar" in screen(pilot)


async def test_a_backtest_says_what_it_would_have_been_worth(engine):
    async with watching() as pilot:
        await press(pilot, "b")
        await fill(pilot, rules="x")
        assert "There are plain, china, and no x." in screen(pilot)
        await fill(pilot, buy="ROC>", rules="china")
        assert "^" in screen(pilot)
        await fill(pilot, buy="CROSS(ROC,0)")
        await press(pilot, "enter")
        test = await newest(engine, lambda each: True, Backtest)
        assert (test.symbol, test.buy, test.sell) == ("sh600519", "CROSS(ROC,0)", "")
        assert test.rules == CHINA
        await sees(pilot, "testing…")
        tell(pilot, TESTED)
        await settled(pilot)
        for words in (
            "×1.75  holding ×1.15  more than holding  largest fall 68 %",
            "13 trades  7 of 12 won  costs 1,234  in the market 52 %  2 orders not filled",
            "china: lots of 100, T+1",
            "held",
        ):
            assert words in screen(pilot)
        await press(pilot, "down", "end")
        assert any(row.startswith(" ▸ 2019-01-01") for row in rows(pilot))
        await press(pilot, "b", "enter")
        assert (await newest(engine, lambda each: True, Backtest)).rules == CHINA
        assert PLAIN != CHINA


@pytest.mark.parametrize(("key", "where"), [("m", "scan"), ("b", "backtest")])
async def test_what_goes_wrong_with_it_is_told_and_no_longer_awaited(engine, key, where):
    async with watching() as pilot:
        await press(pilot, key, "enter")
        await sees(pilot, "ing…")
        tell(pilot, Problem("There is no such symbol.", "ABC", where))
        await settled(pilot)
        assert "ing…" not in screen(pilot)
        assert any("There is no such symbol. ABC" in notice for notice in notices(pilot))


async def test_notes_and_divisions_by_0_are_counted_and_listed(engine):
    engine.says(*market(warnings=("Some note.",), divided=7), chart(warnings=("Another.",)))
    async with watching((140, 24)) as pilot:
        assert "7 values divided by 0  notes: !" in rows(pilot)[3]
        await press(pilot, "exclamation_mark")
        assert "Some note." in screen(pilot)
        assert "Another." in screen(pilot)


async def test_an_engine_that_ends_leaves_nothing_waiting(engine):
    async with watching() as pilot:
        await press(pilot, "m", "enter")
        tab = pilot.app.tab
        tell(pilot, FAILED)
        tab.leave()
        tab.idle()
        await settled(pilot)
        assert "scanning" not in screen(pilot)


# Replays


async def test_r_replays_from_the_crosshair_on(engine):
    async with watching() as pilot:
        await press(pilot, "enter", *["left"] * 4, "r")
        start = day(BARS - 4)
        await newest(engine, lambda each: each.until == start)
        assert f"replay {start}" in rows(pilot)[3]
        assert rows(pilot)[2].endswith("▲ replay")
        await press(pilot, "right")
        await newest(engine, lambda each: each.until == day(BARS - 3))
        await press(pilot, "left", "left")
        await newest(engine, lambda each: each.until == day(BARS - 5))
        await press(pilot, "shift+right")
        await newest(engine, lambda each: each.until == day(BARS - 1))
        await press(pilot, "escape")
        await newest(engine, lambda each: each.until == "")
        assert "replay" not in rows(pilot)[3]


async def test_space_plays_it_to_its_end_a_bar_at_a_time(engine, monkeypatch):
    monkeypatch.setattr(roc_running, "SECONDS_A_BAR", 0.01)
    async with watching() as pilot:
        tab = pilot.app.tab
        await press(pilot, "enter", *["left"] * 3, "r", "space")
        assert tab.playing
        await settled(pilot)
        assert tab.until == day(BARS - 3), "it waits for the bar that it has asked for"
        for at in (3, 2, 1):
            tell(pilot, chart(look=tab.number))
            await eventually(lambda at=at: tab.until == day(BARS - max(1, at - 1)))
        tell(pilot, chart(look=tab.number))
        await eventually(lambda: tab.playing is None)
        await press(pilot, "r")
        assert tab.until == ""


@pytest.mark.parametrize("keys", [["2"], ["v"], ["r"], ["space"]])
async def test_what_nobody_sees_is_not_played(keys):
    async with watching() as pilot:
        tab = pilot.app.tab
        await press(pilot, "enter", "r", "space")
        assert tab.playing
        await press(pilot, *keys)
        assert tab.playing is None


async def test_a_replay_without_a_crosshair_begins_in_the_middle(engine):
    async with watching() as pilot:
        await press(pilot, "r")
        await newest(engine, lambda each: each.until == day(BARS - 40))


# Alerts


async def test_alerts_are_made_switched_and_removed(engine):
    async with watching() as pilot:
        await press(pilot, "a")
        assert "None yet." in screen(pilot)
        await press(pilot, "n")
        await fill(pilot, name="turns up", source="CROSS(ROC,")
        assert "^" in screen(pilot)
        await fill(pilot, source="CROSS(ROC,0)", hook="say '{symbol} up")
        assert "A quotation in the command does not end." in screen(pilot)
        await fill(pilot, hook="say '{symbol} up'", symbols="GOOG", cooldown="5")
        await press(pilot, "enter")
        assert "✓ turns up   CROSS(ROC,0)   GOOG   then quiet for 5 bars   $ say" in screen(pilot)
        look = await newest(engine, lambda each: len(each.alerts) == 1)
        assert look.alerts[0].hook == ("say", "{symbol} up")
        await press(pilot, "space")
        assert "· turns up" in screen(pilot)
        await newest(engine, lambda each: not each.alerts)
        await press(pilot, "enter")
        await fill(pilot, name="renamed")
        await press(pilot, "enter")
        assert [each.name for each in roc_book.load()[0].alerts] == ["renamed"]
        assert not roc_book.load()[0].alerts[0].on
        await press(pilot, "delete")
        assert roc_book.load()[0].alerts == ()
        await press(pilot, "escape")
        assert pilot.app.screen is pilot.app.frame


@pytest.mark.parametrize(("keys", "field"), [(("a", "n"), "source"), (("b",), "buy")])
async def test_what_looks_at_later_bars_is_refused_where_one_acts_on_it(keys, field):
    async with watching() as pilot:
        await press(pilot, *keys)
        await fill(pilot, name="zig") if field == "source" else None
        await fill(pilot, **{field: "CROSS(ZIG(C,5),C)"})
        assert "it could not be known at the time" in " ".join(screen(pilot).split())


async def test_a_form_complains_only_of_what_was_typed(engine):
    async with watching() as pilot:
        await press(pilot, "a", "n")
        assert "An alert has" not in screen(pilot)
        await fill(pilot, source="C>")
        assert "An alert has a name." in screen(pilot)
        await fill(pilot, source="")
        assert "An alert has a name." in screen(pilot)


async def test_of_files_that_have_gone_nothing_is_said_any_more(engine):
    async with watching() as pilot:
        assert "MAROC" in rows(pilot)[2]
        tell(pilot, *market(pilot.app.tab.number, total=0))
        await settled(pilot)
        assert rows(pilot)[2].split() == ["no", "symbol"]
        assert "There is nothing to show." in screen(pilot)


async def test_what_an_alert_tells_is_told_and_listed(engine):
    async with watching() as pilot:
        told = [Alerted(f"a{at}", "GOOG", "", day(at), 12.5, "started") for at in range(5)]
        tell(pilot, told[0])
        await eventually(lambda: any("a0" in notice for notice in notices(pilot)))
        tell(pilot, *told[1:])
        await eventually(lambda: any("and 1 more" in notice for notice in notices(pilot)))
        assert sum("GOOG" in notice for notice in notices(pilot)) == 4
        await press(pilot, "a")
        assert f"{day(4)}  a4" in screen(pilot)


async def test_what_a_new_child_tells_again_is_no_news_until_the_alerts_are_others(engine):
    alarm = Alarm(name="up", source="C>0")
    roc_book.save(Book(alerts=(alarm,)))
    engine.says(*market(), chart(), Alerted("up", "GOOG", "", day(4), 12.5))
    async with watching() as pilot:
        await eventually(lambda: any("GOOG" in notice for notice in notices(pilot)))
        await press(pilot, "R")
        await eventually(lambda: len(engine.starts) == 2)
        await eventually(lambda: len(pilot.app.tab.state.alerts) == 2)
        await settled(pilot)
        assert sum("GOOG" in notice for notice in notices(pilot)) == 1
        await press(pilot, "a")
        assert screen(pilot).count(f"{day(4)}  up") == 1
        pilot.app.tab.take_alerts((alarm, Alarm(name="down", source="C<0")))
        tell(pilot, Alerted("up", "GOOG", "", day(4), 12.5))
        await settled(pilot)
        assert sum("GOOG" in notice for notice in notices(pilot)) == 2


async def test_alerts_on_followed_files_go_on_behind_another_tab(engine):
    roc_book.save(Book(follow=True, alerts=(Alarm(name="up", source="C>0"),)))
    async with watching() as pilot:
        await press(pilot, "2")
        await settled(pilot)
        assert engine.alive
        await press(pilot, "4")
        assert len(engine.starts) == 1


# Life and death


async def test_a_hidden_tab_has_no_engine_and_shown_again_looks_at_the_same(engine):
    async with watching() as pilot:
        await press(pilot, "down", "p")
        before = await newest(engine, lambda each: each.period == "day")
        tab = pilot.app.tab
        await press(pilot, "2")
        await eventually(lambda: not engine.alive)
        tab.look()
        await pilot.resize_terminal(100, 30)
        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        assert len(engine.starts) == 1
        await press(pilot, "4")
        await eventually(lambda: len(engine.starts) == 2)
        look = await newest(engine, lambda each: each.number > before.number)
        same = msgspec.structs.replace(look, number=before.number)
        assert same == before
        assert cursor(pilot) == "sz000001"


async def test_the_picture_follows_the_size_of_the_terminal(engine):
    async with watching() as pilot:
        await pilot.resize_terminal(*LARGE)
        await settled(pilot)
        assert "MAROC    EROC  trend" in screen(pilot)
        look = await newest(engine, lambda each: each.trend > 20)
        assert look.chart.bars == 360
        await pilot.resize_terminal(*SMALLEST)
        await settled(pilot)
        assert cursor(pilot) == "sh600519"
        for key in ("enter", "m", "escape", "v", "v", "v", "a", "escape", "g", "escape", "d"):
            await press(pilot, key)
        assert pilot.app.is_running


async def test_the_focus_stays_where_it_was():
    async with watching() as pilot:
        await press(pilot, "down", "enter", "v", "tab", "left", "escape")
        assert pilot.app.focused is pilot.app.tab


WILD = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "escape"),
    *("space", "s", "S", "slash", "f", "e", "p", "g", "o", "m", "b", "a", "r", "x", "d", "c"),
    *("F", "v", "V", "exclamation_mark", "R", "plus", "minus", "left_square_bracket", "tab"),
    *("right_square_bracket", "n", "delete", "question_mark", "ctrl+s", "f2", "2", "4", "y", "j"),
)


async def test_wild_keys_end_nothing(engine, count, rng: random.Random):
    """1,000 keys under --full."""
    async with watching() as pilot:
        pressed = []
        for _ in range(max(60, count(1000))):
            pressed.append(rng.choice(WILD))
            await pilot.press(pressed[-1])
            if rng.random() < 0.2:
                tab = pilot.app.frame.query_one(RocTab)
                told = [*market(tab.number), chart(rng.randrange(8), tab.number), *hits(), TESTED]
                tab.state = reduce(tab.step, rng.sample(told, 3), tab.state)
        await settled(pilot)
        assert pilot.app.is_running, pressed


# Exports


async def test_the_screen_is_exported_as_svg_into_a_new_file(engine, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sh600519-ROC.svg").write_text("mine")
    async with watching() as pilot:
        await press(pilot, "x")
        await chosen(pilot, "this screen")
        file = tmp_path / "sh600519-ROC.svg-2"
        await eventually(lambda: list(tmp_path.glob("sh600519-ROC*")).__len__() == 2)
        made = next(each for each in tmp_path.glob("sh600519-ROC*") if each.read_text() != "mine")
        assert made.suffix == ".svg", file
        assert "sh600519" in made.read_text()
        assert "Export" not in made.read_text()
        await eventually(lambda: any(str(made) in notice for notice in notices(pilot)))


async def test_the_png_is_drawn_by_the_engine(engine, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with watching() as pilot:
        await press(pilot, "x")
        await chosen(pilot, "the chart, as PNG")
        draw = await newest(engine, lambda each: True, Draw)
        assert draw.path == str(tmp_path / "sh600519-ROC.png")
        assert draw.chart.symbol == "sh600519"


async def test_where_nothing_is_chosen_nothing_is_exported(engine):
    engine.says(Listed(1, 0, 0, (), ""), Rows(1, 0, ()))
    async with console("roc") as pilot:
        await sees(pilot, "o opens files")
        await press(pilot, "x")
        assert any("no symbol to export" in notice for notice in notices(pilot))


def test_the_views_have_names_and_the_terminal_is_known():
    assert set(VIEWS) == {"list", "chart", "scan", "backtest"}
    assert TERMINAL.unicode
    assert roc_running.TOLD == 3
    assert type_in


# Words and glyphs


OWN = {
    *TAB_WORDS,
    *("MAROC", "EROC", "ZERO", "GOOG", "BRK", "Berkshire"),
    *("ZIG", "CROSS", "SVG", "PNG", "CSV", "JSON", "HHV", "space", "Esc", "Del", "Enter", "loose"),
    *("plain", "china", "regular", "hidden", "matplotlib", "USDT", "data", "mine", "csv", "day"),
    *("REF", "CLOSE", "PARAM", "COLORFFFFFF", "POINTDOT", "VOL", "ABS", "AND", "MACD", "CPU"),
    *(
        "symbol",
        "name",
        "price",
        "time",
        "alert",
        "config",
        "formulas",
        "tmp",
        "pytest",
        "bytes",
        "home",
    ),
}
"""Names of things, of keys, of functions, of values."""

SCREENS = {
    "list": (),
    "chart": ("enter",),
    "scan": ("v", "v"),
    "backtest": ("V",),
    "sort": ("s",),
    "filter": ("slash",),
    "signals": ("d",),
    "groups": ("g",),
    "a group": ("g", "n"),
    "alerts": ("a",),
    "an alert": ("a", "n"),
    "scan for": ("m",),
    "backtest of": ("b",),
    "replay": ("enter", "left", "r"),
    "export": ("x",),
    "files": ("o",),
    "problems": ("exclamation_mark",),
    "editor": ("e",),
}


async def shown(pilot, keys):
    tell(pilot, *market(pilot.app.tab.number, repaints=("ZIG",), sample=True), *PROBLEMS, TESTED)
    await press(pilot, *keys)
    await settled(pilot)


@pytest.mark.some(6)
@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
async def test_every_word_is_translated(keys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(i18n, "_load", lambda language: None if language == "en" else Wide())
    settings.save(replace(Settings(), language="zh_CN"))
    async with watching(LARGE) as pilot:
        await shown(pilot, keys)
        said = screen(pilot).replace("pi@zero2w", "")
        if keys == ("e",):  # a formula's comments are its own
            said = "\n".join(row for row in said.splitlines() if not row[:4].strip().isdigit())
            said = said.replace("exponential mean", "")
        assert ascii_words(said) - OWN == set()
    i18n.use("en")


@pytest.mark.some(6)
@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
async def test_a_terminal_without_unicode_gets_ascii(keys, monkeypatch):
    plain = replace(TERMINAL, unicode=False)
    engineless = [msgspec.structs.replace(each, name="") for each in market()[1].rows]
    async with watching(terminal=plain) as pilot:
        tab = pilot.app.tab
        tab.state = msgspec.structs.replace(
            tab.state, rows=tuple(engineless), chart=chart(name="A")
        )
        await press(pilot, *keys)
        await settled(pilot)
        assert [line for line in sent(pilot) if not line.isascii()] == []


@pytest.mark.some(1)
@pytest.mark.parametrize("size", [SMALLEST, SMALL, LARGE])
async def test_chinese_keeps_the_columns(size):
    settings.save(replace(Settings(), language="zh_CN"))
    async with watching(size) as pilot:
        for keys in SCREENS.values():
            await shown(pilot, keys)
            strips = pilot.app.screen._compositor.render_strips()
            assert {strip.cell_length for strip in strips} == {size[0]}
            await press(pilot, "escape", "escape", "escape")
    i18n.use("en")
