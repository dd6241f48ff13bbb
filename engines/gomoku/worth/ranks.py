"""How early a search tries a move: a number for what it would make, and one for what it prevents.

Only the order matters, and what is nothing: a point where both colors' ranks are 0 has no stone
near enough on any of its lines, and is not tried while another has.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from engines.gomoku.worth.patterns import Line, Pattern
from engines.gomoku.worth.shapes import Shape, numbers, shapes

Ranks = npt.NDArray[np.int16]

PATTERNS = {
    Pattern.TWO_CLOSED: 6,
    Pattern.TWO_OPEN_1: 13,
    Pattern.TWO_OPEN_2: 18,
    Pattern.TWO_OPEN_3: 22,
    Pattern.THREE_CLOSED: 26,
    Pattern.THREE_OPEN_1: 60,
    Pattern.THREE_OPEN_2: 70,
    Pattern.FOUR: 70,
    Pattern.FOUR_TWICE: 70,
    Pattern.FOUR_OPEN: 70,
    Pattern.FIVE: 70,
}
SHAPES = {
    Shape.THREES: 60,
    Shape.FOUR_THREE: 150,
    Shape.WINNING: 300,
    Shape.FIVE: 1000,
}


@cache
def ranks(line: Line) -> Ranks:
    """By packed patterns, for who makes them."""
    each = numbers() @ np.array([PATTERNS.get(pattern, 0) for pattern in Pattern])
    kind = shapes(line)
    found = each + np.array([SHAPES.get(shape, 0) for shape in Shape])[kind]
    found = np.where(kind == Shape.FORBIDDEN, 0, found).astype(np.int16)
    found.setflags(write=False)
    return found
