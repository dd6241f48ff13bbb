"""What a chart of a price says, read from its rows."""

import random
import re
from itertools import groupby, pairwise

import msgspec
import pytest

from engines.roc.messages import Line
from tests.tabs.charts import charted, flat, linked, signed
from tui.axis import fitted, named
from tui.bar_columns import View, arranged, gathered
from tui.braille import ASCII
from tui.chart_lines import colored, drawn
from tui.equity import curve
from tui.price_chart import COLORLESS, LABELS, PLAIN, UNICODE, draw, fit, plot, snapped
from tui.runs import ROLES, cells, plain, width

SIZE = 80, 24


def shown(chart, view=None, size=SIZE, means=UNICODE):
    view = view or View(chart.total - 60, 60)
    return draw(chart, view, *size, fit(chart, view, size[0]), means)


def text(chart, view=None, size=SIZE, means=UNICODE):
    return [plain(row).rstrip() for row in shown(chart, view, size, means)]


def roles(rows, glyphs):
    """The roles in which any of these glyphs stand."""
    return {role for row in rows for char, role in cells(row) if char in glyphs}


def column_of(rows, glyph):
    return {x for row in rows for x, (char, _role) in enumerate(cells(row)) if char == glyph}


@pytest.mark.parametrize("size", [(60, 5), (60, 8), (80, 10), (80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("candles", [False, True])
@pytest.mark.parametrize("means", [UNICODE, COLORLESS, PLAIN])
def test_a_chart_fills_its_size_and_no_more(size, candles, means):
    rows = shown(charted(600), View(400, 120, candles, 450), size, means)
    assert len(rows) == size[1]
    assert all(width(row) <= size[0] for row in rows)
    assert {role for row in rows for _text, role in row} <= set(ROLES)


@pytest.mark.parametrize("size", [(80, 4), (20, 30), (0, 0), (1, 50)])
def test_where_there_is_no_room_nothing_is_drawn(size):
    assert draw(charted(), View(0, 60), *size, fit(charted(), View(0, 60), size[0])) == []


def test_the_head_tells_the_newest_bar_or_the_cursors():
    chart = flat(20.0)
    chart = msgspec.structs.replace(chart, close=(*chart.close[:-1], 21.0))
    assert text(chart)[0] == "2024-02-29  O 20.00  H 20.00  L 20.00  C 21.00  +5.00 %"
    assert text(chart, View(0, 60, cursor=0))[0] == (
        "2024-01-01  O 20.00  H 20.00  L 20.00  C 20.00"
    )
    assert roles(shown(chart)[:1], "+") == {"gain"}


def test_a_view_of_the_past_tells_the_newest_bar_that_it_shows():
    chart = charted(300)
    view = View(100, 60)
    newest = plot(view, SIZE[0]).end - 1
    rows = text(chart, view)
    assert rows[0].startswith(chart.times[newest])
    assert any(row.endswith(f"{chart.close[newest]:.2f}") for row in rows)


def test_without_a_line_to_draw_the_volume_stands_below():
    for lines in ([], [Line("X", (1.0,) * 300, ("NODRAW",))], [Line("X", (None,) * 300)]):
        assert any("VOL" in row for row in text(charted(lines=lines)))


def test_the_rule_names_the_lines_and_their_values_but_no_line_of_zeros():
    chart = charted(lines=[Line("ROC", (1.234,) * 300), Line("ZERO", (0.0,) * 300)])
    rule = next(row for row in text(chart) if row.startswith("─"))
    assert rule.startswith("─ ROC 1.23  ──")


def test_unknown_values_are_said_to_be_unknown():
    chart = charted(lines=[Line("ROC", (*(1.0,) * 299, None))])
    assert any("ROC n/a" in row for row in text(chart))


DOTS = "".join(map(chr, range(0x2801, 0x2900)))


def test_zero_is_a_line_of_dots_where_values_are_signed_and_none_where_they_are_not():
    def dotted(*values):
        rows = shown(charted(lines=[Line("X", values * (300 // len(values)))]))
        return [sum(char in DOTS and role == "muted" for char, role in cells(row)) for row in rows]

    assert max(dotted(*[5.0] * 30, *[-5.0] * 30)) > 30
    assert max(dotted(70.0, 75.0, 80.0)) == 0


def test_the_newest_close_stands_beside_the_axis():
    chart = charted()
    label = f"{chart.close[-1]:.2f}"
    assert any(row.endswith(label) and ("strong" in {r for _t, r in run})
               for row, run in zip(text(chart), shown(chart), strict=True))  # fmt: skip


def test_lines_of_the_price_lie_over_it_and_the_volume_comes_below():
    chart = charted()
    lines = (Line("MA", tuple(value * 1.02 for value in chart.close)),)
    over = msgspec.structs.replace(chart, lines=lines)
    assert [each.priced for each in drawn(over)] == [True]
    rows = text(over)
    assert any("VOL" in row and "MA" in row for row in rows)
    assert not any(each.priced for each in drawn(chart))
    assert not any("VOL" in row for row in text(chart))


def test_a_candle_has_its_wick_its_body_and_its_colour():
    chart = flat(20.0, 2)
    chart = msgspec.structs.replace(
        chart, open=(20.0, 20.0), close=(22.0, 18.0), high=(24.0, 20.0), low=(20.0, 16.0)
    )
    rows = shown(chart, View(0, 2, candles=True))[1:13]
    assert roles(rows, "┃│╽╿") == {"gain", "loss"}
    rise, fall = ([cells(row)[x][0] for row in rows if cells(row)[x][0] != " "] for x in (1, 4))
    assert [key for key, _ in groupby(rise) if key in "│┃"] == ["│", "┃"]
    assert [key for key, _ in groupby(fall) if key in "│┃"] == ["┃", "│"]


def test_a_candle_that_ends_where_it_began_still_has_a_body():
    rows = shown(flat(20.0), View(0, 60, candles=True))
    assert column_of(rows[1:13], "╻") | column_of(rows[1:13], "╹")


def test_the_bars_of_the_volume_have_the_colours_of_their_candles():
    chart = flat(20.0, 2)
    chart = msgspec.structs.replace(chart, open=(20.0, 20.0), close=(22.0, 18.0))
    last = cells(shown(chart, View(0, 2))[-2])
    assert [role for char, role in last if char in DOTS] == ["gain", "loss"]


def test_bars_that_share_a_column_are_gathered():
    chart = charted(40)
    columns = arranged(View(0, 40), 20)
    assert (columns.bars, columns.cells, columns.shown) == (3, 1, 20)
    first = gathered(chart, columns)[0]
    assert first.open == chart.open[0]
    assert first.high == max(chart.high[:3])
    assert first.low == min(chart.low[:3])
    assert first.close == chart.close[2]
    assert first.volume == sum(chart.volume[:3])


@pytest.mark.parametrize("bars", [20, 60, 100, 240, 1000, 2000])
@pytest.mark.parametrize("room", [20, 51, 71, 111, 191])
def test_a_new_bar_moves_the_view_at_most_at_every_second_one(bars, room):
    before = [arranged(View(first, bars), room).first for first in range(2000, 2050)]
    moves = [b != a for a, b in pairwise(before)]
    assert not any(a and b for a, b in pairwise(moves))


@pytest.mark.parametrize("bars", [1, 20, 60, 100, 240, 1000, 2000])
@pytest.mark.parametrize("room", [20, 51, 71, 111, 191])
def test_all_bars_of_a_view_are_in_it_each_under_its_own_cell(bars, room):
    for first in (0, 7, 3000):
        columns = arranged(View(first, bars), room)
        for bar in (first, first + bars // 2, first + bars - 1):
            x = columns.cell(bar)
            assert 0 <= x < room
            assert columns.bar(x) - columns.bars < bar <= columns.bar(x)
            for across in (1, 2):
                assert columns.dot(bar, across) // across == x or columns.bars > 1


@pytest.mark.parametrize("bars", [1, 20, 60, 100, 120, 240, 1000, 2000])
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_snapped_view_shows_its_bars_and_hardly_another(bars, width):
    exact = snapped(bars, width)
    columns = plot(View(500, exact), width)
    assert exact <= columns.shown * columns.bars <= exact + 2 * columns.bars + 1
    assert snapped(exact, width) == exact
    assert abs(exact - bars) <= max(0.51 * (width - LABELS), bars / 4)


def test_what_is_past_does_not_change_when_the_view_moves():
    chart = charted(900)
    one, other = (gathered(chart, arranged(View(first, 240), 71)) for first in (400, 412))
    assert one[3:] == other[:-3]


def test_signals_stand_beside_the_bar_that_they_are_about():
    chart = signed(flat(20.0), ("buy", 30, 30), ("sell", 40, 40))
    view = View(0, 60)
    columns = plot(view, SIZE[0])
    rows = shown(chart, view)
    assert column_of(rows, "▲") == {columns.cell(30)}
    assert column_of(rows, "▼") == {columns.cell(40)}
    line = next(y for y, row in enumerate(text(chart, view)) if "⠒" in row or "⠤" in row
                or "⠉" in row or "⣀" in row)  # fmt: skip
    above, below = (next(y for y, row in enumerate(rows) if g in plain(row)) for g in "▼▲")
    assert above < line < below


def test_a_small_chart_has_no_signals_they_would_hide_its_lines():
    chart, view = charted(60), View(0, 60)
    signals = [(kind, 10 * at, 10 * at) for at, kind in enumerate(("buy", "sell", "top", "bottom"))]
    assert text(signed(chart, *signals), view, (80, 8)) == text(chart, view, (80, 8))
    assert "▲" in "".join(text(signed(chart, *signals), view))


def test_a_stick_does_not_halve_the_words_that_stand_there():
    words = [("text", at, at, 0.0, "卖出") for at in range(20, 40, 3)]
    sticks = [("stick", at, at, 5.0, "-5") for at in range(60)]
    chart = signed(charted(60), *words, *sticks)
    for at in range(20, 30):
        rows = shown(chart, View(0, 60, cursor=at))
        assert all(width(row) <= SIZE[0] for row in rows)
        assert sum("卖出" in plain(row) for row in rows) == 1


def test_no_word_is_written_over_another_and_the_newest_stands():
    words = [("text", at, at, 0.0, f"w{at}") for at in range(30, 50)]
    rows = text(signed(charted(60), *words), View(0, 60))
    row = next(row for row in rows if "w49" in row)
    found = re.findall("w[0-9]*", row)
    assert len(found) > 3
    assert set(found) <= {each[4] for each in words}


def test_without_colours_lines_differ_in_their_dots_and_the_rule_says_how():
    chart = charted(
        lines=[Line(name, (float(level),) * 300) for level, name in enumerate("ABC", 1)]
    )
    rows = text(chart, means=COLORLESS)
    rule = next(row for row in rows if row.startswith("─"))
    assert "⠒⠒ A 1.00  ⠂⠂ B 2.00  ⠂  C 3.00" in rule.replace("⠤", "⠒").replace("⠄", "⠂")
    below = [row[:70] for row in rows[rows.index(rule) + 1 :]]
    dots = [sum(bin(ord(char) - 0x2800).count("1") for char in row if char > "⠀") for row in below]
    lengths = sorted(filter(None, dots), reverse=True)
    assert lengths[0] > 1.8 * lengths[2] and lengths[1] > 1.8 * lengths[3]
    assert "⠒⠒ A" not in "".join(text(chart))
    bare = text(chart, means=PLAIN._replace(colored=False))
    assert any("---- A 1.00  - -  B 2.00  -    C 3.00" in row for row in bare)


@pytest.mark.parametrize("rows", [4, 6, 8, 12, 20])
def test_an_axis_names_two_levels_or_more(rows, rng):
    for _ in range(200):
        low = rng.uniform(-1e3, 1e3) * 10 ** rng.randrange(-3, 5)
        axis = fitted([low, low + abs(low) * 10 ** rng.uniform(-4, 2)])
        assert len(named(axis, rows, 4)) >= 2, axis


def test_a_divergence_is_marked_at_the_price_whatever_the_level_of_the_lines():
    lines = [Line("RSI", tuple(20.0 + at % 20 for at in range(60)))]
    chart = signed(charted(60, lines=lines), ("top", 30, 35, 22.0))
    rows = shown(chart, View(0, 60))
    rule = next(y for y, row in enumerate(rows) if plain(row).startswith("─"))
    assert [y < rule for y, row in enumerate(rows) if "▽" in plain(row)] == [True]


def test_what_is_doubted_stands_back():
    chart = signed(flat(20.0), ("buy", 30, 30, None, "", True), ("sell", 40, 40))
    rows = shown(chart, View(0, 60))
    assert (roles(rows, "▲"), roles(rows, "▼")) == ({"muted"}, {"loss"})


def test_other_signs_are_drawn_as_what_they_are():
    chart = signed(
        flat(20.0),
        ("exrights", 5, 5),
        ("top", 10, 15),
        ("bottom", 15, 20),
        ("icon", 20, 20, None, "9"),
        ("text", 30, 30, None, "买入"),
        ("number", 40, 40, None, "42"),
        ("icon", 50, 50, None, "1"),
    )
    drawn_text = "\n".join(text(chart, View(0, 60)))
    for glyph in ("ex", "▽", "△", "●", "买入", "42", "▲"):
        assert glyph in drawn_text, glyph


def test_a_sign_outside_of_the_view_is_not_drawn():
    chart = signed(charted(300), ("buy", 3, 3), ("text", 9999, 9999, None, "beyond"))
    drawn_text = "\n".join(text(chart))
    assert "▲" not in drawn_text and "beyond" not in drawn_text


def test_a_divergence_links_its_pivots_in_both_panels_and_stands_back_while_provisional():
    chart = charted(60)
    known = [at for at in range(60) if chart.lines[0].values[at] is not None]
    start, end = known[5], known[-5]
    ends = (
        (chart.close[start] * 1.05, chart.close[end] * 1.05),
        (chart.lines[0].values[start], chart.lines[0].values[end]),
    )
    for told, role in ((None, "muted"), (end + 5, "loss")):
        with_link = linked(chart, ("regular", True, start, end, told, *ends))
        rows = shown(with_link, View(0, 60))
        rule = next(y for y, row in enumerate(rows) if plain(row).startswith("─"))
        assert role in roles(rows[1:rule], DOTS)
        assert role in roles(rows[rule + 1 : -1], DOTS)


def test_the_crosshair_goes_through_both_panels_at_its_bar():
    view = View(0, 60, cursor=30)
    rows = shown(charted(60, lines=[Line("X", (1.0, -1.0) * 30)]), view)
    x = plot(view, SIZE[0]).cell(30)
    crossed = [
        y for y, row in enumerate(rows) if cells(row)[x] in [("│", "accent"), ("┼", "accent")]
    ]
    assert len(crossed) > 12
    assert column_of(rows, "│") == {x}


def test_dates_stand_below_their_own_bars():
    chart = charted(300)
    view = View(200, 100)
    foot = plain(shown(chart, view)[-1])
    columns = plot(view, SIZE[0])
    x = foot.index("2024")
    assert foot[x : x + 10] == chart.times[columns.bar(x) - columns.bars + 1]


@pytest.mark.parametrize(
    ("attribute", "role"),
    [
        ("COLOR0000FF", "line5"),  # 通达信 writes blue, green, red
        ("COLORFF0000", "line7"),
        ("COLOR00FFFF", "line2"),
        ("COLORFFFFFF", "line1"),
        ("COLOR808080", "muted"),
        ("COLORRED", "line5"),
        ("COLORGREEN", "line6"),
        ("COLORSTICK", ""),
        ("LINETHICK2", ""),
        ("COLORZZZZZZ", ""),
    ],
)
def test_a_formulas_colour_is_the_nearest_of_ours(attribute, role):
    assert colored(attribute) == role


def test_attributes_say_how_a_line_is_drawn():
    values = tuple(float(at % 7 - 3) for at in range(300))

    def lower(*attributes):
        rows = shown(charted(lines=[Line("X", values, attributes)]))
        return rows[next(y for y, row in enumerate(rows) if plain(row).startswith("─")) + 1 :]

    def ink(rows):
        return sum(bin(ord(char)).count("1") - 2 for row in rows for char, _ in cells(row)
                   if char in DOTS)  # fmt: skip

    assert {"gain", "loss"} <= roles(lower("COLORSTICK"), DOTS)
    assert {"gain", "loss"} <= roles(lower("VOLSTICK"), DOTS)
    assert "line1" in roles(lower("STICK"), DOTS)
    assert "line1" not in roles(lower("NODRAW"), DOTS)
    assert ink(lower("POINTDOT")) < ink(lower())
    assert ink(lower("DOTLINE")) < ink(lower())


def test_lines_without_a_colour_take_turns():
    lines = [Line(name, (1.0,) * 300) for name in "ABCDE"]
    assert [each.role for each in drawn(charted(lines=lines))] == [
        *("line1", "line2", "line3", "line4", "line1"),
    ]


def test_nothing_that_may_come_stops_the_drawing(count):
    rng = random.Random(3)  # noqa: S311 - the same each time
    kinds = ("buy", "sell", "top", "bottom", "exrights", "icon", "text", "number", "stick")
    for _ in range(count(10_000)):
        bars, first = rng.randrange(1, 80), rng.randrange(0, 300)
        chart = holed(rng, charted(bars, first, seed=rng.random()))
        signs = [
            (rng.choice(kinds), rng.randrange(400), 0, rng.choice([None, 0.0, 20.0, -1e9]), "买x")
            for _ in range(4)
        ]
        span = sorted(rng.sample(range(400), 2))
        chart = linked(
            signed(chart, *signs), ("loose", True, *span, None, (20.0, -5.0), (1e9, 3.0))
        )
        view = View(
            rng.randrange(400), rng.randrange(1, 2000), rng.random() < 0.5, rng.randrange(500)
        )
        size = rng.randrange(20, 130), rng.randrange(3, 45)
        rows = shown(chart, view, size, rng.choice([UNICODE, COLORLESS, PLAIN]))
        assert all(width(row) <= size[0] for row in rows)


def holed(rng, chart):
    """With values that are not known, and lines of any size."""

    def hole(values):
        return tuple(None if rng.random() < 0.2 else value for value in values)

    factor = rng.choice([1e-9, 1.0, 1e12])
    lines = [
        Line(line.name, hole([value and value * factor for value in line.values]),
             (rng.choice(["", "STICK", "VOLSTICK", "COLORSTICK", "POINTDOT", "DOTLINE"]),))
        for line in chart.lines
    ]  # fmt: skip
    names = ("open", "high", "low", "close", "volume")
    return msgspec.structs.replace(
        chart, lines=tuple(lines), **{name: hole(getattr(chart, name)) for name in names}
    )


def test_an_equity_curve_ends_at_its_value_with_its_times_below():
    rows = curve(["2024-01-01", "2024-06-01", "2024-12-31"], [100.0, 90.0, 120.0], 60, 8)
    words = [plain(row) for row in rows]
    assert len(rows) == 8 and all(width(row) <= 60 for row in rows)
    assert any(row.endswith("120.00") for row in words)
    assert words[-1].startswith("2024-01-01") and words[-1].endswith("2024-12-31")
    assert "gain" in {role for row in rows for _text, role in row}
    assert curve([], [], 60, 8) == []
    flat_rows = curve(["2024-01-01"], [100.0], 60, 3, ASCII)
    assert "".join(map(plain, flat_rows)).isascii()


def test_the_plot_leaves_room_for_the_figures():
    assert plot(View(0, 60), 80).shown * plot(View(0, 60), 80).cells <= 80 - LABELS
