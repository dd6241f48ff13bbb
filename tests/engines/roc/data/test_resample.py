"""Weeks and months: against values by hand, and against pandas."""

import numpy as np
import pandas as pd
import pytest

from engines.roc.data.resample import LONGER, resample
from engines.roc.series import FIELDS, Series

nan = np.nan


def series(days, period="day", **columns) -> Series:
    times = np.array(days, "datetime64[s]")
    plain = np.arange(1.0, len(days) + 1)
    filled = {name: np.array(columns.get(name, plain), float) for name in FIELDS}
    return Series("x", times, **filled, period=period)


def test_weeks_begin_on_monday_and_the_last_may_be_unfinished():
    days = ["2024-12-27", "2024-12-30", "2024-12-31", "2025-01-02", "2025-01-03", "2025-01-06"]
    found = resample(
        series(
            days,
            open=[1, 2, 3, 4, 5, 6],
            high=[11, 12, 19, 14, 15, 16],
            low=[1, 0.5, 2, 0.25, 3, 4],
            close=[1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
            volume=[10, 20, 30, 40, 50, 60],
            amount=[1, 2, 3, 4, 5, 6],
        ),
        "week",
    )
    days = found.times.astype("datetime64[D]").astype(str).tolist()
    assert days == ["2024-12-27", "2025-01-03", "2025-01-06"]
    assert found.open.tolist() == [1, 2, 6]
    assert found.high.tolist() == [11, 19, 16]
    assert found.low.tolist() == [1, 0.25, 4]
    assert found.close.tolist() == [1.5, 5.5, 6.5]
    assert found.volume.tolist() == [10, 140, 60]
    assert found.amount.tolist() == [1, 14, 6]
    assert found.period == "week"


def test_months_end_where_the_calendar_says():
    found = resample(series(["2024-01-31", "2024-02-01", "2024-02-29", "2024-03-01"]), "month")
    assert found.close.tolist() == [1, 3, 4]
    assert found.open.tolist() == [1, 2, 4]
    assert found.volume.tolist() == [1, 5, 4]


def test_minutes_become_days():
    times = ["2024-01-02T09:35", "2024-01-02T15:00", "2024-01-03T09:35"]
    found = resample(series(times, "5min"), "day")
    assert found.times.astype(str).tolist() == ["2024-01-02T15:00:00", "2024-01-03T09:35:00"]
    assert found.close.tolist() == [2, 3]


def test_days_before_1970_are_in_their_weeks():
    found = resample(series(["1969-12-28", "1969-12-29", "1970-01-04", "1970-01-05"]), "week")
    assert found.close.tolist() == [1, 3, 4]


def test_a_bar_without_a_close_counts_as_none():
    found = resample(
        series(
            ["2024-01-02", "2024-01-03", "2024-01-04"],
            close=[1, 2, nan],
            high=[5, nan, 9],
            open=[nan, 2, 3],
            volume=[1, nan, 3],
        ),
        "week",
    )
    assert (found.close[0], found.high[0], found.open[0]) == (2, 5, 2)
    assert np.isnan(found.volume[0])
    assert str(found.times[0])[:10] == "2024-01-03"


def test_an_unknown_high_stays_unknown():
    found = resample(series(["2024-01-02", "2024-01-03"], high=[nan, nan], open=[nan, nan]), "week")
    assert np.isnan(found.high[0])
    assert np.isnan(found.open[0])


def test_nothing_and_what_has_no_close_become_nothing():
    assert len(resample(series([]), "week")) == 0
    assert len(resample(series(["2024-01-02"], close=[nan]), "month")) == 0


def test_weeks_are_no_days():
    found = resample(series(["2024-01-05", "2024-01-12"], "week"), "day")
    assert (len(found), found.period, found.warnings) == (2, "week", (LONGER,))


@pytest.mark.parametrize("period", ("", "day"))
def test_days_stay_days(period):
    days = series(["2024-01-02"])
    assert resample(days, period) is days


@pytest.mark.parametrize(("period", "rule"), (("week", "W-SUN"), ("month", "ME"), ("day", "D")))
def test_as_pandas_does(rng, count, period, rule):
    for _ in range(count(2000)):
        number = rng.randrange(1, 200)
        generator = np.random.default_rng(rng.getrandbits(32))
        minutes = rng.choice((1, 30, 1440, 3000))
        steps = generator.integers(1, 4, number).cumsum() * minutes * 60 + rng.randrange(2 * 10**9)
        columns = {name: generator.random(number) for name in FIELDS}
        for name in columns:
            columns[name][generator.random(number) < rng.choice((0, 0.1, 0.7))] = nan
        whole = series(steps.astype("datetime64[s]"), "1min", **columns)
        found = resample(whole, period)
        frame = pd.DataFrame(columns, index=pd.DatetimeIndex(whole.times)).dropna(subset="close")
        groups = frame.resample(rule)
        expected = pd.DataFrame(
            {
                "open": groups["open"].first(),
                "high": groups["high"].max(),
                "low": groups["low"].min(),
                "close": groups["close"].last(),
                "volume": groups["volume"].apply(lambda part: part.sum(skipna=False)),
                "amount": groups["amount"].apply(lambda part: part.sum(skipna=False)),
            }
        ).dropna(subset="close")
        for name in FIELDS:
            np.testing.assert_allclose(getattr(found, name), expected[name], rtol=1e-12)
        last = frame.index.to_series().resample(rule).last().dropna()
        np.testing.assert_array_equal(found.times, last.to_numpy("datetime64[s]"))
