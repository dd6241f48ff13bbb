import random
from collections.abc import Callable

import pytest

from engines.gomoku.bitboard import bits, finder
from engines.gomoku.lines import DIRECTIONS, run
from engines.gomoku.rules import BLACK


def longest(cells: bytearray, size: int) -> set[int]:
    """The lengths of all unbroken rows of black stones."""
    return {
        len(run(cells, size, point, dx, dy))
        for point, color in enumerate(cells)
        for dx, dy in DIRECTIONS
        if color == BLACK
    }


@pytest.mark.parametrize("exact", [False, True])
def test_a_row_is_found_where_walking_along_the_lines_finds_it(
    exact: bool, rng: random.Random, count: Callable[[int], int]
) -> None:
    seen = set()
    for _ in range(count(20_000)):
        size, row = rng.randint(6, 20), rng.randint(3, 6)
        cells = bytearray(rng.random() < 0.45 for _ in range(size * size))
        stones = sum(bit for bit, color in zip(bits(size), cells, strict=True) if color)
        lengths = longest(cells, size)
        expected = row in lengths if exact else max(lengths, default=0) >= row
        assert finder(size, row, exact)(stones) == expected
        seen.add(expected)
    assert seen == {False, True}


def test_no_row_runs_over_an_edge() -> None:
    size = 6
    ends = [4 * size + 4, 4 * size + 5, 5 * size, 5 * size + 1, 5 * size + 2]
    assert not finder(size, 5)(sum(bits(size)[point] for point in ends))
