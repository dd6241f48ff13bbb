"""The referee: a game as it is played, stone by stone. Simple and exact; searches have their own.

A color wins by its row. A full board is a draw, and so is a game of renju in which black has no
legal point left: black may not pass.
"""

from collections.abc import Iterable

from engines.gomoku import forbidden, points, threats
from engines.gomoku.lines import DIRECTIONS, run
from engines.gomoku.messages import Threat
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.gomoku.zobrist import keys
from engines.wire import N_, EngineError

OUTSIDE = N_("This point is outside the board.")
OCCUPIED = N_("There is a stone on this point already.")
OVER = N_("The game is over.")
FORBIDDEN = N_("This point is forbidden to black.")
NOTHING_TO_UNDO = N_("There is no move to take back.")
NOTHING_TO_REDO = N_("There is no move to play again.")


REASONS = {
    "outside": N_("{point}: outside"),
    "occupied": N_("{point}: occupied"),
    "over": N_("{point}: the game is over"),
    "overline": N_("{point}: overline"),
    "four-four": N_("{point}: four-four"),
    "three-three": N_("{point}: three-three"),
}


class IllegalMove(EngineError):
    """`reason` is one of REASONS."""

    def __init__(self, what: str, why: str, reason: str) -> None:
        super().__init__(what, why)
        self.reason = reason


class Board:
    """`undone` holds what was taken back, the next to be played again last."""

    def __init__(self, rules: Rules | None = None, moves: Iterable[int] = ()) -> None:
        """Raises IllegalMove where a move of `moves` is not legal."""
        self.rules = rules or Rules()
        self.cells = bytearray(self.rules.points)
        self.moves: list[int] = []
        self.undone: list[int] = []
        self.hash = 0
        self.winner = EMPTY
        self.row: tuple[int, ...] = ()
        for move in moves:
            self.play(move)

    @property
    def turn(self) -> int:
        """The color that is to move."""
        return WHITE if len(self.moves) % 2 else BLACK

    @property
    def full(self) -> bool:
        return len(self.moves) == self.rules.points

    @property
    def over(self) -> bool:
        return self.winner != EMPTY or self.full or self.stuck

    @property
    def stuck(self) -> bool:
        """Whether every empty point is forbidden to who is to move."""
        return not self.full and all(
            self.reason(point) for point, color in enumerate(self.cells) if color == EMPTY
        )

    def play(self, point: int) -> None:
        """Raises IllegalMove, and then nothing has changed."""
        self.check(point)
        if self.undone and self.undone[-1] == point:
            self.undone.pop()
        else:
            self.undone.clear()
        self.put(point)

    def check(self, point: int) -> None:
        """Raise the IllegalMove that `play` would raise."""
        if not 0 <= point < self.rules.points:
            raise IllegalMove(OUTSIDE, why("outside", point), "outside")
        name = points.name(point, self.rules.size)
        if self.over:
            raise IllegalMove(OVER, why("over", name), "over")
        if self.cells[point] != EMPTY:
            raise IllegalMove(OCCUPIED, why("occupied", name), "occupied")
        if reason := self.reason(point):
            raise IllegalMove(FORBIDDEN, why(reason, name), reason)

    def put(self, point: int) -> None:
        """Set the stone of who is to move, unchecked."""
        color = self.turn
        self.cells[point] = color
        self.hash ^= keys(self.rules.size)[color - 1][point]
        self.moves.append(point)
        self.row = self.won_by(point)
        self.winner = color if self.row else EMPTY

    def won_by(self, point: int) -> tuple[int, ...]:
        """The stones of the winning rows through the stone on this point, sorted; or none."""
        row, exact = self.rules.row, self.rules.exact(self.cells[point])
        stones: set[int] = set()
        for dx, dy in DIRECTIONS:
            found = run(self.cells, self.rules.size, point, dx, dy)
            if len(found) == row or (len(found) > row and not exact):
                stones.update(found)
        return tuple(sorted(stones))

    def undo(self) -> int:
        """Take the last move back: its point. Raises EngineError where there is none."""
        if not self.moves:
            raise EngineError(NOTHING_TO_UNDO)
        point = self.moves.pop()
        self.hash ^= keys(self.rules.size)[self.cells[point] - 1][point]
        self.cells[point] = EMPTY
        self.winner, self.row = EMPTY, ()
        self.undone.append(point)
        return point

    def redo(self) -> int:
        """Play again what was taken back last: its point. Raises EngineError where it is none."""
        if not self.undone:
            raise EngineError(NOTHING_TO_REDO)
        point = self.undone.pop()
        self.put(point)
        return point

    def reason(self, point: int) -> str:
        """Why the empty point is forbidden to who is to move: as in forbidden.py, or ""."""
        if self.rules.kind != "renju" or self.turn != BLACK:
            return ""
        return forbidden.reason(self.cells, self.rules.size, point)

    def forbidden(self) -> frozenset[int]:
        """The empty points where who is to move may not play; none once somebody has won."""
        if self.rules.kind != "renju" or self.turn != BLACK or self.winner:
            return frozenset()
        return forbidden.forbidden(self.cells, self.rules.size)

    def legal(self) -> list[int]:
        """Where who is to move may play, in rising order; nothing once the game is over."""
        if self.winner:
            return []
        refused = self.forbidden()
        return [
            point
            for point, color in enumerate(self.cells)
            if color == EMPTY and point not in refused
        ]

    def threats(self) -> tuple[Threat, ...]:
        return threats.threats(self.rules, self.cells)

    def copy(self) -> "Board":
        """Another board that stands as this one, with what was undone."""
        twin = Board(self.rules)
        twin.cells, twin.moves, twin.undone = self.cells[:], self.moves[:], self.undone[:]
        twin.hash, twin.winner, twin.row = self.hash, self.winner, self.row
        return twin


def why(reason: str, point: object) -> str:
    return REASONS[reason].format(point=point)
