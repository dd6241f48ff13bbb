"""A game's picture in the cells of a terminal: which images fit there, and what is sent of them.

One of our games is drawn in the largest of its images that fit; another one's picture is reduced.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engines.arcade.cells import Cells, Differ, Pixels, cells
from engines.arcade.colors import ALL, nearest_16, nearest_of_each, rgb
from engines.arcade.game import HEIGHT, TILE, WIDTH
from engines.arcade.messages import Mouse, Place
from engines.arcade.points import across, fitted
from engines.arcade.program import TILES
from engines.arcade.runs import Colors
from engines.arcade.shades import level_of_each, shaded

if TYPE_CHECKING:
    import pygame

FIVE = 3
"""Bits of eight that a color of five bits has not."""


def tile(place: Place) -> int:
    """Points of a tile in the largest images that lose nothing in width."""
    wide, high = place.columns * across(place), place.rows * 2 * across(place)
    fitting = [t for t in TILES if WIDTH * t // TILE <= wide and HEIGHT * t // TILE <= high]
    return max(fitting, default=min(TILES))


class Shown:
    """Where a picture is shown, and what was shown there last."""

    def __init__(self, place: Place) -> None:
        self.differ = Differ()
        self.size = 0, 0
        """Columns and rows of the picture."""
        self.picture = 1, 1
        """Its points as it is drawn."""
        self.place(place)

    def place(self, place: Place) -> None:
        self.where = place
        self.differ.forget()

    def changes(self, surface: "pygame.Surface") -> tuple[bytes, bool]:
        """RUNs; whether they are of the whole picture."""
        self.picture = surface.get_size()
        shown = seen(pixels(surface), self.where)
        rows, columns = shown.glyphs.shape
        whole = self.differ.keys.shape != (rows, columns)
        self.size = columns, rows
        return self.differ.changes(shown), whole

    def pointed(self, mouse: Mouse) -> list[Any]:
        """As pygame tells of a mouse, in the points of the picture as it is drawn."""
        import pygame

        columns, rows = self.size
        if not (0 <= mouse.column < columns and 0 <= mouse.row < rows):
            return []
        wide, high = self.picture
        at = (
            (2 * mouse.column + 1) * wide // (2 * columns),
            (2 * mouse.row + 1) * high // (2 * rows),
        )
        if not mouse.button:
            moved = pygame.event.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))
            return [moved]
        kind = pygame.MOUSEBUTTONDOWN if mouse.down else pygame.MOUSEBUTTONUP
        return [pygame.event.Event(kind, pos=at, button=mouse.button)]


def seen(picture: Pixels, place: Place) -> Cells:
    """`picture` is of colors of five bits each."""
    points = colored(fitted(picture, place), place.colors)
    make = shaded if place.colors == "none" else cells
    return make(points, place.blocks)


def pixels(surface: "pygame.Surface") -> Pixels:
    """Five bits each of red, green and blue; of shape (rows, columns)."""
    import pygame

    planes = pygame.surfarray.array3d(surface).astype(np.uint16) >> FIVE
    red, green, blue = (planes[..., number].T for number in range(3))
    found: Pixels = np.bitwise_or(red << 10 | green << 5, blue, dtype=np.uint16)
    return found


@cache
def table(colors: Colors) -> Pixels:
    """From colors of five bits each to a terminal's; where it has none, to levels."""
    if colors == "true":
        return np.arange(1 << 15, dtype=np.uint16)
    if colors == "none":
        return level_of_each()
    numbers = np.frombuffer(nearest_of_each(), np.uint8).astype(np.uint16)
    if colors == "256":
        return numbers
    return np.array([nearest_16(rgb(number)) for number in range(ALL)], np.uint16)[numbers]


def colored(picture: Pixels, colors: Colors) -> Pixels:
    return table(colors)[picture]
