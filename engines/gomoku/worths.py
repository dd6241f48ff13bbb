"""What a cell adds to the tally of its position: to both evaluations, and to the counts of shapes.

A tally is one number with a field for each, so that a cell is added by one addition. The lowest
fields are the two evaluations, for black to move and for white, of 32 bits with a sign; above them
are the counts of black's shapes from BUILD to FORBIDDEN, and of white's, of 9 bits each.
"""

from functools import cache

from engines.gomoku.rules import BLACK, WHITE, Rules
from engines.gomoku.shapes import Shape, codes, lines, shapes, suspects
from engines.gomoku.weights import Weights, weights

SHAPES, COLOR = 16, 32
"""In a cell, white's patterns are above black's by 16 bits, the color of its stone by 32."""
PACKED = (1 << SHAPES) - 1

VIEW, COUNT = 32, 9


class Worths(dict[int, int]):
    """The worth of each cell that was met. A stone has none."""

    def __init__(self, kinds: tuple[bytes, bytes], values: tuple[Weights, Weights]) -> None:
        self.kinds = kinds
        self.codes: list[int] = codes().tolist()
        self.mine: list[list[int]] = [each.mine.tolist() for each in values]
        self.theirs: list[list[int]] = [each.theirs.tolist() for each in values]

    def __missing__(self, cell: int) -> int:
        self[cell] = worth = 0 if cell >> COLOR else self.worth(cell & PACKED, cell >> SHAPES)
        return worth

    def worth(self, black: int, white: int) -> int:
        code, other = self.codes[black], self.codes[white]
        to_black = self.mine[0][code] - self.theirs[1][other]
        to_white = self.mine[1][other] - self.theirs[0][code]
        counts = one(BLACK, self.kinds[0][black]) + one(WHITE, self.kinds[1][white])
        return to_black + (to_white << VIEW) + (counts << 2 * VIEW)


def one(color: int, shape: int) -> int:
    """One of this shape in the counts. Quiet points are not counted."""
    return 1 << place(color, shape) if shape else 0


def place(color: int, shape: int) -> int:
    return COUNT * (shape - 1 + (len(Shape) - 1) * (color == WHITE))


def views(tally: int) -> tuple[int, int]:
    """What the position is worth to black if black is to move, and to white if white is."""
    black = signed(tally)
    return black, signed(tally - black >> VIEW)


def signed(number: int) -> int:
    """The lowest VIEW bits, as a number that may be negative."""
    half = 1 << VIEW - 1
    return ((number + half) & (1 << VIEW) - 1) - half


def count(tally: int, color: int, shape: int) -> int:
    """How many points have this shape, which is not QUIET."""
    black, white = views(tally)
    counts = tally - black - (white << VIEW) >> 2 * VIEW
    return counts >> place(color, shape) & (1 << COUNT) - 1


@cache
def kinds(rules: Rules) -> tuple[bytes, bytes]:
    """The Shape by packed patterns, black's and white's."""
    black, white = (shapes(line).tobytes() for line in lines(rules))
    return black, white


@cache
def suspicious(rules: Rules) -> tuple[bytes, bytes]:
    """Not 0 where the Shape alone does not tell that a point is allowed, as `kinds`."""
    black, white = (suspects(line).tobytes() for line in lines(rules))
    return black, white


@cache
def worths(rules: Rules) -> Worths:
    return Worths(kinds(rules), weights(rules))
