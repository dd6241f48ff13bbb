"""The convolution by half the products, beside the plain sum over nine neighbours."""

from collections.abc import Callable

import numpy as np
import pytest

from engines.gomoku.policy_value_net.convolution import Boards, Convolution, turned
from engines.gomoku.rules import LARGEST, SMALLEST

SIZES = range(SMALLEST, LARGEST + 1)


@pytest.fixture
def numbers(rng) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(64))


def plain(seen: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """In double precision; of `seen`'s order, (line, game, column, channel)."""
    lines, _, columns, channels = seen.shape
    around = np.pad(seen.astype(float), ((1, 1), (0, 0), (1, 1), (0, 0)))
    weights = kernel.reshape(3, 3, channels, -1).astype(float)
    return bias + sum(
        around[line : line + lines, :, column : column + columns] @ weights[line, column]
        for line in range(3)
        for column in range(3)
    )


def drawn(
    numbers: np.random.Generator, games: int, size: int, channels: int, told: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    seen = numbers.standard_normal((size, games, size, channels)).astype(np.float32)
    kernel = numbers.standard_normal((3, 3 * channels, told)).astype(np.float32)
    bias = numbers.standard_normal((games, 1, told)).astype(np.float32)
    return seen, kernel / np.float32(np.sqrt(9 * channels)), bias


@pytest.mark.parametrize("size", SIZES)
def test_it_is_the_sum_over_nine_neighbours(
    size: int, numbers: np.random.Generator, count: Callable[[int], int]
) -> None:
    for _ in range(count(200)):
        games, channels, told = (int(each) for each in numbers.integers(1, 20, 3))
        boards = Boards(games, size, channels)
        convolution = Convolution(games, size, channels, told)
        for _again in range(2):  # in the same memory
            seen, kernel, bias = drawn(numbers, games, size, channels, told)
            boards.inside[...] = seen
            found = convolution(boards, turned(kernel), bias)
            assert found.shape == (size, games, size, told)
            assert abs(found - plain(seen, kernel, bias)).max() <= 2e-5


def test_it_rounds_little(numbers: np.random.Generator) -> None:
    """As docs say of the points: some times what plain products round, and no more."""
    seen, kernel, bias = drawn(numbers, 16, 12, 32, 32)
    boards, convolution = Boards(16, 12, 32), Convolution(16, 12, 32, 32)
    boards.inside[...] = seen
    wrong = convolution(boards, turned(kernel), bias) - plain(seen, kernel, bias)
    assert np.sqrt(np.square(wrong).mean()) <= 6e-7


def test_what_is_seen_is_left_as_it_was(numbers: np.random.Generator) -> None:
    seen, kernel, bias = drawn(numbers, 3, 9, 8, 8)
    boards = Boards(3, 9, 8)
    boards.inside[...] = seen
    Convolution(3, 9, 8, 8)(boards, turned(kernel), bias)
    assert (boards.inside == seen).all()
