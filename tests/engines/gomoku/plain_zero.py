"""Tree search guided by a network, written down plainly: one playout after another, an object for
each position, a list of results for each move.

What engines/gomoku/mcts is held to. It follows a tree that was made there, and checks each step.
"""

import math

import numpy as np

from engines.gomoku.board import Board
from engines.gomoku.mcts.tree import Tree
from engines.gomoku.policy_value_net.planes import BOARD, IS_BLACK, MINE, PLANES, THEIRS, Planes
from engines.gomoku.rules import BLACK, other

from .trees import Net

CLOSE = 1e-4
"""Of numbers that were added up in another order, with half as many digits."""


def seen(board: Board) -> Planes:
    """A position as a network sees it."""
    size = board.rules.size
    found = np.zeros((1, size, size, PLANES), np.float32)
    for point, color in enumerate(board.cells):
        found[0, point // size, point % size, MINE] = color == board.turn
        found[0, point // size, point % size, THEIRS] = color == other(board.turn)
        found[0, point // size, point % size, BOARD] = 1
        found[0, point // size, point % size, IS_BLACK] = board.turn == BLACK
    return found


class Node:
    def __init__(self, board: Board, net: Net) -> None:
        told = net(seen(board))
        self.value = float(told.values[0])
        likely = {move: math.exp(float(told.logits[0, move])) for move in board.legal()}
        self.prior = {move: each / sum(likely.values()) for move, each in likely.items()}
        self.results: dict[int, list[float]] = {move: [] for move in likely}
        self.below: dict[int, Node] = {}
        self.lost: dict[int, int] = {}
        self.plies = 0

    @property
    def visits(self) -> int:
        return sum(map(len, self.results.values()))

    def worth(self, move: int, untried: float) -> float:
        results = self.results[move]
        return sum(results) / len(results) if results else max(-1.0, self.value - untried)


class Plain:
    """`tree` has this board as its root, and was asked once."""

    def __init__(self, board: Board, net: Net, tree: Tree) -> None:
        self.board, self.net, self.tree = board, net, tree
        self.root = Node(board, net)
        self.known = {bytes(board.cells): self.root}

    def follow(self) -> None:
        """One playout, which the tree has just made."""
        board, node, number = self.board.copy(), self.root, 0
        path = []
        plies = -1
        while True:
            move = self.moved(node, number)
            scores = {each: self.score(node, each) for each in node.prior if each not in node.lost}
            assert scores[move] >= max(scores.values()) - CLOSE
            board.play(move)
            path.append((node, move))
            if board.over:
                value = -1.0 if board.winner else 0.0
                plies = 0 if board.winner else -1
                break
            if move not in node.below:
                before = self.known.get(bytes(board.cells))
                if before and before.plies:
                    value, plies = (1.0 if before.plies % 2 else -1.0), before.plies
                    node.below[move] = before
                    break
                below = node.below[move] = self.known[bytes(board.cells)] = Node(board, self.net)
                value = below.value
                break
            number = int(self.tree.nodes[number].row.below[move])
            node = node.below[move]
        for each, move in reversed(path):
            value = -value
            each.results[move].append(value)
        if plies >= 0:
            self.prove(path, plies)

    def moved(self, node: Node, number: int) -> int:
        """Where the tree has gone from here: the one move that it has tried once more."""
        visits = self.tree.nodes[number].row.tried - 1
        (found,) = (
            move for move, count in enumerate(visits) if count != len(node.results.get(move, ()))
        )
        return found

    def score(self, node: Node, move: int) -> float:
        spread = math.sqrt(node.visits + 1) / (1 + len(node.results[move]))
        worth = node.worth(move, self.tree.untried)
        return worth + self.tree.exploration * node.prior[move] * spread

    def prove(self, path: list[tuple[Node, int]], plies: int) -> None:
        """At the end of the path a row stands, or what was proved before."""
        for node, move in reversed(path):
            if node.plies:
                break
            if plies % 2 == 0:
                node.plies = plies + 1
            else:
                node.lost[move] = plies + 1
                if len(node.lost) < len(node.prior):
                    break
                node.plies = max(node.lost.values())
            plies = node.plies

    def same(self) -> None:
        """The tree knows what is known here, and nothing else."""
        numbers = [(0, self.root)]
        for number, node in numbers:
            there = self.tree.nodes[number]
            row, prior = there.row, there.row.prior
            assert (there.visits, there.plies) == (node.visits, node.plies)
            assert (there.lost, there.left) == (node.lost, len(node.prior) - len(node.lost))
            for move in range(self.board.rules.points):
                results = node.results.get(move, ())
                assert row.tried[move] - 1 == len(results)
                assert abs(prior[move] - node.prior.get(move, 0.0)) <= CLOSE
                if move not in node.prior or move in node.lost:
                    assert row.worth[move] == -np.inf
                else:
                    assert abs(row.worth[move] - node.worth(move, self.tree.untried)) <= CLOSE
                if move in node.below:
                    numbers.append((int(row.below[move]), node.below[move]))
                else:
                    assert row.below[move] <= 0
        assert {number for number, _node in numbers} == set(range(len(self.tree.nodes)))
