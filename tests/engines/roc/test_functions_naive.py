"""Every function that looks at other bars, against its meaning written out bar by bar."""

import math
import random
from collections.abc import Callable

import numpy as np
import pytest

from engines.roc.functions.table import BATCH, FUTURE, PAST
from tests.engines.roc.naive import NAIVE, Series

nan, inf = math.nan, math.inf
BY_HAND = {"ZIG", "PEAK", "TROUGH", "PEAKBARS", "TROUGHBARS"}
COUNTS = (-3, -1, 0, 1, 2, 3, 4, 5, 7, 12, 100)


def series(rng: random.Random, bars: int) -> Series:
    """A walk, of whole numbers or not, with unknown bars before it and perhaps within."""
    digits, hole = rng.choice((0, 0, 3)), rng.choice((0, 0, 0.1, 0.5))
    begin, value, found = rng.choice((0, 0, rng.randint(0, bars))), 10.0, []
    for bar in range(bars):
        value += rng.gauss(0, 1)
        unknown = bar < begin or rng.random() < hole
        found.append(nan if unknown else round(value, digits))
    return found


def argument(rng: random.Random, letter: str, bars: int) -> Series:
    if letter == "x":
        return series(rng, bars)
    if letter == "w":
        return [round(value - 5) if value == value else nan for value in series(rng, bars)]
    if letter == "c":
        return [value if value != value else float(value > 10) for value in series(rng, bars)]
    if letter == "a":
        odd = rng.choice(((), (nan, -0.5, 1.5, 0, 1)))
        return [rng.choice((rng.random(), *odd)) for _ in range(bars)]
    if letter == "n" and rng.random() < 0.5:
        odd = rng.choice(((), (nan, inf, -inf, 2.7, -0.5)))
        return [float(rng.choice((*COUNTS, *odd))) for _ in range(bars)]
    return [float(rng.choice((*COUNTS, 2.5)))] * bars


def as_given(letter: str, values: Series) -> float | np.ndarray:
    """A count that never changes is a number."""
    constant = letter in "nk" and len(set(values)) == 1
    return values[0] if constant else np.array(values, float)


def test_every_function_of_other_bars_has_a_meaning_written_out() -> None:
    assert (PAST.keys() | FUTURE.keys()) - BY_HAND <= NAIVE.keys()


@pytest.mark.parametrize("name", NAIVE)
def test_equals_its_meaning_bar_by_bar(
    name: str, rng: random.Random, count: Callable[[int], int]
) -> None:
    letters, naive = NAIVE[name]
    for _ in range(count(3000)):
        bars = rng.choice((1, 2, 3, 10, 33))
        lists = [argument(rng, letter, bars) for letter in letters]
        args = [as_given(*pair) for pair in zip(letters, lists, strict=True)]
        copies = [np.copy(arg) for arg in args]
        found = BATCH[name](*args)
        np.testing.assert_allclose(
            found, naive(*lists), rtol=1e-9, atol=1e-9, err_msg=f"{name} {lists}"
        )
        for arg, copy in zip(args, copies, strict=True):
            np.testing.assert_array_equal(arg, copy, err_msg=f"{name} changes what it is given")


@pytest.mark.parametrize("name", NAIVE)
def test_no_bars_give_no_values(name: str) -> None:
    for count in (0.0, 3.0):
        args = [count if letter in "nk" else np.empty(0) for letter in NAIVE[name][0]]
        assert BATCH[name](*args).shape == (0,)


def test_long_windows_in_pieces_are_what_they_are_in_one(rng: random.Random) -> None:
    """Longer than what the cache holds at once."""
    source = np.random.default_rng(rng.getrandbits(32))
    x = source.normal(100, 1, 40_000)
    for n in (2, 63, 5000, 20_000, 39_999, 40_000):
        bars = np.unique(source.integers(n - 1, len(x), 20))
        windows = [x[bar + 1 - n : bar + 1] for bar in bars]
        for name, exact in (
            ("MA", np.mean),
            ("SUM", np.sum),
            ("HHV", np.max),
            ("LLV", np.min),
            ("VARP", np.var),
        ):
            found = BATCH[name](x, n)[bars]
            np.testing.assert_allclose(found, [exact(window) for window in windows], rtol=1e-11)


def test_a_long_ema_is_its_recursion(rng: random.Random) -> None:
    """Through many pieces of the scan, from averages of a bar to some of thousands."""
    source = np.random.default_rng(rng.getrandbits(32))
    x = source.normal(0, 1, 30_000)
    for n in (1, 1.0001, 2, 9, 250, 10_000, 1e9):
        state, alpha = x[0], 2 / (n + 1)
        expected = [state := alpha * value + (1 - alpha) * state for value in x[1:].tolist()]
        np.testing.assert_allclose(BATCH["EMA"](x, n)[1:], expected, rtol=0, atol=1e-13)


def test_numbers_too_large_for_the_scan_are_taken_one_by_one() -> None:
    x = np.array([1e300, 2e300, nan, 1e300])
    np.testing.assert_allclose(BATCH["EMA"](x, 3), [1e300, 1.5e300, nan, 1.25e300])
    np.testing.assert_array_equal(BATCH["EMA"](np.array([1.0, inf, 1.0]), 3), [1, inf, inf])


def test_large_numbers_leave_nothing_behind_in_a_window() -> None:
    """A running total would keep the error of 1e17 for ever."""
    x = np.array([1e17, 3.0] + [1.0] * 20)
    assert BATCH["SUM"](x, 3)[4:].tolist() == [3.0] * 18
    assert BATCH["MA"](x, 3)[4:].tolist() == [1.0] * 18
    assert BATCH["STDP"](x, 3)[4:].tolist() == [0.0] * 18


def test_turnover_of_an_index_keeps_its_digits(rng: random.Random) -> None:
    """AMO is 1e11 and more; a sum over all bars, taken apart again, would lose eleven digits."""
    source = np.random.default_rng(rng.getrandbits(32))
    x = 1e11 + source.normal(0, 1, 5000)
    windows = np.lib.stride_tricks.sliding_window_view(x - 1e11, 20)
    np.testing.assert_allclose(BATCH["VARP"](x, 20)[19:], windows.var(axis=1), rtol=1e-3)
    np.testing.assert_allclose(BATCH["MA"](x, 20)[19:] - 1e11, windows.mean(axis=1), atol=1e-4)


def test_a_constant_has_no_deviation_and_no_relation() -> None:
    x, y = np.full(50, 0.1), np.arange(50.0)
    for n in (2, 3, 7, 11, 50):
        assert set(BATCH["STD"](x, n)[n - 1 :]) == {0.0}
        assert set(BATCH["SLOPE"](x, n)[n - 1 :]) == {0.0}
        assert np.isnan(BATCH["RELATE"](x, y, n)).all()


@pytest.mark.parametrize("name", ["MA", "WMA", "EMA", "MEMA", "DMA", "EXPMEMA"])
def test_an_average_of_what_stands_still_does_not_waver(name: str, rng: random.Random) -> None:
    """Else CROSS(C,EMA(C,12)) would be a signal on every other bar of a halt."""
    for _ in range(30):
        price = round(rng.uniform(0.1, 2000), rng.choice((2, 3)))
        n = 1 / rng.randint(2, 30) if name == "DMA" else rng.randint(2, 60)
        x = np.full(400, price)
        assert set(BATCH[name](x, n)[60:]) == {price}
        both = BATCH[name](np.stack((x, x), axis=1), n)
        assert set(both[60:].ravel()) == {price}


@pytest.mark.parametrize("name", ["MA", "WMA", "EMA"])
def test_after_a_move_a_halt_is_not_crossed(name: str, rng: random.Random) -> None:
    for n in (3, 12, 50):
        moving = np.round(10 + np.cumsum([rng.gauss(0, 0.1) for _ in range(60)]), 2)
        x = np.append(moving, np.full(2000, moving[-1]))
        for average in (BATCH[name](x, n), BATCH[name](np.stack((x, x), axis=1), n)[:, 0]):
            for one, other in ((x, average), (average, x)):
                assert not np.nansum(BATCH["CROSS"](one, other)[60 + n :])


@pytest.mark.parametrize("name", sorted(NAIVE.keys() & PAST.keys()))
def test_what_is_past_never_changes(name: str, rng: random.Random) -> None:
    """The first bars alone have the values that they have among all."""
    letters, bars = NAIVE[name][0], 40
    for _ in range(10):
        lists = [argument(rng, letter, bars) for letter in letters]
        whole = BATCH[name](*(as_given(*pair) for pair in zip(letters, lists, strict=True)))
        constant = [len(set(values)) == 1 for values in lists]
        for part in (1, 2, 17, 39):
            args = [
                as_given(letter, values) if same else np.array(values[:part], float)
                for letter, values, same in zip(letters, lists, constant, strict=True)
            ]
            args = [arg if np.ndim(arg) == 0 else arg[:part] for arg in args]
            np.testing.assert_allclose(BATCH[name](*args), whole[:part], rtol=1e-12, atol=1e-12)
