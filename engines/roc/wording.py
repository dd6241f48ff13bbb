"""Arrays and times as they travel: numbers with None for what nobody knows, times as text."""

from datetime import datetime, timedelta
from math import isfinite

import msgspec
import numpy as np

from engines import wire
from engines.roc.series import Floats, Times
from engines.wire import N_

Numbers = tuple[float | None, ...]

DAILY = ("day", "week", "month")


def numbers(values: Floats) -> Numbers:
    """Every digit of a double; NaN and infinities are None."""
    if np.isfinite(values).all():
        return tuple(values.tolist())
    return tuple(each if isfinite(each) else None for each in values.tolist())


def rounded(values: Floats, digits: int) -> Numbers:
    """So many significant digits: what a row shows came through a float32 anyway."""
    return tuple(
        float(f"{each:.{digits}g}") if isfinite(each) else None for each in values.tolist()
    )


def number(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def dates(times: Times, period: str) -> tuple[str, ...]:
    """2021-05-14 where a bar is a day or more; else with hours and minutes, and seconds if any."""
    if period in DAILY:
        return tuple(np.datetime_as_string(times, unit="D").tolist())
    whole = not (times.astype("datetime64[s]").astype(np.int64) % 60).any()
    texts = np.datetime_as_string(times, unit="m" if whole else "s").tolist()
    return tuple(text.replace("T", " ") for text in texts)


def moment(text: str) -> np.datetime64 | None:
    """The last second that `text` means: of a day where it names a day. None: no limit.

    Raises EngineError.
    """
    if not text:
        return None
    what = N_("A time is written like 2021-05-14 or 2021-05-14 09:35.")
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise wire.EngineError(what, text) from None
    if time.tzinfo is not None:
        raise wire.EngineError(what, N_("times are those of the exchange, without a zone"))
    if len(text) <= len("2021-05-14"):
        time += timedelta(days=1, seconds=-1)
    return np.datetime64(time, "s")


def before(times: Times, until: np.datetime64 | None) -> int:
    """How many of them are not after `until`."""
    return len(times) if until is None else int(np.searchsorted(times, until, side="right"))


def fits(message: msgspec.Struct) -> bool:
    """Whether a reader would take the line."""
    return len(wire.encode(message)) < wire.LONGEST_LINE
