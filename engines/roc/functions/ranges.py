"""For how many bars a value has been the highest or the lowest."""

import numpy as np

from engines.roc.functions.values import Array, columns


def top_range(x: Array) -> Array:
    """TOPRANGE: how many bars before this one, in a row, were all below it; 0 where none was.

    Unknown bars are below and above everything; NaN where x is unknown.
    """
    return columns(_below, x)


def low_range(x: Array) -> Array:
    """LOWRANGE: how many bars before this one, in a row, were all above it; 0 where none was."""
    return columns(_below, -x)


def _below(x: Array) -> Array:
    """Each bar looks past those that a bar before it has looked past already."""
    found = np.full(len(x), np.nan)
    values = x.tolist()
    higher: list[int] = []
    first = 0
    known = np.flatnonzero(x == x).tolist()
    if known:
        first = known[0]
    for place in known:
        while higher and values[higher[-1]] < values[place]:
            higher.pop()
        found[place] = place - (higher[-1] + 1 if higher else first)
        higher.append(place)
    return found.astype(x.dtype)
