"""Functions that look ahead: what they say of a bar changes when newer ones come."""

import numpy as np

from engines.roc.functions.counting import filtered
from engines.roc.functions.values import (
    Array,
    Count,
    bars,
    columns,
    places,
    quiet,
    spread,
    true,
    truth,
    unknown,
)
from engines.roc.functions.windows import total


@quiet
def centred_average(x: Array, n: Count) -> Array:
    """XMA: the average of n bars around each: n // 2 before it, (n - 1) // 2 after it.

    Of what is known of them; one n for all bars, that of the newest where it is a series.
    """
    if isinstance(n, np.ndarray):
        return columns(
            lambda series, each: centred_average(series, each[-1] if len(each) else 1.0),
            x,
            spread(n, x),
        )
    if not (n >= 1 and len(x)):
        return unknown(x)
    size = int(min(n, 2 * len(x)))
    ahead = (size - 1) // 2
    longer = np.concatenate((x, np.full((ahead, *x.shape[1:]), np.nan, x.dtype)))
    number = total(np.where(longer == longer, x.dtype.type(1), longer), size)
    return (total(longer, size) / number)[ahead:]


def filtered_ahead(x: Array, n: Count) -> Array:
    """FILTERX: FILTER from the newest bar backwards."""
    turned = n[::-1] if isinstance(n, np.ndarray) else n
    return filtered(x[::-1], turned)[::-1]


def back_set(x: Array, n: Count) -> Array:
    """BACKSET: 1 on the n bars up to and with each on which x is not 0, else 0.

    NaN where x is unknown and no later bar says otherwise.
    """
    window, known = bars(n, x)
    length = np.where(true(x) & known, np.maximum(window, 0), 0)
    change = np.zeros((len(x) + 1, *x.shape[1:]), np.intp)
    start = np.maximum(places(x) + 1 - length, 0)
    symbols = () if x.ndim == 1 else (np.broadcast_to(np.arange(x.shape[1]), x.shape),)
    np.add.at(change, (np.broadcast_to(start, x.shape), *symbols), length > 0)
    change[1:] -= length > 0
    covered = np.cumsum(change[:-1], axis=0) > 0
    return np.where(covered, x.dtype.type(1), truth(covered, x))
