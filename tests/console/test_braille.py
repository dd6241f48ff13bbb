"""Lines of dots: where they are, that they hold together, and the characters they become."""

import random
import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.braille import ASCII, BRAILLE, points, sticks, stroke, trace
from tui.cell_grid import Grid, joined
from tui.runs import plain, width

HEIGHT = 24


def dots(columns):
    return {(x, y) for x, bits in enumerate(columns) for y in range(64) if bits >> y & 1}


def test_a_braille_cell_has_the_dots_that_unicode_names():
    """The name of U+2815 is BRAILLE PATTERN DOTS-135: 1 2 3 7 at the left, 4 5 6 8 at the right."""
    order = "12374568"
    for bits, char in enumerate(BRAILLE.chars):
        wanted = "".join(sorted(order[at] for at in range(8) if bits >> at & 1))
        name = f"BRAILLE PATTERN DOTS-{wanted}" if wanted else "BRAILLE PATTERN BLANK"
        assert unicodedata.name(char) == name


def test_ascii_says_where_in_the_cell_the_dot_is():
    assert [ASCII.chars[1 << y] for y in range(3)] == ["'", "-", "."]
    assert len(set(ASCII.chars)) >= 6
    assert ASCII.chars.isascii()


levels = st.lists(st.one_of(st.none(), st.integers(0, HEIGHT - 1)), min_size=1, max_size=40)


@given(levels, st.integers(1, 4))
def test_a_line_goes_through_all_its_points_and_has_no_hole(ys, step):
    xs = [at * step for at in range(len(ys))]
    found = dots(trace([0] * (len(ys) * step), xs, ys))
    known = [(x, y) for x, y in zip(xs, ys, strict=True) if y is not None]
    assert set(known) <= found
    for (x, a), (to_x, b) in pairwise(zip(xs, ys, strict=True)):
        if a is not None and b is not None:
            assert connected({dot for dot in found if x <= dot[0] <= to_x}, (x, a), (to_x, b))


def connected(found, start, end):
    seen, border = {start}, [start]
    while border:
        x, y = border.pop()
        near = {(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & found - seen
        seen |= near
        border += near
    return end in seen


@given(levels)
def test_a_line_stays_between_its_points(ys):
    known = [y for y in ys if y is not None]
    found = dots(trace([0] * len(ys), list(range(len(ys))), ys))
    assert all(min(known) <= y <= max(known) for _x, y in found)


def test_an_unknown_value_is_a_gap():
    assert dots(trace([0] * 4, [0, 1, 2, 3], [5, None, None, 7])) == {(0, 5), (3, 7)}


def test_several_values_in_a_column_are_a_stroke_over_all_of_them():
    assert dots(trace([0], [0, 0, 0], [2, 6, 4])) == {(0, y) for y in range(2, 7)}


def test_a_dotted_line_leaves_every_second_column():
    assert {x for x, _y in dots(trace([0] * 8, list(range(8)), [3] * 8, 2))} == {0, 2, 4, 6}


def test_sticks_reach_from_the_ground_to_the_value_on_either_side():
    assert dots(sticks([0, 0, 0], [0, 1, 2], [2, None, 6], 4)) == {
        *((0, y) for y in (2, 3, 4)),
        *((2, y) for y in (4, 5, 6)),
    }


def test_points_are_not_joined():
    assert dots(points([0, 0], [0, 1], [1, 9])) == {(0, 1), (1, 9)}


@given(*[st.integers(-30, 60)] * 4)
def test_a_stroke_from_outside_is_cut_at_the_edge_and_keeps_its_slope(x, y, to_x, to_y):
    x, to_x = min(x, to_x), max(x, to_x) + 1
    columns = [0] * 20
    stroke(columns, x, y, to_x, to_y)
    for at, row in dots(columns):
        wanted = y + (to_y - y) * (at - x) / (to_x - x)
        assert abs(row - wanted) <= abs(to_y - y) / (to_x - x) + 1


def grid_of(pen=BRAILLE):
    return Grid(6, 2, pen)


def test_the_line_in_front_hides_the_one_behind_in_its_cell():
    grid = grid_of()
    grid.stamp(points(grid.columns(), [0, 2], [0, 0]), "line2")
    grid.stamp(points(grid.columns(), [0], [3]), "line1")
    assert grid.row(0) == [("⡀", "line1"), ("⠁", "line2"), (" " * 4, "text")]


def test_what_stands_back_is_seen_through_a_line():
    grid = grid_of()
    grid.stamp(points(grid.columns(), [0], [0]), "muted")
    grid.stamp(points(grid.columns(), [0], [3]), "line1")
    assert grid.row(0)[0] == ("⡁", "line1")


def test_dots_fall_into_the_row_that_they_belong_to():
    for pen in (BRAILLE, ASCII):
        for y in range(2 * pen.down):
            grid = grid_of(pen)
            grid.stamp(points(grid.columns(), [0], [y]), "line1")
            assert [plain(grid.row(row))[0] != " " for row in (0, 1)] == [
                y < pen.down,
                y >= pen.down,
            ]


def test_text_is_cut_at_the_edge_and_wide_characters_are_not_halved():
    grid = grid_of()
    grid.put(3, 0, "买入", "text")
    assert plain(grid.row(0)) == "   买 "
    grid.put(4, 0, "x", "text")
    assert plain(grid.row(0)) == "    x "
    grid.put(-1, 1, "卖a", "text")
    assert width(grid.row(1)) == 6


def test_any_row_is_as_wide_as_its_grid(count):
    rng = random.Random(7)  # noqa: S311 - the same each time
    for _ in range(count(5000)):
        grid = grid_of()
        for _ in range(5):
            text = "".join(rng.choices("ab买入│", k=rng.randrange(5)))
            grid.put(rng.randrange(-3, 8), rng.randrange(-1, 3), text, rng.choice("xy"))
        grid.cross(rng.randrange(-1, 7), "│", "accent")
        assert [width(grid.row(y)) for y in range(2)] == [6, 6]


def test_the_crosshair_stands_only_where_nothing_else_does():
    grid = grid_of()
    grid.put(2, 0, "a", "text")
    grid.cross(2, "│", "accent")
    assert [plain(grid.row(y))[2] for y in range(2)] == ["a", "│"]


def test_blanks_cost_no_run_of_their_own():
    row = [("  ", "text"), ("a", "x"), (" ", "text"), ("b", "x"), ("  ", "text"), ("c", "y")]
    assert joined(row) == [("  a b  ", "x"), ("c", "y")]
    assert joined([("   ", "text")]) == [("   ", "text")]
    assert plain(joined(row)) == plain(row)
