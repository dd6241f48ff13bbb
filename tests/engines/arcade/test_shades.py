"""Pictures without colors: brighter is more ink, and what is bright stands out."""

from collections.abc import Callable
from random import Random

import numpy as np

from engines.arcade.cells import Cells
from engines.arcade.colors import place, rgb
from engines.arcade.runs import GLYPHS, Blocks
from engines.arcade.shades import BRIGHT, DIM, RAMP, SHADES, levels, shaded


def letters(shown: Cells) -> list[str]:
    return ["".join(GLYPHS[glyph] for glyph in row) for row in shown.glyphs]


def level(color: int) -> int:
    """Of one of a terminal's 256."""
    return int(levels(np.array([place(rgb(color))], np.uint16))[0])


def of(points: list[list[int]], blocks: Blocks) -> list[str]:
    return letters(shaded(np.array(points, np.uint16), blocks))


def test_black_is_none_white_is_all_and_more_of_a_color_is_brighter() -> None:
    assert (level(16), level(231)) == (0, 255)
    for step in (36, 6, 1):  # of red, green, blue in the cube
        assert level(16 + step) < level(16 + 3 * step) < level(16 + 5 * step)


def test_grounds_are_not_set_and_things_are() -> None:
    """In our games: black, navy, plum, charcoal, a lawn; what is red is the darkest thing."""
    assert level(16) < level(17) < DIM <= level(53) < level(236) < level(22) < BRIGHT < level(160)


def test_ascii_is_a_ramp() -> None:
    (row,) = of([list(range(256))], "full")
    assert "".join(dict.fromkeys(row)) == RAMP
    assert row.isascii()


def test_a_cell_of_one_brightness_is_a_shade() -> None:
    for blocks in ("half", "quadrant"):
        row = "".join(of([[each] * 2] * 2, blocks)[0][0] for each in range(256))
        assert "".join(dict.fromkeys(row)) == SHADES


def test_in_any_other_cell_the_bright_points_are_set() -> None:
    dark, lit = BRIGHT - 1, BRIGHT
    assert of([[lit, dark, dark, dark], [dark, dark, 0, 255]], "quadrant") == ["▘▗"]
    assert of([[lit, dark, dark, 255], [lit, lit, lit, dark]], "quadrant") == ["▙▞"]
    assert of([[lit, dark], [0, lit]], "half") == ["▀▄"]


def test_a_dark_line_parts_what_is_not_bright() -> None:
    assert of([[DIM, DIM], [0, DIM]], "quadrant") == [" "]


def test_a_cell_has_no_colors(rng: Random, count: Callable[[int], int]) -> None:
    for _ in range(count(100)):
        points = np.array([[rng.randrange(256) for _ in range(8)] for _ in range(4)], np.uint16)
        for blocks, shape in (("half", (2, 8)), ("quadrant", (2, 4)), ("full", (4, 8))):
            shown = shaded(points, blocks)
            assert all(part.shape == shape for part in shown)
            assert not shown.front.any()
            assert not shown.behind.any()
