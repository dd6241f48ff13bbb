import random
import tomllib
from collections.abc import Callable

import numpy as np
import pytest

from engines import paths
from engines.arcade import colors
from engines.arcade.colors import RGB, distance, nearest_16, nearest_256, nearest_of_each, rgb

FIXED = range(colors.CUBE, colors.ALL)


def any_color(rng: random.Random) -> RGB:
    return rng.randrange(256), rng.randrange(256), rng.randrange(256)


@pytest.mark.parametrize(
    ("number", "color"),
    [
        (0, (0, 0, 0)),
        (9, (255, 0, 0)),
        (16, (0, 0, 0)),
        (17, (0, 0, 95)),
        (21, (0, 0, 255)),
        (22, (0, 95, 0)),
        (52, (95, 0, 0)),
        (208, (255, 135, 0)),
        (231, (255, 255, 255)),
        (232, (8, 8, 8)),
        (255, (238, 238, 238)),
    ],
)
def test_numbers_are_the_colors_of_xterm(number: int, color: RGB) -> None:
    assert rgb(number) == color


@pytest.mark.parametrize("number", [-1, 256])
def test_there_are_256_colors(number: int) -> None:
    with pytest.raises(IndexError):
        rgb(number)


def test_every_fixed_color_is_nearest_to_itself() -> None:
    assert [rgb(nearest_256(rgb(number))) for number in FIXED] == [rgb(n) for n in FIXED]


def test_no_other_color_is_nearer_and_none_that_a_theme_changes_is_chosen(
    rng: random.Random,
) -> None:
    for color in (any_color(rng) for _ in range(500)):
        chosen = nearest_256(color)
        assert chosen in FIXED
        assert distance(color, rgb(chosen)) == min(distance(color, rgb(n)) for n in FIXED)


def test_the_table_says_for_each_place_what_is_nearest_to_it(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    table = nearest_of_each()
    assert len(table) == 1 << 15
    free = set(range(1 << 15)) - {colors.place(rgb(number)) for number in FIXED}
    for place in rng.sample(sorted(free), min(count(100_000), len(free))):
        r, g, b = (level << 3 | level >> 2 for level in (place >> 10, place >> 5 & 31, place & 31))
        nearest = rgb(nearest_256((r, g, b)))
        assert distance((r, g, b), rgb(table[place])) == distance((r, g, b), nearest)


def test_in_the_table_the_fixed_colors_stay_what_they_are() -> None:
    """But four, which share their place with a gray."""
    table = nearest_of_each()
    changed = {n for n in FIXED if rgb(table[colors.place(rgb(n))]) != rgb(n)}
    assert changed == {59, 102, 145, 188}


def test_in_the_table_the_colors_of_the_games_stay_what_they_are() -> None:
    palette = tomllib.loads((paths.ASSETS / "arcade/palette.toml").read_text())["colors"]
    table = nearest_of_each()
    assert [table[colors.place(rgb(n))] for n in palette.values()] == list(palette.values())


def test_the_table_is_looked_up_for_a_whole_picture_as_its_docstring_says(
    rng: random.Random,
) -> None:
    picture = np.array([[any_color(rng) for _ in range(20)] for _ in range(10)], np.uint16)
    r, g, b = np.moveaxis(picture, 2, 0)
    table = np.frombuffer(nearest_of_each(), np.uint8)
    numbers = table[(r >> 3 << 10) | (g >> 3 << 5) | b >> 3]
    for y, x in np.ndindex(10, 20):
        color = (int(r[y, x]), int(g[y, x]), int(b[y, x]))
        assert numbers[y, x] == nearest_of_each()[colors.place(color)]


@pytest.mark.parametrize("number", range(16))
def test_every_system_color_is_nearest_to_itself(number: int) -> None:
    assert nearest_16(rgb(number)) == number


@pytest.mark.parametrize(
    ("color", "number"),
    [
        ((255, 95, 175), 5),  # a pink is no gray
        ((255, 215, 0), 11),
        ((255, 135, 0), 3),  # so that orange differs from that yellow
        ((0, 0, 95), 0),
        ((48, 48, 48), 0),
        ((188, 188, 188), 7),
    ],
)
def test_the_nearest_of_16_is_as_colorful_as_what_it_stands_for(color: RGB, number: int) -> None:
    assert nearest_16(color) == number
