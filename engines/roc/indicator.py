"""ROC and its two averages: for one symbol, for thousands, for what a screen shows, and live.

Arrays are (bars,) or (bars, symbols), the newest bar last; float64 or float32, which is kept.
NaN is what is not known: the bars before a symbol's first, a halted day's average price.

    ROC:100*(X-REF(X,N))/REF(X,N); MAROC:MA(ROC,M); EROC:EMA(ROC,E);

    >>> roc(close)                          # N = 12
    >>> lines(a1(amount, volume)).eroc      # of the average price
    >>> over(closes, block=256)             # (bars, symbols), some symbols at a time
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engines.roc.functions import ladder
from engines.roc.functions.arithmetic import divide
from engines.roc.functions.reference import bars_count, ref
from engines.roc.functions.smoothing import Symbols, by_row, ema
from engines.roc.functions.values import Array, Places, quiet
from engines.roc.functions.windows import average

N, M, E = 12, 6, 9
"""通达信's own parameters of ROC and MAROC, and EROC's as it was published."""

SETTLED = {"d": 1e-16, "f": 1e-9}
"""A weight in EROC that no longer shows, in float64 and in float32."""

BLOCK = 8192
"""Symbols that are worked on at once: the more, the fewer calls. CACHE are the bytes of theirs that
one array has at a time.
"""
CACHE = 256 << 10


class Lines(NamedTuple):
    """Arrays of one shape. The first `n` bars of a symbol have no ROC."""

    roc: Array
    maroc: Array
    eroc: Array


def roc(x: Array, n: int = N) -> Array:
    """100 (x - x') / x', x' being n bars before; NaN where x' is 0."""
    if not 1 <= n < len(x):
        return _change(x, ref(x, n))
    found = np.empty_like(x)
    found[:n] = np.nan
    _change(x[n:], x[:-n], found[n:])
    return found


def roc_from_first(x: Array, n: int = N) -> Array:
    """The newer 通达信's, NN:=MIN(BARSCOUNT(X),N): against the first bar until there are n."""
    return _change(x, ref(x, np.minimum(bars_count(x), x.dtype.type(n))))


def _change(x: Array, before: Array, out: Array | None = None) -> Array:
    found: Array = np.subtract(x, before, out=out)
    found *= 100
    try:
        with np.errstate(divide="raise", over="ignore", under="ignore", invalid="ignore"):
            found /= before
    except FloatingPointError:
        with np.errstate(all="ignore"):
            np.divide(100 * (x - before), np.where(before == 0, np.nan, before), out=found)
    return found


def maroc(x: Array, n: int = N, m: int = M) -> Array:
    """The mean of the last m values of ROC."""
    return average(roc(x, n), m)


def eroc(x: Array, n: int = N, e: int = E) -> Array:
    """The exponential mean of ROC: 2/(e+1) of it and the rest of the last, from its first on."""
    return ema(roc(x, n), e)


def a1(amount: Array, volume: Array) -> Array:
    """The average price of a bar, in currency; `volume` in 手. NaN where nothing was traded."""
    return divide(amount, volume) / 100


def lines(x: Array, n: int = N, m: int = M, e: int = E) -> Lines:
    """All three of them."""
    if x.ndim == 2:
        return over(x, n, m, e)
    changes = roc(x, n)
    return Lines(changes, average(changes, m), ema(changes, e))


def over(
    x: Array, n: int = N, m: int = M, e: int = E, block: int = BLOCK, out: Lines | None = None
) -> Lines:
    """The lines of (bars, symbols), `block` symbols at a time and few enough bars for the cache.

    `out` takes them where memory is to be used again. Raises ValueError for a count below 1.
    """
    if min(n, m, e, block) < 1:
        raise ValueError("n, m, e and block are 1 or more")
    if out is None:
        out = Lines(np.empty_like(x), np.empty_like(x), np.empty_like(x))
    for begin in range(0, x.shape[1], block):
        symbols = slice(begin, begin + block)
        part = Lines(*(line[:, symbols] for line in out))
        _fill(x[:, symbols], n, m, e, part)
        _mend(x[:, symbols], n, m, e, part)
    return out


def _fill(x: Array, n: int, m: int, e: int, out: Lines) -> None:
    """Rows go through all three lines while they are in the cache."""
    rows = max(CACHE // max(x.shape[1] * x.itemsize, 1), m)
    alpha, (changes, means, smooth) = 2 / (e + 1), out
    changes[:n], means[: n + m - 1], smooth[:n] = np.nan, np.nan, np.nan
    seeds = _seeds(x, n)
    between = (m.bit_length() - 1, rows + m, x.shape[1])
    spare = (
        np.empty(between, x.dtype) if m <= 16 else None
    )  # of longer ones, the cache is too small
    for first in range(n, len(x), rows):
        last = min(first + rows, len(x))
        _change(x[first:last], x[first - n : last - n], changes[first:last])
        if (full := max(first, n + m - 1)) < last:
            sums = ladder.sums(changes[full - m + 1 : last], m, spare)
            np.divide(sums, m, out=means[full:last])
        _smooth(changes, smooth, alpha, seeds, first, last)


def _smooth(
    x: Array, y: Array, alpha: float, seeds: dict[int, Symbols], begin: int, end: int
) -> None:
    """Averages of the rows [begin:end], in one pass less than EMA's own.

    Of a value that stays the same they may waver by its last digit; ROC then is 0, and has none.
    """
    kept = np.empty_like(y[0])
    np.multiply(x[begin:end], alpha, out=y[begin:end])
    for row in range(begin, end):
        now = y[row]
        np.multiply(y[row - 1], 1 - alpha, out=kept)
        np.add(now, kept, out=now)
        if row in seeds:
            now[seeds[row]] = x[row, seeds[row]]


def _seeds(x: Array, n: int) -> dict[int, Symbols]:
    """The symbols by the bar of their first ROC, as long as nothing is missing after it."""
    if not np.isnan(x[:1]).any():
        return {n: slice(None)}
    return by_row((x == x).argmax(axis=0) + n)


def _mend(x: Array, n: int, m: int, e: int, out: Lines) -> None:
    """What is missing makes all that follows NaN, bar after bar: such symbols one by one."""
    for symbol in np.flatnonzero(~np.isfinite(out.eroc[-1:]).all(axis=0)):
        whole = lines(x[:, symbol], n, m, e)
        for line, found in zip(out, whole, strict=True):
            line[:, symbol] = found[-len(line) :]


def warmup(n: int = N, m: int = M, e: int = E, dtype: str = "d") -> int:
    """How many bars before the first that is shown still show in its lines.

    `dtype` is numpy's character of it: what a float32 ("f") shows is soon forgotten.
    """
    decay = 1 - 2 / (e + 1)
    forgotten = math.ceil(math.log(SETTLED[dtype]) / math.log(decay)) if decay else 0
    return n + max(m - 1, forgotten)


def tail(x: Array, visible: int, n: int = N, m: int = M, e: int = E) -> Lines:
    """The lines of the last `visible` bars, (visible, symbols), as from all of them.

    To 1e-15; NaN where there are less. Of `x` the last `visible + warmup(n, m, e)` bars are read,
    or what there is of them. ROC before `visible` is not kept: it goes into EROC as one weighted
    sum. Then a few bars at a time, each line is the product of a small matrix with their ROC.
    """
    if min(visible, n, m, e) < 1:
        raise ValueError("visible, n, m and e are 1 or more")
    if x.ndim == 1:
        return Lines(*(line[:, 0] for line in tail(x[:, None], visible, n, m, e)))
    x = x[-(visible + warmup(n, m, e, x.dtype.char)) :]
    if len(x) < visible + n + m:
        return Lines(*(_last(line, visible) for line in over(x, n, m, e)))
    changes = np.empty((visible + m - 1, x.shape[1]), x.dtype)
    out = Lines(changes[m - 1 :], np.empty_like(changes[m - 1 :]), np.empty_like(changes[m - 1 :]))
    _fill_tail(x, n, m, e, changes, out)
    _mend(x, n, m, e, out)
    return out


def _fill_tail(x: Array, n: int, m: int, e: int, changes: Array, out: Lines) -> None:
    rows = min(max(CACHE // 2 // max(x.shape[1] * x.itemsize, 1), 1), 16)
    begin, visible = len(x) - len(changes), len(out.roc)
    _change(x[begin:-visible], x[begin - n : -visible - n], changes[: m - 1])
    state = _warm(x[:-visible], n, e)
    means, smooth, fading = _matrices(rows, m, e, x.dtype.char)
    for first in range(0, visible, rows):
        last = min(first + rows, visible)
        size, now = last - first, begin + m - 1 + first
        _change(x[now : now + size], x[now - n : now - n + size], out.roc[first:last])
        read = changes[first : last + m - 1]
        np.matmul(means[:size, : len(read)], read, out=out.maroc[first:last])
        np.matmul(smooth[:size, :size], out.roc[first:last], out=out.eroc[first:last])
        out.eroc[first:last] += fading[:size] * state
        state = out.eroc[last - 1]


@lru_cache(maxsize=16)
def _matrices(rows: int, m: int, e: int, dtype: str) -> tuple[Array, Array, Array]:
    """What makes MAROC of m - 1 bars before and `rows` bars, EROC of the rows, and of its last."""
    alpha, bar = 2 / (e + 1), np.arange(rows)
    ago = bar[:, None] - bar
    smooth = np.where(ago >= 0, alpha * (1 - alpha) ** np.maximum(ago, 0), 0)
    back = bar[:, None] + m - 1 - np.arange(rows + m - 1)
    means = np.where((back >= 0) & (back < m), 1 / m, 0)
    fading = (1 - alpha) ** (bar[:, None] + 1)
    return means.astype(dtype), smooth.astype(dtype), fading.astype(dtype)


@quiet
def _warm(x: Array, n: int, e: int) -> Array:
    """EROC on the newest bar alone; not finite where one value is missing.

    The weights add up to 1, so that of ROC only the quotient is needed for every bar.
    """
    weights = _weights(len(x) - n, e, x.dtype.char)
    state = np.zeros(x.shape[1], x.dtype)
    rows = max(CACHE // max(x.shape[1] * x.itemsize, 1), 1)
    quotients = np.empty((rows, x.shape[1]), x.dtype)
    for first in range(0, len(weights), rows):
        part = slice(first, first + rows)
        now, before = x[n:][part], x[:-n][part]
        state += weights[part] @ np.divide(now, before, out=quotients[: len(now)])
    return 100 * (state - 1)


@lru_cache(maxsize=16)
def _weights(bars: int, e: int, dtype: str) -> Array:
    """How much of each of so many values is in the average of them; the first began it."""
    alpha = 2 / (e + 1)
    weights = alpha * (1 - alpha) ** np.arange(bars - 1.0, -1.0, -1.0)
    weights[0] /= alpha
    return weights.astype(dtype)


class Newest:
    """The lines of every symbol's newest bar, while it moves and when the next one begins.

    A tick costs the symbols once, not their history. `x` is what there is, (bars, symbols), its
    last row the bar that still moves.

        >>> newest = Newest(closes)
        >>> newest.update(prices)       # the same bar
        >>> newest.append(prices)       # the next bar
    """

    def __init__(self, x: Array, n: int = N, m: int = M, e: int = E) -> None:
        if min(n, m, e) < 1 or not len(x):
            raise ValueError("n, m and e are 1 or more, and so are the bars")
        closed = over(x[:-1], n, m, e)
        self.alpha = 2 / (e + 1)
        self.prices, self.bars = x[-1].copy(), 0
        self.closes, self.changes = _last(x[:-1], n), _last(closed.roc, m - 1)
        self.smooth = _last(closed.eroc, 1)[0].copy()
        for symbol in np.flatnonzero(np.isnan(self.smooth)):
            line = closed.eroc[:, symbol]
            self.smooth[symbol] = np.append(np.nan, line[line == line])[-1]
        self.sum = self.changes.sum(axis=0)

    def update(self, prices: Array, which: Places | None = None) -> Lines:
        """The newest bar is at these prices now; `which` are the symbols that they are of."""
        self.prices[slice(None) if which is None else which] = prices
        return self.lines()

    def append(self, prices: Array, which: Places | None = None) -> Lines:
        """The newest bar has ended, and the next begins at these prices.

        For symbols that are not in `which` it goes on.
        """
        ended, symbols = self.lines(), slice(None) if which is None else which
        if which is not None:
            self._wait(np.setdiff1d(np.arange(len(self.prices)), which))
        self.closes[self.bars % len(self.closes), symbols] = self.prices[symbols]
        if len(self.changes):
            self.changes[self.bars % len(self.changes), symbols] = ended.roc[symbols]
            self.sum = self.changes.sum(axis=0)
        moved = ended.eroc[symbols]
        self.smooth[symbols] = np.where(np.isnan(moved), self.smooth[symbols], moved)
        self.prices[symbols] = prices
        self.bars += 1
        return self.lines()

    def _wait(self, symbols: Places) -> None:
        """The oldest row is the next to go: those that keep it have it moved one on."""
        for kept in (self.closes, self.changes):
            if len(kept):
                order = (np.arange(len(kept)) + self.bars) % len(kept)
                kept[np.roll(order, -1)[:, None], symbols] = kept[order[:, None], symbols]

    def lines(self) -> Lines:
        """(symbols,)."""
        changes = _change(self.prices, self.closes[self.bars % len(self.closes)])
        smooth = self.alpha * changes + (1 - self.alpha) * self.smooth
        np.copyto(smooth, changes, where=np.isnan(self.smooth))
        return Lines(changes, (self.sum + changes) / (len(self.changes) + 1), smooth)


def _last(x: Array, rows: int) -> Array:
    """The last rows, with NaN above where there are less."""
    found = np.full((rows, *x.shape[1:]), np.nan, x.dtype)
    if rows and len(x):
        found[-len(x[-rows:]) :] = x[-rows:]
    return found
