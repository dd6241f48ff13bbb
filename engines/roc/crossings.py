"""Where a line crosses 0, another line, or turns: known at the close of the bar, for good.

Arrays have time on axis 0: (bars,) for one symbol, (bars, symbols) for many.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engines.roc.functions.values import NEVER, Places, latest
from engines.roc.series import Floats

Flags = NDArray[np.bool_]


class Crossings(NamedTuple):
    """Of the shape of the line each: the bars on which it came up, and those on which it fell."""

    up: Flags
    down: Flags


class Since(NamedTuple):
    """Of the newest crossing of each symbol: `bars` ago, `way` 1 up, -1 down. None: -1 and 0."""

    bars: Places
    way: Places


def crossings(line: Floats, band: float = 0.0, quiet: int = 0) -> Crossings:
    """Up: above `band` now, and at or below -band since it was last above; down: the mirror.

    With a band of 0 that is CROSS(line, 0) and CROSS(0, line): at or below 0 on the bar before,
    above it now. Over a bar without a value nothing crosses, and what was before it is forgotten.
    After a crossing the next `quiet` bars have none of its direction, as with FILTER. For two lines
    give their difference, for turns `change(line)`.
    """
    up, down = (rises(each, band) for each in (line, -line))
    return Crossings(quieted(up, quiet), quieted(down, quiet)) if quiet else Crossings(up, down)


def rises(line: Floats, band: float) -> Flags:
    if band:
        low, high, hole = line <= -band, line > band, np.isnan(line)
        # An interruption is what ends the memory of the low: a bar above the band, or a hole.
        return high & (before(latest(low)) > before(latest(high | hole)))
    up = np.zeros(line.shape, bool)
    np.logical_and(line[:-1] <= 0, line[1:] > 0, out=up[1:])
    return up


def before(places: Places) -> Places:
    """What was so at the bar before; NEVER on the first."""
    shifted = np.full_like(places, NEVER)
    shifted[1:] = places[:-1]
    return shifted


def quieted(flags: Flags, bars: int) -> Flags:
    """A flag, then none for so many bars; a flag within these does not prolong them."""
    kept = np.zeros_like(flags)
    free = np.zeros(flags.shape[1:], int)
    for bar in np.flatnonzero(flags.any(axis=tuple(range(1, flags.ndim)))):
        hit = flags[bar] & (bar >= free)
        kept[bar] = hit
        free = np.where(hit, bar + bars + 1, free)
    return kept


def change(line: Floats) -> Floats:
    """Against the bar before: above 0 is rising, below 0 falling. NaN where either is unknown."""
    changed = np.full_like(line, np.nan)
    np.subtract(line[1:], line[:-1], out=changed[1:])
    return changed


def since(crossed: Crossings) -> Since:
    """Scalars (0-d) for one symbol, or one a symbol, seen from the last bar."""
    either = crossed.up | crossed.down
    if not len(either):
        none = np.zeros(either.shape[1:], int)
        return Since(none - 1, none)
    found = either.any(axis=0)
    ago = np.argmax(either[::-1], axis=0)
    newest = np.expand_dims(len(either) - 1 - ago, 0)
    up = np.take_along_axis(crossed.up, newest, axis=0)[0]
    return Since(np.where(found, ago, -1), np.where(found, np.where(up, 1, -1), 0))
