"""What is played: how large the board, how many in a row, and what a longer row means."""

from typing import Literal

import msgspec

from engines.marking import N_

Kind = Literal["freestyle", "standard", "renju"]

EMPTY, BLACK, WHITE = 0, 1, 2
SMALLEST, LARGEST = 6, 20


class Rules(msgspec.Struct, frozen=True):
    """`row` stones in a row win. `freestyle`: so do more; `standard`: exactly that many;
    `renju`: exactly five for black, who may not make an overline, two fours or two threes
    at once; five and more for white.

    ValueError for what cannot be played.
    """

    size: int = 15
    row: int = 5
    kind: Kind = "freestyle"

    def __post_init__(self) -> None:
        if not SMALLEST <= self.size <= LARGEST:
            raise ValueError(
                N_("the board has {least} to {most} lines").format(least=SMALLEST, most=LARGEST)
            )
        if not 3 <= self.row <= min(self.size, 9):
            raise ValueError(N_("a row has 3 to 9 stones, and no more than the board has lines"))
        if self.kind == "renju" and self.row != 5:
            raise ValueError(N_("renju is played with five in a row"))

    def exact(self, color: int) -> bool:
        """Whether more than `row` stones do not win for this color."""
        return self.kind == "standard" or (self.kind == "renju" and color == BLACK)

    @property
    def points(self) -> int:
        return self.size * self.size


def other(color: int) -> int:
    return BLACK + WHITE - color
