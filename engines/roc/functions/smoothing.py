"""Averages that never forget: y = y' + alpha (x - y'), beginning with the first value.

Where x is unknown, so is y, and the state waits: the average is over known values alone. An alpha
that is unknown or outside of 0 to 1 has the same effect.
"""

import math
from functools import lru_cache

import numpy as np

from engines.roc.functions.values import (
    Array,
    Count,
    Places,
    Value,
    columns,
    holes,
    quiet,
    spread,
    unknown,
)

LONGEST = 4096


def ema(x: Array, n: Count) -> Array:
    """EMA = EXPMA: alpha 2/(n+1); n >= 1."""
    with np.errstate(all="ignore"):
        return smooth(x, np.divide(2.0, np.add(n, 1.0)) if np.ndim(n) else _share(2.0, n + 1))


def sma(x: Array, n: Count, m: Count) -> Array:
    """SMA: alpha m/n; 0 <= m <= n."""
    with np.errstate(all="ignore"):
        return smooth(x, np.divide(m, n) if np.ndim(n) or np.ndim(m) else _share(m, n))


def mema(x: Array, n: Count) -> Array:
    """MEMA = SMA(x,n,1)."""
    return sma(x, n, 1.0)


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
    begun = np.where((x == x) & (number == size), seed, np.where(number > size, x, np.nan))
    return ema(begun.astype(x.dtype, copy=False), size)


def _share(a: Value, b: Value) -> float:
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
    if not holes(x):
        return scan(x, alpha)
    found, known = unknown(x), x == x
    begin = int(known.argmax())
    if known[begin:].all():
        found[begin:] = scan(x[begin:], alpha)
    else:
        found[known] = scan(x[known], alpha)
    return found


def scan(x: Array, alpha: float) -> Array:
    """The recursion on a series without holes, as a running sum.

    y_t / d^t is the sum of alpha x_s / d^s, d = 1 - alpha. It grows as fast as it forgets, so a
    piece is as long as its powers stay far from the ends of the floating point range; within one,
    errors are those of the recursion.
    """
    decay = 1.0 - alpha
    if decay <= 0 or not len(x):
        return x.copy()
    length = _length(decay, x.dtype.str)
    up, down = _powers(decay, min(length, len(x)), x.dtype.str)
    found = np.empty_like(x)
    state = x[0]
    for begin in range(0, len(x), length):
        part = x[begin : begin + length]
        size = len(part)
        piece = found[begin : begin + size]
        np.multiply(part, alpha * up[:size] if alpha != 1 else up[:size], out=piece)
        piece[0] = (state if not begin else alpha * part[0] + decay * state) * up[0]
        np.add.accumulate(piece, out=piece)
        np.multiply(piece, down[:size], out=piece)
        state = piece[-1]
    return found


def _length(decay: float, dtype: str) -> int:
    """How many bars until d^t has fallen through half the range, in powers of 10."""
    powers = 250.0 if dtype.endswith("8") else 30.0
    return int(min(max(powers / -math.log10(decay), 2), LONGEST)) if decay < 1 else LONGEST


@lru_cache(maxsize=64)
def _powers(decay: float, length: int, dtype: str) -> tuple[Array, Array]:
    """1/d^t and d^t, t from -length/2 on."""
    exponents = np.arange(length) - length // 2
    down = decay**exponents
    return (1 / down).astype(dtype), down.astype(dtype)


def _smooth_table(x: Array, alpha: float) -> Array:
    """Row by row for all symbols at once; those with holes by themselves."""
    known = ~np.isnan(x) if holes(x) else None
    found = alpha * x
    begins = np.zeros(x.shape[1], np.intp) if known is None else known.argmax(axis=0)
    recur(x, found, alpha, begins)
    if known is not None:
        full = known.sum(axis=0) == len(x) - begins
        for symbol in np.flatnonzero(known.any(axis=0) & ~full):
            found[:, symbol] = _smooth_series(x[:, symbol], alpha)
    return found


def recur(x: Array, y: Array, alpha: float, begins: Places) -> None:
    """Turn y = alpha x into the average; `begins` is each symbol's first bar with a value."""
    seeds: dict[int, Places] = (
        {int(row): np.flatnonzero(begins == row) for row in np.unique(begins)} if len(y) else {}
    )
    kept = np.empty_like(y[0]) if len(y) else y
    decay = 1.0 - alpha
    for row in range(len(y)):
        if row:
            np.multiply(y[row - 1], decay, out=kept)
            np.add(y[row], kept, out=y[row])
        if row in seeds:
            y[row, seeds[row]] = x[row, seeds[row]]


@quiet
def _smooth_each(x: Array, alpha: Array) -> Array:
    table = x if x.ndim == 2 else x[:, None]
    alpha = alpha if alpha.ndim == 2 else alpha[:, None]
    valid = (table == table) & (alpha >= 0) & (alpha <= 1)
    found = unknown(table)
    state = np.full(table.shape[1], np.nan, x.dtype)
    for row in range(len(table)):
        fresh = np.isnan(state)
        moved = (1 - alpha[row]) * state + alpha[row] * table[row]
        state = np.where(valid[row], np.where(fresh, table[row], moved), state).astype(x.dtype)
        found[row] = np.where(valid[row], state, np.nan)
    return found.reshape(x.shape)
