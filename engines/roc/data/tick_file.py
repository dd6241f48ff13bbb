"""A file of ticks or bars in NDJSON."""

from array import array
from collections.abc import Iterable
from itertools import chain

import numpy as np

from engines.roc.data import markets
from engines.roc.data.bars import Rows, Table
from engines.roc.data.faults import Tally
from engines.roc.data.markets import TABLE, Code
from engines.roc.data.regular import MOST_ROWS, named, opened, too_many
from engines.roc.data.symbols import Found, several
from engines.roc.data.text import lines
from engines.roc.data.ticks import TickLines
from engines.roc.series import FIELDS
from engines.wire import N_, EngineError


def read(path: str, table: tuple[Code, ...] = TABLE) -> Found:
    """The series of every symbol; raises EngineError where no line is a tick."""
    with opened(path) as (file, _):
        made, faults = parse(path, lines(file, "utf-8", "replace"), table)
    if not made:
        why = faults[0].why if faults else path
        raise EngineError(N_("No line of the file is a tick or a bar."), why)
    return made, faults


def parse(path: str, pieces: Iterable[list[str]], table: tuple[Code, ...]) -> Found:
    """The series of these lines."""
    found: dict[str, array[float]] = {}
    bad = Tally()
    reader = TickLines("ndjson", markets.symbol(named(path)[0]))
    for place, line in enumerate(chain.from_iterable(pieces), 1):
        try:
            tick = reader.read(line)
        except EngineError as error:
            bad.add(error.failed.what, place, error.failed.why)
            bad.prove(place)
            continue
        if tick:
            found.setdefault(tick.symbol, array("d")).extend((place, *tick[1:]))
        if place > MOST_ROWS:
            raise too_many(path, place)
    faults = bad.faults(path)
    if not found:
        return (), tuple(faults)
    made, wrong = several(*_rows(found), [(symbol, "") for symbol in found], path, table)
    return made, (*faults, *wrong)


def _rows(found: "dict[str, array[float]]") -> tuple[Table, Rows]:
    """Those of all symbols, and which symbol each is of."""
    counts = [len(numbers) // (2 + len(FIELDS)) for numbers in found.values()]
    whole = np.concatenate([np.frombuffer(numbers) for numbers in found.values()])
    rows, times, *columns = whole.reshape(-1, 2 + len(FIELDS)).T
    known = dict(zip(FIELDS, map(np.ascontiguousarray, columns), strict=True))
    seconds = np.clip(times, -1e12, 1e12).astype(np.int64)
    table = Table(seconds.view("datetime64[s]"), known, rows.astype(np.int64))
    return table, np.repeat(np.arange(len(found)), counts)
