"""Comparisons, conditions and crossings. One side unknown: the result is."""

from typing import Any

import numpy as np

from engines.roc.functions.counting import occurrences
from engines.roc.functions.reference import ref
from engines.roc.functions.values import Array, Count, Value, bars, kind, spread, true, truth


def less(a: Value, b: Value) -> Array:
    return truth(np.asarray(np.less(a, b)), a, b)


def greater(a: Value, b: Value) -> Array:
    return truth(np.asarray(np.greater(a, b)), a, b)


def at_most(a: Value, b: Value) -> Array:
    return truth(np.asarray(np.less_equal(a, b)), a, b)


def at_least(a: Value, b: Value) -> Array:
    return truth(np.asarray(np.greater_equal(a, b)), a, b)


def equal(a: Value, b: Value) -> Array:
    """To the last bit: INTPART(x/MINDIFF) first, where prices come out of arithmetic."""
    return truth(np.asarray(np.equal(a, b)), a, b)


def unequal(a: Value, b: Value) -> Array:
    return truth(np.asarray(np.not_equal(a, b)), a, b)


def both(a: Value, b: Value) -> Array:
    return truth(np.not_equal(a, 0) & np.not_equal(b, 0), a, b)


def either(a: Value, b: Value) -> Array:
    return truth(np.not_equal(a, 0) | np.not_equal(b, 0), a, b)


def opposite(x: Value) -> Array:
    return truth(np.asarray(np.equal(x, 0)), x)


def choose(condition: Value, a: Value, b: Value) -> Array:
    """a where the condition is not 0, else b; NaN where it is unknown."""
    return _chosen(np.not_equal(condition, 0), condition, a, b)


def choose_not(condition: Value, a: Value, b: Value) -> Array:
    """a where the condition is 0, else b; NaN where it is unknown."""
    return _chosen(np.equal(condition, 0), condition, a, b)


def _chosen(mask: Any, condition: Value, a: Value, b: Value) -> Array:
    dtype = kind(a, b) if np.ndim(a) or np.ndim(b) else kind(condition)
    found = np.where(mask, np.asarray(a, dtype), np.asarray(b, dtype))
    unknown = np.isnan(condition)
    return np.where(unknown, dtype.type(np.nan), found) if np.any(unknown) else found


def within(a: Value, low: Value, high: Value) -> Array:
    """RANGE: low < a < high."""
    return truth(np.greater(a, low) & np.less(a, high), a, low, high)


def between(a: Value, b: Value, c: Value) -> Array:
    """BETWEEN: b <= a <= c or c <= a <= b."""
    mask = (np.less_equal(b, a) & np.less_equal(a, c)) | (np.less_equal(c, a) & np.less_equal(a, b))
    return truth(mask, a, b, c)


def cross(a: Value, b: Value) -> Array:
    """1 where a was at or below b on the bar before and is above it now.

    NaN where one of the four is unknown: a line's first value crosses nothing.
    """
    a, b = _series(a, b)
    before = truth(ref(a, 1) <= ref(b, 1), ref(a, 1), ref(b, 1))
    return both(before, greater(a, b))


def long_cross(a: Value, b: Value, n: Count) -> Array:
    """1 where a was below b on each of the n bars before and is above it now.

    NaN where one of those bars is unknown. An n of 0 or less asks nothing of the bars before.
    """
    a, b = _series(a, b)
    now, before = greater(a, b), ref(less(a, b), 1)
    window, given = bars(n, a)
    window = np.maximum(window, 0)
    known = given & (occurrences(before == before, window) == window)
    found = true(now) & (occurrences(true(before), window) == window)
    return np.where(known, truth(found, now), now.dtype.type(np.nan))


def _series(a: Value, b: Value) -> tuple[Array, Array]:
    """Both as series, of which one may be a number."""
    return spread(a, b), spread(b, a)


def up(opened: Value, closed: Value) -> Array:
    return greater(closed, opened)


def down(opened: Value, closed: Value) -> Array:
    return less(closed, opened)


def level(opened: Value, closed: Value) -> Array:
    return equal(closed, opened)
