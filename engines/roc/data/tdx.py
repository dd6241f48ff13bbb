"""通达信's own files: .day, and .lc5 and .lc1 of minutes. Records of 32 bytes, little-endian.

The layouts are checked against real files: vipdoc/sz/lday/sz000001.day from 2000 to 2021, where
turnover by volume lies between low and high on every bar, and sh688001.lc5.
"""

import os
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engines.roc.data import markets
from engines.roc.data.bars import PRICES, Table
from engines.roc.data.days import calendar, dates
from engines.roc.data.faults import Fault
from engines.roc.data.markets import TABLE, Code
from engines.roc.data.regular import MOST_ROWS, named, opened, too_many
from engines.roc.data.signs import shown
from engines.roc.data.symbols import series
from engines.roc.data.volumes import LOTS, SHARES, TENS
from engines.roc.series import FIELDS, Floats, Series, Times
from engines.wire import N_, EngineError

SIZE = 32
UNITS = (SHARES, LOTS, TENS)
"""No more than these: a wrong divisor of the prices would look like thousands."""

DAY = np.dtype(
    [(name, "<u4") for name in ("date", *PRICES)]
    + [("amount", "<f4"), ("volume", "<u4"), ("reserved", "<u4")]
)
"""The prices are integers; the last field is not always 0, and means nothing known."""

MINUTE = np.dtype(
    [("date", "<u2"), ("minute", "<u2")]
    + [(name, "<f4") for name in (*PRICES, "amount")]
    + [("volume", "<u4"), ("reserved", "<u4")]
)

PERIODS = {".day": "day", ".lc5": "5min", ".lc1": "1min"}

PARTIAL = N_("The last record was cut off and was left out.")
EXTENDED = N_("Files of the extended market (ds) are not read.")


def read(
    path: str, bars: int | None = None, table: tuple[Code, ...] = TABLE
) -> tuple[Series, tuple[Fault, ...]]:
    """The bars of a file named like sz000001.day; with `bars`, the newest so many records.

    Raises EngineError where the file is none of these.
    """
    data, first, extra = tail(path, bars)
    made, faults = parse(path, data, first, table)
    if extra:
        row = first + len(data) // SIZE
        why = N_("record {row} has {number} of {all} bytes").format(row=row, number=extra, all=SIZE)
        faults = (*faults, Fault(PARTIAL, why, shown(path), row, lost=True))
    return made, faults


def parse(
    path: str, data: bytes, first: int = 1, table: tuple[Code, ...] = TABLE
) -> tuple[Series, tuple[Fault, ...]]:
    """The bars of whole records; `first` is the number of the first of them."""
    stem, suffix = named(path)
    symbol, period = markets.symbol(stem), PERIODS[suffix]
    if "#" in symbol:
        raise EngineError(EXTENDED, path)
    code = markets.look_up(symbol, table)
    records = np.frombuffer(data, DAY if period == "day" else MINUTE)
    rows = day_rows(records, code, first) if period == "day" else minute_rows(records, first)
    return series(symbol, rows, path, code, period=period, units=UNITS)


def tail(path: str, bars: int | None = None) -> tuple[bytes, int, int]:
    """The newest records, the number of the first of them, and the bytes of one cut off."""
    with opened(path) as (file, status):
        whole, extra = divmod(status.st_size, SIZE)
        count = whole if bars is None else min(whole, bars)
        if count > MOST_ROWS:
            raise too_many(path, count)
        data = os.pread(file, count * SIZE, (whole - count) * SIZE)
    return data[: len(data) // SIZE * SIZE], whole - count + 1, extra


def day_rows(records: NDArray[np.void], code: Code, first: int = 1) -> Table:
    columns: dict[str, Floats] = {name: records[name] / code.divisor for name in PRICES}
    with np.errstate(invalid="ignore"):  # a NaN may be any bytes, also those that signal
        columns |= {name: records[name].astype(np.float64) for name in ("volume", "amount")}
    return Table(_days(records["date"].tobytes()), columns, np.arange(first, first + len(records)))


@lru_cache(maxsize=16)
def _days(numbers: bytes) -> Times:
    """Thousands of files have the same days: they share one array."""
    times = dates(np.frombuffer(numbers, "<u4"))
    times.flags.writeable = False
    return times


def minute_rows(records: NDArray[np.void], first: int = 1) -> Table:
    with np.errstate(invalid="ignore"):
        columns: dict[str, Floats] = {name: records[name].astype(np.float64) for name in FIELDS}
    for name in PRICES:
        # float32 cannot say 36.93; half a thousandth is finer than any tick.
        columns[name] = np.round(columns[name], 3)
    year, rest = np.divmod(records["date"].astype(np.int64), 2048)
    month, day = np.divmod(rest, 100)
    minutes = records["minute"].astype(np.int64)
    times = calendar(year + 2004, month, day) + minutes * 60
    times[minutes >= 24 * 60] = np.datetime64("NaT")
    return Table(times, columns, np.arange(first, first + len(records)))
