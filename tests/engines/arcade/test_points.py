"""Which points of a picture are shown: as many as there is room for, and nothing thin is lost."""

from random import Random
from typing import get_args

import numpy as np
import pytest

from engines.arcade.messages import Place
from engines.arcade.points import across, fitted, squeezed
from engines.arcade.runs import Blocks
from engines.arcade.showing import tile

BLOCKS = get_args(Blocks)
BLACK, NAVY, WHITE = 0, 11, 0x7FFF
ROWS = {"half": 2, "quadrant": 2, "full": 1}
"""Of points, in a cell."""
FITTING = (80, 22), (81, 23), (100, 28), (120, 38), (160, 46), (200, 48)


def picture(rows: int, columns: int) -> np.ndarray:
    return np.arange(rows * columns, dtype=np.uint16).reshape(rows, columns)


def in_cells(picture: np.ndarray, place: Place) -> tuple[int, int]:
    """Columns and rows; whole ones."""
    rows, columns = fitted(picture, place).shape
    assert (rows % ROWS[place.blocks], columns % across(place)) == (0, 0)
    return columns // across(place), rows // ROWS[place.blocks]


@pytest.mark.parametrize("blocks", BLOCKS)
def test_a_picture_fits_and_keeps_its_proportions(blocks: Blocks, rng: Random) -> None:
    for _ in range(300):
        place = Place(rng.randint(20, 200), rng.randint(6, 60), blocks)
        width, height = rng.randint(60, 700), rng.randint(60, 700)
        columns, rows = in_cells(np.zeros((height, width), np.uint16), place)
        assert columns <= place.columns
        assert rows <= place.rows
        # A cell is twice as high as wide; a rounding is less than one.
        assert abs(columns * height / width - 2 * rows) <= 2 + height / width


@pytest.mark.parametrize("blocks", BLOCKS)
@pytest.mark.parametrize("room", FITTING, ids=str)
def test_our_games_keep_their_proportions_and_take_the_width(
    blocks: Blocks, room: tuple[int, int]
) -> None:
    place = Place(*room, blocks)
    points = tile(place)
    columns, rows = in_cells(picture(11 * points, 20 * points), place)
    assert columns / (2 * rows) == pytest.approx(20 / 11, rel=0.1)
    least = min(room[0], 160) * (1 if blocks == "quadrant" else 0.6)
    assert columns >= least


def test_quadrants_have_twice_as_many_points_of_a_game_in_a_row() -> None:
    for room, half, fine in ((80, 22), 4, 8), ((120, 38), 6, 8), ((160, 46), 8, 8):
        assert (tile(Place(*room)), tile(Place(*room, "quadrant"))) == (half, fine)


def test_where_it_fits_no_point_is_changed_and_none_of_a_row_in_quadrants_is_left_out() -> None:
    half = picture(44, 80)
    assert (fitted(half, Place(80, 22)) == half).all()
    fine = np.tile(np.arange(160, dtype=np.uint16), (88, 1))
    assert (fitted(fine, Place(80, 22, "quadrant")) == fine[:44]).all()


def test_what_is_one_row_high_is_seen_in_any_row() -> None:
    for ground, thing in ((BLACK, WHITE), (WHITE, BLACK), (NAVY, BLACK)):
        for row in range(2, 18):
            for height in (1, 2, 3):
                points = np.full((20, 3), ground, np.uint16)
                points[row : row + height, 1] = thing
                seen = squeezed(points)
                assert thing in seen[:, 1]
                assert abs((seen[:, 1] == thing).sum() - height / 2) <= 1
                assert (seen[:, [0, 2]] == ground).all()


def test_of_two_things_the_brighter_is_seen() -> None:
    points = np.full((6, 2), NAVY, np.uint16)
    points[2], points[3] = (WHITE, BLACK), (BLACK, WHITE)
    assert (squeezed(points)[1] == WHITE).all()
