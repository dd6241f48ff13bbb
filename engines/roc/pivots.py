"""Tops and bottoms of a line, each known once the bars behind it have closed."""

import numpy as np

from engines.roc.crossings import Flags
from engines.roc.series import Floats


def pivots(line: Floats, left: int, right: int) -> Flags:
    """Tops: no bar of the `left` before is higher, and all of the `right` after are lower.

    So a flat top is one pivot, its last bar. Bars within `right` of the end are flagged for as long
    as what has come after them is lower, at least one bar: they are provisional. A bar without a
    value anywhere in reach, or too few bars before, and there is none. Bottoms: give `-line`.
    """
    found = np.zeros(line.shape, bool)
    if len(line) > left + 1:
        found[:-1] = line[:-1] >= highest(line, left + 1)[:-1]
        found[:-1] &= line[:-1] > following(line, right)[:-1]
    return found


def following(line: Floats, bars: int) -> Floats:
    """The highest of the next `bars`, of fewer at the end; NaN where one is, and on the last."""
    bars = min(bars, len(line))
    padded = np.full((len(line) + bars, *line.shape[1:]), -np.inf, line.dtype)
    padded[: len(line)] = line
    ahead = highest(padded, bars)[bars:]
    ahead[-1] = np.nan
    return ahead


def highest(line: Floats, bars: int) -> Floats:
    """Of each bar and those before it, `bars` in all; NaN where there are fewer, or one is NaN.

    By doubling: the highest of 2, 4, 8 … bars, each from the one before.
    """
    best = line.copy()
    width = 1
    while width < bars:
        step = min(width, bars - width)
        np.maximum(best[step:], best[:-step], out=best[step:])
        width += step
    best[: bars - 1] = np.nan
    return best
