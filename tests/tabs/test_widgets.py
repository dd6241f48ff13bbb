"""Table, figure, facts: what they draw, asked without a screen."""

import pytest
from rich.cells import cell_len

from tui.runs import plain, width
from tui.widgets.facts import HEALTH, Facts
from tui.widgets.figure import DIGITS, HEIGHT, Figure
from tui.widgets.table import Column, Table, aligned

COLUMNS = (Column("name", 6), Column("rate", 8, right=True), Column("what", 0))


def table(*lines, row=0):
    made = Table(COLUMNS)
    made.show([[[(cell, "text")] for cell in line] for line in lines])
    made.set_reactive(Table.row, row)
    return made


def drawn(widget, width, height):
    return [plain(row).rstrip() for row in widget.draw(width, height)]


def test_columns_stand_under_their_heads_and_figures_at_the_right():
    rows = drawn(table(("4K", "58.0", "read"), ("64K", "118", "readv")), 40, 5)
    assert rows == [
        "  name        rate  what",
        "▸ 4K          58.0  read",
        "  64K          118  readv",
    ]


def test_the_cursor_marks_its_row_alone():
    rows = drawn(table(("a", "1", ""), ("b", "2", ""), row=1), 40, 5)
    assert [row.startswith("▸") for row in rows] == [False, False, True]


def test_chinese_cells_keep_the_columns():
    rows = drawn(table(("内存内存", "58.0", "内"), ("64K", "118", "readv")), 40, 5)
    assert rows[1].startswith("▸ 内存 …  ")
    assert cell_len(rows[1].removesuffix("内")) == cell_len(rows[2].removesuffix("readv")) == 20


def test_a_long_cell_is_cut_with_a_mark():
    assert drawn(table(("a", "1", "x" * 90)), 40, 5)[1].endswith("x…")


def test_no_row_is_wider_than_the_table():
    made = table(("name" * 9, "9" * 20, "x" * 90))
    assert all(width(row) <= 60 for row in made.draw(60, 5))


def test_an_empty_table_draws_nothing():
    assert Table(COLUMNS).draw(40, 5) == []


def test_the_rows_move_so_that_the_cursor_stays_in_sight():
    lines = [(str(number), "", "") for number in range(50)]
    for row in (0, 1, 20, 48, 49):
        rows = drawn(table(*lines, row=row), 40, 10)[:10]
        assert f"▸ {row}" in [line.strip() for line in rows]


def test_a_shorter_list_takes_the_cursor_with_it():
    made = table(("a", "", ""), ("b", "", ""), row=1)
    made.show([])
    assert made.row == 0


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("text", ["", "a", "内", "abcdefgh", "内存内存内"])
def test_an_aligned_cell_has_the_width_of_its_column(text, right):
    assert width(aligned([(text, "text")], 8, right)) == 8


def figure(number, unit="GB/s", ascii=False):
    class Off:
        enabled = ascii

    class App:
        ascii = Off

    # Without an app there is none to ask; the drawing asks for nothing else of it.
    made = type("Figure", (Figure,), {"app": App})()
    made.number, made.unit = number, unit
    return made


@pytest.mark.parametrize("digit", DIGITS)
def test_each_digit_is_three_rows_of_one_width(digit):
    assert len(DIGITS[digit]) == HEIGHT
    assert len({cell_len(row) for row in DIGITS[digit]}) == 1


def test_no_two_digits_look_alike():
    assert len(set(DIGITS.values())) == len(DIGITS)


def test_the_figure_is_written_in_tall_digits_beside_its_unit():
    assert drawn(figure("14.2"), 22, 3) == [
        " ▀█  █ █   ▀▀█",
        "  █  ▀▀█   █▀▀  GB/s",
        " ▀▀▀   ▀ ▀ ▀▀▀",
    ]


@pytest.mark.parametrize("number", ["100", "14.2", "1.00", "9,999"])
def test_every_figure_fits_its_place(number):
    assert all(width(row) <= 22 for row in figure(number).draw(22, 3))


@pytest.mark.parametrize("number", ["n/a", "12,500"])
def test_what_is_no_number_is_written_out(number):
    assert drawn(figure(number), 22, 3) == ["", f" {number} GB/s"]


def test_in_ascii_the_figure_is_plain_text():
    assert drawn(figure("14.2", ascii=True), 22, 3) == ["", " 14.2 GB/s"]


def test_facts_name_their_values_and_health_stands_at_the_right_edge():
    made = Facts()
    made.show([[("", "reading"), ("p50", "14.1")], [("peak", "15.2")]], ("steady", "good"))
    rows = made.draw(40, 2)
    assert plain(rows[0]) == f"{'reading  p50 14.1':<31}● steady "
    assert plain(rows[1]) == "peak 15.2"
    assert rows[0][-1][1] == "good"


def test_every_health_has_its_own_mark():
    assert len(set(HEALTH.values())) == len(HEALTH) == 4


def test_health_is_kept_whole_where_the_facts_are_too_long():
    made = Facts()
    made.show([[("", "x" * 100)]], ("contended", "attention"))
    (row,) = made.draw(40, 1)
    assert plain(row).endswith("… ▲ contended ")
    assert width(row) == 40


def test_health_stands_alone_where_there_are_no_facts():
    made = Facts()
    made.show([], ("starting", "muted"))
    assert plain(made.draw(40, 1)[0]).strip() == "· starting"
