"""A picture without colors: as characters that are more or less of ink, by how bright it is.

With Unicode a cell is quadrants, of which the bright ones are set; where none or all of them are,
it is a shade. With ASCII alone ("full") it is a letter of a ramp.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from engines.arcade.cells import Cells, Pixels
from engines.arcade.runs import GLYPHS, Blocks

Glyphs = npt.NDArray[np.uint8]
SHADES, RAMP = " ░▒▓█", " .:-=+*#%@"
DIM, BRIGHT = 20, 60
"""Of 255: below DIM a point is nothing; from BRIGHT on it is set."""
LIMITS = DIM, BRIGHT, 110, 155
"""From which on each next shade is."""


def shaded(points: Pixels, blocks: Blocks) -> Cells:
    """`points` are levels, as many as cells.cells wants."""
    glyphs = ramp(points) if blocks == "full" else blocked(points, blocks)
    nothing = np.zeros(glyphs.shape, np.uint16)
    return Cells(glyphs, nothing, nothing)


def ramp(points: Pixels) -> Glyphs:
    shown: Glyphs = numbers(RAMP)[points.astype(np.uint32) * len(RAMP) >> 8]
    return shown


def blocked(points: Pixels, blocks: Blocks) -> Glyphs:
    wide = points if blocks == "quadrant" else np.repeat(points, 2, axis=1)
    four = [wide[y::2, x::2] for y in (0, 1) for x in (0, 1)]
    set_ = sum(
        (point >= BRIGHT) * np.uint8(bit) for point, bit in zip(four, (8, 4, 2, 1), strict=True)
    )
    shade = numbers(SHADES)[np.digitize(np.minimum.reduce(four), LIMITS)]
    return np.where((set_ == 0) | (set_ == 15), shade, set_)


def numbers(glyphs: str) -> Glyphs:
    return np.array([GLYPHS.index(glyph) for glyph in glyphs], np.uint8)


def levels(picture: Pixels) -> Pixels:
    """How bright colors of five bits each are, of 255."""
    found: Pixels = level_of_each()[picture]
    return found


@cache
def level_of_each() -> Pixels:
    color = np.arange(1 << 15, dtype=np.uint32)
    red, green, blue = (color >> shift & 31 for shift in (10, 5, 0))
    found: Pixels = ((299 * red + 587 * green + 114 * blue) * 255 // 31_000).astype(np.uint16)
    return found
