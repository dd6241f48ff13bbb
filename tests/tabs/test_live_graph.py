"""The graph's arithmetic: an axis that stays, columns that do not change once past."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.runs import plain, width
from tui.widgets.live_graph import (
    LEFT,
    RIGHT,
    LiveGraph,
    at_rows,
    axis_label,
    axis_top,
    band,
    buckets,
)

values = st.floats(1e-6, 1e15)


def points(*values, every=1.0, doubt=()):
    return [(index * every, value, index in doubt) for index, value in enumerate(values)]


@given(values)
def test_a_new_axis_ends_above_the_highest_value_and_not_far_above(highest):
    assert highest <= axis_top(highest, 0.0) <= highest * 1.5


@given(values)
def test_the_half_of_an_axis_is_a_round_figure(highest):
    half = axis_top(highest, 0.0) / 2
    assert math.isclose(float(f"{half:.2g}"), half)


@given(values, st.floats(1 / 3 + 1e-6, 1.0))
def test_the_axis_stays_while_the_values_fill_a_third_of_it(top, part):
    assert axis_top(top * part, top) == top


@given(values)
def test_the_axis_moves_when_values_outgrow_it_or_shrink(top):
    assert axis_top(top * 1.01, top) > top
    assert axis_top(top / 4, top) < top


@pytest.mark.parametrize("highest", [0.0, -1.0])
def test_without_a_value_the_axis_is_as_it_was(highest):
    assert axis_top(highest, 16.0) == 16.0


def test_a_column_is_the_mean_of_its_stretch():
    found = buckets([(0.1, 2.0, False), (0.9, 4.0, False), (1.5, 5.0, True)], 1.0, 2)
    assert found == [(0.0, 3.0, False), (1.0, 5.0, True)]


def test_doubt_in_one_point_is_doubt_in_its_column():
    assert buckets([(0.1, 2.0, True), (0.9, 4.0, False)], 1.0, 1) == [(0.0, 3.0, True)]


def test_a_stretch_without_a_point_repeats_the_one_before():
    found = buckets([(0.5, 2.0, False), (3.5, 4.0, False)], 1.0, 5)
    assert [column and column[1] for column in found] == [None, 2.0, 2.0, 2.0, 4.0]


def test_nothing_measured_is_no_column():
    assert buckets([], 1.0, 3) == [None] * 3


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.integers(1, 20))
def test_a_column_that_is_past_does_not_change(heights, count):
    history = points(*heights, every=0.5)
    known = {}
    for end in range(1, len(history) + 1):
        *past, _newest = buckets(history[:end], 1.0, count)
        for column in filter(None, past):
            assert known.setdefault(column[0], column) == column


@pytest.mark.parametrize("part", [0.0, 0.01, 0.25, 0.5, 0.99, 1.0])
def test_a_column_is_as_high_as_its_share_of_the_axis(part):
    rows = 6
    levels = [
        " ▁▂▃▄▅▆▇█".index(plain(band([(0.0, part * 20, False)], 20.0, rows, row, cut=False)))
        for row in range(rows)
    ]
    assert sum(levels) == round(part * rows * 8)
    assert levels == sorted(levels)  # it stands on the ground


def test_a_value_above_the_axis_is_cut_at_the_top():
    assert plain(band([(0.0, 99.0, False)], 20.0, 4, 0, cut=False)) == "█"


def test_a_line_goes_through_full_and_empty_cells_and_spares_the_tops():
    columns = [(0.0, height, False) for height in (0.0, 10.0, 20.0)]
    row = band(columns, 20.0, 4, 1, cut=True)  # from 10 to 15
    assert plain(row) == "╌╌╌"
    assert [role for _text, role in row] == ["rule", "cut"]
    assert plain(band([(0.0, 12.0, False)], 20.0, 4, 1, cut=True)) == "▃"


def test_runs_of_one_role_are_one_run():
    """What a graph costs to send is its number of runs."""
    columns = [(float(at), 10.0 + at % 3, False) for at in range(60)]
    for row in range(6):
        assert len(band(columns, 20.0, 6, row, cut=False)) <= 2


def test_where_two_lines_fall_on_a_row_the_first_keeps_it():
    assert at_rows({"p50": 10.0, "p95": 10.2, "p5": 2.0}, 20.0, 6) == {2: "p50", 5: "p5"}


def test_a_line_outside_the_axis_is_not_drawn():
    assert at_rows({"p50": 30.0, "p5": 0.0}, 20.0, 6) == {}
    assert at_rows({"p50": 30.0}, 0.0, 6) == {}
    assert at_rows({"p95": 20.0}, 20.0, 6) == {0: "p95"}


@given(st.floats(0.01, 800), st.integers(3, 40))
def test_every_axis_label_has_the_width_of_the_axis(highest, rows):
    top = axis_top(highest, 0.0)
    for row in range(rows):
        assert width([(axis_label(top, "GB/s", rows, row), "")]) == LEFT


def test_the_axis_names_its_top_its_unit_and_its_half():
    labels = [axis_label(16.0, "GB/s", 6, row) for row in range(6)]
    assert [label.strip(" │┤") for label in labels] == ["16", "GB/s", "", "8", "", ""]
    assert [label[-1] for label in labels] == ["┤", "│", "│", "┤", "│", "│"]


def test_the_half_stands_at_half_the_height():
    """The label's row is where a value of half the axis just begins to show."""
    rows = 6
    (at,) = (row for row in range(rows) if axis_label(16.0, "", rows, row).strip().startswith("8"))
    assert plain(band([(0.0, 8.0, False)], 16.0, rows, at, cut=False)) == "█"
    assert plain(band([(0.0, 8.0, False)], 16.0, rows, at - 1, cut=False)) == " "


def graph(*values, doubt=(), lines=None):
    made = LiveGraph(unit="GB/s")
    made.show(points(*values, doubt=doubt), lines or {})
    return made


@pytest.mark.parametrize("size", [(20, 5), (76, 7), (76, 8), (119, 30)])
def test_a_graph_fills_its_place_and_no_more(size):
    drawn = graph(*range(1, 61), doubt=(5, 50), lines={"p50": 30.0}).draw(*size)
    assert len(drawn) <= size[1]
    assert {width(row) for row in drawn[:-1]} <= {
        size[0] - RIGHT + length for length in range(RIGHT)
    }
    assert width(drawn[-1]) == size[0] - RIGHT


def test_where_there_is_no_room_nothing_is_drawn():
    assert graph(1, 2, 3).draw(18, 10) == []
    assert graph(1, 2, 3).draw(76, 3) == []


def test_the_newest_value_is_at_the_right():
    top = graph(1, 1, 1, 16).draw(76, 7)[0]
    assert plain(top).rstrip().endswith("█")


def test_a_doubtful_column_is_marked_under_itself():
    drawn = graph(*[10] * 61, doubt=(60,)).draw(LEFT + RIGHT + 60, 7)
    foot = plain(drawn[-1])
    assert foot[-1] == "▲"
    assert foot.count("▲") == 1
    assert [role for text, role in drawn[-1] if "▲" in text] == ["attention"]


def test_the_axis_tells_how_long_ago_unless_marks_need_its_place():
    assert "60 s" in plain(graph(*[10] * 61).draw(76, 7)[-1])
    marked = plain(graph(*[10] * 61, doubt=range(61)).draw(76, 7)[-1])
    assert "60 s" not in marked
    assert marked.count("▲") == 76 - LEFT - RIGHT
