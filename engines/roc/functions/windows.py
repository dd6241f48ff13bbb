"""Sums, averages and extremes of the last n bars.

SUM, HHV and LLV take what is known of the window, be it short of n bars at the beginning, and are
NaN where nothing is; n <= 0 is all bars. MA and WMA want n known values, n >= 1, and are NaN else.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engines.roc.functions import ladder
from engines.roc.functions.counting import history
from engines.roc.functions.ladder import Block, Join
from engines.roc.functions.reference import since
from engines.roc.functions.values import (
    NEVER,
    Array,
    Count,
    Mask,
    Places,
    at,
    bars,
    holes,
    latest,
    level,
    places,
    quiet,
    unknown,
)

CHUNK = 16384
"""Values that are worked on at once: they stay in the cache nearest to the processor."""


def whole_windows(
    block: Block, n: Count, join: Join, finish: Callable[[Block, Any], Array]
) -> Array:
    """What `finish(window, n)` makes of each whole window; NaN where there is none."""
    x = block[0]
    if isinstance(n, np.ndarray):
        length, known = bars(n, x)
        valid = known & (length > 0) & (length <= places(x) + 1)
        length = np.broadcast_to(np.where(valid, length, 0), x.shape)
        found = finish(ladder.each(block, length, join), np.maximum(length, 1).astype(x.dtype))
        found[length == 0] = np.nan
        return found
    if not 1 <= n < len(x) + 1:
        return unknown(x)
    found, size = np.empty_like(x), int(n)
    found[: size - 1] = np.nan
    for begin, end in pieces(x, size):
        part = tuple(values[begin : end + size - 1] for values in block)
        found[begin + size - 1 : end + size - 1] = finish(ladder.fixed(part, size, join), size)
    return found


def pieces(x: Array, n: int) -> Iterator[tuple[int, int]]:
    """The first bars of all whole windows, from and to, so few at once that the cache holds them.

    A window too long for it is not read more than a quarter too often.
    """
    rows = max(CHUNK * len(x) // max(x.size, 1), 4 * n)
    windows = len(x) - n + 1
    for begin in range(0, windows, rows):
        yield begin, min(begin + rows, windows)


@quiet
def average(x: Array, n: Count) -> Array:
    """MA. NaN until n values are known, and while one of them is not."""
    if isinstance(n, np.ndarray):
        each = whole_windows((x,), n, ladder.add, lambda window, size: window[0] / size)
        level(each, x)
        return each
    if not 1 <= n < len(x) + 1:
        return unknown(x)
    found, size = np.empty_like(x), int(n)
    found[: size - 1] = np.nan
    for begin, end in pieces(x, size):
        sums = ladder.sums(x[begin : end + size - 1], size)
        np.divide(sums, size, out=found[begin + size - 1 : end + size - 1])
    level(found, x)
    return found


@quiet
def weighted_average(x: Array, n: Count) -> Array:
    """WMA: the newest bar has weight n, the oldest 1."""

    def finish(window: Block, size: Any) -> Array:
        found: Array = window[1] / (size * (size + 1) / 2)
        return found

    found = whole_windows((x, x), n, ladder.weigh, finish)
    level(found, x)
    return found


@quiet
def total(x: Array, n: Count) -> Array:
    """SUM."""
    filled = np.where(x == x, x, 0) if holes(x) else x
    if isinstance(n, np.ndarray):
        window, known = history(n, x)
        length = np.where(known, np.minimum(window, places(x) + 1), 0)
        found = ladder.each((filled,), np.broadcast_to(length, x.shape), ladder.add)[0]
        return _known(x, filled, np.where(known, found, np.nan).astype(x.dtype), window)
    if n != n:
        return unknown(x)
    size = int(min(max(n, 0), len(x)))
    if not 0 < size < len(x):
        return _known(x, filled, np.cumsum(filled, axis=0, dtype=x.dtype), len(x))
    padded, found = np.concatenate((np.zeros_like(x[: size - 1]), filled)), np.empty_like(x)
    for begin, end in pieces(padded, size):
        found[begin:end] = ladder.sums(padded[begin : end + size - 1], size)
    return _known(x, filled, found, size)


def _known(x: Array, filled: Array, found: Array, window: Any) -> Array:
    """NaN where none of the window is known."""
    if filled is not x:
        found[places(x) - latest(x == x) >= window] = np.nan
    return found


def highest(x: Array, n: Count) -> Array:
    """HHV."""
    return _extreme(x, n, np.fmax)


def lowest(x: Array, n: Count) -> Array:
    """LLV."""
    return _extreme(x, n, np.fmin)


def _extreme(x: Array, n: Count, better: np.ufunc) -> Array:
    if isinstance(n, np.ndarray):
        return _extreme_each(x, n, better)
    if n != n:
        return unknown(x)
    size = int(min(max(n, 0), len(x)))
    if not 0 < size < len(x):
        found: Array = better.accumulate(x, axis=0)
        return found
    return _extreme_constant(x, size, better)


def _extreme_constant(x: Array, n: int, better: np.ufunc) -> Array:
    """Of two windows that overlap, as it does no harm to see a value twice."""
    rung = np.concatenate((unknown(x[: n - 1]), x))
    width = 1
    while 2 * width <= n:
        rung = better(rung[width:], rung[:-width])
        width *= 2
    found: Array = better(rung[: len(x)], rung[n - width : n - width + len(x)])
    return found


def _extreme_each(x: Array, n: Array, better: np.ufunc) -> Array:
    window, known = history(n, x)
    window = np.broadcast_to(np.minimum(window, places(x) + 1), x.shape)
    found, rung, width = unknown(x), x, 1
    while width <= len(x):
        fits = known & (window >= width) & (window < 2 * width)
        older = np.where(fits, places(x) - window + width, 0)
        np.copyto(found, better(rung, at(rung, older)), where=fits)
        rung = np.concatenate((rung[:width], better(rung[width:], rung[:-width])))
        width *= 2
    return found


def bars_since_highest(x: Array, n: Count) -> Array:
    """HHVBARS: bars since the highest of the window; of equals, since the newest."""
    return _bars_since(x, n)


def bars_since_lowest(x: Array, n: Count) -> Array:
    """LLVBARS: bars since the lowest of the window; of equals, since the newest."""
    return _bars_since(-x, n)


def _bars_since(x: Array, n: Count) -> Array:
    window, given = history(n, x)
    if not np.ndim(n) and (window >= len(x)).all():
        place = latest(x >= np.fmax.accumulate(x, axis=0))
    else:
        place = _place_of_highest(x, np.minimum(window, places(x) + 1))
    known = given & (places(x) - latest(x == x) < window)
    return since(x, np.where(known, place, NEVER))


def _place_of_highest(x: Array, window: Places) -> Places:
    """The newest of the highest within the window that ends at each bar, 1 <= window <= bars."""
    window = np.broadcast_to(window, x.shape)
    filled = np.where(x == x, x, -np.inf)
    rung = np.broadcast_to(places(x), x.shape).copy()
    found, width = rung, 1
    while width <= window.max(initial=0):
        fits = (window >= width) & (window < 2 * width)
        older = at(rung, np.where(fits, places(x) - window + width, 0))
        found = np.where(fits, _higher(filled, older, rung), found)
        rung = np.concatenate((rung[:width], _higher(filled, rung[:-width], rung[width:])))
        width *= 2
    return found


def _higher(x: Array, older: Places, newer: Places) -> Places:
    take: Mask = at(x, newer) >= at(x, older)
    return np.where(take, newer, older)
