"""The moves from the root where playouts are few: none is wasted, and more of them never play
worse.

I. Danihelka et al. (2022), "Policy improvement by planning with Gumbel": the moves of the largest
noise + logit are tried equally often, the better half of them again, and so on until one is left.
What is learnt from it is the policy that the values found would make better.
"""

from collections.abc import Iterator
from math import ceil, log2

import numpy as np

from engines.gomoku.mcts.tree import Floats, Tree

CONSIDERED = 16
"""Moves to begin with, at most."""
VISITS, SCALE = 50.0, 0.5
"""c_visit and c_scale; values here are -1 to 1, there 0 to 1."""


class Gumbel:
    """Of a tree whose root was judged."""

    def __init__(self, tree: Tree, playouts: int, noise: Floats | None = None) -> None:
        """`noise` of shape (points,), Gumbel's; none is to play what looks best."""
        self.tree, self.playouts = tree, playouts
        with np.errstate(divide="ignore"):
            self.logits = np.log(tree.root.row.prior)
        self.base = self.logits if noise is None else self.logits + noise
        count = min(CONSIDERED, playouts, int(np.isfinite(self.logits).sum()))
        self.kept = [int(move) for move in np.argsort(-self.base, kind="stable")[:count]]

    def moves(self) -> Iterator[int]:
        """One for each playout; ends where nothing is left to choose."""
        rounds = max(1, ceil(log2(len(self.kept))))
        left = self.playouts
        for turn in range(rounds):
            if turn == rounds - 1:
                times = left // len(self.kept)
            else:
                times = max(1, self.playouts // (rounds * len(self.kept)))
            for _ in range(times):
                for move in self.kept:
                    if left and not self.refuted(move):
                        left -= 1
                        yield move
            self.kept = self.best((len(self.kept) + 1) // 2)
        while left > 0 and not self.refuted(self.kept[0]):
            left -= 1
            yield self.kept[0]

    def refuted(self, move: int) -> bool:
        return bool(np.isneginf(self.tree.root.row.worth[move]))

    def best(self, count: int) -> list[int]:
        scores = self.base + self.gain()
        return sorted(self.kept, key=lambda move: -scores[move])[:count]

    @property
    def chosen(self) -> int:
        """The move to play: the best of those considered, unless all of them are refuted."""
        root, (best,) = self.tree.root, self.best(1)
        if root.plies:
            return root.won
        return int(self.policy().argmax()) if self.refuted(best) else best

    def gain(self) -> Floats:
        """By how much what was found of each move adds to its logit. Of moves that were not tried,
        what was found of the others, by how likely they are, is taken to be true."""
        root = self.tree.root
        visits = root.row.tried - 1.0
        tried = visits > 0
        worth = np.maximum(root.row.worth, -1.0)
        weights = np.where(tried, root.row.prior, 0.0)
        total, known = visits.sum(), weights.sum()
        mixed = root.value
        if known > 0:
            mixed = (mixed + total * float((weights * worth).sum() / known)) / (1 + total)
        lost = np.isneginf(root.row.worth)
        found: Floats = (VISITS + visits.max()) * SCALE * np.where(tried | lost, worth, mixed)
        return found

    def policy(self) -> Floats:
        """The improved one; it adds up to 1."""
        scores = self.logits + self.gain()
        scores[np.isneginf(self.tree.root.row.worth)] = -np.inf
        if np.isneginf(scores).all():
            scores = self.logits
        likely = np.exp(scores - scores.max())
        found: Floats = likely / likely.sum()
        return found
