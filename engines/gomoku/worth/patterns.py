"""What a stone on a point would be worth along one line: a class for each window of that line.

A window is what lies around an empty point, `reach` cells to each side, seen by the color that
would play there: each cell is empty (0), its own (1) or blocked (2: the other's stone or the edge).
As a number it is the sum of `cell * 3**place`, the leftmost cell at place 0, the point itself left
out; so a stone put down anywhere in the window adds a constant to it.

A class says what the line holds after the stone is placed, through that stone alone. It is defined
by what one more stone would make of it, so it is right for any number in a row.
"""

from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


class Pattern(IntEnum):
    """In rising order of what it is worth. "Five" stands for as many as win."""

    DEAD = 0
    """No five will ever run through the point."""
    ONE_CLOSED = 1
    """One stone more makes a TWO_CLOSED."""
    ONE_OPEN = 2
    """One stone more makes an open two."""
    TWO_CLOSED = 3
    """One stone more makes a THREE_CLOSED."""
    TWO_OPEN_1 = 4
    """At one point, one stone more makes an open three."""
    TWO_OPEN_2 = 5
    TWO_OPEN_3 = 6
    """At three or more points."""
    THREE_CLOSED = 7
    """One stone more makes a FOUR."""
    THREE_OPEN_1 = 8
    """At one point, one stone more makes a four that cannot be stopped."""
    THREE_OPEN_2 = 9
    """At two or more points."""
    FOUR = 10
    """One point makes five."""
    FOUR_TWICE = 11
    """Two points make five, as in X.XXX.X: for renju's black, two fours."""
    FOUR_OPEN = 12
    """Two points make five, at both ends of an unbroken four."""
    FIVE = 13
    OVERLINE = 14
    """More than five, where only five win; it is worth nothing, and forbidden to renju's black."""


class Line(NamedTuple):
    """How a color may make its row: the key of a table.

    `exact`: longer rows do not win. `single`: two fours at once are forbidden to it (renju's
    black), so a FOUR_TWICE threatens nothing.
    """

    row: int
    exact: bool = False
    single: bool = False

    @property
    def reach(self) -> int:
        """Cells of a window to each side; where longer rows do not win, the next one counts too."""
        return self.row if self.exact else self.row - 1


@cache
def table(line: Line) -> Array:
    """The pattern of every window, as uint8 of shape (3 ** (2 * reach),)."""
    width = 2 * line.reach
    index = np.arange(3**width, dtype=np.int32)
    weights = 3 ** np.arange(width, dtype=np.int32)
    cells = ((index[:, None] // weights) % 3).astype(np.uint8)
    left, right = run(cells[:, line.reach - 1 :: -1]), run(cells[:, line.reach :])
    found = start(line, left + right + 1)
    own = (cells == 1).sum(axis=1)
    for stones in range(width - 1, -1, -1):  # what one stone more makes is known before
        here = np.flatnonzero((own == stones) & (found == Pattern.DEAD))
        more = np.where(cells[here] == 0, here[:, None] + weights, -1)
        after = np.where(more >= 0, found[more], Pattern.DEAD)
        found[here] = grown(line, after, left[here], right[here])
    found.setflags(write=False)
    return found


def run(cells: Array) -> Counts:
    """How many of the first cells of each window are its own, without a gap."""
    length: Counts = np.cumprod(cells == 1, axis=1, dtype=np.int64).sum(axis=1)
    return length


def start(line: Line, length: Counts) -> Array:
    """FIVE and OVERLINE by the length of the run through the point; the rest is DEAD as yet."""
    found = np.zeros(len(length), np.uint8)
    found[length == line.row if line.exact else length >= line.row] = Pattern.FIVE
    if line.exact:
        found[length > line.row] = Pattern.OVERLINE
    return found


def grown(line: Line, after: Array, left: Counts, right: Counts) -> Array:
    """The class of windows of which it is known what each stone more makes of them."""

    def ways(*kinds: Pattern) -> Counts:
        number: Counts = np.isin(after, kinds).sum(axis=1)
        return number

    fives, reach = after == Pattern.FIVE, line.reach
    rows = np.arange(len(after))
    # The points right before and behind the run through the point, where the window has them.
    before, behind = reach - 1 - left, reach + right
    ends = (before >= 0) & (behind < 2 * reach)
    both = fives[rows, before.clip(0)] & fives[rows, behind.clip(max=2 * reach - 1)] & ends
    straight = both & (left + right + 1 == line.row - 1)
    winning = (Pattern.FOUR_OPEN,) if line.single else (Pattern.FOUR_OPEN, Pattern.FOUR_TWICE)
    threes = ways(*winning)
    twos = ways(Pattern.THREE_OPEN_1, Pattern.THREE_OPEN_2)
    open_twos = ways(Pattern.TWO_OPEN_1, Pattern.TWO_OPEN_2, Pattern.TWO_OPEN_3)
    return np.select(
        [
            straight,
            fives.sum(axis=1) >= 2,
            fives.any(axis=1),
            threes >= 2,
            threes == 1,
            ways(Pattern.FOUR, Pattern.FOUR_TWICE) > 0,
            twos >= 3,
            twos == 2,
            twos == 1,
            ways(Pattern.THREE_CLOSED) > 0,
            open_twos > 0,
            ways(Pattern.TWO_CLOSED) > 0,
        ],
        [
            Pattern.FOUR_OPEN,
            Pattern.FOUR_TWICE,
            Pattern.FOUR,
            Pattern.THREE_OPEN_2,
            Pattern.THREE_OPEN_1,
            Pattern.THREE_CLOSED,
            Pattern.TWO_OPEN_3,
            Pattern.TWO_OPEN_2,
            Pattern.TWO_OPEN_1,
            Pattern.TWO_CLOSED,
            Pattern.ONE_OPEN,
            Pattern.ONE_CLOSED,
        ],
        Pattern.DEAD,
    ).astype(np.uint8)
