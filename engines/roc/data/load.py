"""Files and folders become series, one file after the other; a broken one stops no other."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from engines.roc.data import csv_file, parquet_file, tdx, tick_file
from engines.roc.data.faults import Fault
from engines.roc.data.markets import TABLE, Code, own
from engines.roc.data.regular import named, opened
from engines.roc.data.resample import resample
from engines.roc.data.symbols import Found
from engines.roc.series import Series
from engines.wire import N_, EngineError

TEXTS = (".csv", ".txt", ".tsv", ".xls")
TICKS = (".ndjson", ".jsonl")
PARQUET = (".parquet",)
SUFFIXES = (*tdx.PERIODS, *TEXTS, *TICKS, *PARQUET)

MOST = {"week": 7, "month": 31}
"""Most days in a period."""

INTRADAY = {"5min": 48, "1min": 240}
"""Bars in a day of the Chinese exchanges."""

BARREN = N_("There are no bars in this file.")
UNREAD = N_("Files of this kind are not read.")
FIX = "zerodeck roc show FILE.day FILE.csv FOLDER"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file gave: a series a symbol, and what is wrong. Either may be empty."""

    path: str
    series: tuple[Series, ...] = ()
    faults: tuple[Fault, ...] = ()


def load(paths: Iterable[str], period: str = "", bars: int | None = None) -> Iterator[Loaded]:
    """Every file at `paths` and in the folders among them, a folder's by path, days first.

    `period` gathers the bars into day, week or month. `bars` keeps the newest so many; of
    通达信's files no more than those are read. A symbol that comes again is SYMBOL:5min where its
    file has another period, else SYMBOL:2. Raises nothing: a file that is none is a fault.
    """
    try:
        table = own()
    except EngineError as error:
        yield Loaded("", faults=(Fault.of(error, ""),))
        table = TABLE
    taken: set[str] = set()
    for path in files(paths):
        loaded = read(path, period, bars, table)
        yield replace(loaded, series=tuple(_named(one, taken) for one in loaded.series))


def read(
    path: str, period: str = "", bars: int | None = None, table: tuple[Code, ...] = TABLE
) -> Loaded:
    """One file, or a folder that nothing was found in."""
    try:
        made, faults = _read(path, period, bars, table)
    except EngineError as error:
        return Loaded(path, faults=(Fault.of(error, path),))
    made = tuple(_gathered(one, period, bars) for one in made if len(one))
    if not made and not faults:
        faults = (Fault.of(EngineError(BARREN, path), path),)
    return Loaded(path, made, faults)


def files(paths: Iterable[str]) -> Iterator[str]:
    """Each file once, however often it is named; an empty folder as itself."""
    seen: set[str] = set()
    for path in paths:
        found = sorted(_below(path), key=_place) if Path(path).is_dir() else []
        for file in found or [path]:
            whole = os.path.abspath(file)  # noqa: PTH100 - three times as fast, for 5,000 of them
            if whole not in seen:
                seen.add(whole)
                yield file


def _below(folder: str) -> Iterator[str]:
    """The files in it that are read. Links to folders are not followed: they may be a ring."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield f"{place}/{name}"


def _place(path: str) -> tuple[bool, str]:
    return not path.lower().endswith(".day"), path


def _read(path: str, period: str, bars: int | None, table: tuple[Code, ...]) -> Found:
    suffix = named(path)[1]
    if kind := tdx.PERIODS.get(suffix):
        one, faults = tdx.read(path, _records(kind, period, bars), table)
        return (one,), faults
    if suffix in TEXTS:
        return csv_file.read(path, table)
    if suffix in TICKS:
        return tick_file.read(path, table)
    if suffix in PARQUET:
        return parquet_file.read(path, table)
    with opened(path):
        raise EngineError(UNREAD, f"{path}: {', '.join(SUFFIXES)}", FIX)


def _records(kind: str, period: str, bars: int | None) -> int | None:
    """So many surely make `bars` whole periods."""
    if bars is None or not period or period == kind:
        return bars
    return bars * MOST.get(period, 1) * INTRADAY.get(kind, 1)


def _gathered(series: Series, period: str, bars: int | None) -> Series:
    gathered = resample(series, period) if period else series
    return gathered if bars is None else gathered.cut(max(0, len(gathered) - bars), None)


def _named(series: Series, taken: set[str]) -> Series:
    symbol = series.symbol
    period = tdx.PERIODS.get(named(series.source)[1], series.period)
    if symbol in taken and period != "day":
        symbol = f"{series.symbol}:{period}"
    number = 2
    while symbol in taken:
        symbol, number = f"{series.symbol}:{number}", number + 1
    taken.add(symbol)
    return series if symbol == series.symbol else replace(series, symbol=symbol)
