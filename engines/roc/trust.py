"""What about a series makes its signals doubtful; doubts.py has the words."""

from collections.abc import Collection

import numpy as np

from engines.roc.crossings import Flags
from engines.roc.functions.values import latest, places
from engines.roc.series import Floats, Series, Times

AVERAGED = frozenset({"amount", "volume"})
"""A formula that reads both divides them: A1."""

LATE = np.timedelta64(10, "D")
"""Days that a bar may be behind the newest of the market: a long holiday makes none stale, nor does
the first symbol that has a bar of a new day."""


def gaps(opened: Floats, close: Floats, threshold: float | Floats) -> Flags:
    """Bars that open more than a share of 1 away from the last known close: an ex-rights day?

    Prices are as they were traded, so the exchange's own change of the reference price shows.
    `threshold` may be one a symbol; 0: no bar. A resumption after a long halt looks the same.
    """
    found = np.zeros(close.shape, bool)
    if len(close) > 1 and np.any(threshold):
        last = carried(close)[:-1]
        with np.errstate(divide="ignore", invalid="ignore"):
            jump = np.abs(opened[1:] / last - 1)
        found[1:] = (jump > threshold) & (np.asarray(threshold) > 0) & (last > 0)
    return found


def carried(line: Floats) -> Floats:
    """Holes filled with the value before them."""
    known = ~np.isnan(line)
    if known.all():
        return line
    return np.take_along_axis(line, np.maximum(latest(known), 0), axis=0)


def reached(flagged: Flags, bars: int | None) -> Flags:
    """The bars whose value looks back over a flagged one: that bar and those up to `bars` from it.

    A line made with REF(X,n) reaches n bars back: the flagged bar and n - 1 after it are doubtful.
    None: everything from the first flag on.
    """
    if bars is None:
        return np.logical_or.accumulate(flagged, axis=0)
    return places(flagged) - latest(flagged) < bars


def doubts(
    series: Series,
    line: Floats,
    doubted: Flags,
    fields: Collection[str] = (),
    newest: np.datetime64 | None = None,
) -> tuple[str, ...]:
    """Keys of DOUBTS about the newest bar, in their order there.

    `line` is what is read, `doubted` comes from `reached`; `fields` are what the formula reads of a
    bar, by the names in series.FIELDS. `newest` is the newest time of all series: the days are
    compared, not the minutes.
    """
    if not len(series):
        return ("short",)
    lacks = lacking(series, fields)
    found = {
        "exrights": bool(doubted[-1]),
        "halt": series.volume[-1] == 0 or bool(np.isnan(series.close[-1])),
        "stale": newest is not None and bool(days(newest) - days(series.times[-1]) > LATE),
        "lacking": lacks,
        "short": bool(np.isnan(line).all()) and not lacks,
        "average": not series.average and set(fields) >= AVERAGED,
    }
    return tuple(key for key, holds in found.items() if holds)


def lacking(series: Series, fields: Collection[str]) -> bool:
    """Whether nothing is known of one of the fields: a CSV without turnover."""
    return any(bool(np.isnan(getattr(series, name)).all()) for name in fields)


def days(times: Times | np.datetime64) -> Times:
    return np.asarray(times).astype("datetime64[D]")


def newest(times: Collection[Times]) -> np.datetime64 | None:
    """The newest time of several series; None where all are empty."""
    return max((each[-1] for each in times if len(each)), default=None)
