"""What 通达信 says of a bar's time, from datetime64; NaN for NaT.

These are float64: a date has more digits than some float32 arithmetic leaves it.
"""

import numpy as np
from numpy.typing import NDArray

from engines.roc.series import Times

Numbers = NDArray[np.float64]


def _part(times: Times, unit: str, of: str) -> Numbers:
    """Whole units since the beginning of the larger unit they are part of."""
    larger = times.astype(f"datetime64[{of}]")
    part = (times.astype(f"datetime64[{unit}]") - larger.astype(f"datetime64[{unit}]")).astype(
        np.int64
    )
    return np.where(np.isnat(times), np.nan, part)


def year(times: Times) -> Numbers:
    years = times.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.where(np.isnat(times), np.nan, years)


def month(times: Times) -> Numbers:
    """1 to 12."""
    return _part(times, "M", "Y") + 1


def day(times: Times) -> Numbers:
    """1 to 31."""
    return _part(times, "D", "M") + 1


def weekday(times: Times) -> Numbers:
    """0 for Sunday to 6 for Saturday."""
    days = times.astype("datetime64[D]").astype(np.int64)
    return np.where(np.isnat(times), np.nan, (days + 4) % 7)


def hour(times: Times) -> Numbers:
    return _part(times, "h", "D")


def minute(times: Times) -> Numbers:
    return _part(times, "m", "h")


def date(times: Times) -> Numbers:
    """Years since 1900, month, day: 1210514 is 2021-05-14."""
    return (year(times) - 1900) * 10000 + month(times) * 100 + day(times)


def time(times: Times) -> Numbers:
    """Hours and minutes: 1435 is 14:35, on every period (seconds are what TIME2 has)."""
    return hour(times) * 100 + minute(times)
