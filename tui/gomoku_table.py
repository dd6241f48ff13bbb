"""A game of gomoku that is being played: the board, who plays which color, and the clocks."""

from collections.abc import Iterable
from typing import NamedTuple

from engines.gomoku.board import Board
from engines.gomoku.messages import By, Game
from engines.gomoku.rules import EMPTY, Rules, other


class Engine(NamedTuple):
    """The search at a level, 1 to 9; or a network, by its name or how its hash begins."""

    level: int = 5
    net: str = ""

    @property
    def by(self) -> By:
        return "net" if self.net else "search"


PERSON = None

Player = Engine | None
"""Who plays a color: an engine, or a person."""

Sides = tuple[Player, Player]
"""Who plays black, and who plays white."""

USUAL: Sides = (PERSON, Engine())


class Table:
    """`stepping`: an earlier move is looked at, and nobody plays. `resigned` is a color or 0.

    Times are seconds of any clock that does not jump; whoever calls says what time it is.
    """

    def __init__(
        self, rules: Rules | None = None, sides: Sides = USUAL, moves: Iterable[int] = ()
    ) -> None:
        """Raises IllegalMove where a move of `moves` is not legal."""
        self.board = Board(rules, moves)
        self.sides = sides
        self.seconds = [0.0, 0.0]
        self.resigned = EMPTY
        self.stepping = False
        self.since: float | None = None

    @property
    def rules(self) -> Rules:
        return self.board.rules

    @property
    def moves(self) -> list[int]:
        return self.board.moves

    @property
    def game(self) -> Game:
        """As it stands on the board."""
        return Game(self.rules, tuple(self.moves))

    @property
    def whole(self) -> tuple[int, ...]:
        """With the moves that follow the one that is looked at."""
        later = reversed(self.board.undone) if self.stepping else ()
        return (*self.moves, *later)

    @property
    def player(self) -> Player:
        """Who is to move."""
        return self.sides[self.board.turn - 1]

    @property
    def winner(self) -> int:
        return self.board.winner or (other(self.resigned) if self.resigned else EMPTY)

    @property
    def over(self) -> bool:
        return bool(self.resigned) or self.board.over

    @property
    def engine(self) -> Player:
        """The one that plays, white's where both do."""
        return self.sides[1] or self.sides[0]

    # Clocks

    @property
    def ticking(self) -> bool:
        """Time counts from the first move on, while somebody can move."""
        return bool(self.moves) and not self.over and not self.stepping

    def clock(self, now: float, *, on: bool) -> None:
        """What has passed until now counts for who is to move; from now on time runs, or not."""
        if self.since is not None and self.ticking:
            self.seconds[self.board.turn - 1] += max(0.0, now - self.since)
        self.since = now if on else None

    def used(self, color: int, now: float) -> float:
        """Seconds that this color has thought."""
        running = self.since is not None and self.ticking and self.board.turn == color
        return self.seconds[color - 1] + (max(0.0, now - (self.since or 0.0)) if running else 0.0)

    # Moves

    def play(self, point: int) -> None:
        """Raises IllegalMove. Where an earlier move is looked at, the game goes on from there."""
        self.board.play(point)
        self.stepping = self.stepping and bool(self.board.undone)

    def undo(self) -> bool:
        """Take back as many moves as it takes until a person is to move again, or one where none
        plays. False where there is none to take back."""
        self.stepping = False
        if self.resigned:
            self.resigned = EMPTY
            return True
        if not self.moves:
            return False
        self.board.undo()
        while self.moves and self.player and PERSON in self.sides:
            self.board.undo()
        return True

    def redo(self) -> bool:
        """Play again what was taken back, as far as a person is to move."""
        if not self.board.undone:
            return False
        self.board.redo()
        while self.board.undone and self.player and PERSON in self.sides:
            self.board.redo()
        self.stepping = self.stepping and bool(self.board.undone)
        return True

    def step(self, by: int) -> bool:
        """Look at the position so many moves later, or earlier. False where there is none."""
        before = len(self.moves)
        for _ in range(abs(by)):
            if by < 0 and self.moves:
                self.board.undo()
            elif by > 0 and self.board.undone:
                self.board.redo()
        self.stepping = bool(self.board.undone)
        return len(self.moves) != before
