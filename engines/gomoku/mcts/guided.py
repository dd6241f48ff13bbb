"""A tree with its position, one batch of playouts after another; of many trees at once where games
are played in step."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from engines.gomoku.board import Board
from engines.gomoku.mcts.proofs import Proofs
from engines.gomoku.mcts.sight import Net, Sight, asked, ways
from engines.gomoku.mcts.tree import Leaf, Tree, packed
from engines.gomoku.rules import other


class Guided:
    """`proofs` are asked with so many nodes (`fours`, `threats`) at each new position, None for a
    network alone."""

    def __init__(
        self,
        board: Board,
        tree: Tree,
        proofs: Proofs | None = None,
        fours: int = 0,
        threats: int = 0,
    ) -> None:
        self.tree, self.proofs, self.fours, self.threats = tree, proofs, fours, threats
        last = board.moves[-1] if board.moves else None
        self.sight = Sight(board.cells, board.turn, board.rules.size, last)
        self.first: Iterator[int] | None = None
        """Of the next playouts, the moves from the root, where somebody else chooses them."""

    def leaves(self, playouts: int) -> list[Leaf]:
        """What is to be told of by the network, after so many playouts."""
        found = []
        for _playout in range(playouts if self.tree.nodes else 1):
            if self.tree.solved:  # from a lost position no move is worth following
                break
            found.append(self.descend())
        return [leaf for leaf in found if leaf and not self.proved(leaf)]

    def descend(self) -> Leaf | None:
        first = next(self.first, None) if self.first and self.tree.nodes else None
        return self.tree.descend(first)

    def proved(self, leaf: Leaf) -> bool:
        if not self.proofs or not leaf.paths[0]:
            return False
        won = self.proofs.won(leaf.moves, self.fours, self.threats)
        if won.plies:
            self.tree.judge_won(leaf, won.plies)
        return bool(won.plies)


class Wanted(NamedTuple):
    guided: Guided
    playouts: int


def advance(wanted: Sequence[Wanted], net: Net, turn: int = 0) -> None:
    """Playouts of several trees of one size of board, the network asked once. `turn` counts these
    calls."""
    waiting = [(each, leaf) for each, playouts in wanted for leaf in each.leaves(playouts)]
    if not waiting:
        return
    told = asked(net, [(each.sight, leaf) for each, leaf in waiting], ways(turn))
    for (each, leaf), *judgement in zip(waiting, *told, strict=True):
        each.tree.judge(leaf, *judgement)


def planted(board: Board, most: int) -> Tree:
    """A tree with this position as its root."""
    tree = Tree(board.rules, (0, 0), board.turn, most)
    stones = (packed(board.cells, color, tree.bit) for color in (board.turn, other(board.turn)))
    tree.stones = next(stones), next(stones)
    return tree


def chosen(tree: Tree) -> int:
    """The move to play: what is proved, else the most visited; of those visited as often, the
    worthier."""
    root = tree.root
    if root.plies:
        return root.won
    visits = tree.visits()
    visits[np.isneginf(root.row.worth)] = -1.0
    best = np.flatnonzero(visits == visits.max())
    return int(best[np.argmax(root.row.worth[best] + root.row.prior[best])])
