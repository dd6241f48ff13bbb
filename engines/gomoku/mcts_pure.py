"""Pure Monte-Carlo tree search: no knowledge of the game but its rules.

As in junxiaosong/AlphaZero_Gomoku, mcts_pure.py: each playout follows the moves of the best
Q + c P sqrt(parent's visits) / (1 + visits) to a position that is new, with the same P for every
move there, and plays on at random to the end; the most visited move is chosen. It is a level, and
a yardstick that others know: nothing is added, a win by one move is found by trying.
"""

import random
import time
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate
from math import sqrt
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from engines.gomoku.bitboard import bits, finder
from engines.gomoku.player import TELL, Analysis, Limits, Line, Stop, Tell
from engines.gomoku.rules import BLACK, WHITE, Rules, other

if TYPE_CHECKING:
    from engines.gomoku.board import Board

EXPLORATION = 5.0
"""c, as the source has it."""

WON, DRAWN = -1, -2

LOOK = 16
"""Playouts between two looks at the clock: 1 ms, or 20 on a slow machine."""

ROOM = 16 << 20
"""Bytes of a tree's rows. Where they are used up, games are played from the positions that have
one already: on 15x15 that is after some 11,000 playouts, on 8x8 after 40,000."""

Rollout = Callable[[int, int, int], float]
"""(stones of who is to move, the other's, the color to move) -> 1, 0 or -1 for who is to move."""


class PureMCTS:
    """Deterministic: a position has its own random numbers, by `seed`.

    Renju's forbidden points are known to it for the move to choose alone; in its tree and its
    random games black may play anywhere, and an overline wins nothing.
    """

    def __init__(self, playouts: int, seed: int = 0, name: str = "") -> None:
        self.playouts, self.seed = playouts, seed
        self.name = name or f"mcts:{playouts}"

    def choose(
        self,
        board: "Board",
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        begin = told = time.monotonic()
        tree = planted(board, self.seed)
        wanted = self.playouts if limits.nodes is None else limits.nodes
        capped = False
        while tree.visits[0] < wanted:
            for _playout in range(min(LOOK, wanted - tree.visits[0])):
                tree.playout()
            now = time.monotonic()
            if now - told >= TELL:
                told = now
                tell(analysis(tree, limits.lines, now - begin))
            capped = limits.seconds is not None and now - begin >= limits.seconds
            if capped or stop():
                break
        capped = capped and tree.visits[0] < wanted
        return analysis(tree, limits.lines, time.monotonic() - begin, capped)


def planted(board: "Board", seed: int) -> "Tree":
    """A tree with this position as its root."""
    rules, color, bit = board.rules, board.turn, bits(board.rules.size)
    stones = {BLACK: 0, WHITE: 0}
    for point, owner in enumerate(board.cells):
        if owner:
            stones[owner] |= bit[point]
    mine, theirs = stones[color], stones[other(color)]
    empty = [each for each in bit if not each & (mine | theirs)]
    rollout = RandomGames(rules, empty, random.Random(board.hash ^ seed))  # noqa: S311 - no secret
    return Tree(rules, mine, theirs, color, board.legal(), rollout)


class Tree:
    """Row n of each matrix belongs to node n, a position; column m to move m from there. Node 0 is
    the root. A position has a row once it is visited a second time: before, it would be blank."""

    def __init__(
        self,
        rules: Rules,
        mine: int,
        theirs: int,
        color: int,
        legal: list[int],
        rollout: Rollout,
    ) -> None:
        self.rollout = rollout
        self.root = mine, theirs, color
        self.bit = bits(rules.size)
        self.won = {
            each: finder(rules.size, rules.row, rules.exact(each)) for each in (BLACK, WHITE)
        }
        self.full = sum(self.bit)
        taken = mine | theirs
        self.blank = np.array([-np.inf if taken & bit else 0.0 for bit in self.bit])
        self.score = np.empty(rules.points)
        self.worth = np.empty((0, rules.points))
        """The mean result for who moves; minus infinity where no move is."""
        self.tried = np.empty((0, rules.points))
        """One more than the visits."""
        self.below = np.empty((0, rules.points), np.int32)
        """The node that the move leads to; 0: it has no row as yet, or WON or DRAWN."""
        self.most = ROOM // (rules.points * (8 + 8 + 4))
        """Rows."""
        self.visits: list[int] = []
        self.prior: list[float] = []
        self.grow([])
        self.visits[0] = 0
        self.worth[0] = -np.inf
        self.worth[0, legal] = 0.0
        self.prior[0] = 1 / len(legal)

    def grow(self, path: list[tuple[int, int]]) -> int:
        """A row for the position that `path` leads to, which was visited once."""
        node, moves = len(self.visits), [move for _node, move in path]
        if node == len(self.worth):
            more = max(64, node), len(self.blank)  # doubled; what is not used takes no memory
            self.worth = np.concatenate([self.worth, np.zeros(more)])
            self.tried = np.concatenate([self.tried, np.zeros(more)])
            self.below = np.concatenate([self.below, np.zeros(more, np.int32)])
        self.worth[node], self.tried[node] = self.blank, 1.0
        self.worth[node, moves] = -np.inf
        self.visits.append(1)
        self.prior.append(1 / max(1, int((self.worth[node] == 0.0).sum())))
        return node

    def playout(self) -> None:
        """One more game: down the tree, one move beyond it, and on at random."""
        mine, theirs, color = self.root
        path: list[tuple[int, int]] = []
        node, value = 0, None
        while value is None and self.visits[node]:
            move = self.select(node)
            path.append((node, move))
            mine, theirs, color = theirs, mine | self.bit[move], other(color)
            below = int(self.below[node, move])
            if below > 0:
                node = below
            elif below < 0:
                value = 0.0 if below == DRAWN else -1.0
            elif self.tried[node, move] > 1.0 and len(self.visits) < self.most:
                self.below[node, move] = below = self.grow(path)
                node = below
            elif self.won[other(color)](theirs):
                self.below[node, move], value = WON, -1.0
            elif mine | theirs == self.full:
                self.below[node, move], value = DRAWN, 0.0
            else:
                value = self.rollout(mine, theirs, color)
        if value is None:
            value = self.rollout(mine, theirs, color)  # the first one judges the root itself
            self.visits[0] += 1
            return
        for node, move in reversed(path):
            value = -value
            visits = self.tried[node, move]
            self.worth[node, move] += (value - self.worth[node, move]) / visits
            self.tried[node, move] = visits + 1.0
            self.visits[node] += 1

    def select(self, node: int) -> int:
        scale = EXPLORATION * self.prior[node] * sqrt(self.visits[node])
        np.divide(scale, self.tried[node], out=self.score)
        self.score += self.worth[node]
        return int(self.score.argmax())

    def follow(self, move: int) -> tuple[int, ...]:
        """The move from the root, and the most visited ones after it."""
        moves, below = [move], int(self.below[0, move])
        while below > 0 and self.visits[below] > 1:
            moves.append(int(self.tried[below].argmax()))
            below = int(self.below[below, moves[-1]])
        return tuple(moves)


class RandomGames:
    """Plays a position to its end, each move any of the empty points. `empty`: their bits, of the
    first position; those after it have fewer."""

    def __init__(self, rules: Rules, empty: list[int], rng: random.Random) -> None:
        self.empty, self.rng = np.array(empty, object), rng
        self.orders: list[list[int]] = []
        self.enough = finder(rules.size, rules.row)
        self.exact = {
            color: finder(rules.size, rules.row, exact=True) if rules.exact(color) else None
            for color in (BLACK, WHITE)
        }

    def __call__(self, mine: int, theirs: int, color: int) -> float:
        taken = mine | theirs
        order = [bit for bit in self.order() if not bit & taken]
        # All stones are put down in any case; then it is looked up after how many there was a row.
        first = list(accumulate(order[::2], or_, initial=mine))
        second = list(accumulate(order[1::2], or_, initial=theirs))
        won = self.after(first, len(first), color)
        lost = self.after(second, min(won, len(second)), other(color))
        if lost < min(won, len(second)):
            return -1.0
        return 1.0 if won < len(first) else 0.0

    def after(self, stones: list[int], end: int, color: int) -> int:
        """The first of these stones, each with one more than those before, that hold a row."""
        count = bisect_left(stones, True, 1, end, key=self.enough)
        exact = self.exact[color]
        while exact and count < end and not exact(stones[count]):
            count += 1
        return count

    def order(self) -> list[int]:
        """All empty points in a random order, drawn many at once."""
        if not self.orders:
            shape = 64, len(self.empty)
            keys = np.frombuffer(self.rng.randbytes(4 * shape[0] * shape[1]), "<u4").reshape(shape)
            self.orders = self.empty[keys.argsort(axis=1, kind="stable")].tolist()
        return self.orders.pop()


def analysis(tree: Tree, lines: int, seconds: float, capped: bool = False) -> Analysis:
    visits = tree.tried[0] - 1.0
    visits[np.isneginf(tree.worth[0])] = -1.0
    best = [int(move) for move in np.argsort(-visits, kind="stable")[:lines] if visits[move] >= 0]
    most = max(1.0, visits.max())
    return Analysis(
        tuple(line(tree, move) for move in best),
        found="playouts" if (visits >= 0).sum() > 1 else "only",
        depth=max(len(tree.follow(move)) for move in best),
        nodes=tree.visits[0],
        seconds=seconds,
        capped=capped,
        heat=tuple((int(move), float(visits[move] / most)) for move in np.flatnonzero(visits > 0)),
    )


def line(tree: Tree, move: int) -> Line:
    won = 1 if tree.below[0, move] == WON else None
    return Line(tree.follow(move), float(1.0 + tree.worth[0, move]) / 2, won)
