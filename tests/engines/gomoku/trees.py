"""Trees to try, and networks that nobody trained to grow them."""

from collections.abc import Callable
from random import Random

import numpy as np

from engines.gomoku.board import Board
from engines.gomoku.mcts.guided import Guided, Wanted, advance, planted
from engines.gomoku.mcts.proofs import proofs
from engines.gomoku.mcts.tree import Tree
from engines.gomoku.points import point
from engines.gomoku.policy_value_net.numpy_net import Told
from engines.gomoku.policy_value_net.planes import IS_BLACK, MINE, THEIRS, Planes
from engines.gomoku.rules import Rules

KINDS = [Rules(8), Rules(6, 4), Rules(7, 4, "standard"), Rules(9, 5, "renju")]
MOST = 4096

Net = Callable[[Planes], Told]


def played(rules: Rules, number: int, rng: Random) -> Board:
    """A board after so many random moves, never over."""
    board = Board(rules)
    while len(board.moves) < number:
        board.play(rng.choice(board.legal()))
        if board.over:
            board = Board(rules)
    return board


def board(size: int, moves: str, row: int = 5) -> Board:
    return Board(Rules(size, row), [point(each, size) for each in moves.split()])


class Strange:
    """A network that knows nothing. What it tells depends on where each stone lies and on who is to
    move, and the same is never told of a mirror image; all of it is exact in float32."""

    def __init__(self, size: int, seed: int) -> None:
        rng, points = np.random.default_rng(seed), size * size
        self.moves = rng.integers(-4, 5, (2 * points, points)) / 8
        self.likely = rng.integers(-8, 9, points) / 8
        self.stones = rng.integers(-4, 5, 2 * points) / 16
        self.black = 1 / 16
        self.asked = 0

    def __call__(self, planes: Planes) -> Told:
        self.asked += len(planes)
        stones = planes[..., [MINE, THEIRS]].reshape(len(planes), -1)
        values = stones @ self.stones + self.black * planes[:, 0, 0, IS_BLACK]
        return Told(
            (stones @ self.moves + self.likely).astype(np.float32),
            np.clip(values, -15 / 16, 15 / 16).astype(np.float32),
        )


def strange(board: Board, rng: Random) -> Strange:
    return Strange(board.rules.size, rng.getrandbits(32))


def flat(value: float = 0.0) -> Net:
    """It expects all moves alike; `value` is black's."""

    def net(planes: Planes) -> Told:
        signs = np.where(planes[:, 0, 0, 3] > 0, value, -value).astype(np.float32)
        return Told(np.zeros((len(planes), planes.shape[1] ** 2), np.float32), signs)

    return net


def keen(move: int, value: float = 0.0) -> Net:
    """It expects this move most."""

    def net(planes: Planes) -> Told:
        told = flat(value)(planes)
        told.logits[:, move] = 5.0
        return told

    return net


def near(planes: Planes) -> Told:
    """It wants to play beside stones, whichever way the board is laid."""
    stones = np.pad(planes[..., MINE] + planes[..., THEIRS], ((0, 0), (1, 1), (1, 1)))
    size = planes.shape[1]
    beside = sum(stones[:, y : y + size, x : x + size] for y in range(3) for x in range(3))
    logits = np.where(beside > 0, 5.0, 0.0).astype(np.float32).reshape(len(planes), -1)
    return Told(logits, np.zeros(len(planes), np.float32))


FOUR = board(8, "B4 A4 C4 H8 D4 H6 E4")
"""White is to move; there is one point where black wins."""
BLOCK = point("F4", 8)


def thought(
    board: Board,
    net: Net,
    playouts: int,
    batch: int = 1,
    fours: int = 0,
    most: int = MOST,
) -> Tree:
    """After so many playouts, unless all is known before."""
    tree = planted(board, most)
    guided = Guided(board, tree, proofs(board.rules, board.moves) if fours else None, fours)
    while not tree.nodes or (not tree.solved and tree.root.visits < playouts):
        advance([Wanted(guided, batch)], net)
    return tree


def nodes(tree: Tree, start: Board) -> list[tuple[int, Board]]:
    """All of a tree, each with its position as the referee plays it."""
    found = [(0, start)]
    for number, here in found:
        below = tree.nodes[number].row.below
        for move in np.flatnonzero(below > 0):
            there = here.copy()
            there.play(int(move))
            found.append((int(below[move]), there))
    return found
