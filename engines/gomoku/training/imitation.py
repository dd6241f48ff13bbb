"""Games of the kernel against itself, for a network to begin with: it learns what the search would
play.

Now and then another move than the best is played, so that positions are met which the kernel would
never come to; what is learnt there is what it would have played.
"""

from collections.abc import Callable
from random import Random

import numpy as np

from engines.gomoku.board import Board
from engines.gomoku.fitting.selfplay import Move, chosen, opening
from engines.gomoku.kernel.native import Kernel, backend
from engines.gomoku.matches.openings import drawn
from engines.gomoku.rules import EMPTY, Rules
from engines.gomoku.training.samples import (
    SCALE,
    Bytes,
    Patterns,
    Position,
    Samples,
    joined,
    patterns,
    seen,
    told,
)
from engines.gomoku.training.units import Unit
from engines.gomoku.worth.weights import winrate
from engines.wire import N_, EngineError

NO_KERNEL = N_("The kernel's games need the fast kernel, and it was not built here.")

STRAY = 0.08
"""How often another move is played."""
CLEAR, KEPT = 0.35, 0.2
"""Openings after which the winrate is further than CLEAR from one half are used this often."""
LOOK = 300
"""Nodes to judge an opening."""


def built() -> None:
    """EngineError where the kernel was not: without it this would take days."""
    if backend()[0] != "C":
        raise EngineError(NO_KERNEL, backend()[1], "[imitation]\ngames = 0")


def play(unit: Unit, rules: Rules, nodes: int, pause: Callable[[], None] = lambda: None) -> Samples:
    """All games of the unit. `pause` is called between moves; it may raise. EngineError as
    `built`."""
    built()
    kernel, packed = Kernel(rules), patterns(rules)
    found = []
    for number in range(unit.games):
        found.append(game(kernel, packed, Random(unit.random(number)), nodes, pause))  # noqa: S311 - a seed repeats it
    return joined(found)


def game(
    kernel: Kernel, packed: Patterns, rng: Random, nodes: int, pause: Callable[[], None]
) -> Samples:
    board = begun(kernel, rng)
    positions: list[Position] = []
    first = len(board.moves)
    kernel.reset(board.moves)  # what it remembers of another game may change what it plays
    while not board.over:
        pause()
        move = chosen(kernel, board.turn, nodes)
        expected = thought(move, board.turn)
        positions.append(seen(board, packed, only(board.rules, move.point), True, expected))
        point = stray(kernel, board, rng) if rng.random() < STRAY else move.point
        board.play(point)
        kernel.play(point)
    return told(positions, board.moves[first:], board.winner)


def only(rules: Rules, point: int) -> Bytes:
    policy = np.zeros(rules.points, np.uint8)
    policy[point] = SCALE
    return policy


def thought(move: Move, turn: int) -> float:
    if move.proved != EMPTY:
        return 1.0 if move.proved == turn else -1.0
    return 2 * winrate(move.score) - 1


def begun(kernel: Kernel, rng: Random) -> Board:
    """After an opening, mostly one after which both may win."""
    while True:
        board = first_stones(kernel.rules, rng)
        kernel.reset(board.moves)
        clear = abs(winrate(chosen(kernel, board.turn, LOOK).score) - 0.5) > CLEAR
        if not clear or rng.random() < KEPT:
            return board


def first_stones(rules: Rules, rng: Random) -> Board:
    """None to twelve of them, fewer on small boards: near the centre, or as a beginner plays."""
    stones = int(rng.random() ** 1.5 * min(13, rules.points // 8))
    if stones and rng.random() < 0.5:
        return Board(rules, opening(rules, rng, stones).moves)
    return next(drawn(rules, stones, rng))


def stray(kernel: Kernel, board: Board, rng: Random) -> int:
    """A legal move: one near a stone, or what few nodes would play."""
    if rng.random() < 0.5 or not board.moves:
        return chosen(kernel, board.turn, rng.choice((1, 10, 50))).point
    size = board.rules.size
    legal = board.legal()
    near = [
        point
        for point in legal
        if any(
            max(abs(point // size - at // size), abs(point % size - at % size)) <= 2
            for at in board.moves[-4:]
        )
    ]
    return rng.choice(near or legal)
