"""Values of other bars, and where a bar stands among the others."""

import numpy as np

from engines.roc.functions.values import (
    NEVER,
    Array,
    Count,
    Places,
    Value,
    at,
    bars,
    first,
    latest,
    places,
    spread,
    true,
    unknown,
)


def ref(x: Array, n: Count) -> Array:
    """x as it was n bars before. NaN on the first n bars, and where n is below 0 or unknown."""
    if isinstance(n, np.ndarray):
        return _ref_each(x, n, 1)
    back = int(n) if abs(n) < len(x) else -1
    if back < 0:
        return unknown(x)
    found = np.empty_like(x)
    found[:back] = np.nan
    found[back:] = x[: len(x) - back]
    return found


def ref_ahead(x: Array, n: Count) -> Array:
    """x as it will be n bars later. NaN on the last n bars, and where n is below 0 or unknown."""
    if isinstance(n, np.ndarray):
        return _ref_each(x, n, -1)
    return ref(x[::-1], n)[::-1]


def _ref_each(x: Array, n: Array, back: int) -> Array:
    distance, known = bars(n, x)
    place = places(x) - back * distance
    inside = known & (distance >= 0) & (place >= 0) & (place < len(x))
    return np.where(inside, at(x, np.where(inside, place, 0)), x.dtype.type(np.nan))


def value_when(condition: Array, x: Value) -> Array:
    """x as it was when the condition last held (an unknown one does not); NaN before that."""
    x = spread(x, condition)
    place = latest(np.broadcast_to(true(condition), x.shape))
    return np.where(place >= 0, at(x, np.maximum(place, 0)), x.dtype.type(np.nan))


def constant(x: Array) -> Array:
    """The newest value, on every bar."""
    found = np.empty_like(x)
    found[:] = x[-1:]
    return found


def bars_count(x: Array) -> Array:
    """Bars since the first with a value, which is 0; NaN before."""
    since = places(x) - first(x == x)
    return np.where(since >= 0, since, np.nan).astype(x.dtype)


def total_bars(x: Array) -> Array:
    """How many bars there are from the first value on, on every bar of a symbol."""
    found = np.empty_like(x)
    found[:] = len(x) - first(x == x)
    return found


def bars_left(x: Array) -> Array:
    """1 on the newest bar, 2 on the one before it, …"""
    found = np.empty_like(x)
    found[:] = len(x) - places(x)
    return found


def is_last(x: Array) -> Array:
    """1 on the newest bar, else 0."""
    found = np.zeros_like(x)
    found[-1:] = 1
    return found


def nothing(x: Array) -> Array:
    """DRAWNULL: NaN on every bar."""
    return unknown(x)


def since(x: Array, place: Places) -> Array:
    """Bars from a place to each bar, NaN where the place is NEVER."""
    distance = places(x) - place
    return np.where(distance < -NEVER // 2, distance, np.nan).astype(x.dtype)
