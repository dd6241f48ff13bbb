"""What an empty point is worth to a color: the patterns of its four directions together.

Packed, the four are one number: `p0 | p1 << 4 | p2 << 8 | p3 << 12`. All tables here are indexed
by it, so they have 65,536 entries; a nibble of 15 is no pattern, and counts as DEAD.
"""

from enum import IntEnum
from functools import cache
from math import comb

import numpy as np
import numpy.typing as npt

from engines.gomoku.rules import BLACK, WHITE, Rules
from engines.gomoku.worth.patterns import Array, Line, Pattern
from engines.wire import N_, EngineError

PACKED = 1 << 16
CODES = comb(len(Pattern) + 3, 4)
"""How many multisets of four patterns there are."""
FURTHEST = 6
"""The longest reach of which a table of all windows is made: 531,441 of them."""


class Shape(IntEnum):
    """What a stone on an empty point would make, in rising order of how pressing it is."""

    QUIET = 0
    BUILD = 1
    """An open two or a closed three."""
    THREE = 2
    """One open three."""
    THREES = 3
    """Two or more."""
    FOUR = 4
    """One four, and no open three."""
    FOUR_THREE = 5
    """One four, and an open three."""
    WINNING = 6
    """A four that cannot be stopped, or two of them."""
    FIVE = 7
    FORBIDDEN = 8
    """To renju's black, in any case: an overline or two fours."""


def lines(rules: Rules) -> tuple[Line, Line]:
    """How black and white may make their rows. EngineError for rows too long to be searched."""
    black, white = (
        Line(rules.row, rules.exact(color), rules.kind == "renju" and color == BLACK)
        for color in (BLACK, WHITE)
    )
    if black.reach > FURTHEST:
        raise EngineError(
            N_("So long a row can be played, but not searched."),
            f"{rules.row} in a row, {rules.kind}",
            "zerodeck gomoku play --row 6",
        )
    return black, white


@cache
def numbers() -> Array:
    """How often each pattern stands in a packed number, of shape (65536, 15)."""
    every = directions()
    return np.stack([(every == pattern).sum(axis=1, dtype=np.uint8) for pattern in Pattern], axis=1)


@cache
def directions() -> Array:
    """The patterns of each packed number, of shape (65536, 4)."""
    nibbles = np.arange(PACKED)[:, None] >> np.arange(0, 16, 4) & 15
    return np.where(nibbles < len(Pattern), nibbles, Pattern.DEAD).astype(np.uint8)


def among(*patterns: Pattern) -> npt.NDArray[np.intp]:
    """How many of these stand in each packed number."""
    total: npt.NDArray[np.intp] = numbers()[:, patterns].sum(axis=1, dtype=np.intp)
    return total


@cache
def shapes(line: Line) -> Array:
    """The Shape of each packed number. A single line's THREES, and whatever else `suspects` names,
    are forbidden unless one of the threes can never become a four."""
    fours, threes = among(Pattern.FOUR), among(Pattern.THREE_OPEN_1, Pattern.THREE_OPEN_2)
    twice, straight = among(Pattern.FOUR_TWICE), among(Pattern.FOUR_OPEN)
    builds = among(Pattern.TWO_OPEN_1, Pattern.TWO_OPEN_2, Pattern.TWO_OPEN_3, Pattern.THREE_CLOSED)
    forbidden = (among(Pattern.OVERLINE) + twice > 0) | (fours + straight >= 2)
    found = np.select(
        [
            among(Pattern.FIVE) > 0,
            forbidden & line.single,
            (straight + twice > 0) | (fours >= 2),
            (fours == 1) & (threes > 0),
            fours == 1,
            threes >= 2,
            threes == 1,
            builds > 0,
        ],
        [
            Shape.FIVE,
            Shape.FORBIDDEN,
            Shape.WINNING,
            Shape.FOUR_THREE,
            Shape.FOUR,
            Shape.THREES,
            Shape.THREE,
            Shape.BUILD,
        ],
        Shape.QUIET,
    ).astype(np.uint8)
    found.setflags(write=False)
    return found


@cache
def suspects(line: Line) -> npt.NDArray[np.bool_]:
    """Where a color may be forbidden to play by two open threes: the board itself must tell."""
    threes = among(Pattern.THREE_OPEN_1, Pattern.THREE_OPEN_2) >= 2
    found = line.single & threes & (shapes(line) < Shape.FIVE)
    found.setflags(write=False)
    return found


@cache
def codes() -> npt.NDArray[np.uint16]:
    """The number of each packed number's multiset of patterns, 0 to 3059.

    The order of the four directions is nothing to a weight. For a <= b <= c <= d it is
    comb(a, 1) + comb(b + 1, 2) + comb(c + 2, 3) + comb(d + 3, 4), which leaves no gap.
    """
    ranks = np.array([[comb(p + k, k + 1) for p in Pattern] for k in range(4)])
    ordered = np.sort(directions(), axis=1)
    found: npt.NDArray[np.uint16] = ranks[np.arange(4), ordered].sum(axis=1).astype(np.uint16)
    found.setflags(write=False)
    return found


@cache
def samples() -> npt.NDArray[np.intp]:
    """A packed number for each code, of shape (3060,)."""
    return np.unique(codes(), return_index=True)[1]
