"""What the ROC tab is made of: the window into the bars, its lists, its words, its files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from textual.geometry import Size

from engines import wire
from engines.roc.messages import (
    Backtest,
    Done,
    Evaluate,
    Look,
    Problem,
    Row,
    Scanned,
    Values,
)
from engines.roc.rules import CHINA
from engines.roc.state import State
from engines.wire import EngineError
from tests.tabs import Child, console, press, settled
from tests.tabs.roc_market import TESTED, TRADES, chart, hits, market, row
from tui.braille import ASCII
from tui.runs import plain, width
from tui.screens.choice import ChoiceScreen
from tui.tabs import roc_window
from tui.tabs.roc_backtest import Outcome, results
from tui.tabs.roc_values import csv_text, json_text, values
from tui.tabs.roc_window import FEWEST, MOST, Window
from tui.tabs.roc_words import Selected, crossing, folded, headline, second
from tui.widgets.hit_list import HitList
from tui.widgets.options import Options
from tui.widgets.trade_list import TradeList
from tui.widgets.view_bar import ViewBar
from tui.widgets.watch_table import WatchTable, change, figure, price, signal, since, tendency

TOTALS = st.integers(0, 5000)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("cross"), st.integers(-50, 50)),
        st.tuples(st.just("pan"), st.sampled_from([-1, -0.5, 0.5, 1])),
        st.tuples(st.just("zoom"), st.booleans()),
        st.tuples(st.just("at"), st.integers(0, 5000)),
    ),
    max_size=30,
)


def moved(window, kind, by, total):
    match kind:
        case "cross":
            return roc_window.crossed(window, by, total)
        case "pan":
            return roc_window.panned(window, by, total)
        case "zoom":
            return roc_window.zoomed(window, by, total)
    return roc_window.at(window, by, total)


# The window


@given(TOTALS, MOVES)
def test_whatever_moves_the_window_it_stays_within_the_bars(total, moves):
    window = Window(120)
    for kind, by in moves:
        window = moved(window, kind, by, total)
        first = roc_window.start(window, total)
        assert FEWEST <= window.bars <= MOST
        assert 0 <= first <= max(0, total - window.bars)
        assert window.first is None or window.first == first
        if window.cursor is not None:
            assert 0 <= window.cursor < max(1, total)
        if kind == "cross" and total:
            assert first <= window.cursor < first + window.bars


@given(TOTALS, MOVES)
def test_what_is_asked_for_is_what_is_in_sight(total, moves):
    window = Window(120)
    for kind, by in moves:
        window = moved(window, kind, by, total)
    asked = roc_window.request(window, "A")
    first = max(0, total - asked.bars) if asked.first is None else min(asked.first, total)
    last = min(first + asked.bars, total)
    answer = chart(first=0, bars=0, total=total)
    found = replace(answer, first=first, times=("",) * (last - first))
    assert not roc_window.lacking(window, found)


def test_zooming_keeps_the_crosshair_where_it_is():
    window = Window(100, 200, 250)
    closer = roc_window.zoomed(window, True, 1000)
    assert closer == Window(67, 216, 250)
    assert roc_window.zoomed(Window(100), True, 1000) == Window(67)


# The words


@pytest.mark.parametrize(
    ("value", "text"),
    [(1702.5, "1,702.50"), (0.01234, "0.0123"), (0.0, "0.00"), (None, "n/a"), (2.5e9, "2e+09")],
)
def test_a_price_is_written_as_it_is_quoted(value, text):
    assert price(value) == text


def test_figures_and_changes():
    assert [figure(each) for each in (4.8101, -1234.5, None)] == ["4.81", "-1,230", "n/a"]
    assert [change(each) for each in (1.0, -0.004, None)] == ["+1.00", "-0.00", "n/a"]
    assert [tendency(each) for each in (1.0, -1.0, 0.0, None)] == ["gain", "loss", "text", "text"]


def crossed(bars, way):
    return row(0, since=bars, crossed=way)


def test_since_a_crossing_has_its_way():
    cases = [crossed(4, 1), crossed(-12, -1), crossed(0, 1), crossed(0, -1), crossed(None, 0)]
    assert [since(each) for each in cases] == ["+4", "-12", "+0", "-0", "n/a"]
    assert [crossing(each) for each in cases] == [
        "crossed 0 upwards 4 bars ago",
        "crossed 0 downwards 12 bars ago",
        "crosses 0 upwards now",
        "crosses 0 downwards now",
        "",
    ]
    assert crossing(crossed(1, 1)) == "crossed 0 upwards 1 bar ago"
    assert crossing(None) == ""


def test_a_symbol_outside_the_list_is_known_by_its_chart_if_that_shows_its_newest_bar():
    found = chart()
    state = State(listed=market()[0])
    said = plain(headline(state, Selected("sh600519", None, found), 200))
    assert said.startswith("贵州茅台 sh600519  49.05  -0.97 %   ROC -2.48  MAROC -1.98")
    older = chart(first=0, bars=100)
    assert plain(headline(state, Selected("sh600519", None, older), 200)) == "贵州茅台 sh600519"
    assert Selected("A", None, chart(bars=0, total=0)).row.last is None


def test_problems_of_any_place_are_named():
    state = State(problems=(Problem("Odd.", where="elsewhere"), Problem("Bad.", where="where")))
    assert "condition: Bad." in plain(second(state, Selected(), Look(), "", 80))
    state = State(problems=(Problem("Odd.", where="elsewhere"),))
    assert "elsewhere: Odd." in plain(second(state, Selected(), Look(), "", 80))


def test_where_there_is_no_room_for_all_whole_parts_are_left_out():
    state = State(listed=market()[0])
    look = Look(where="ROC>0", sort="change", descending=True, follow=1.0)
    for room in range(20, 200, 7):
        text = plain(second(state, Selected(), look, "mine", room))
        assert len(text) <= room
        parts = ["group mine", "filter ROC>0", "8 symbols", "ROC", "as in the file", "followed"]
        assert set(text.split("  ")) <= {*parts, "by change in percent ▼"}
    assert text.endswith("followed")


# The lists


def ends(line, text):
    """The cell behind the text."""
    before, found, _after = plain(line).partition(text)
    assert found, (text, plain(line))
    return cell_len(before + found)


def drawn(table, cells, height):
    return [plain(each) for each in table.draw(cells, height)]


@pytest.mark.parametrize("cells", [60, 80, 100, 120, 200])
def test_the_columns_of_the_watchlist_stand_below_their_titles(cells):
    table = WatchTable()
    rows = [row(0), row(6), row(1, symbol="X" * 20, name="一个很长的名字啊啊啊", since=-1234)]
    table.columns, table.rows, table.shown = ("ROC", "MAROC", "EROC"), rows, 3
    head, *lines = table.draw(cells, 10)
    assert all(width(each) <= cells for each in (head, *lines))
    for line, each in zip(lines, rows, strict=True):
        assert ends(line, price(each.last)) == ends(head, "last")
        assert ends(line, change(each.change)) == ends(head, "± %")
        assert ends(line, figure(each.values[0])) == ends(head, "ROC")
        assert ends(line, f" {each.since:+d}") == ends(head, "since")


def test_values_give_way_to_the_trend_and_names_come_where_there_is_room():
    table = WatchTable()
    table.columns = ("ROC", "MAROC", "EROC")
    assert table.shape(80).values == 1
    assert table.shape(80).name == 0
    assert table.shape(120) == (14, 3, table.shape(120).trend)
    assert table.shape(120).trend >= 16
    table.columns = ()
    assert table.shape(60).values == 0


@given(st.integers(0, 300), st.integers(0, 400), st.integers(2, 60), st.integers(0, 400))
def test_the_cursor_is_always_in_sight(count, at, height, top):
    table = WatchTable()
    table.shown, table.row, table.top = count, min(at, max(0, count - 1)), top
    lines = drawn(table, 80, height)
    if count:
        assert len(lines) <= height
        assert sum(line.startswith(" ▸ ") for line in lines) == 1
        assert 0 <= table.top <= table.row
    else:
        assert lines == []


def test_a_signal_has_the_colour_of_its_way_as_in_the_chart():
    assert signal(row(0, signal="buy"))[0] == ("▲ buy", "gain")
    assert signal(row(0, signal="sell"))[0] == ("▼ sell", "loss")


def test_near_rows_that_are_not_known_more_is_asked_for():
    table = WatchTable()
    table.first, table.rows, table.shown = 100, [row(at) for at in range(100, 300)], 5000
    table.row = 200
    assert not table.lacking
    for near in (110, 290, 99, 4000):
        table.row = near
        assert table.lacking
    table.first, table.rows, table.shown = 0, [row(at) for at in range(10)], 10
    for at in (0, 9):
        table.row = at
        assert not table.lacking


def test_hits_and_trades_fit_their_cells():
    found, trades = HitList(), TradeList()
    *found.hits, last = hits(6)
    assert isinstance(last, Scanned)
    found.columns = last.columns
    trades.trades = TRADES[::-1]
    for cells in (60, 80, 120, 200):
        for table in (found, trades):
            assert all(width(each) <= cells for each in table.draw(cells, 30))
    assert "held" in drawn(trades, 80, 30)[1]
    assert "2020-10-03" in drawn(trades, 80, 30)[1]


@pytest.mark.parametrize("width", [0, 1, 5])
def test_the_bar_of_views_has_one_left_before_any_is_shown(width):
    assert ViewBar({"list": "watchlist", "chart": "chart"}).shown(width) == ["chart"]


# Scans and backtests in words


def test_what_would_have_lost_against_holding_says_so():
    found = replace(TESTED, growth=0.9, refused=0, warnings=("Shares were held.",))
    outcome = Outcome(State(tested=found), None, Backtest(rules=CHINA), room=20)
    text = "\n".join(plain(each) for each in results("backtest", outcome, 100, 0))
    assert "×0.900  holding ×1.15  less than holding" in text
    assert "not filled" not in text
    assert "Shares were held." in text
    assert "buy first line crosses 0 upwards  sell downwards" in text


@given(st.text(alphabet="ab 中，  ", max_size=60), st.integers(2, 30))
def test_what_is_folded_fits_and_loses_only_spaces(words, room):
    parts = folded(words, room)
    assert all(cell_len(part) <= room for part in parts)
    assert "".join(parts).replace(" ", "") == words.replace(" ", "")


def test_a_long_warning_goes_on_in_the_next_row_between_words():
    said = "Shares were held over jumps as on ex-rights days: these gains and losses are none."
    found = replace(TESTED, warnings=(said,))
    outcome = Outcome(State(tested=found), None, Backtest(), room=20)
    rows = [plain(each).strip() for each in results("backtest", outcome, 60, 0)]
    at = next(at for at, row in enumerate(rows) if row.startswith("Shares"))
    assert f"{rows[at]} {rows[at + 1]}" == said


def test_an_ascii_terminal_gets_an_ascii_curve():
    outcome = Outcome(State(tested=TESTED), None, Backtest(), room=20, pen=ASCII)
    assert not any("\u2800" <= char < "\u2900" for row in results("backtest", outcome, 80, 0)
                   for char in plain(row))  # fmt: skip


# Files


@pytest.fixture
def engine(tmp_path):
    return Child(tmp_path, "roc", 'cat "$1.events"')


PIECES = (
    Values(0, ("2020-01-01", "2020-01-02"), {"ROC": (None, 1.5), "ZERO": (0.0, 0.0)}, ("note",)),
    Values(2, ("2020-01-03",), {"ROC": (2.5,), "ZERO": (0.0,)}),
)


async def test_values_that_come_in_pieces_make_one_table(engine):
    engine.says(*PIECES, Done())
    found = await values(Evaluate(), engine.argv)
    assert csv_text(found) == (
        "date,ROC,ZERO\n2020-01-01,,0.0\n2020-01-02,1.5,0.0\n2020-01-03,2.5,0.0\n"
    )
    assert json.loads(json_text(found)) == {
        "dates": ["2020-01-01", "2020-01-02", "2020-01-03"],
        "lines": {"ROC": [None, 1.5, 2.5], "ZERO": [0.0, 0.0, 0.0]},
        "warnings": ["note"],
    }


@pytest.mark.parametrize(
    "events",
    [
        (wire.Failed("There is no such symbol.", "ABC"),),
        (Problem("There is no such symbol.", "ABC"), Done()),
    ],
)
async def test_what_cannot_be_evaluated_is_an_error(engine, events):
    engine.says(*events)
    with pytest.raises(EngineError, match="no such symbol"):
        await values(Evaluate(), engine.argv)


def test_a_row_may_know_next_to_nothing():
    bare = Row("A", "A", "", None, None, (), ())
    table = WatchTable()
    table.columns, table.rows, table.shown = ("ROC",), [bare], 1
    assert "n/a" in drawn(table, 80, 5)[1]


async def test_a_list_of_choices_lives_in_a_terminal_without_room():
    """Words are not folded into no cells."""
    async with console() as pilot:
        await pilot.app.push_screen(ChoiceScreen("Export", ("this screen, as SVG", "the chart")))
        choices = pilot.app.screen.query_one(Options)
        assert choices.get_content_height(Size(1, 1), Size(1, 1), 0) > 0


@pytest.mark.parametrize("columns", [1, 2, 4])
async def test_a_list_of_choices_without_room_has_no_page_to_turn(columns):
    async with console() as pilot:
        await pilot.app.push_screen(ChoiceScreen("Export", ("this screen, as SVG", "the chart")))
        await pilot.resize_terminal(columns, 24)
        choices = pilot.app.screen.query_one(Options)
        choices.focus()
        await settled(pilot)
        assert not choices.scrollable_content_region
        await press(pilot, "pagedown", "pageup")
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert choices.highlighted == 0
        await press(pilot, "pagedown")
        assert choices.highlighted == 1
