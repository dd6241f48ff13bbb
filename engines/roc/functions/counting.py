"""How often, and how many bars ago, a condition held. An unknown one does not hold.

COUNT and its like are NaN where nothing in their window is known.
"""

import numpy as np

from engines.roc.functions import ladder
from engines.roc.functions.reference import ref, since
from engines.roc.functions.values import (
    NEVER,
    Array,
    Count,
    Mask,
    Places,
    Value,
    at,
    bars,
    columns,
    first,
    latest,
    places,
    quiet,
    spread,
    true,
    truth,
)


def occurrences(mask: Mask, window: Places) -> Places:
    """How often the mask held in the last bars, so many as `window` (0 or more) says."""
    total = np.zeros((len(mask) + 1, *mask.shape[1:]), np.intp)
    np.cumsum(mask, axis=0, out=total[1:])
    if not window.ndim:
        bars = min(int(window), len(mask))
        counted: Places = total[1:].copy()
        counted[bars:] -= total[1 : len(mask) + 1 - bars]
        return counted
    start = np.broadcast_to(np.maximum(places(mask) + 1 - window, 0), mask.shape)
    found: Places = total[1:] - at(total, start)
    return found


def history(n: Count, x: Array) -> tuple[Places, Mask]:
    """The bars of a window that may be cut short by the first bar: all of them for 0 or less."""
    window, known = bars(n, x)
    return np.where(window > 0, window, len(x)), known


def count(x: Array, n: Count) -> Array:
    """On how many of the last n bars x was not 0; n <= 0: of all bars."""
    window, given = history(n, x)
    known = given & (occurrences(x == x, window) > 0)
    return np.where(known, occurrences(true(x), window), np.nan).astype(x.dtype)


def exist(x: Array, n: Count) -> Array:
    """1 where x was not 0 on one of the last n bars; n <= 0: of all bars."""
    found = count(x, n)
    return truth(found > 0, found)


def every(x: Array, n: Count) -> Array:
    """1 where x was not 0 on all of the last n bars; NaN where one of these is unknown.

    n <= 0: on all bars with a value so far.
    """
    window, given = bars(n, x)
    whole = window > 0
    window = np.where(whole, window, len(x))
    known, trues = occurrences(x == x, window), occurrences(true(x), window)
    sure = given & np.where(whole, known == window, known > 0)
    return np.where(sure, trues == known, np.nan).astype(x.dtype)


def last(x: Array, a: Count, b: Count) -> Array:
    """1 where x was not 0 on all bars from a to b bars ago; a = 0: on all up to there.

    NaN where one of these is unknown, and for 0 < a < b.
    """
    (start, a_known), (end, b_known) = bars(a, x), bars(b, x)
    whole = start > 0
    reach = np.where(whole, start + 1, len(x))
    skipped = np.maximum(end, 0)

    def between(mask: Mask) -> Places:
        return occurrences(mask, reach) - occurrences(mask, skipped)

    known, trues = between(x == x), between(true(x))
    sure = np.where(whole, known == start - end + 1, True) & (known > 0)
    return np.where(sure & a_known & b_known & (end >= 0), trues == known, np.nan).astype(x.dtype)


def rising(x: Array, n: Count) -> Array:
    """UPNDAY: 1 where x rose on each of the last n bars."""
    before = ref(x, 1)
    return every(truth(x > before, x, before), n)


def falling(x: Array, n: Count) -> Array:
    """DOWNNDAY: 1 where x fell on each of the last n bars."""
    before = ref(x, 1)
    return every(truth(x < before, x, before), n)


def above(x: Value, y: Value, n: Count) -> Array:
    """NDAY: 1 where x was greater than y on each of the last n bars."""
    x, y = spread(x, y), spread(y, x)
    return every(truth(x > y, x, y), n)


def bars_since_last(x: Array) -> Array:
    """BARSLAST: bars since x was last not 0; NaN before it ever was."""
    return since(x, latest(true(x)))


def bars_since_first(x: Array) -> Array:
    """BARSSINCE: bars since x was first not 0; NaN before it ever was."""
    place = first(true(x))
    return np.where(places(x) >= place, places(x) - place, np.nan).astype(x.dtype)


def bars_since_first_of(x: Array, n: Count) -> Array:
    """BARSSINCEN: bars since x was first not 0 within the last n bars; NaN where it was not.

    n <= 0: within all bars.
    """
    window, given = history(n, x)
    following = len(x) - 1 - latest(true(x)[::-1])[::-1]
    start = np.broadcast_to(np.maximum(places(x) + 1 - window, 0), x.shape)
    distance = places(x) - at(following, start)
    return np.where(given & (distance >= 0), distance, np.nan).astype(x.dtype)


def run(x: Array) -> Array:
    """BARSLASTCOUNT: on how many bars in a row x has not been 0; NaN where x is unknown."""
    length = places(x) - np.maximum(latest(~true(x)), -1)
    return np.where(x == x, length, np.nan).astype(x.dtype)


def filtered(x: Array, n: Count) -> Array:
    """FILTER: 1 where x is not 0, and then 0 for n bars whatever x is; NaN where x is unknown.

    n is that of the bar with the 1; below 0 or unknown it is 0.
    """
    window, known = bars(n, x)
    pause = np.broadcast_to(np.where(known, window, 0), x.shape)
    hits = columns(_filtered, true(x).astype(x.dtype), pause)
    return truth(hits > 0, x)


def _filtered(hit: Array, pause: Places) -> Array:
    found = np.zeros_like(hit)
    free = 0
    for place in np.flatnonzero(hit).tolist():
        if place >= free:
            found[place] = 1
            free = place + 1 + max(int(pause[place]), 0)
    return found


@quiet
def bars_to_sum(x: Array, amount: Value) -> Array:
    """SUMBARS: how many bars, this one and those before it, x needs to add up to the amount.

    At least 1; unknown values count as 0. NaN before the first value, and where all bars are not
    enough.
    """
    amount = spread(amount, x)
    found = columns(_bars_to_sum, np.where(x == x, x, 0), amount)
    return np.where(latest(x == x) > NEVER, found, np.nan).astype(x.dtype)


def _bars_to_sum(x: Array, amount: Array) -> Array:
    """Back to the newest bar before which the sum of all was small enough."""
    total = np.concatenate(([0.0], np.cumsum(x, dtype=np.float64)))
    start = ladder.newest_at_most(total[:-1], total[1:] - amount)
    known = (start >= 0) & (amount == amount)
    return np.where(known, np.arange(1, len(x) + 1) - start, np.nan)
