"""The rows of one symbol become its series: checked, with period, kind, and the units of VOL."""

from collections.abc import Sequence

import numpy as np

from engines.roc.data import markets
from engines.roc.data.bars import Rows, Table, clean
from engines.roc.data.faults import Fault
from engines.roc.data.markets import Code
from engines.roc.data.regular import MOST_SYMBOLS
from engines.roc.data.signs import shown
from engines.roc.data.volumes import LOTS, SHARES, UNITS, UNSURE, Unit, ratio, unit
from engines.roc.series import Series, Times
from engines.wire import N_, EngineError

DAY = 86_400

Found = tuple[tuple[Series, ...], tuple[Fault, ...]]


def series(
    symbol: str,
    table: Table,
    path: str,
    code: Code,
    name: str = "",
    period: str = "",
    units: tuple[Unit, ...] = UNITS,
) -> tuple[Series, tuple[Fault, ...]]:
    """`units` are those the file may be written in; with one alone, it is.

    `period` "" is told from the times.
    """
    period = period or spacing(table.times)
    table, faults = clean(table, path, minutes=not period.startswith(("day", "week", "month")))
    volume, amount = table.columns["volume"], table.columns["amount"]
    told = ratio(table.columns["close"], volume, amount)
    found, warnings = _unit(told, code, units), []
    if found:
        volume, amount = volume * found.lots, amount * found.money
        warnings += [found.warning] if found.warning else []
    average = code.kind != "index" and found is not None and unit(told, (found,)) is not None
    if not average and amount.size and not np.isnan(amount).all():
        warnings.append(UNSURE)
    made = Series(
        symbol,
        table.times,
        **(table.columns | {"volume": volume, "amount": amount}),
        name=shown(name)[: markets.LONGEST],
        period=period,
        kind=code.kind,
        average=average,
        source=path,
        warnings=tuple(warnings),
    )
    return made, faults


def several(
    rows: Table,
    codes: Rows,
    listed: Sequence[tuple[str, str]],
    path: str,
    table: tuple[Code, ...],
    period: str = "",
    units: tuple[Unit, ...] = UNITS,
) -> Found:
    """A series for each of `listed`, symbols and names: the rows whose code is its place.

    Raises EngineError for more than MOST_SYMBOLS.
    """
    if len(listed) > MOST_SYMBOLS:
        why = N_("{path} has {number}, {most} are read")
        why = why.format(path=path, number=f"{len(listed):,}", most=f"{MOST_SYMBOLS:,}")
        raise EngineError(N_("This file has too many symbols."), why)
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(listed) + 1))
    made: list[Series] = []
    faults: list[Fault] = []
    for place, (symbol, name) in enumerate(listed):
        some = rows.take(order[ends[place] : ends[place + 1]])
        if len(some.rows):
            code = markets.look_up(symbol, table)
            one, wrong = series(symbol, some, path, code, name, period, units)
            made += [one] if len(one) else []
            faults += wrong
    return tuple(made), tuple(faults)


def _unit(told: float, code: Code, units: tuple[Unit, ...]) -> Unit | None:
    """What the numbers tell; where they tell nothing, what the code does."""
    if len(units) == 1:
        return units[0]
    found = unit(told, units) if code.kind != "index" else None
    return found or {1: SHARES, 100: LOTS}.get(code.unit if units is not UNITS else 0)


def spacing(times: Times) -> str:
    """The period whose bars lie so far apart: the median tells. Seconds apart are ticks."""
    seconds = times[~np.isnat(times)].view(np.int64)
    steps = np.abs(np.diff(seconds))
    steps = steps[steps > 0]
    if not steps.size:
        return "day" if not (seconds % DAY).any() else "tick"
    step = int(np.median(steps))
    for days, period in ((20, "month"), (5, "week"), (1, "day")):
        if step >= days * DAY:
            return period
    return f"{step // 60}min" if step >= 60 else "tick"
