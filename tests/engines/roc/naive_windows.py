"""Windows, averages and statistics, as their meanings are written: bar by bar, on lists."""

from collections.abc import Callable
from math import copysign, floor, isnan, nan, sqrt, trunc
from statistics import fmean

Series = list[float]


def known(x: float) -> bool:
    return not isnan(x)


def true(x: float) -> bool:
    return known(x) and x != 0


def whole(n: float, bars: int) -> int | None:
    """None where it is unknown."""
    return None if isnan(n) else trunc(max(min(n, bars), -bars))


def back(x: Series, bar: int, n: int) -> Series:
    """The last n bars, or what there is of them."""
    return x[max(bar + 1 - n, 0) : bar + 1]


def rolling(judge: Callable[[Series], float], all_of_them: bool = False) -> Callable[..., Series]:
    """Windows that may be short: `judge` is given what is known of them; NaN where nothing is.

    A count of 0 or less is all bars.
    """

    def function(x: Series, n: Series) -> Series:
        found = []
        for bar in range(len(x)):
            size = whole(n[bar], len(x))
            if size is None:
                found.append(nan)
                continue
            window = back(x, bar, size if size > 0 else len(x))
            there = [value for value in window if known(value)]
            found.append(judge(there) if there else nan)
        return found

    return function


def full(judge: Callable[[Series], float], least: int = 1) -> Callable[..., Series]:
    """Windows that are whole and known to the last bar; NaN where they are not."""

    def function(x: Series, n: Series) -> Series:
        found = []
        for bar in range(len(x)):
            size = whole(n[bar], len(x) + 1)
            if size is None or size < least or size > bar + 1:
                found.append(nan)
                continue
            window = back(x, bar, size)
            found.append(judge(window) if all(map(known, window)) else nan)
        return found

    return function


def pairs(judge: Callable[[Series, Series], float], least: int = 1) -> Callable[..., Series]:
    def function(x: Series, y: Series, n: Series) -> Series:
        found = []
        for bar in range(len(x)):
            size = whole(n[bar], len(x) + 1)
            if size is None or size < least or size > bar + 1:
                found.append(nan)
                continue
            a, b = back(x, bar, size), back(y, bar, size)
            found.append(judge(a, b) if all(map(known, a + b)) else nan)
        return found

    return function


def squares(x: Series) -> float:
    mean = fmean(x)
    return sum((value - mean) ** 2 for value in x)


def products(x: Series, y: Series) -> float:
    a, b = fmean(x), fmean(y)
    return sum((p - a) * (q - b) for p, q in zip(x, y, strict=True))


def slope(x: Series) -> float:
    bars = [float(bar) for bar in range(len(x))]
    return products(bars, x) / squares(bars)


def relate(x: Series, y: Series) -> float:
    both = sqrt(squares(x) * squares(y))
    return products(x, y) / both if both else nan


def ref(x: Series, n: Series) -> Series:
    found = []
    for bar in range(len(x)):
        size = whole(n[bar], len(x))
        inside = size is not None and 0 <= size <= bar
        found.append(x[bar - size] if inside else nan)
    return found


def turned(function: Callable[..., Series]) -> Callable[..., Series]:
    return lambda *args: function(*(arg[::-1] for arg in args))[::-1]


def smooth(x: Series, alphas: Series) -> Series:
    found, state = [], nan
    for value, alpha in zip(x, alphas, strict=True):
        if not known(value) or not 0 <= alpha <= 1:
            found.append(nan)
            continue
        state = value if isnan(state) else alpha * value + (1 - alpha) * state
        found.append(state)
    return found


def ema(x: Series, n: Series) -> Series:
    return smooth(x, [2 / (size + 1) if size != -1 else nan for size in n])


def sma(x: Series, n: Series, m: Series) -> Series:
    return smooth(x, [p / q if q else nan for p, q in zip(m, n, strict=True)])


def expmema(x: Series, n: Series) -> Series:
    size = trunc(n[-1]) if x and known(n[-1]) else 0
    found, seen, state = [], [], nan
    for value in x:
        if not known(value) or size < 1:
            found.append(nan)
            continue
        seen.append(value)
        if len(seen) == size:
            state = fmean(seen)
        elif len(seen) > size:
            state += 2 / (size + 1) * (value - state)
        found.append(state)
    return found


def xma(x: Series, n: Series) -> Series:
    size = trunc(min(n[-1], 2 * len(x))) if x and known(n[-1]) else 0
    found = []
    for bar in range(len(x)):
        window = x[max(bar - size // 2, 0) : bar + (size - 1) // 2 + 1] if size > 0 else []
        there = [value for value in window if known(value)]
        found.append(fmean(there) if there else nan)
    return found


def rounded(x: float) -> float:
    return x if isnan(x) else copysign(floor(abs(x) + 0.5), x)


def newest_of(best: Callable[[Series], float]) -> Callable[..., Series]:
    """Bars since the best of the window, unknown ones counted."""

    def function(x: Series, n: Series) -> Series:
        found = []
        for bar in range(len(x)):
            size = whole(n[bar], len(x))
            window = [] if size is None else back(x, bar, size if size > 0 else len(x))
            there = [value for value in window if known(value)]
            found.append(float(window[::-1].index(best(there))) if there else nan)
        return found

    return function


def wma(x: Series) -> float:
    weights = range(1, len(x) + 1)
    return sum(w * value for w, value in zip(weights, x, strict=True)) / sum(weights)
