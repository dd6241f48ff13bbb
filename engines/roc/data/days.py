"""Days of the calendar, many at once."""

import numpy as np
from numpy.typing import NDArray

from engines.roc.series import Times


def dates(numbers: NDArray[np.integer]) -> Times:
    """yyyymmdd as times; NaT where there is no such day."""
    wide = numbers.astype(np.int64)
    year, rest = np.divmod(wide, 10_000)
    month, day = np.divmod(rest, 100)
    return calendar(year, month, day)


def calendar(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> Times:
    """The midnights of those days; NaT where there is no such day."""
    known = (year > 0) & (year < 10_000) & (month >= 1) & (month <= 12) & (day >= 1)
    months = (np.where(known, year, 1970) - 1970) * 12 + np.where(known, month, 1) - 1
    start = months.astype("datetime64[M]")
    days = start.astype("datetime64[D]") + (day - 1)
    known &= days.astype("datetime64[M]") == start
    times = days.astype("datetime64[s]")
    times[~known] = np.datetime64("NaT")
    return times
