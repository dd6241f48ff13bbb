"""A game of self-play that people may look at, now and then."""

import math
import time
from collections.abc import Callable

import numpy as np

from engines.gomoku.board import Board
from engines.gomoku.mcts.tree import Floats
from engines.gomoku.messages import Game, Watched

WATCHED = "watched"
"""The last word of the command of an actor that people look at."""
SHOWN = 5.0
"""Seconds between two of them."""
LEAST = 0.02
"""What is expected less, beside the largest, is not shown."""


class Watching:
    """Called at every move."""

    def __init__(
        self, show: Callable[[Watched], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.show, self.clock, self.shown = show, clock, -math.inf

    def __call__(self, board: Board, policy: Floats, winrate: float) -> None:
        now = self.clock()
        if now - self.shown >= SHOWN:
            self.shown = now
            self.show(watched(board, policy, winrate))


def watched(board: Board, policy: Floats, winrate: float) -> Watched:
    most = max(float(policy.max()), 1e-9)
    hot = [
        (int(at), round(float(policy[at] / most), 2))
        for at in np.flatnonzero(policy > LEAST * most)
    ]
    return Watched(Game(board.rules, tuple(board.moves)), tuple(hot), round(winrate, 3))
