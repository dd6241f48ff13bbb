import itertools
import random

import pytest

from engines.gomoku.training.config import Game
from engines.gomoku.training.shares import size_of


@pytest.mark.parametrize("shares", [(), (1, 1, 1), (1, 2, 5), (6, 1, 0.5)])
def test_each_size_of_board_is_played_as_often_as_its_share(
    shares: tuple[float, ...], rng: random.Random
) -> None:
    game, first = Game((6, 7, 8), shares=shares), rng.randrange(10_000)
    start = rng.random()
    sizes = [size_of(game, first + number, start) for number in range(400)]
    for size, share in enumerate(shares or (1, 1, 1)):
        assert sizes.count(size) / 400 == pytest.approx(share / sum(shares or (1, 1, 1)), abs=0.02)


def test_no_size_waits_long_for_its_turn() -> None:
    """As in the configuration of the large network."""
    game = Game((9, 11, 13, 15), shares=(1, 1, 1, 6))
    sizes = [size_of(game, number) for number in range(1000)]
    for size in range(4):
        turns = [number for number, each in enumerate(sizes) if each == size]
        assert max(b - a for a, b in itertools.pairwise(turns)) <= 2 * 9
