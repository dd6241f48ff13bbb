"""Deviations, lines and relations of the last n bars; all want n known values."""

from typing import Any

import numpy as np

from engines.roc.functions import ladder
from engines.roc.functions.ladder import Block
from engines.roc.functions.reference import ref
from engines.roc.functions.values import Array, Count, Value, bars, quiet, spread, unknown
from engines.roc.functions.windows import average, whole_windows
from engines.roc.streams.history import FARTHEST


def _less(size: Any, number: int, like: Array) -> Array:
    """The divisor, NaN where it would be 0."""
    return np.where(size > number, size - number, np.nan).astype(like.dtype)


def _deviations(x: Array, n: Count, less: int) -> Array:
    """The sum of squared deviations, divided by n - less."""

    def finish(window: Block, size: Any) -> Array:
        return window[1] / _less(size, less, x)

    return whole_windows((x, x - x), n, ladder.deviate, finish)


@quiet
def variance(x: Array, n: Count) -> Array:
    """VAR: of a sample, n - 1; n >= 2."""
    return _deviations(x, n, 1)


@quiet
def variance_of_all(x: Array, n: Count) -> Array:
    """VARP: of a population, n."""
    return _deviations(x, n, 0)


@quiet
def deviation(x: Array, n: Count) -> Array:
    """STD: of a sample, n - 1; n >= 2."""
    return np.sqrt(_deviations(x, n, 1))


@quiet
def deviation_of_all(x: Array, n: Count) -> Array:
    """STDP: of a population, n."""
    return np.sqrt(_deviations(x, n, 0))


@quiet
def squared_deviations(x: Array, n: Count) -> Array:
    """DEVSQ: their sum."""

    def finish(window: Block, _size: Any) -> Array:
        return window[1]

    return whole_windows((x, x - x), n, ladder.deviate, finish)


@quiet
def mean_deviation(x: Array, n: Count) -> Array:
    """AVEDEV: the mean distance from the window's mean; n passes, n <= FARTHEST, else NaN."""
    mean = average(x, n)
    if not isinstance(n, np.ndarray):
        if not 1 <= n < min(len(x), FARTHEST) + 1:
            return unknown(x)
        far = np.zeros_like(x)
        for back in range(int(n)):
            far += np.abs(ref(x, back) - mean)
        return far / int(n)
    window = np.broadcast_to(bars(n, x)[0], x.shape)
    window = np.where(window <= FARTHEST, window, 0)
    far = np.zeros_like(x)
    for back in range(int(window.max(initial=0))):
        far += np.where(back < window, np.abs(ref(x, back) - mean), 0)
    return far / np.where(window > 0, window, np.nan).astype(x.dtype)


@quiet
def slope(x: Array, n: Count) -> Array:
    """SLOPE: of the least squares line, a bar; n >= 2."""
    return whole_windows((x, x - x), n, ladder.lean, _slope)


@quiet
def forecast(x: Array, n: Count) -> Array:
    """FORCAST: where the least squares line is at the newest bar; n >= 2."""

    def finish(window: Block, size: Any) -> Array:
        found: Array = window[0] + _slope(window, size) * ((size - 1) / 2)
        return found

    return whole_windows((x, x - x), n, ladder.lean, finish)


def _slope(window: Block, size: Any) -> Array:
    squares = size * (size * size - 1.0) / 12
    found: Array = window[1] / np.where(squares > 0, squares, np.nan).astype(window[1].dtype)
    return found


def _pair(x: Value, y: Value) -> Block:
    x, y = spread(x, y), spread(y, x)
    return x, y, x - x, y - y, (x - x) + (y - y)


@quiet
def covariance(x: Value, y: Value, n: Count) -> Array:
    """COVAR: of a population, n."""

    def finish(window: Block, size: Any) -> Array:
        return window[4] / _less(size, 0, window[4])

    return whole_windows(_pair(x, y), n, ladder.agree, finish)


@quiet
def correlation(x: Value, y: Value, n: Count) -> Array:
    """RELATE: Pearson's; NaN where one of the two does not move."""

    def finish(window: Block, _size: Any) -> Array:
        return np.clip(window[4] / np.sqrt(window[2]) / np.sqrt(window[3]), -1, 1)

    return whole_windows(_pair(x, y), n, ladder.agree, finish)
