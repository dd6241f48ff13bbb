"""All that follows from what both colors would make on a point, worked out once for each pair.

A pair is black's packed patterns (see shapes.py), and white's above them by 16 bits.
"""

from array import array
from dataclasses import dataclass
from functools import lru_cache

from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.gomoku.worth.ranks import ranks
from engines.gomoku.worth.shapes import Shape, codes, lines, shapes, suspects
from engines.gomoku.worth.weights import Weights, weights

ABOVE = 16
PACKED = (1 << ABOVE) - 1
VIEW = 32
"""A worth is two numbers in one, so that a cell is counted by one addition: what it is worth to
black if black is to move, and, above it by 32 bits, to white if white is."""
HALF = 1 << VIEW - 1
NOTHING = HALF + (HALF << VIEW)
"""What the sum of worths begins with, so that both stay positive."""


@dataclass(slots=True)
class Cell:
    """Of an empty point; or a stone, of which only the color is told. It is not changed."""

    pair: int = 0
    worth: int = 0
    black: int = Shape.QUIET
    white: int = Shape.QUIET
    """What a stone of the color would make."""
    scores: tuple[int, int] = (0, 0)
    """How early a search tries the point when black or white is to move; 0: not at all."""
    suspect: bool = False
    """Whether the shape alone does not tell that black may play here (renju)."""
    color: int = EMPTY


REMEMBERED = 30_000
"""Cells; beyond it memory grows too much, and all is forgotten."""

STONES = (Cell(), Cell(color=BLACK), Cell(color=WHITE))


class Cells(dict[int, Cell]):
    """The cell of each pair that was met."""

    def __init__(self, rules: Rules, values: tuple[Weights, Weights]) -> None:
        black, white = lines(rules)
        self.codes = array("H", codes().tobytes())
        self.shapes = shapes(black).tobytes(), shapes(white).tobytes()
        self.ranks = [array("h", ranks(line).tobytes()) for line in (black, white)]
        self.suspects = suspects(black).tobytes()
        self.mine: list[list[int]] = [each.mine.tolist() for each in values]
        self.theirs: list[list[int]] = [each.theirs.tolist() for each in values]

    def __missing__(self, pair: int) -> Cell:
        if len(self) >= REMEMBERED:
            self.clear()
        black, white = pair & PACKED, pair >> ABOVE
        self[pair] = cell = Cell(
            pair,
            self.worth(black, white),
            self.shapes[0][black],
            self.shapes[1][white],
            self.scores(self.ranks[0][black], self.ranks[1][white]),
            self.suspects[black] != 0,
        )
        return cell

    def worth(self, black: int, white: int) -> int:
        code, other = self.codes[black], self.codes[white]
        to_black = self.mine[0][code] - self.theirs[1][other]
        to_white = self.mine[1][other] - self.theirs[0][code]
        return to_black + (to_white << VIEW)

    @staticmethod
    def scores(black: int, white: int) -> tuple[int, int]:
        """One's own ranks count a little more than what is prevented."""
        return 2 * (black + white - white // 4), 2 * (black + white - black // 4)


@lru_cache(maxsize=1)  # one game is played at a time, and a small machine has no room for two
def cells(rules: Rules) -> Cells:
    return Cells(rules, weights(rules))
