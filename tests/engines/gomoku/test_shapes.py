"""Shapes and codes of packed patterns, and the weights that are stored by code."""

import random
from collections.abc import Callable
from itertools import combinations_with_replacement, permutations
from pathlib import Path

import numpy as np
import pytest

from engines.gomoku.rules import Kind, Rules
from engines.gomoku.worth import weights as module
from engines.gomoku.worth.patterns import Line, Pattern
from engines.gomoku.worth.shapes import CODES, PACKED, Shape, codes, lines, shapes, suspects
from engines.gomoku.worth.weights import UNIT, by_hand, weights, winrate
from engines.wire import EngineError

P = Pattern
WRITTEN = [
    ((), Shape.QUIET),
    ((P.ONE_OPEN, P.TWO_CLOSED), Shape.QUIET),
    ((P.TWO_OPEN_1,), Shape.BUILD),
    ((P.THREE_CLOSED,), Shape.BUILD),
    ((P.THREE_OPEN_1, P.THREE_CLOSED), Shape.THREE),
    ((P.THREE_OPEN_1, P.THREE_OPEN_2), Shape.THREES),
    ((P.FOUR, P.THREE_CLOSED), Shape.FOUR),
    ((P.FOUR, P.THREE_OPEN_2, P.THREE_OPEN_2), Shape.FOUR_THREE),
    ((P.FOUR, P.FOUR), Shape.WINNING),
    ((P.FOUR_TWICE,), Shape.WINNING),
    ((P.FOUR_OPEN, P.THREE_OPEN_1), Shape.WINNING),
    ((P.FIVE, P.OVERLINE, P.FOUR), Shape.FIVE),
    ((P.OVERLINE, P.THREE_OPEN_1), Shape.THREE),
]
SINGLE = [
    ((P.FOUR, P.FOUR), Shape.FORBIDDEN, False),
    ((P.FOUR, P.FOUR_OPEN), Shape.FORBIDDEN, False),
    ((P.FOUR_TWICE,), Shape.FORBIDDEN, False),
    ((P.OVERLINE,), Shape.FORBIDDEN, False),
    ((P.OVERLINE, P.FIVE), Shape.FIVE, False),
    ((P.FOUR_OPEN,), Shape.WINNING, False),
    ((P.FOUR_OPEN, P.THREE_OPEN_1), Shape.WINNING, False),
    ((P.THREE_OPEN_2, P.THREE_OPEN_1), Shape.THREES, True),
    ((P.FOUR_OPEN, P.THREE_OPEN_1, P.THREE_OPEN_1), Shape.WINNING, True),
    ((P.FOUR, P.THREE_OPEN_1, P.THREE_OPEN_1), Shape.FOUR_THREE, True),
    ((P.FIVE, P.THREE_OPEN_1, P.THREE_OPEN_1), Shape.FIVE, False),
]


def packed(patterns: tuple[int, ...]) -> int:
    return sum(pattern << 4 * place for place, pattern in enumerate(patterns))


@pytest.mark.parametrize(("patterns", "shape"), WRITTEN)
def test_a_shape_is_the_most_pressing_that_its_directions_make(
    patterns: tuple[int, ...], shape: Shape
) -> None:
    for order in permutations((*patterns, *[P.DEAD] * (4 - len(patterns)))):
        assert shapes(Line(5, exact=True))[packed(order)] == shape
    assert not suspects(Line(5)).any()


@pytest.mark.parametrize(("patterns", "shape", "suspect"), SINGLE)
def test_black_of_renju_is_forbidden_what_wins_elsewhere(
    patterns: tuple[int, ...], shape: Shape, suspect: bool
) -> None:
    line = Line(5, exact=True, single=True)
    assert shapes(line)[packed(patterns)] == shape
    assert suspects(line)[packed(patterns)] == suspect


def test_a_code_is_one_multiset_and_every_code_is_used() -> None:
    found = {codes()[packed(one)] for one in combinations_with_replacement(Pattern, 4)}
    assert found == set(range(CODES))


def test_a_code_knows_no_order(rng: random.Random, count: Callable[[int], int]) -> None:
    for _ in range(count(10_000)):
        patterns = rng.choices(list(Pattern), k=4)
        shuffled = rng.sample(patterns, 4)
        assert codes()[packed(tuple(patterns))] == codes()[packed(tuple(shuffled))]


def test_no_pattern_counts_as_dead() -> None:
    assert len(codes()) == PACKED
    assert codes()[0xFFFF] == codes()[0]
    assert shapes(Line(5))[packed((15, P.FOUR, 15, 15))] == Shape.FOUR


def test_rows_too_long_to_search_are_refused_and_say_so() -> None:
    assert lines(Rules(row=6, kind="standard"))[0].reach == 6
    with pytest.raises(EngineError, match="8 in a row"):
        lines(Rules(row=8))


def test_lines_are_those_of_the_rules() -> None:
    assert lines(Rules(kind="renju")) == (Line(5, True, True), Line(5))
    assert lines(Rules(kind="standard", row=4)) == (Line(4, True), Line(4, True))
    assert lines(Rules(kind="freestyle")) == (Line(5), Line(5))


def test_a_better_pattern_is_never_worth_less_by_hand() -> None:
    line = Line(5)
    for value in by_hand(line):
        alone = [value[codes()[packed((pattern,))]] for pattern in Pattern if pattern < 14]
        assert alone == sorted(alone)


def test_what_is_forbidden_is_worth_nothing() -> None:
    black, white = map(by_hand, lines(Rules(kind="renju")))
    four_four = codes()[packed((P.FOUR, P.FOUR))]
    assert black.mine[four_four] == black.theirs[four_four] == 0
    assert white.mine[four_four] > white.theirs[four_four] > 0


def test_fitted_weights_take_the_place_of_those_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ASSETS", tmp_path)
    mine = np.arange(2 * CODES, dtype=np.int16).reshape(2, CODES)
    np.savez(tmp_path / "renju.npz", mine=mine, theirs=-mine)
    rules = Rules(kind="renju", size=19)
    weights.cache_clear()
    try:
        black, white = weights(rules)
        assert black.mine[7] == 7 and white.theirs[0] == -CODES
        with pytest.raises(FileNotFoundError, match="freestyle"):
            weights(Rules(size=19))
    finally:
        weights.cache_clear()


def test_a_file_of_another_shape_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ASSETS", tmp_path)
    np.savez(tmp_path / "renju.npz", mine=np.zeros(3), theirs=np.zeros(3))
    with pytest.raises(ValueError, match="no weights"):
        module.fitted("renju")


@pytest.mark.parametrize("kind", ["freestyle", "standard", "renju"])
def test_fitted_weights_are_shipped_and_a_threat_is_worth_more_than_a_stone(kind: Kind) -> None:
    quiet, three, threes = (
        codes()[packed(patterns)]
        for patterns in ((P.ONE_OPEN,), (P.THREE_OPEN_2,), (P.THREE_OPEN_2, P.THREE_OPEN_2))
    )
    _black, white = module.fitted(kind)
    for values in white:
        assert values[quiet] <= values[three] < values[threes]


def test_a_winrate_is_a_half_where_nobody_is_ahead() -> None:
    assert winrate(0) == 0.5
    assert winrate(-3 * UNIT) < 0.05 < 0.95 < winrate(3 * UNIT)
    assert 0 <= winrate(-(10**9)) < winrate(10**9) <= 1
