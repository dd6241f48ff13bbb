"""What the patterns of an empty point count for in the evaluation of a position.

A position is worth, to who is to move, the sum over all empty points of `mine` of his own patterns
there minus `theirs` of the other's. Each UNIT is a factor of e in the odds to win.

The weights are fitted to games by engines.gomoku.fitting.fit, which begins with those by hand.
"""

from functools import cache
from math import exp
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.rules import Kind, Rules
from engines.gomoku.worth.patterns import Line, Pattern
from engines.gomoku.worth.shapes import CODES, Shape, numbers, samples, shapes

Values = npt.NDArray[np.int32]

ASSETS = Path(__file__).parents[3] / "assets" / "gomoku"
UNIT = 200

PATTERNS = {
    Pattern.TWO_OPEN_1: 1,
    Pattern.TWO_OPEN_2: 1,
    Pattern.TWO_OPEN_3: 2,
    Pattern.THREE_CLOSED: 2,
    Pattern.THREE_OPEN_1: 5,
    Pattern.THREE_OPEN_2: 9,
    Pattern.FOUR: 9,
    Pattern.FOUR_TWICE: 20,
    Pattern.FOUR_OPEN: 25,
    Pattern.FIVE: 40,
}
"""What one direction counts for to the color that would play there. A row is seen from several
points, so each counts for little."""

TO_MOVE = {
    Shape.THREES: 45,
    Shape.FOUR_THREE: 70,
    Shape.WINNING: 150,
    Shape.FIVE: 1000,
}
"""What more a shape counts for to who is to move: he makes it now, if he is not in need."""
AGAINST = {
    Shape.THREES: 40,
    Shape.FOUR_THREE: 40,
    Shape.WINNING: 40,
    Shape.FIVE: 40,
}
"""And to the other, against whom something can be done yet."""


class Weights(NamedTuple):
    """Of one color, each of shape (3060,), by `shapes.codes`."""

    mine: Values
    theirs: Values


def by_hand(line: Line) -> Weights:
    """By a plain formula: the directions add up, and a shape counts for more than they."""
    each = numbers()[samples()] @ np.array([PATTERNS.get(pattern, 0) for pattern in Pattern])
    kind = shapes(line)[samples()]
    mine = each + np.array([TO_MOVE.get(shape, 0) for shape in Shape])[kind]
    theirs = each + np.array([AGAINST.get(shape, 0) for shape in Shape])[kind]
    useless = kind == Shape.FORBIDDEN
    return Weights(*(np.where(useless, 0, values).astype(np.int32) for values in (mine, theirs)))


@cache
def weights(rules: Rules) -> tuple[Weights, Weights]:
    """Black's and white's."""
    black, white = fitted(rules.kind)
    return black, white


def fitted(kind: Kind) -> list[Weights]:
    """What the project ships. OSError or ValueError where it was not installed whole."""
    path = ASSETS / f"{kind}.npz"
    with np.load(path, allow_pickle=False) as stored:
        mine, theirs = stored["mine"].astype(np.int32), stored["theirs"].astype(np.int32)
    if mine.shape != (2, CODES) or theirs.shape != mine.shape:
        raise ValueError(f"{path} holds no weights")
    return [Weights(*pair) for pair in zip(mine, theirs, strict=True)]


def winrate(score: int) -> float:
    """The share of games won from positions evaluated so, 0 to 1."""
    return 1 / (1 + exp(-max(-40 * UNIT, min(40 * UNIT, score)) / UNIT))
