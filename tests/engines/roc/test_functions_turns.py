"""ZIG's turning points: what holds for them on any series."""

import math
import random
from collections.abc import Callable
from itertools import pairwise, zip_longest

import numpy as np

from engines.roc.functions.table import BATCH
from engines.roc.functions.turns import turns


def walk(rng: random.Random, bars: int) -> np.ndarray:
    values = [10.0]
    while len(values) < bars:
        values.append(round(values[-1] * math.exp(rng.gauss(0, 0.03)), 2))
    return np.array([math.nan if rng.random() < 0.1 else value for value in values])


def confirmed(x: np.ndarray, place: int, side: int, percent: float) -> int | None:
    """The bar on which a peak (side 1) or a trough at a place is known to be one, if ever."""
    for bar in range(place + 1, len(x)):
        if side * (x[bar] - x[place]) > 0:
            return None
        if side * (x[place] - x[bar]) >= percent / 100 * x[place]:
            return bar
    return None


def test_turns_alternate_and_each_is_the_furthest_since_the_last(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(2500)):
        x, percent = walk(rng, rng.choice((2, 10, 60))), rng.choice((1.0, 5.0, 10.0))
        found = turns(x, percent)
        for turn in found:
            assert confirmed(x, turn.place, turn.side, percent)
        for one, other in pairwise(found):
            assert one.side == -other.side and one.place < other.place
            between = x[one.place : other.place + 1]
            best = np.nanmax(between) if other.side > 0 else np.nanmin(between)
            assert best == x[other.place]


def test_no_turn_is_missed(rng: random.Random, count: Callable[[int], int]) -> None:
    """From where one is known to the next nothing reverses by so much: else it would be one."""
    for _ in range(count(2500)):
        x, percent = walk(rng, rng.choice((10, 60))), rng.choice((3.0, 10.0))
        found = turns(x, percent)
        if not found:
            assert not any(
                confirmed(x, place, side, percent) for place in range(len(x)) for side in (1, -1)
            )
        for begin, end in zip_longest(found, found[1:]):
            last = end.place if end else len(x) - 1
            known = confirmed(x, begin.place, begin.side, percent) or 0
            for place in range(known, last):
                later = confirmed(x[: last + 1], place, -begin.side, percent)
                assert np.isnan(x[place]) or later is None


def test_a_zigzag_goes_straight_from_turn_to_turn(rng: random.Random) -> None:
    x = walk(rng, 200)
    line, places = BATCH["ZIG"](x, 8.0), [turn.place for turn in turns(x, 8.0)]
    assert places
    np.testing.assert_array_equal(line[places], x[places])
    np.testing.assert_array_equal(np.isnan(line), np.isnan(x))
    for one, other in pairwise(places):
        straight = np.linspace(x[one], x[other], other - one + 1)
        inside = np.isfinite(x[one : other + 1])
        np.testing.assert_allclose(line[one : other + 1][inside], straight[inside])


def test_peaks_and_their_distance_agree(rng: random.Random) -> None:
    x = walk(rng, 300)
    bars = np.arange(len(x))
    for height, distance in (("PEAK", "PEAKBARS"), ("TROUGH", "TROUGHBARS")):
        for number in (1.0, 2.0, 3.0):
            ago = BATCH[distance](x, 8.0, number)
            known = np.isfinite(ago)
            assert known.any()
            places = (bars - ago)[known].astype(int)
            np.testing.assert_array_equal(BATCH[height](x, 8.0, number)[known], x[places])
