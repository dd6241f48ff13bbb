"""Games of a network's player: see gomoku_zero.py, which asks for them."""

import os
import time
from collections.abc import Callable
from itertools import count
from random import Random
from typing import NamedTuple, Protocol

from engines.gomoku.board import Board
from engines.gomoku.matches.openings import opening
from engines.gomoku.matches.score import score
from engines.gomoku.mcts_pure import PureMCTS
from engines.gomoku.messages import Score
from engines.gomoku.player import Limits, Player
from engines.gomoku.rules import BLACK, Rules
from tests.bench import Figure
from tests.bench.gomoku_zero import LARGE, PLAYOUTS, SMALL, Original, original_player, ours, say

PURE = 5000
OPENING = 2
"""Random stones that a game begins with."""
MOST = 10**6


class Mover(Protocol):
    def move(self, board: Board) -> int: ...


class Thinking:
    """One of ours."""

    def __init__(self, player: Player) -> None:
        self.player = player

    def move(self, board: Board) -> int:
        return self.player.choose(board, Limits()).move


class Equal:
    """Takes as much CPU time for a move as the other did for his last one, and no more."""

    def __init__(self, player: Player, original: Original) -> None:
        self.player, self.original = player, original
        self.allowed = 0.0

    def move(self, board: Board) -> int:
        allowed = self.allowed or self.measured(board)
        begin = time.process_time()
        found = self.player.choose(
            board, Limits(nodes=MOST), stop=lambda: time.process_time() - begin >= allowed
        )
        return found.move

    def measured(self, board: Board) -> float:
        """Where the other has not moved yet: what he would take here."""
        begin = time.process_time()
        self.original.move(board)
        return time.process_time() - begin

    def told(self, seconds: float) -> None:
        self.allowed = seconds


class Game(NamedTuple):
    """`points` are ours: 1, 0.5 or 0. CPU seconds and moves of us and of the other."""

    points: float
    seconds: tuple[float, float]
    moves: tuple[int, int]


def played(board: Board, movers: tuple[Mover, Mover], black: int) -> Game:
    """`movers` are ours and the other; `black` is the number of who has black."""
    seconds, moves = [0.0, 0.0], [0, 0]
    while not board.over:
        turn = black if board.turn == BLACK else 1 - black
        begin = time.process_time()
        move = movers[turn].move(board)
        took = time.process_time() - begin
        board.play(move)
        seconds[turn] += took
        moves[turn] += 1
        mine = movers[0]
        if turn == 1 and isinstance(mine, Equal):
            mine.told(took)
    won = board.winner and (board.winner == BLACK) == (black == 0)
    points = 0.5 if not board.winner else 1.0 if won else 0.0
    return Game(points, (seconds[0], seconds[1]), (moves[0], moves[1]))


def games(rules: Rules, usual: int, seats: Callable[[], tuple[Mover, Mover]]) -> list[Game]:
    """Each opening is played from both sides; both sit down anew for each game."""
    found = []
    for number in range(int(os.environ.get("ZERODECK_GAMES", usual))):
        rng = Random(f"zero {number // 2}")  # noqa: S311 - the same openings each time
        board = Board(rules, opening(rules, OPENING, rng))
        game = played(board, seats(), number % 2)
        found.append(game)
        mine, other = (s / max(1, m) for s, m in zip(game.seconds, game.moves, strict=True))
        total = standing(found)
        say(
            f"  game {number + 1}: {game.points:g} in {len(board.moves)} moves, "
            f"{mine:.2f} and {other:.2f} CPU-s a move; {total.points:.3f} of points so far"
        )
    return found


def standing(found: list[Game]) -> Score:
    points = [game.points for game in found]
    return score(*map(points.count, (1.0, 0.5, 0.0)))


def shares(name: str, found: list[Game], goal: float, lost: int | None = None) -> list[Figure]:
    told = standing(found)
    return [
        Figure(f"{name}: points", 100 * told.points, "%", goal),
        Figure(f"{name}: at least, at 95 %", 100 * told.low, "%"),
        Figure(f"{name}: at most, at 95 %", 100 * told.high, "%"),
        Figure(f"{name}: games", told.games, "games"),
        Figure(f"{name}: drawn", told.drawn, "games"),
        Figure(f"{name}: lost", told.lost, "games", lost, at_most=True),
    ]


def against_original(name: str, goal: float, *, threats: bool) -> list[Figure]:
    theirs = original_player()
    if not theirs or not ours(SMALL, PLAYOUTS):
        return []

    def seats() -> tuple[Mover, Mover]:
        mine = ours(SMALL, PLAYOUTS, threats=threats)
        assert mine
        return Equal(mine, theirs), theirs

    found = games(SMALL, 60, seats)
    mine, other = (
        sum(game.seconds[side] for game in found) / sum(game.moves[side] for game in found)
        for side in (0, 1)
    )
    return [
        *shares(f"{name} to the original", found, goal),
        Figure(f"{name}: CPU time to the original's", mine / other, "times", 1, at_most=True),
        Figure("the original: CPU time of a move", other, "s"),
    ]


def against_pure(
    rules: Rules, usual: int, goal: float, playouts: int, *, threats: bool
) -> list[Figure]:
    if not ours(rules, playouts):
        return []

    def seats() -> tuple[Mover, Mover]:
        mine = ours(rules, playouts, threats=threats)
        assert mine
        return Thinking(mine), Thinking(PureMCTS(PURE, seed=next(seeds)))

    seeds = count()
    found = games(rules, usual, seats)
    kind = "with threats" if threats else "alone"
    name = f"{kind} to pure MCTS, {rules.size}x{rules.size}"
    return shares(name, found, goal, 0 if threats else None)


LEVEL_9 = 1_600
"""Playouts of a network's highest level; half of them take about as long as the other's 5000."""


GAMES: dict[str, Callable[[], list[Figure]]] = {
    "alone": lambda: against_original("alone", 60, threats=False),
    "threats": lambda: against_original("with threats", 90, threats=True),
    "pure8": lambda: against_pure(SMALL, 30, 100 * 28 / 30, LEVEL_9, threats=True),
    "pure15": lambda: against_pure(LARGE, 60, 70, PLAYOUTS, threats=False),
}
