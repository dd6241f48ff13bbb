"""Bars in a Parquet file, through pyarrow, which is loaded only for this."""

import os
from types import ModuleType
from typing import Any

import numpy as np

from engines.installing import install
from engines.roc.data import columns as texts
from engines.roc.data import markets
from engines.roc.data.bars import DATE, Rows, Table
from engines.roc.data.days import dates
from engines.roc.data.faults import Fault, about
from engines.roc.data.headers import Heading, heading
from engines.roc.data.markets import TABLE, Code
from engines.roc.data.regular import LARGEST, MOST_ROWS, named, opened, too_many
from engines.roc.data.symbols import Found, several
from engines.roc.data.table_reader import CELL, units
from engines.roc.series import FIELDS, Floats, Times
from engines.wire import N_, EngineError

BROKEN = N_("This Parquet file cannot be read.")


def read(path: str, table: tuple[Code, ...] = TABLE) -> Found:
    """The series of every symbol. Raises EngineError, also where pyarrow is missing."""
    arrow = _pyarrow()
    with opened(path) as (file, _), os.fdopen(file, "rb", closefd=False) as source:
        try:
            return Columns(arrow, source, path).found(table)
        # What pyarrow raises for broken bytes is one of these, by its own class or Python's.
        except (arrow.ArrowException, OSError, ValueError, TypeError, KeyError) as error:
            raise EngineError(BROKEN, f"{path}: {error}") from error


def _pyarrow() -> ModuleType:
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        what = N_("Reading Parquet needs pyarrow.")
        raise EngineError(what, str(error), install("pyarrow")) from error
    return pyarrow  # type: ignore[no-any-return] # it has no types


class Columns:
    """Those of a file that mean something here."""

    def __init__(self, arrow: ModuleType, source: Any, path: str) -> None:
        self.arrow, self.path = arrow, path
        whole = arrow.parquet.ParquetFile(source)
        names = whole.schema_arrow.names
        if (found := heading(names)) is None:
            what = N_("No columns of dates and closing prices were found.")
            raise EngineError(what, f"{path}: {', '.join(names)}"[:400], "date,open,high,low,close")
        if whole.metadata.num_rows > MOST_ROWS:
            raise too_many(path, whole.metadata.num_rows)
        groups = range(whole.metadata.num_row_groups)
        size = sum(whole.metadata.row_group(group).total_byte_size for group in groups)
        if size > LARGEST:
            raise EngineError(
                N_("This file is too large."),
                N_("{path}: {number} bytes unpacked").format(path=path, number=f"{size:,}"),
            )
        self.heading: Heading = found
        self.columns = whole.read(columns=[names[place] for place in found.at.values()])
        self.names = names
        self.faults: list[Fault] = []
        self.spoilt: set[int] = set()

    def found(self, table: tuple[Code, ...]) -> Found:
        times = self._times()
        rows = np.arange(1, len(times) + 1)
        unknown = np.full(len(times), np.nan)
        columns: dict[str, Floats] = {
            name: self._numbers(name) if name in self.heading.at else unknown for name in FIELDS
        }
        with np.errstate(over="ignore"):
            for name, factor in self.heading.units.items():
                columns[name] = columns[name] * factor
        codes, listed = self._symbols(len(times))
        keep = ~np.isin(rows, list(self.spoilt))
        made, wrong = several(
            Table(times, columns, rows).take(keep),
            codes[keep],
            listed,
            self.path,
            table,
            units=units(self.heading.units),
        )
        return made, (*self.faults, *wrong)

    def _column(self, field: str) -> Any:
        column = self.columns.column(self.names[self.heading.at[field]])
        types = self.arrow.types
        return column.cast(column.type.value_type) if types.is_dictionary(column.type) else column

    def _texts(self, field: str) -> list[str]:
        return ["" if value is None else str(value) for value in self._column(field).to_pylist()]

    def _numbers(self, field: str) -> Floats:
        column, types = self._column(field), self.arrow.types
        if types.is_floating(column.type) or types.is_integer(column.type):
            return _floats(column.cast(self.arrow.float64(), safe=False))
        values, bad = texts.numbers(self._texts(field))
        self._spoilt(CELL, bad)
        return values

    def _spoilt(self, what: str, bad: texts.Bad) -> None:
        if fresh := [place for place in bad if place + 1 not in self.spoilt]:
            rows = [place + 1 for place in fresh]
            self.spoilt.update(rows)
            self.faults.append(about(what, self.path, rows, True, bad[fresh[0]][:40]))

    def _times(self) -> Times:
        column, types = self._column("date"), self.arrow.types
        if types.is_timestamp(column.type) and column.type.tz:
            column = self.arrow.compute.local_timestamp(column)
        if types.is_temporal(column.type) and not types.is_time(column.type):
            times = column.cast(self.arrow.timestamp("s"), safe=False).to_numpy()
        elif types.is_integer(column.type) or types.is_floating(column.type):
            times = _moments(_floats(column.cast(self.arrow.float64(), safe=False)))
        else:
            days = texts.Dates()
            self._spoilt(DATE, days.add(self._texts("date")))
            times = days.times(self.path)
        if "time" in self.heading.at:
            times = times + self._clock()
        found: Times = np.asarray(times, "datetime64[s]")
        return found

    def _clock(self) -> Rows:
        seconds, bad = texts.clocks(self._texts("time"))
        self._spoilt(DATE, bad)
        return np.nan_to_num(seconds).astype(np.int64)

    def _symbols(self, count: int) -> tuple[Rows, list[tuple[str, str]]]:
        if "symbol" not in self.heading.at:
            names = self._texts("name") if "name" in self.heading.at else []
            stem = markets.symbol(named(self.path)[0])
            return np.zeros(count, np.int64), [(stem, names[-1] if names else "")]
        symbols = self._texts("symbol")
        names = self._texts("name") if "name" in self.heading.at else [""] * count
        places = {symbol: place for place, symbol in enumerate(dict.fromkeys(symbols))}
        called = dict(zip(symbols, names, strict=True))
        listed = [(markets.symbol(symbol), called[symbol]) for symbol in places]
        return np.array([places[symbol] for symbol in symbols], np.int64), listed


def _floats(column: Any) -> Floats:
    return np.array(column.to_numpy(), np.float64)  # a null becomes NaN


def _moments(values: Floats) -> Times:
    """Of numbers like 20241231, or of seconds, milli-, micro- or nanoseconds since 1970."""
    values = np.nan_to_num(values, nan=0.0)
    if ((values > 18_000_000) & (values < 23_000_000)).all():
        return dates(values.astype(np.int64))
    for least, factor in ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3)):
        values = np.where(values >= least, values / factor, values)
    return np.clip(values, -1e12, 1e12).astype(np.int64).view("datetime64[s]")
