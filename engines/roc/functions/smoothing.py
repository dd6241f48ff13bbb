"""Averages that never forget: y = y' + alpha (x - y'), beginning with the first value.

Written so, and not as alpha x + (1 - alpha) y', they rest where x does: of a price that stands
still the average is that price, and nothing crosses it.

Where x is unknown, so is y, and the state waits: the average is over known values alone. An alpha
that is unknown or outside of 0 to 1 has the same effect.
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from engines.roc.functions.values import (
    Array,
    Count,
    Places,
    Value,
    columns,
    holes,
    level,
    quiet,
    same,
    spread,
    unknown,
)

LONGEST = 4096
"""Bars that are summed up at once: a piece stays in the cache."""


@quiet
def ema(x: Array, n: Count) -> Array:
    """EMA = EXPMA: alpha 2/(n+1); n >= 1."""
    return smooth(x, _share(2.0, n + 1))


@quiet
def sma(x: Array, n: Count, m: Count) -> Array:
    """SMA: alpha m/n; 0 <= m <= n."""
    return smooth(x, _share(m, n))


def mema(x: Array, n: Count) -> Array:
    """MEMA = SMA(x,n,1)."""
    return sma(x, n, 1.0)


@quiet
def dma(x: Array, alpha: Value) -> Array:
    """DMA, whose alpha (0 to 1) is often one a bar: VOL/CAPITAL."""
    return smooth(x, alpha)


@quiet
def expmema(x: Array, n: Count) -> Array:
    """EXPMEMA: EMA that begins with the average of the first n values, at the n-th.

    One n for all bars: that of the newest, where it is a series.
    """
    if isinstance(n, np.ndarray):
        return columns(
            lambda series, each: expmema(series, each[-1] if len(each) else 1.0), x, spread(n, x)
        )
    if not 1 <= n < len(x) + 1:
        return unknown(x)
    size = int(n)
    number = np.cumsum(x == x, axis=0)
    seed = np.where((number <= size) & (x == x), x, 0).sum(axis=0) / size
    near = same(seed, x, size)
    begun = np.where((number == size) & ~near, np.where(x == x, seed, x), x)
    begun = np.where(number >= size, begun, np.nan)
    return ema(begun.astype(x.dtype, copy=False), size)


def _share(a: Count, b: Count) -> Value:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.asarray(np.true_divide(a, b))
    return float(a) / float(b) if b else math.nan


def smooth(x: Array, alpha: Value) -> Array:
    """y = (1 - alpha) y' + alpha x, for one series or many."""
    if isinstance(alpha, np.ndarray):
        return _smooth_each(x, spread(alpha, x))
    if not 0 <= alpha <= 1:
        return unknown(x)
    if x.ndim == 1:
        return _smooth_series(x, float(alpha))
    return _smooth_table(x, float(alpha))


def _smooth_series(x: Array, alpha: float) -> Array:
    """What is unknown spoils the rest of the scan, so that its end tells whether there was any."""
    found = np.empty_like(x)
    if not len(x):
        return found
    begin = 0 if x[0] == x[0] else int(np.isnan(x).argmin())
    found[:begin] = np.nan
    scan(x[begin:], alpha, found[begin:])
    if math.isfinite(found[-1]):
        return found
    known = x == x
    found[~known] = np.nan
    found[known] = _steps(x[known], alpha)
    return found


def _steps(x: Array, alpha: float) -> Array:
    """By the scan, or one by one where there are numbers too large for it."""
    found = np.empty_like(x)
    scan(x, alpha, found)
    if not len(x) or math.isfinite(found[-1]):
        return found
    found[:] = list(_moved(x.tolist(), [alpha] * len(x)))
    return found


def scan(x: Array, alpha: float, out: Array) -> None:
    """The recursion on a series without holes, as a running sum.

    y_t / d^t is the sum of alpha x_s / d^s, d = 1 - alpha. It grows as fast as it forgets, so a
    piece is as long as its powers stay far from the ends of the floating point range; within one,
    errors are those of the recursion.
    """
    if alpha == 1 or not len(x):
        out[:] = x
        return
    up, down, seed = _powers(alpha, x.dtype.char)
    length = len(up)
    first = x[0]
    for begin in range(0, len(x), length):
        part, piece = x[begin : begin + length], out[begin : begin + length]
        size = len(part)
        np.multiply(part, up[:size], out=piece)
        piece[0] = first * seed
        np.add.accumulate(piece, out=piece)
        np.multiply(piece, down[:size], out=piece)
        piece[0] = first
        if begin + size < len(x):
            first = alpha * x[begin + size] + (1.0 - alpha) * piece[-1]
    if alpha:
        level(out, x, 2 / alpha)


@lru_cache(maxsize=32)
def _powers(alpha: float, dtype: str) -> tuple[Array, Array, Any]:
    """alpha/d^t and d^t for a piece, and what its first value is to be weighted with.

    A piece is as long as d^t takes to fall through 250 powers of 10 (float32: 30), half of them
    above 1.
    """
    decay = 1.0 - alpha
    powers, fall = 250 if dtype == "d" else 30, -math.log10(decay)
    length = max(int(powers / fall), 2) if fall * LONGEST > powers else LONGEST
    down = decay ** (np.arange(length) - length // 2)
    return (alpha / down).astype(dtype), down.astype(dtype), (1 / down[0]).astype(dtype)


def _smooth_table(x: Array, alpha: float) -> Array:
    """Row by row for all symbols at once; those with holes by themselves."""
    found = np.empty_like(x)
    if not len(x):
        return found
    known = x == x
    begins = known.argmax(axis=0)
    _recur(x, found, alpha, by_row(begins) if holes(x) else {0: slice(None)})
    whole = np.isfinite(found[-1:]).all(axis=0)
    for symbol in np.flatnonzero(known.any(axis=0) & ~whole):
        found[:, symbol] = _smooth_series(x[:, symbol], alpha)
    return found


Symbols = Places | slice


def by_row(begins: Places) -> dict[int, Symbols]:
    """The symbols that begin on each row."""
    return {int(row): np.flatnonzero(begins == row) for row in np.unique(begins)}


def _recur(x: Array, y: Array, alpha: float, seeds: dict[int, Symbols]) -> None:
    """Make y averages of x; `seeds` are the symbols that begin on a row.

    A symbol that has not begun is NaN, and so is one after a hole.
    """
    for row in range(len(x)):
        now = y[row]
        if row:
            np.subtract(x[row], y[row - 1], out=now)
            np.multiply(now, alpha, out=now)
            np.add(now, y[row - 1], out=now)
        else:
            now.fill(np.nan)
        if row in seeds:
            now[seeds[row]] = x[row, seeds[row]]


def _smooth_each(x: Array, alpha: Array) -> Array:
    valid = (x == x) & (alpha >= 0) & (alpha <= 1)
    if x.ndim == 1:
        found = unknown(x)
        found[valid] = list(_moved(x[valid].tolist(), alpha[valid].tolist()))
        return found
    found, state = unknown(x), np.full(x.shape[1], np.nan, x.dtype)
    for row, (value, weight, known) in enumerate(zip(x, alpha, valid, strict=True)):
        y = state + weight * (value - state)
        y = np.where(np.isfinite(y), y, (1 - weight) * state + weight * value)
        y = np.where(state == state, y, value)
        state = np.where(known, y, state).astype(x.dtype)
        found[row] = np.where(known, y, np.nan)
    return found


def _moved(values: list[float], weights: list[float]) -> Iterator[float]:
    """One by one, which for a single series is quicker than arrays of one."""
    state = math.nan
    for value, weight in zip(values, weights, strict=True):
        state = moved(state, value, weight) if state == state else value
        yield state


def moved(state: float, value: float, weight: float) -> float:
    """By the weight from the state to the value; their difference may be too large a number."""
    y = state + weight * (value - state)
    return y if math.isfinite(y) else (1 - weight) * state + weight * value
