"""The comparison table: what it draws, asked without a screen."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.zero.explain import CELLS
from engines.zero.model import Model
from engines.zero.modes import MODES
from engines.zero.plan import plan
from tests.tabs.zero_setups import LLAMA, setups
from tui.runs import plain, right, width
from tui.widgets.plan_table import (
    ALL,
    GB,
    NUMBER,
    PlanTable,
    bar,
    gigabytes,
    lacking,
    verdict,
)

MAIN = ("ddp", "zero1", "zero2", "zero3")


def table(setup=LLAMA, keys=MAIN, row=0, column=0):
    made = PlanTable()
    made.show(plan(setup), keys)
    made.set_reactive(PlanTable.row, row)
    made.set_reactive(PlanTable.column, column)
    return made


def drawn(made, width):
    return [plain(row) for row in made.draw(width, 0)]


def changed(**fields):
    return msgspec.structs.replace(LLAMA, **fields)


def test_each_mode_has_a_row_of_figures_under_their_heads():
    head, ddp, zero1, *_ = drawn(table(), 80)
    assert " ".join(head.split()) == "one GPU, GB params grads optim act other total of 80 GB"
    assert ddp.split()[:8] == ["▸", "DDP", "13.5", "13.5", "80.9", "2.3", "1.0", "111.1"]
    assert zero1.endswith("✓ +38.6")
    for title in ("params", "total"):
        end = head.index(title) + len(title)
        assert ddp[end - 1].isdigit()
        assert ddp[end] == " "


def test_the_cursor_is_a_mark_at_its_row_and_a_chosen_cell():
    rows = table(row=2, column=1).draw(80, 0)
    assert [plain(row)[1] for row in rows[1:]] == [" ", " ", "▸", " "]
    chosen = [
        (at, text.strip()) for at, row in enumerate(rows) for text, role in row if role == "chosen"
    ]
    assert chosen == [(3, "1.7")]


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("column", range(len(ALL)))
def test_whatever_the_width_the_column_with_the_cursor_is_shown(columns, column):
    made = table(column=column)
    assert ALL[column] in made.shown(columns)
    assert any(role == "chosen" for row in made.draw(columns, 0) for _text, role in row)


def test_a_wide_screen_shows_all_columns():
    assert table().shown(120) == ALL


def test_the_table_has_exactly_the_cells_that_can_be_explained():
    assert {column.cell for column in ALL} == set(CELLS)


@settings(deadline=None)
@given(setups(), st.integers(1, 200), st.integers(0, 9), st.integers(0, 12))
def test_no_row_is_wider_than_the_table(setup, columns, column, row):
    made = table(setup, tuple(MODES), row, column)
    rows = made.draw(columns, 0)
    assert len(rows) == len(MODES) + 1
    assert max(map(width, rows)) <= columns


@settings(deadline=None)
@given(setups(), st.integers(60, 200))
def test_every_figure_stays_in_its_column(setup, columns):
    """However large: the columns of all rows begin at the same cells."""
    made = table(setup, tuple(MODES))
    for row in made.draw(columns, 0)[1:]:
        figures = row[2 : 2 + len(made.shown(columns))]
        assert {width([figure]) for figure in figures} == {NUMBER}
        assert all(text[0] == " " for text, _role in figures)


def test_without_a_shape_activations_are_unknown_and_not_zero():
    rows = drawn(table(changed(model=Model("7.5e9", 7_500_000_000))), 80)
    assert all("n/a" in row for row in rows[1:])


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0.0"),
        (13_476_831_232, "13.5"),
        (999 * GB, "999.0"),
        (999_960_000_000, "1,000"),
        (99_999 * GB, "99,999"),
        (99_999_600_000_000, "100T"),
        (16 * 10**15, "16.0P"),
        (18 * 10**18, "18.0E"),
    ],
)
def test_gigabytes_have_six_cells_at_most(count, shown):
    assert gigabytes(count) == shown
    assert len(shown) < NUMBER


@given(st.integers(0, 10**21))
def test_memory_of_any_size_fits_its_place(count):
    assert len(gigabytes(count)) < NUMBER
    assert len(lacking(count)) <= 5


def test_a_text_at_the_right_counts_cells_and_is_cut_with_a_mark():
    assert right("12", 5) == "   12"
    assert right("参数", 6) == "  参数"
    assert right("parameters", 6) == " para…"


@given(st.floats(0, 1e12), st.integers(2, 150))
def test_a_bar_has_its_width_and_a_mark_where_the_gpu_ends(share, room):
    row = bar(share, room)
    assert width(row) == room
    assert plain(row)[int(room / 1.25)] == "│"


def test_a_bar_goes_beyond_the_mark_only_where_the_gpu_is_too_small():
    assert plain(bar(1.0, 20)) == "▆" * 16 + "│   "
    assert plain(bar(0.5, 20)) == "▆" * 8 + " " * 8 + "│   "
    assert plain(bar(1.2, 20)) == "▆" * 16 + "│▆▆▆"
    assert plain(bar(99.0, 20)) == "▆" * 16 + "│▆▆▆"


def test_the_verdict_says_by_how_much():
    def says(key, **fields):
        return plain(verdict(plan(changed(**fields)).rows[key])).strip()

    assert says("ddp") == "✗ -31.1"
    assert says("zero3") == "✓ +62.4"
    assert says("ddp", memory=10**15) == "✓ +1.00P"
    assert says("ddp", model=Model("large", 10**15)) == "✗ -16.0P"
    assert says("offload", host_memory=1) == "✗ host"


def test_the_cursor_stays_on_its_mode_when_rows_come_and_go():
    made = table(keys=("ddp", "fsdp2"), row=1)
    made.show(plan(LLAMA), tuple(MODES))
    assert made.mode == "fsdp2"
    made.show(plan(LLAMA), MAIN)
    assert made.mode == "zero3"


@pytest.mark.parametrize("row", range(len(MODES)))
def test_where_there_is_no_room_for_all_rows_the_cursors_is_seen(row):
    rows = [plain(each) for each in table(keys=tuple(MODES), row=row).draw(80, 6)]
    assert len(rows) == 6
    assert sum(each.startswith(" ▸") for each in rows) == 1


def test_an_empty_table_draws_nothing():
    assert PlanTable().draw(80, 24) == []
