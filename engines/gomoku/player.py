"""What every player is asked, and what it answers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from engines.gomoku.board import Board


MOST_LINES = 9


class Limits(msgspec.Struct, frozen=True):
    """How long to think. `nodes` defines strength: moves made in the tree for a search, playouts
    for a tree of playouts. `seconds` is a cap of wall time, and None is none.

    `lines`: how many moves are to be compared, each with its continuation; a search compares
    MOST_LINES at most.
    """

    nodes: int | None = None
    seconds: float | None = None
    lines: int = 1


class Line(msgspec.Struct, frozen=True):
    """A move with what would follow, and its worth to who is to move.

    `winrate` is 0 to 1. `win` counts the plies until a proved win, negative until a proved loss.
    """

    moves: tuple[int, ...]
    winrate: float
    win: int | None = None


class Analysis(msgspec.Struct, frozen=True):
    """What a player thinks of a position. `lines` is never empty, the best line stands first.

    `found` says by what: "five", "block", "vcf", "vct", "search", "playouts", "opening", or "only"
    where there is one move. `capped` is True where the clock ended what nodes should have.
    `heat`: for each candidate point, how good it looks, 0 to 1.
    """

    lines: tuple[Line, ...]
    found: str = "search"
    depth: int = 0
    nodes: int = 0
    seconds: float = 0.0
    capped: bool = False
    backend: str = "Python"
    heat: tuple[tuple[int, float], ...] = ()

    @property
    def move(self) -> int:
        return self.lines[0].moves[0]


Stop = Callable[[], bool]
"""Asked often; True: answer now with the best there is."""

Tell = Callable[[Analysis], None]
"""Told what is known so far, every TELL seconds at most."""

TELL = 0.2


class Player(Protocol):
    """A player has no memory of games: the board that it is given holds all it needs."""

    name: str

    def choose(
        self,
        board: "Board",
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        """The board is not over, and is left as it was."""
        ...
