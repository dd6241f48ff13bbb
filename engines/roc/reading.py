"""Files of bars as the engine wants them: some period, some bars, none after a time."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

import numpy as np

from engines import paths as places
from engines.roc.data.faults import Fault
from engines.roc.data.load import Loaded, files, load, read
from engines.roc.data.markets import TABLE, Code, own
from engines.roc.data.resample import resample
from engines.roc.messages import Asked, Problem
from engines.roc.series import Series
from engines.roc.wording import before, moment
from engines.wire import N_, EngineError, printable

SAMPLES = places.ASSETS / "market"


def sources(paths: tuple[str, ...]) -> tuple[str, ...]:
    """What is shipped, where nothing is named."""
    return paths or (str(SAMPLES),)


def loaded(
    paths: Iterable[str], period: str, until: np.datetime64 | None, bars: int | None = None
) -> Iterator[Loaded]:
    """The newest `bars` that are not after `until`: the week it is in ends there too."""
    if until is None:
        yield from load(paths, period, bars)
        return
    for each in load(paths):
        known = (past(series, until, period, bars) for series in each.series)
        yield replace(each, series=tuple(series for series in known if len(series)))


def past(series: Series, until: np.datetime64, period: str, bars: int | None) -> Series:
    series = series.cut(0, before(series.times, until))
    if period and len(series):
        series = resample(series, period)
    return series if bars is None else series.cut(max(0, len(series) - bars), None)


def one(asked: Asked, symbol: str) -> tuple[Series, tuple[Problem, ...]]:
    """The whole series of a symbol, "" for the first there is, and what is wrong with its file.

    Raises EngineError where there is none.
    """
    until = moment(asked.until)
    problems: list[Problem] = []
    known: list[str] = []
    for each in loaded(likely(asked.paths, symbol), asked.period, until):
        problems += map(problem, each.faults)
        for series in each.series:
            if not symbol or series.symbol.lower() == symbol.lower():
                return series, tuple(problems)
            known.append(series.symbol)
    raise missing(symbol, known, problems, until)


def likely(paths: tuple[str, ...], symbol: str) -> list[str]:
    """The files, those first that are called like the symbol: of 5,000 files one is read."""
    code = symbol.lower().partition(":")[0]
    return sorted(files(sources(paths)), key=lambda path: code not in PurePath(path).name.lower())


def codes() -> tuple[Code, ...]:
    """What is known of codes; what is wrong with the user's own was told as files were read."""
    try:
        return own()
    except EngineError:
        return TABLE


def again(
    path: str,
    place: int,
    period: str,
    until: np.datetime64 | None,
    bars: int | None,
    table: tuple[Code, ...],
) -> tuple[Series | None, tuple[Fault, ...]]:
    """The series at that place in its file, None where it is not there any more; what is wrong."""
    made = read(path, period, bars, table) if until is None else read(path, table=table)
    found = made.series
    if until is not None:
        known = (past(each, until, period, bars) for each in found)
        found = tuple(each for each in known if len(each))
    return (found[place] if place < len(found) else None), made.faults


def missing(
    symbol: str, known: list[str], problems: list[Problem], until: np.datetime64 | None
) -> EngineError:
    if known:
        names = ", ".join(known[:8]) + (" …" if known[8:] else "")
        why = N_("{name}; there are {names}")
        why = why.format(name=repr(printable(symbol[:40])), names=names)
        return EngineError(N_("There is no such symbol."), why)
    if problems:
        return EngineError(problems[0].what, problems[0].why)
    why = N_("every bar is after the time that was asked for") if until is not None else ""
    return EngineError(N_("There are no bars."), why)


def problem(fault: Fault, look: int = 0) -> Problem:
    return Problem(
        fault.what, fault.why, "file", fault.path, line=fault.row, lost=fault.lost, look=look
    )
