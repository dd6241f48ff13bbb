"""ROC, MAROC and EROC: for one symbol, for many, for the end of many, and live."""

import csv
import importlib.util
import math
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import talib

from engines.roc.functions.table import BATCH
from engines.roc.indicator import (
    Lines,
    Newest,
    a1,
    eroc,
    lines,
    maroc,
    over,
    roc,
    roc_from_first,
    tail,
    warmup,
)

nan = math.nan


def walks(rng: random.Random, bars: int, symbols: int, holes: bool = True) -> np.ndarray:
    """Right-aligned prices: some begin late, some are halted now and then, one is a 0 for a bar."""
    source = np.random.default_rng(rng.getrandbits(32))
    x = 10 * np.exp(source.normal(0, 0.02, (bars, symbols)).cumsum(axis=0))
    if holes and bars:
        begins = source.integers(0, bars, symbols) * (source.random(symbols) < 0.4)
        x[np.arange(bars)[:, None] < begins] = nan
        x[(source.random((bars, symbols)) < 0.05) & (source.random(symbols) < 0.2)] = nan
        x[source.integers(0, bars), 0] = 0
    return x


def same(found: Lines, expected: Lines, atol: float = 1e-11) -> None:
    for name, line, other in zip(Lines._fields, found, expected, strict=True):
        np.testing.assert_allclose(line, other, rtol=1e-11, atol=atol, err_msg=name)


def by_formula(x: np.ndarray, n: int, m: int, e: int) -> Lines:
    """The document's source, function by function."""
    before = BATCH["REF"](x, n)
    changes = BATCH["/"](BATCH["*"](BATCH["-"](x, before), 100.0), before)
    return Lines(changes, BATCH["MA"](changes, m), BATCH["EMA"](changes, e))


def goog() -> np.ndarray:
    found = importlib.util.find_spec("backtesting")
    assert found and found.submodule_search_locations
    with (Path(found.submodule_search_locations[0]) / "test/GOOG.csv").open() as file:
        return np.array([float(row["Close"]) for row in csv.DictReader(file)])


def test_roc_by_hand() -> None:
    x = np.array([10.0, 11.0, 12.0, 0.0, 6.0, nan, 3.0])
    np.testing.assert_allclose(roc(x, 2), [nan, nan, 20, -100, -50, nan, -50])
    np.testing.assert_allclose(roc(x, 1), [nan, 10, 100 / 11, -100, nan, nan, nan])
    assert np.isnan(roc(x, 7)).all() and np.isnan(roc(x, 0)[3]) and roc(x[:0]).shape == (0,)
    np.testing.assert_allclose(maroc(x, 2, 2), [nan, nan, nan, -40, -75, nan, nan])
    np.testing.assert_allclose(eroc(x, 2, 3), [nan, nan, 20, -40, -45, nan, -47.5])


def test_a1_is_the_average_price_and_unknown_on_a_halted_day() -> None:
    found = a1(np.array([1050.0, 0.0, 99.0]), np.array([1.0, 0.0, 0.0]))
    np.testing.assert_allclose(found, [10.5, nan, nan])


def test_the_newer_form_has_values_from_the_first_bar() -> None:
    x = np.array([nan, 10.0, 11.0, 12.0, 15.0])
    np.testing.assert_allclose(roc_from_first(x, 2), [nan, 0, 10, 20, 400 / 11])
    table = np.stack((x, x[::-1]), axis=1)
    np.testing.assert_allclose(roc_from_first(table, 2)[:, 0], roc_from_first(x, 2))
    assert roc_from_first(x.astype(np.float32)).dtype == np.float32


def test_goog_as_talib_has_it() -> None:
    """EROC begins with the first ROC, TA-Lib's EMA with a mean: soon they are the same."""
    x = goog()
    found = lines(x)
    expected = talib.ROC(x, 12)
    np.testing.assert_allclose(found.roc, expected, atol=1e-10)
    np.testing.assert_allclose(found.maroc, talib.MA(expected, 6), atol=1e-10)
    gap = np.abs(found.eroc - talib.EMA(expected, 9))
    assert 1 < gap[20] < 5 and 0.3 < gap[28] < 0.6 and gap[20 + 100 :].max() < 1e-8
    crossed = BATCH["CROSS"](found.roc, 0.0), BATCH["CROSS"](0.0, found.roc)
    assert [int(np.nansum(each)) for each in crossed] == [120, 120]


@pytest.mark.parametrize("bars", [0, 1, 5, 12, 13, 14, 18, 40, 300])
def test_many_symbols_are_as_each_alone(bars: int, rng: random.Random) -> None:
    x = walks(rng, bars, 9)
    for n, m, e in ((12, 6, 9), (1, 1, 1), (3, 40, 2), (20, 5, 60)):
        for block in (1, 4, 1000):
            found = over(x, n, m, e, block)
            for symbol in range(9):
                alone = Lines(*(line[:, symbol] for line in found))
                same(alone, by_formula(x[:, symbol].copy(), n, m, e))
        same(lines(x, n, m, e), found)


def test_one_symbol_is_as_the_formula_says(rng: random.Random) -> None:
    for symbol in walks(rng, 400, 12).T:
        for n, m, e in ((12, 6, 9), (1, 1, 1), (5, 30, 100)):
            same(lines(symbol, n, m, e), by_formula(symbol, n, m, e))


def test_memory_that_is_given_is_used_again(rng: random.Random) -> None:
    x = walks(rng, 60, 5)
    out = Lines(*(np.full_like(x, 7.0) for _ in range(3)))
    assert over(x, out=out) is out
    same(out, over(x))


@pytest.mark.parametrize("bars", [0, 1, 11, 30, 77, 78, 90, 237, 238, 400])
def test_the_tail_is_the_end_of_the_whole(bars: int, rng: random.Random) -> None:
    """Symbols with holes in the warm-up as well: those lose what lies before it, 1e-4 of a unit."""
    x = walks(rng, bars, 30)
    found, whole = tail(x, 60), over(x)
    assert all(line.shape == (60, 30) for line in found)
    shown = min(bars, 60)
    near = 1e-11 if bars <= 60 + warmup() else 1e-4
    same(
        Lines(*(line[60 - shown :] for line in found)),
        Lines(*(line[bars - shown :] for line in whole)),
        near,
    )
    assert all(np.isnan(line[: 60 - shown]).all() for line in found)
    if bars:
        same(tail(x[:, 3], 60), Lines(*(line[:, 3] for line in found)))


def test_a_warm_up_is_long_enough_to_be_forgotten(rng: random.Random) -> None:
    x = walks(rng, 2000, 20, holes=False)
    for n, m, e in ((12, 6, 9), (5, 80, 2), (12, 6, 1), (1, 1, 40)):
        whole = over(x, n, m, e)
        same(tail(x, 30, n, m, e), Lines(*(line[-30:] for line in whole)), 1e-13)
    assert warmup() == 12 + 166
    assert warmup(12, 200, 9) == 12 + 199 and warmup(12, 6, 1) == 12 + 5


def test_float32_stays_float32_and_near(rng: random.Random) -> None:
    """2e-5 percent points, where ROC is some percent."""
    x = walks(rng, 400, 20, holes=False).astype(np.float32)
    exact = over(x.astype(float))
    newest = Newest(x)
    for found, rows in (
        (over(x), slice(None)),
        (tail(x, 60), slice(-60, None)),
        (newest.update(x[-1]), -1),
    ):
        for line, other in zip(found, exact, strict=True):
            assert line.dtype == np.float32
            np.testing.assert_allclose(line, other[rows], atol=5e-5)
    for line, other in zip(lines(x[:, 0]), exact, strict=True):
        assert line.dtype == np.float32
        np.testing.assert_allclose(line, other[:, 0], atol=5e-5)


def test_live_lines_are_those_of_the_whole_history(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    """Bars that move before they end, symbols that begin on the way, halted ones."""
    for _ in range(count(250)):
        n, m, e = rng.choice(((12, 6, 9), (1, 1, 1), (3, 8, 2), (2, 1, 30)))
        x = walks(rng, 60, 8)
        begin = rng.randint(1, 30)
        newest = Newest(x[:begin], n, m, e)
        for bar in range(begin, 60):
            newest.append(x[bar] * rng.uniform(0.9, 1.1))
            found = newest.update(x[bar])
            expected = over(x[: bar + 1], n, m, e)
            same(found, Lines(*(line[-1] for line in expected)))


def test_symbols_whose_bar_goes_on_are_left_behind(rng: random.Random) -> None:
    """Each symbol gets its own bars, some more than others; each is as if it were alone."""
    x = walks(rng, 80, 4, holes=False)
    newest, at = Newest(x[:20], 3, 4, 5), np.full(4, 19)
    for _ in range(50):
        which = np.flatnonzero([rng.random() < 0.5 for _ in range(4)])
        at[which] += 1
        found = newest.append(x[at[which], which], which)
        for symbol in range(4):
            alone = lines(x[: at[symbol] + 1, symbol], 3, 4, 5)
            same(Lines(*(line[symbol] for line in found)), Lines(*(line[-1] for line in alone)))
    moved = newest.update(np.array([9.0]), np.array([2]))
    assert moved.roc[2] != found.roc[2] and moved.roc[1] == found.roc[1]


def test_what_is_given_is_never_changed(rng: random.Random) -> None:
    x = walks(rng, 300, 5)
    copy = x.copy()
    newest = Newest(x)
    newest.append(x[7])
    newest.update(x[8])
    for work in (over, lines, roc, roc_from_first, lambda x: tail(x, 60)):
        work(x)
    np.testing.assert_array_equal(x, copy)


def test_counts_below_one_are_refused() -> None:
    x = np.ones((20, 2))
    for wrong in ({"n": 0}, {"m": 0}, {"e": 0}):
        with pytest.raises(ValueError, match="1 or more"):
            over(x, **wrong)
        with pytest.raises(ValueError, match="1 or more"):
            tail(x, 5, **wrong)
        with pytest.raises(ValueError, match="1 or more"):
            Newest(x, **wrong)
    with pytest.raises(ValueError, match="1 or more"):
        tail(x, 0)
