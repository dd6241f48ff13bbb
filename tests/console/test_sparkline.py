"""A trend around zero: above it stands, below it hangs, also without colour and in ASCII."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.ascii import AsciiFilter
from tui.runs import plain, width
from tui.sparkline import DOWN, UP, signed

values = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=90)


@given(values, st.integers(1, 80))
def test_it_has_exactly_its_cells(given_values, cells):
    assert width(signed(given_values, cells)) == cells


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=60))
def test_gains_stand_and_losses_hang(given_values):
    for text, role in signed(given_values, 60):
        known = {"gain": UP, "loss": DOWN, "muted": "▁", "text": " "}[role]
        assert set(text) <= set(known)


def test_the_sign_is_seen_without_colour():
    assert not set(UP) & set(DOWN)
    up, down = (set(AsciiFilter().plain(each)) for each in (UP, DOWN))
    assert not up & down
    assert (up | down) and all(char.isascii() for char in up | down)


def test_height_follows_the_value():
    assert plain(signed([1, 2, 3, 4, 5, 6, 7, 8], 8, top=8)) == UP
    assert plain(signed([-1, -8], 2, top=8)) == DOWN


def test_the_newest_is_at_the_right_and_what_is_unknown_is_blank():
    assert plain(signed([8, None, -8], 5, top=8)) == "  █ ▀"
    assert plain(signed([], 3)) == "   "


def test_the_smallest_number_there_is_has_a_sign_too():
    assert [role for _text, role in signed([5e-324, -5e-324], 2)] == ["gain", "loss"]


def test_zero_is_neither():
    assert signed([0.0], 1) == [("▁", "muted")]


def test_more_values_than_cells_are_averaged_from_the_newest_on():
    assert signed([5, 1, 3, 8, 8], 3, top=8) == signed([5, 2, 8], 3, top=8)


def test_values_above_the_top_fill_the_cell():
    assert plain(signed([80], 1, top=8)) == "█"


@pytest.mark.parametrize("highest", [4.1, 4.9])
def test_a_glyph_does_not_change_with_every_tick_of_the_highest(highest):
    assert plain(signed([2.5, highest], 2))[0] == plain(signed([2.5, 4.5], 2))[0]


def test_neighbours_of_one_role_are_one_run():
    assert len(signed([1, 2, 3, -1, -2, 4], 6)) == 3
