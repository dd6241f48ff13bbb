"""Which size of board is next: each as often as its share, and spread evenly."""

from itertools import accumulate

from engines.gomoku.training.config import Game

GOLDEN = 0.6180339887
"""The golden ratio spreads whatever number of turns."""


def size_of(game: Game, number: int, start: float = 0.0) -> int:
    """The number, in the configuration, of the size that this turn is for. `start`: from 0 to 1,
    where the first turn is."""
    shares = game.shares or (1.0,) * len(game.sizes)
    at = (start + (number + 0.5) * GOLDEN) % 1 * sum(shares)
    return sum(at >= end for end in list(accumulate(shares))[:-1])
