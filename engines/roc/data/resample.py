"""Bars gathered into longer ones: days, weeks from Monday on (ISO 8601), months."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.roc.series import Floats, Series, Times
from engines.wire import N_

PERIODS = ("day", "week", "month")
LONGER = N_("The bars are longer than what they should be gathered into.")


def resample(series: Series, period: str) -> Series:
    """One bar a `period` that has any, the unfinished last one included.

    Its time is that of its last bar, as 通达信 writes it. Bars without a close count as none. A
    volume or turnover that is unknown for one bar is unknown for the sum: the average price would
    be wrong. Bars that are longer already stay as they are, with a warning.
    """
    if period not in PERIODS or period == series.period:
        return series
    if series.period in PERIODS and PERIODS.index(series.period) > PERIODS.index(period):
        return replace(series, warnings=(*series.warnings, LONGER))
    series = series.take(~np.isnan(series.close))
    if not len(series):
        return replace(series, period=period)
    marks = numbers(series.times, period)
    starts = np.flatnonzero(np.append(True, marks[1:] != marks[:-1]))
    ends = np.append(starts[1:], len(series)) - 1
    return replace(
        series,
        times=series.times[ends],
        open=_opens(series.open, starts),
        high=np.fmax.reduceat(series.high, starts),
        low=np.fmin.reduceat(series.low, starts),
        close=series.close[ends],
        volume=np.add.reduceat(series.volume, starts),
        amount=np.add.reduceat(series.amount, starts),
        period=period,
    )


def numbers(times: Times, period: str) -> NDArray[np.int64]:
    """A number a day, week or month; those of one have the same."""
    if period == "month":
        return times.astype("datetime64[M]").view(np.int64)
    days = times.astype("datetime64[D]").view(np.int64)
    return (days + 3) // 7 if period == "week" else days  # 1970-01-01 was a Thursday


def _opens(values: Floats, starts: NDArray[np.int64]) -> Floats:
    """The first that is known of each stretch."""
    place = np.where(np.isnan(values), len(values), np.arange(len(values)))
    first = np.minimum.reduceat(place, starts)
    ends = np.append(starts[1:], len(values))
    return np.where(first < ends, values[np.minimum(first, len(values) - 1)], np.nan)
