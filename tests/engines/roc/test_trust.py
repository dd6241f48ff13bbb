from dataclasses import replace

import numpy as np
import pytest

from engines.roc.doubts import DOUBTS
from engines.roc.trust import doubts, gaps, newest, reached
from tests.engines.roc.samples import goog, made, pingan, roc

NAN = np.nan
JUMPS = {
    "2000-11-06": -0.111,
    "2007-06-20": 0.150,
    "2008-10-31": -0.231,
    "2013-06-20": -0.380,
    "2014-06-12": -0.183,
    "2015-04-13": -0.141,
    "2016-06-16": -0.179,
}


def test_21_years_of_sz000001_have_7_jumps_of_more_than_11_percent():
    """5 ex-rights days, a resumption of trade, and a day that merely opened 11.07 % lower."""
    series = pingan()
    flagged = gaps(series.open, series.close, 0.11)
    days = series.times[flagged].astype("datetime64[D]").astype(str).tolist()
    jumps = (series.open[1:] / series.close[:-1] - 1)[flagged[1:]]
    assert dict(zip(days, jumps.round(3).tolist(), strict=True)) == JUMPS
    lowest = np.nanargmin(roc(series.close))
    assert series.times[lowest] == np.datetime64("2013-06-26")
    assert reached(flagged, 12)[lowest]


def test_a_line_that_looks_n_bars_back_is_doubted_on_the_jump_and_n_less_1_bars_after():
    close = np.append(np.full(5, 10.0), np.full(15, 5.0))
    flagged = gaps(close, close, 0.11)
    assert np.flatnonzero(flagged).tolist() == [5]
    false = np.flatnonzero(np.nan_to_num(roc(close, 4)))
    assert np.flatnonzero(reached(flagged, 4)).tolist() == false.tolist() == [5, 6, 7, 8]
    assert np.flatnonzero(reached(flagged, None)).tolist() == list(range(5, 20))
    assert not reached(np.zeros(9, bool), 4).any()


def test_the_threshold_is_a_share_of_the_last_known_close_and_0_turns_the_guard_off():
    close = np.array([10.0, NAN, 10, 0, 5])
    opened = np.array([10.0, NAN, 11.05, 10, 5])
    assert np.flatnonzero(gaps(opened, close, 0.1)).tolist() == [2]
    assert not gaps(opened, close, 0.11).any()
    assert not gaps(opened, close, 0).any()
    assert not gaps(opened[:1], close[:1], 0.1).any()


def test_each_of_many_symbols_may_have_a_threshold_of_its_own():
    close = np.array([[10.0, 10, 10], [8.5, 8.5, 8.5]])
    assert gaps(close, close, np.array([0.11, 0.21, 0])).tolist() == [[False] * 3, [1, 0, 0]]


@pytest.mark.parametrize(
    ("change", "fields", "market", "expected"),
    [
        ({}, (), None, ()),
        (
            {"average": False, "amount": np.ones(30)},
            ("amount", "volume"),
            None,
            ("average",),
        ),
        ({"average": False}, ("close", "volume"), None, ()),
        ({"volume": np.append(np.ones(29), 0)}, (), None, ("halt",)),
        ({"volume": np.full(30, NAN)}, (), None, ()),
        ({"amount": np.full(30, NAN)}, ("amount", "close"), None, ("lacking",)),
        ({}, (), "2024-01-30T15:00", ()),
        ({}, (), "2024-02-09T15:00", ()),
        ({}, (), "2024-02-10T09:31", ("stale",)),
        ({"open": np.append(np.ones(24), np.full(6, 2.0))}, (), None, ("exrights",)),
    ],
)
def test_a_doubt_about_the_newest_bar_is_named(change, fields, market, expected):
    series = replace(made([1.0] * 30), **change)
    when = None if market is None else np.datetime64(market, "s")
    doubted = reached(gaps(series.open, series.close, 0.11), 12)
    assert doubts(series, roc(series.close), doubted, fields, when) == expected


def test_too_few_bars_for_the_formula_are_named_and_every_key_has_its_sentence():
    for bars in (0, 1, 12):
        series = made([1.0] * bars)
        assert doubts(series, roc(series.close), np.zeros(bars, bool)) == ("short",)
    assert list(DOUBTS) == ["exrights", "halt", "stale", "lacking", "short", "average"]


def test_the_newest_time_is_that_of_any_series():
    assert newest([]) is None
    assert newest([made([]).times, goog().times]) == np.datetime64("2013-03-01", "s")
