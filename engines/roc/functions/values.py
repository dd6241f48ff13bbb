"""What the functions take and give: arrays whose axis 0 is time, or plain numbers for constants.

NaN is what is not known. A condition is 1.0 or 0.0, or NaN where it is not known.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Value = Array | float
Count = Array | float
"""A number of bars, or one a bar. What stands behind its point is dropped."""

Item = TypeVar("Item", bound=np.generic)

NEVER = -(1 << 40)
"""A place before every bar."""

ROUNDING = {"d": 2.0**-52, "f": 2.0**-23}
"""The step from 1 to the next number, by numpy's character of the kind."""

quiet = np.errstate(all="ignore")
"""As a decorator: what cannot be computed is NaN, and no warning."""


def kind(*values: Value) -> np.dtype[Any]:
    """float32 where all arrays are, else float64: a number has no say."""
    dtypes = [value.dtype for value in values if isinstance(value, np.ndarray)]
    return np.result_type(*dtypes) if dtypes else np.dtype(np.float64)


def shape(*values: Value) -> tuple[int, ...]:
    return np.broadcast_shapes(*(np.shape(value) for value in values))


def spread(value: Value, like: Value) -> Array:
    """The value on every bar of `like`, not to be written to."""
    if isinstance(value, np.ndarray) and value.shape == np.shape(like):
        return value
    dtype = value.dtype if isinstance(value, np.ndarray) else kind(like)
    return np.broadcast_to(np.asarray(value, dtype), shape(value, like))


def unknown(like: Array) -> Array:
    return np.full_like(like, np.nan)


def holes(x: Array) -> bool:
    """Whether anything is unknown, in one pass and without a mask."""
    return bool(np.isnan(np.add.reduce(x, axis=None))) and bool(np.isnan(x).any())


def true(x: Value) -> Mask:
    """Where it is known to hold."""
    return np.asarray((x != 0) & (x == x))


def truth(mask: Mask, *values: Value) -> Array:
    """The mask as 1 and 0, and NaN where one of the values is unknown."""
    found = mask.astype(kind(*values))
    for value in values:
        if isinstance(value, np.ndarray):
            np.copyto(found, np.nan, where=np.isnan(value))
        elif value != value:
            found.fill(np.nan)
    return found


def places(x: Array | Mask) -> Places:
    """0, 1, 2, … down the bars, as a column for 2-D, so that it goes with every symbol."""
    return np.arange(len(x)).reshape(-1, *(1,) * (x.ndim - 1))


def latest(mask: Mask) -> Places:
    """The place of the last True up to each bar, NEVER before the first."""
    found: Places = np.maximum.accumulate(np.where(mask, places(mask), NEVER), axis=0)
    return found


def first(mask: Mask) -> Places:
    """The place of the first True of each symbol, the length where there is none; axis 0 stays."""
    if not len(mask):
        return np.zeros((1, *mask.shape[1:]), np.intp)
    return np.where(mask.any(axis=0), mask.argmax(axis=0), len(mask))[None]


def at(x: NDArray[Item], place: Places) -> NDArray[Item]:
    """x at a place of its own on every bar. Raises IndexError outside of the bars."""
    if x.ndim == 1:
        return x[place]
    return np.take_along_axis(x, place, axis=0)


def same(mean: Value, x: Array, steps: float) -> Mask:
    """Where a mean is x but for the rounding of so many steps."""
    near: Mask = np.abs(mean - x) <= (8 + steps) * ROUNDING[x.dtype.char] * np.abs(x)
    return near


def level(mean: Array, x: Array, steps: float = 8) -> None:
    """Where x has not moved, and the mean is the same, that becomes x to the last digit.

    The mean of a price that stands still wavers by that digit: CROSS would see it cross.
    """
    still = np.equal(x[1:], x[:-1]).nonzero()
    if len(still[0]):
        now, found = x[1:][still], mean[1:][still]
        mean[1:][still] = np.where(same(found, now, steps), now, found)


def bars(n: Count, x: Array) -> tuple[Places, Mask]:
    """Whole counts, one a bar or one for all, and where they are known.

    One more than there are bars, forwards or backwards, for all that is more, infinite or not.
    """
    known = ~np.isnan(n)
    most = len(x) + 1.0
    clipped = np.clip(np.where(known, n, 0.0), -most, most).astype(np.intp)
    return clipped, known


def columns(function: Callable[..., Array], *series: Array, args: tuple[Any, ...] = ()) -> Array:
    """A function of 1-D series on each symbol by itself."""
    if series[0].ndim == 1:
        return function(*series, *args)
    result = np.empty(series[0].shape, kind(*series))
    for symbol in range(series[0].shape[1]):
        result[:, symbol] = function(*(one[:, symbol] for one in series), *args)
    return result
