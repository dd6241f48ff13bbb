"""Boards that are nearly full: what the search claims is what trying everything out finds."""

import random
from collections.abc import Callable
from ctypes import CDLL

import pytest

from engines.gomoku.board import Board
from engines.gomoku.kernel.native import Kernel, Limits
from engines.gomoku.kernel.position import Position
from engines.gomoku.kernel.root import Found, Root
from engines.gomoku.kernel.tree import PROVED, Tree
from engines.gomoku.rules import Kind, Rules

NODES = 20_000

BARRED = (
    *(5, 15, 23, 1, 12, 34, 16, 20, 35, 19, 6, 32, 30, 4, 21, 2),
    *(14, 9, 24, 28, 3, 10, 11, 22, 25, 33, 29, 7, 13, 27, 31, 8, 0),
)
"""Renju on 6x6: of what black would try after white's next move all is barred, but he can play."""


def truth(board: Board) -> int:
    """1 where who is to move wins, 0 a draw, -1 a loss, by trying every game."""
    if board.winner:
        return -1
    best = -1
    moves = board.legal()
    for point in moves:
        board.play(point)
        best = max(best, -truth(board))
        board.undo()
        if best == 1:
            break
    return best if moves else 0


def claims(kernel: Kernel, moves: list[int]) -> list[int]:
    """What the Python search says, and the kernel."""
    told: list[Found] = []
    Root(Tree(Position(kernel.rules, moves)), told.append).search(NODES)
    kernel.reset(moves)
    scores = [told[-1].score, kernel.search(Limits(nodes=NODES, lines=1)).lines[0].score]
    return [1 if score >= PROVED else -1 if score <= -PROVED else 0 for score in scores]


def test_who_has_moves_left_has_not_lost_because_the_best_are_barred(lib: CDLL) -> None:
    rules, moves = Rules(6, 5, "renju"), list(BARRED)
    assert truth(Board(rules, moves)) == 0
    assert claims(Kernel(rules, lib=lib), moves) == [0, 0]


@pytest.mark.parametrize("kind", ["freestyle", "standard", "renju"])
def test_the_end_of_a_game_is_judged_as_it_is(
    lib: CDLL, kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    rules, found = Rules(6, 5, kind), 0
    kernel = Kernel(rules, lib=lib)
    for _ in range(count(1_500)):
        board = Board(rules)
        while not board.over and len(board.moves) < rules.points - rng.randint(3, 6):
            board.play(rng.choice(board.legal()))
        if board.over:
            continue
        found += 1
        assert claims(kernel, board.moves) == [truth(board)] * 2, board.moves
    assert found
