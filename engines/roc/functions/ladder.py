"""Windows of any length out of windows of 1, 2, 4, 8, … bars: log n passes instead of n.

A block is a tuple of arrays that describes windows of one length (their sums, or their means and
squared deviations). `join` makes of an older and a newer window that touch the one that spans
both. Nothing is ever taken away from a running total, so large numbers that have left a window
leave no error behind, and what is unknown makes only those windows unknown that hold it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engines.roc.functions.values import Array, Places, at, places

Block = tuple[Array, ...]
Size = Any
"""How many bars a window has: a number, or one a bar."""
Join = Callable[[Block, Block, Size, Size], Block]


def sums(x: Array, n: int, spare: Array | None = None) -> Array:
    """Those of all whole windows of n bars, the first n first; 1 <= n <= bars. May be x itself.

    `spare`, one as large as x for every time that n can be halved, takes what lies between. Its
    memory is in the cache by then, that of new arrays is not.
    """
    rows, size, rung, width, done = len(x) - n + 1, 0, x, 1, x
    for level in range(n.bit_length()):
        if level:
            out = spare[level - 1][: len(rung) - width] if spare is not None else None
            rung = np.add(rung[width:], rung[:-width], out=out)
            width *= 2
        if n & width:
            part = rung[size : size + rows]
            done = done + part if size else part
            size += width
    return done


def fixed(block: Block, n: int, join: Join) -> Block:
    """All whole windows of n bars, the one of the first n first; 1 <= n <= bars."""
    rows = len(block[0]) - n + 1
    done, size, rung, width = block, 0, block, 1
    while True:
        if n & width:
            part = tuple(values[size : size + rows] for values in rung)
            done = join(done, part, size, width) if size else part
            size += width
        if size == n:
            return done
        older = tuple(values[:-width] for values in rung)
        rung = join(older, tuple(values[width:] for values in rung), width, width)
        width *= 2


def each(block: Block, n: Places, join: Join) -> Block:
    """The window of n bars that ends at each bar; n is one a bar, 0 <= n <= bars up to there.

    Where n is 0 the result means nothing.
    """
    bars = places(block[0])
    done, rung = tuple(values.copy() for values in block), block
    size, width = np.zeros_like(n), 1
    most = int(n.max(initial=0))
    while width <= most:
        chosen = (n & width) > 0
        place = np.where(chosen, bars - size, bars)
        part = tuple(at(values, place) for values in rung)
        joined = join(part, done, width, size)
        fresh = size == 0
        done = tuple(
            np.where(chosen, np.where(fresh, new, both), old)
            for new, both, old in zip(part, joined, done, strict=True)
        )
        size = np.where(chosen, size + width, size)
        older = tuple(values[:-width] for values in rung)
        next_rung = join(older, tuple(values[width:] for values in rung), width, width)
        rung = tuple(
            np.concatenate((values[:width], grown))
            for values, grown in zip(rung, next_rung, strict=True)
        )
        width *= 2
    return done


def newest_at_most(x: Array, limit: Array) -> Places:
    """Of a 1-D series the last place up to each bar that is not above the bar's limit; -1: none.

    Down the ladder: whole windows that are above it are passed over, the widest first.
    """
    lowest, width = [x], 1
    while 2 * width <= len(x):
        lowest.append(np.minimum(lowest[-1][width:], lowest[-1][:-width]))
        width *= 2
    place = np.arange(len(x))
    for level in range(len(lowest) - 1, -1, -1):
        width = 1 << level
        begin = place + 1 - width
        above = (begin >= 0) & (lowest[level][np.maximum(begin, 0)] > limit)
        place = np.where(above, place - width, place)
    return place


def add(older: Block, newer: Block, _m: Size, _n: Size) -> Block:
    """Sums."""
    return (older[0] + newer[0],)


def weigh(older: Block, newer: Block, m: Size, _n: Size) -> Block:
    """Sums, and sums weighted 1, 2, 3, … from the oldest bar on."""
    return older[0] + newer[0], older[1] + newer[1] + m * newer[0]


def deviate(older: Block, newer: Block, m: Size, n: Size) -> Block:
    """Means, and sums of squared deviations from them.

    Chan, Golub, LeVeque: Algorithms for computing the sample variance (1983).
    """
    share = np.true_divide(n, m + n)
    apart = newer[0] - older[0]
    return older[0] + apart * like(share, apart), older[1] + newer[1] + apart**2 * like(
        m * share, apart
    )


def lean(older: Block, newer: Block, m: Size, n: Size) -> Block:
    """Means, and sums of products of the deviations from them with those of the bars' places."""
    share = np.true_divide(n, m + n)
    apart = newer[0] - older[0]
    product = older[1] + newer[1] + apart * like(m * share * (np.add(m, n) / 2), apart)
    return older[0] + apart * like(share, apart), product


def agree(older: Block, newer: Block, m: Size, n: Size) -> Block:
    """Means of two series, sums of squared deviations of each, and of the deviations' products."""
    share = np.true_divide(n, m + n)
    x, y = newer[0] - older[0], newer[1] - older[1]
    both = like(m * share, x)
    return (
        older[0] + x * like(share, x),
        older[1] + y * like(share, y),
        older[2] + newer[2] + x * x * both,
        older[3] + newer[3] + y * y * both,
        older[4] + newer[4] + x * y * both,
    )


def like(weight: Size, values: Array) -> Size:
    """A weight that leaves float32 what it is."""
    if isinstance(weight, np.ndarray):
        return weight.astype(values.dtype, copy=False)
    return float(weight)
