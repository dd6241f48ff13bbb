"""Against TA-Lib where it means the same, and against MyTT where that is right.

Where MyTT is wrong, its answer is asserted beside ours, so that the difference is a known one.
"""

import random

import MyTT
import numpy as np
import pytest
import talib

from engines.roc.functions.table import BATCH

nan = np.nan


@pytest.fixture
def x(rng: random.Random) -> np.ndarray:
    """A price of 400 bars."""
    source = np.random.default_rng(rng.getrandbits(32))
    return 10 * np.exp(source.normal(0, 0.02, 400).cumsum())


@pytest.fixture
def y(rng: random.Random) -> np.ndarray:
    source = np.random.default_rng(rng.getrandbits(32) + 1)
    return 10 * np.exp(source.normal(0, 0.02, 400).cumsum())


def same(found: np.ndarray, expected: np.ndarray, atol: float = 1e-9) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=atol)


@pytest.mark.parametrize("n", [2, 5, 6, 14, 60])
def test_windows_are_those_of_talib(x: np.ndarray, y: np.ndarray, n: int) -> None:
    same(BATCH["MA"](x, n), talib.MA(x, n))
    same(BATCH["WMA"](x, n), talib.WMA(x, n))
    same(BATCH["SUM"](x, n)[n - 1 :], talib.SUM(x, n)[n - 1 :])
    same(BATCH["HHV"](x, n)[n - 1 :], talib.MAX(x, n)[n - 1 :])
    same(BATCH["LLV"](x, n)[n - 1 :], talib.MIN(x, n)[n - 1 :])
    same(BATCH["SLOPE"](x, n), talib.LINEARREG_SLOPE(x, n))
    same(BATCH["FORCAST"](x, n), talib.LINEARREG(x, n))
    same(BATCH["RELATE"](x, y, n), talib.CORREL(x, y, n), 1e-6)
    same(BATCH["STDP"](x, n), talib.STDDEV(x, n), 1e-6)
    same(BATCH["VARP"](x, n), talib.VAR(x, n), 1e-6)


@pytest.mark.parametrize("n", [2, 9, 26])
def test_expmema_is_the_ema_of_talib_and_ema_comes_to_it(x: np.ndarray, n: int) -> None:
    """TA-Lib begins with the mean of n bars, 通达信's EMA with the first bar."""
    same(BATCH["EXPMEMA"](x, n), talib.EMA(x, n))
    gap = np.abs(BATCH["EMA"](x, n) - talib.EMA(x, n))
    assert gap[20 * n :].max(initial=0) < 1e-9
    assert n == 2 or gap[n - 1] > 1e-9


def test_wilders_smoothing_is_mema_in_the_end(x: np.ndarray) -> None:
    """RSI as formulas write it: SMA(MAX(d,0),n,1)/SMA(ABS(d),n,1)*100."""
    change = BATCH["-"](x, BATCH["REF"](x, 1))
    up, all_of_it = BATCH["MAX"](change, 0.0), BATCH["ABS"](change)
    ours = BATCH["MEMA"](up, 6) / BATCH["SMA"](all_of_it, 6, 1) * 100
    same(ours[200:], talib.RSI(x, 6)[200:], 1e-6)


@pytest.mark.parametrize("n", [2, 5, 20])
def test_what_mytt_has_right(x: np.ndarray, y: np.ndarray, n: int) -> None:
    same(BATCH["REF"](x, n), MyTT.REF(x, n))
    same(BATCH["MA"](x, n), MyTT.MA(x, n))
    same(BATCH["EMA"](x, n), MyTT.EMA(x, n))
    same(BATCH["SMA"](x, n + 1, 2), MyTT.SMA(x, n + 1, 2))
    same(BATCH["DMA"](x, 0.3), MyTT.DMA(x, 0.3))
    same(BATCH["WMA"](x, n), MyTT.WMA(x, n))
    same(BATCH["AVEDEV"](x, n), MyTT.AVEDEV(x, n))
    same(BATCH["SLOPE"](x, n), MyTT.SLOPE(x, n), 1e-7)
    same(BATCH["FORCAST"](x, n), MyTT.FORCAST(x, n), 1e-7)
    same(BATCH["CONST"](x), MyTT.CONST(x))
    same(BATCH["SUM"](x, 0), MyTT.SUM(x, 0))
    same(BATCH["HHVBARS"](x, n)[n - 1 :], MyTT.HHVBARS(x, n)[n - 1 :])
    same(BATCH["LLVBARS"](x, n)[n - 1 :], MyTT.LLVBARS(x, n)[n - 1 :])
    same(BATCH["LONGCROSS"](x, y, n)[n:], MyTT.LONGCROSS(x, y, n)[n:])
    condition = BATCH[">"](x, y)
    same(BATCH["VALUEWHEN"](condition, x), MyTT.VALUEWHEN(condition, x))
    same(BATCH["BARSLASTCOUNT"](condition), MyTT.BARSLASTCOUNT(condition))
    same(BATCH["LAST"](condition, n, 1)[n:], MyTT.LAST(condition, n, 1)[n:])


def test_mytt_divides_a_sample_by_n(x: np.ndarray) -> None:
    """Its STD has ddof=0, which 通达信 calls STDP: Bollinger bands come out too narrow."""
    same(MyTT.STD(x, 20), BATCH["STDP"](x, 20))
    same(BATCH["STD"](x, 20)[19:], MyTT.STD(x, 20)[19:] * np.sqrt(20 / 19))


def test_mytt_crosses_out_of_nothing() -> None:
    """`not (nan > 0)` is true, so a line's first value above 0 is a crossing to it; not to us."""
    line = np.array([nan, nan, 1.0, -1.0, 1.0])
    assert MyTT.CROSS(line, np.zeros(5)).tolist() == [0, 0, 1, 0, 1]
    same(BATCH["CROSS"](line, 0.0), np.array([nan, nan, nan, 0, 1]))


def test_mytt_sees_no_extreme_before_n_bars() -> None:
    """通达信's HHV takes what there is; a rolling window of pandas wants all n."""
    line = np.array([nan, 3.0, 1.0, 2.0])
    same(MyTT.HHV(line, 3), np.array([nan, nan, nan, 3]))
    same(BATCH["HHV"](line, 3), np.array([nan, 3, 3, 3]))
    same(MyTT.LLV(line, 3), np.array([nan, nan, nan, 1]))
    same(BATCH["LLV"](line, 3), np.array([nan, 3, 1, 1]))


def test_mytt_counts_nothing_before_n_bars() -> None:
    """The same with COUNT, and with a SUM of n bars."""
    condition = np.array([1.0, 1.0, 0.0, 1.0])
    same(MyTT.COUNT(condition, 3), np.array([nan, nan, 2, 2]))
    same(BATCH["COUNT"](condition, 3), np.array([1, 2, 2, 2]))


def test_mytt_filters_its_own_input() -> None:
    """The hits are the same, but what MyTT is given is no longer what it was."""
    condition = np.array([1.0, 1.0, 1.0, 0.0, 1.0])
    ours = BATCH["FILTER"](condition, 2)
    assert condition.tolist() == [1, 1, 1, 0, 1]
    theirs = MyTT.FILTER(condition, 2)
    assert ours.tolist() == theirs.tolist() == condition.tolist() == [1, 0, 0, 0, 1]


def test_mytt_counts_bars_since_nothing() -> None:
    """Before a condition ever held, its BARSLAST counts from bar 0; there is nothing to count."""
    condition = np.array([0.0, 0.0, 1.0, 0.0])
    assert MyTT.BARSLAST(condition).tolist() == [1, 2, 0, 1]
    same(BATCH["BARSLAST"](condition), np.array([nan, nan, 0, 1]))


def test_mytt_takes_the_unknown_for_true() -> None:
    """np.where(nan, 1, 0) is 1."""
    condition = np.array([nan, 0.0, 1.0])
    assert MyTT.IF(condition, 1, 0).tolist() == [1, 0, 1]
    same(BATCH["IF"](condition, 1.0, 0.0), np.array([nan, 0, 1]))
