"""A curve over a long run."""

import random

import pytest

from tui.axis import Axis, fitted
from tui.braille import ASCII, BRAILLE
from tui.curve_chart import LEAST_CELLS, curve
from tui.runs import plain, width


def drawn(points, cells=40, rows=6, pen=BRAILLE):
    axis = fitted([y for _x, y in points])
    return curve(points, axis, cells, rows, "line1", pen)


@pytest.mark.parametrize("pen", [BRAILLE, ASCII])
def test_it_fills_its_room_and_no_more(pen):
    rng = random.Random(1)  # noqa: S311
    points = [(float(x), 2 + rng.random()) for x in range(300)]
    for cells in (LEAST_CELLS, 17, 40, 90):
        for rows in (2, 5, 20):
            found = drawn(points, cells, rows, pen)
            assert len(found) == rows
            assert {width(row) for row in found} == {cells}


def test_the_last_value_stands_beside_the_end_of_the_curve():
    found = [plain(row) for row in drawn([(0, 3.0), (10, 2.0), (20, 1.0)])]
    assert "│ 1.000" in found[-1]
    assert found[0][0] not in " │"
    assert not any("1.000" in line for line in found[:-1])
    rising = [plain(row) for row in drawn([(0, 1.0), (20, 3.0)])]
    assert "│ 3.000" in rising[0]


def test_points_lie_where_their_steps_are_not_one_after_another():
    late = [plain(row) for row in drawn([(0, 1.0), (90, 1.0), (100, 2.0)], 42, 4)]
    assert late[-1][:27].strip("⣀⠤⠒⠉") == ""
    assert late[0][:25].strip() == ""


def test_one_point_is_drawn_and_none_is_nothing():
    assert any(plain(row).strip(" │") for row in drawn([(5, 1.0)]))
    assert curve([], Axis(0, 1), 40, 6, "line1") == []
    assert curve([(0, 1.0)], Axis(0, 1), LEAST_CELLS - 1, 6, "line1") == []
    assert curve([(0, 1.0)], Axis(0, 1), 40, 1, "line1") == []


def test_what_leaves_the_axis_stays_within_the_chart():
    found = curve([(0, -5.0), (1, 9.0)], Axis(0, 1), 40, 6, "line1")
    assert len(found) == 6
