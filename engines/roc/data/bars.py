"""Rows of any file become the bars of a series: checked, in order, each time once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.roc.data.faults import Fault, about
from engines.roc.series import FIELDS, Floats, Times
from engines.wire import N_

PRICES = FIELDS[:4]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

DATE = N_("Rows without a possible date were left out.")
BELOW = N_("Rows with prices of 0 or below were left out.")
CROSSED = N_("Rows whose high is below their low were left out.")
UNPRICED = N_("Rows without a price were left out.")
TWICE = N_("Of rows with the same time, the last was kept.")
ORDER = N_("The rows were not in order and were sorted.")
NEGATIVE = N_("A volume or turnover below 0 was taken for unknown.")
STILL = N_("Prices moved without volume: the average price is unknown there.")

MOST = 1e30
"""What is larger is unknown: no sum, product or quotient of what is left overflows."""

FIRST, AFTER = np.datetime64("1800-01-01", "s"), np.datetime64("2300-01-01", "s")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as they stand in a file. `times` may hold NaT, `columns` NaN; `rows` are their numbers.

    `columns` has every name of FIELDS.
    """

    times: Times
    columns: dict[str, Floats]
    rows: Rows

    def take(self, which: Any) -> "Table":
        columns = {name: column[which] for name, column in self.columns.items()}
        return Table(self.times[which], columns, self.rows[which])


def clean(table: Table, path: str, minutes: bool) -> tuple[Table, tuple[Fault, ...]]:
    """The good rows in order, and what was wrong with the others.

    With `minutes`, prices that move without volume are nothing to speak of; a day without either is
    a halt.
    """
    faults: list[Fault] = []
    if not _sound(table):
        for name, column in table.columns.items():
            table.columns[name] = np.where(np.abs(column) < MOST, column, np.nan)
        table = _without_bad(table, path, faults)
    table = _in_order(table, path, faults)
    _doubt(table, path, faults, minutes)
    return table, tuple(faults)


def _sound(table: Table) -> bool:
    """Is every row good? The quick answer for nearly all files."""
    columns, times = table.columns, table.times
    high, low = columns["high"], columns["low"]
    return not len(times) or bool(
        (high >= low).all()
        and all(0 < columns[name].min() <= columns[name].max() < MOST for name in PRICES)
        and all(np.abs(columns[name]).max() < MOST for name in ("volume", "amount"))
        and times.min() >= FIRST
        and times.max() < AFTER
    )


def _without_bad(table: Table, path: str, faults: list[Fault]) -> Table:
    keep = np.ones(len(table.rows), bool)
    for what, bad in _checks(table):
        if (bad := bad & keep).any():
            faults.append(about(what, path, table.rows[bad], lost=True))
            keep &= ~bad
    return table if keep.all() else table.take(keep)


def _checks(table: Table) -> Iterator[tuple[str, Mask]]:
    prices = [table.columns[name] for name in PRICES]
    yield DATE, ~((table.times >= FIRST) & (table.times < AFTER))  # a NaT is neither
    yield BELOW, np.any([price <= 0 for price in prices], axis=0)
    yield CROSSED, table.columns["high"] < table.columns["low"]
    yield UNPRICED, np.all([np.isnan(price) for price in prices], axis=0)


def _in_order(table: Table, path: str, faults: list[Fault]) -> Table:
    steps = np.diff(table.times.view(np.int64))
    if (steps > 0).all():
        return table
    if (steps < 0).all():  # the newest first: many a source writes so
        return table.take(slice(None, None, -1))
    falls = steps < 0
    if falls.any() and not (steps <= 0).all():
        faults.append(about(ORDER, path, table.rows[1:][falls], lost=False))
    order = np.argsort(table.times, kind="stable")
    table = table.take(order)
    last = np.append(table.times[1:] != table.times[:-1], True)
    if not last.all():
        faults.append(about(TWICE, path, table.rows[~last], lost=True))
        table = table.take(last)
    return table


def _doubt(table: Table, path: str, faults: list[Fault], minutes: bool) -> None:
    volume, amount = table.columns["volume"], table.columns["amount"]
    if (below := (volume < 0) | (amount < 0)).any():
        faults.append(about(NEGATIVE, path, table.rows[below], lost=False))
        table.columns["volume"] = np.where(volume < 0, np.nan, volume)
        table.columns["amount"] = np.where(amount < 0, np.nan, amount)
    moved = table.columns["high"] > table.columns["low"]
    still = (table.columns["volume"] == 0) & moved
    if not minutes and still.any():
        faults.append(about(STILL, path, table.rows[still], lost=False))
