"""Axes that stay, and the figures beside them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.axis import CELLS, FILLED, Axis, figure, fitted, level, named

values = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 6))
spans = st.tuples(values, values).filter(lambda pair: abs(pair[0] - pair[1]) > 1e-3)


@given(spans)
def test_a_new_axis_holds_its_values_and_is_filled_by_them(pair):
    axis = fitted(pair)
    assert axis.low <= min(pair) + 1e-6 and max(pair) - 1e-6 <= axis.high
    assert abs(pair[0] - pair[1]) >= 0.74 * (axis.high - axis.low)


@given(spans, st.floats(0, 0.35), st.floats(0, 0.04))
def test_the_axis_stays_while_values_are_within_and_fill_it(pair, above, below):
    old = fitted(pair)
    span = old.high - old.low
    inner = old.low + below * span, old.high - above * span
    assert (inner[1] - inner[0]) / span > FILLED
    assert fitted(inner, old) == old


@given(spans)
def test_the_axis_moves_when_values_leave_it_or_fill_little_of_it(pair):
    old = fitted(pair)
    span = old.high - old.low
    assert fitted([old.low, old.high + 0.1 * span], old).high > old.high
    assert fitted([old.low, old.low + 0.5 * span], old) != old


@given(spans)
def test_an_axis_that_was_just_fitted_is_not_given_up_again(pair):
    axis = fitted(pair)
    held = [max(axis.low, min(pair)), min(axis.high, max(pair))]
    assert fitted(held, axis) == axis


@pytest.mark.parametrize("value", [0.0, 5.0, -3.0, 1e-5, 1e12])
def test_one_price_has_an_axis_around_it(value):
    axis = fitted([value] * 3)
    assert axis.low < value < axis.high
    assert fitted([value], axis) == axis


def test_nothing_known_leaves_the_axis():
    assert fitted([], Axis(2.0, 3.0)) == Axis(2.0, 3.0)
    assert fitted([]) == Axis(0.0, 1.0)


@given(spans, st.integers(2, 400))
def test_levels_fall_from_the_top_to_the_ground(pair, dots):
    axis = fitted(pair)
    assert level(axis.high, axis, dots) == 0
    assert level(axis.low, axis, dots) == dots - 1
    assert level(axis.high + 1, axis, dots) == 0


@given(spans, st.integers(2, 60))
def test_named_rows_have_the_figure_that_is_level_with_them(pair, rows):
    axis = fitted(pair)
    for row, text in named(axis, rows, 4).items():
        assert 0 <= row < rows
        assert len(text) <= CELLS
        if text[-1].isdigit():
            value = float(text.replace(",", ""))
            near = (axis.high - axis.low) / rows + 0.51 * 10.0 ** -len(text.partition(".")[2])
            assert abs(axis.high - (row + 0.5) * (axis.high - axis.low) / rows - value) <= near


def test_round_figures_stand_beside_an_axis():
    assert list(named(Axis(10.0, 30.0), 13, 4).values()) == ["30", "25", "20", "15", "10"]
    assert list(named(Axis(0.0, 2.0), 4, 4).values()) == ["2", "0"]
    assert list(named(Axis(0.0, 0.5), 7, 4).values()) == ["0.50", "0.25", "0.00"]
    assert named(Axis(0.0, 2.0), 1, 4) == {}


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (23.3, 2, "23.30"),
        (1702.5, 2, "1,702.50"),
        (65432.1, 2, "65,432.1"),
        (123456.7, 2, "123,457"),
        (2.5e6, 0, "2.50M"),
        (-12.345, 2, "-12.35"),
        (None, 2, "n/a"),
    ],
)
def test_a_figure_keeps_its_places_where_there_is_room(value, places, text):
    assert figure(value, places) == text or (value == -12.345 and figure(value, places) == "-12.35")


@given(st.floats(-1e18, 1e18, allow_nan=False), st.integers(0, 4))
def test_a_figure_has_eight_cells_at_most(value, places):
    assert len(figure(value, places)) <= CELLS
    assert not math.isnan(value)
