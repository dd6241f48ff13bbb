import numpy as np
import pytest

from engines.roc.backtest import backtest
from engines.roc.crossings import crossings
from engines.roc.performance import drawdown, grown, jumps, performance, thinned
from engines.roc.rules import PLAIN, Rules
from engines.roc.trust import gaps
from tests.engines.roc.samples import made, pingan, roc


def test_drawdown_is_the_deepest_fall_from_a_peak_before_it():
    assert drawdown(np.array([10.0, 20, 15, 30, 12, 40])) == 0.6
    assert drawdown(np.array([1.0, 2, 3])) == 0
    assert drawdown(np.array([])) == 0


def test_holding_is_from_the_first_known_close_to_the_last():
    assert grown(np.array([np.nan, 2, 5, 3, np.nan])) == 1.5
    assert grown(np.array([np.nan])) == 1
    assert grown(np.array([])) == 1


def test_exposure_wins_and_growth():
    series = made([10.0, 10, 12, 12, 9, 9, 9, 9])
    buys, sells = np.zeros((2, 8), bool)
    buys[[0, 2, 5]] = sells[[1, 3]] = True
    rules = Rules(cash=120)
    found = performance(backtest(series, buys, sells, rules), series.close, rules)
    assert (found.trades, found.wins, found.exposure) == (2, 1, 4 / 8)
    assert found.growth == pytest.approx((120 + 24 - 36) / 120)
    assert found.held == 0.9


def test_a_series_without_bars_neither_gains_nor_loses():
    none = np.zeros(0, bool)
    found = performance(backtest(made([]), none, none), made([]).close, PLAIN)
    assert (found.growth, found.held, found.drawdown, found.exposure) == (1, 1, 0, 0)


def test_jumps_that_shares_were_held_into_are_counted():
    series = pingan()
    flagged = gaps(series.open, series.close, 0.11)
    result = backtest(series, *crossings(roc(series.close)))
    held = [bar for bar in np.flatnonzero(flagged) if result.held[bar - 1]]
    assert jumps(result, flagged) == len(held) == 5
    buys, sells = np.zeros((2, 5), bool)
    buys[0] = sells[2] = True  # held at the closes of bars 1 and 2
    few = backtest(made([10.0] * 5), buys, sells)
    assert [jumps(few, day) for day in np.eye(5, dtype=bool)] == [0, 0, 1, 1, 0]


def test_a_thinned_curve_keeps_its_ends_and_no_more_points_than_asked_for():
    assert thinned(3, 500).tolist() == [0, 1, 2]
    kept = thinned(4995, 500)
    assert (len(kept), kept[0], kept[-1]) == (500, 0, 4994)
    assert set(np.diff(kept).tolist()) == {10, 11}
    assert thinned(0, 500).tolist() == []
