"""A picture's points, made as many as a place shows.

Points lie in squares of two rows to a cell where it is one or two points, of four where it is
quadrants. Where a point of a cell is as high as two of those, each two rows become one.
"""

import numpy as np

from engines.arcade.cells import Pixels
from engines.arcade.messages import Place
from engines.arcade.shades import levels


def across(place: Place) -> int:
    """Points that a cell has side by side; it has twice as many squares one above the other."""
    return 2 if place.blocks == "quadrant" else 1


def fitted(picture: Pixels, place: Place) -> Pixels:
    """The points of whole cells: those of the picture's colors as they are, or, where there is no
    room, those that lie nearest."""
    beside, (rows, columns) = across(place), picture.shape
    by = max(1 / beside, columns / place.columns / beside, rows / (2 * place.rows) / beside)
    size = max(2 * beside, int(rows / by)), max(beside, int(columns / by))
    if size != picture.shape:
        at = (np.arange(new) * old // new for new, old in zip(size, picture.shape, strict=True))
        picture = picture[np.ix_(*at)]
    missing = ((0, -size[0] % (2 * beside)), (0, -size[1] % beside))
    picture = np.pad(picture, missing, mode="edge")
    return picture if place.blocks == "half" else squeezed(picture)


def squeezed(picture: Pixels) -> Pixels:
    """Of each two points, one above the other, the lower; but the upper where it alone would be
    lost with its row, as what is thin. Of two that would, the brighter: things are, grounds not."""
    upper, lower = picture[0::2], picture[1::2]
    thin = upper != np.vstack([upper[:1], lower[:-1]])
    both = thin & (lower != np.vstack([upper[1:], lower[-1:]]))
    return np.where(thin & (~both | (levels(upper) > levels(lower))), upper, lower)
