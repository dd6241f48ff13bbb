"""What the patterns of an empty point count for in the evaluation of a position.

A position is worth, to who is to move, the sum over all empty points of `mine` of his own patterns
there minus `theirs` of the other's. A hundred are a factor of e in the odds to win.

The weights are fitted to games by engines.gomoku.fit; where there are none, those by hand stand in.
"""

from functools import cache
from math import exp
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.patterns import Line, Pattern
from engines.gomoku.rules import Kind, Rules
from engines.gomoku.shapes import CODES, Shape, lines, numbers, samples, shapes

Values = npt.NDArray[np.int32]

ASSETS = Path(__file__).parents[2] / "assets" / "gomoku"
UNIT = 100

PATTERNS = {
    Pattern.DEAD: 0,
    Pattern.ONE_CLOSED: 1,
    Pattern.ONE_OPEN: 2,
    Pattern.TWO_CLOSED: 3,
    Pattern.TWO_OPEN_1: 4,
    Pattern.TWO_OPEN_2: 6,
    Pattern.TWO_OPEN_3: 7,
    Pattern.THREE_CLOSED: 8,
    Pattern.THREE_OPEN_1: 14,
    Pattern.THREE_OPEN_2: 18,
    Pattern.FOUR: 20,
    Pattern.FOUR_TWICE: 20,
    Pattern.FOUR_OPEN: 20,
    Pattern.FIVE: 20,
    Pattern.OVERLINE: 0,
}
"""What one direction counts for to the color that would play there."""

TO_MOVE = {
    Shape.THREES: 30,
    Shape.FOUR: 5,
    Shape.FOUR_THREE: 200,
    Shape.WINNING: 400,
    Shape.FIVE: 1000,
}
"""What more a shape counts for to who is to move: he makes it now, if he is not in need."""
AGAINST = {
    Shape.THREES: 10,
    Shape.FOUR_THREE: 40,
    Shape.WINNING: 60,
    Shape.FIVE: 80,
}
"""And to the other, against whom something can be done yet."""


class Weights(NamedTuple):
    """Of one color, each of shape (3060,), by `shapes.codes`."""

    mine: Values
    theirs: Values


def by_hand(line: Line) -> Weights:
    """By a plain formula: the directions add up, and a shape counts for more than they."""
    each = numbers()[samples()] @ np.array([PATTERNS[pattern] for pattern in Pattern])
    kind = shapes(line)[samples()]
    mine = each + np.array([TO_MOVE.get(shape, 0) for shape in Shape])[kind]
    theirs = each * 2 // 3 + np.array([AGAINST.get(shape, 0) for shape in Shape])[kind]
    useless = kind == Shape.FORBIDDEN
    return Weights(*(np.where(useless, 0, values).astype(np.int32) for values in (mine, theirs)))


@cache
def weights(rules: Rules) -> tuple[Weights, Weights]:
    """Black's and white's."""
    found = fitted(rules.kind)
    black, white = found if found is not None else map(by_hand, lines(rules))
    return black, white


def fitted(kind: Kind) -> list[Weights] | None:
    """What the project ships for these rules, None where it ships none."""
    path = ASSETS / f"{kind}.npz"
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        mine, theirs = stored["mine"].astype(np.int32), stored["theirs"].astype(np.int32)
    if mine.shape != (2, CODES) or theirs.shape != mine.shape:
        raise ValueError(f"{path} holds no weights")
    return [Weights(*pair) for pair in zip(mine, theirs, strict=True)]


def winrate(score: int) -> float:
    """The share of games won from positions evaluated so, 0 to 1."""
    return 1 / (1 + exp(-max(-40 * UNIT, min(40 * UNIT, score)) / UNIT))
