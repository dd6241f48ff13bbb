"""The functions once more, as their meanings are written: bar by bar, on lists, in no hurry."""

from collections.abc import Callable
from math import ceil, copysign, floor, isnan, nan, sqrt, trunc
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


def every(x: Series, n: Series) -> Series:
    found = []
    for bar in range(len(x)):
        size = whole(n[bar], len(x) + 1)
        if size is None:
            found.append(nan)
        elif size <= 0:
            there = [value for value in x[: bar + 1] if known(value)]
            found.append(float(all(map(true, there))) if there else nan)
        else:
            window = back(x, bar, size)
            sure = len(window) == size and all(map(known, window))
            found.append(float(all(map(true, window))) if sure else nan)
    return found


def last(x: Series, a: Series, b: Series) -> Series:
    found = []
    for bar in range(len(x)):
        start, end = whole(a[bar], len(x)), whole(b[bar], len(x))
        if start is None or end is None or end < 0 or (0 < start < end):
            found.append(nan)
        elif start <= 0:
            there = [value for value in x[: max(bar - end + 1, 0)] if known(value)]
            found.append(float(all(map(true, there))) if there else nan)
        elif start > bar:
            found.append(nan)
        else:
            window = x[bar - start : bar - end + 1]
            sure = all(map(known, window))
            found.append(float(all(map(true, window))) if sure else nan)
    return found


def compare(x: Series, y: Series, judge: Callable[[float, float], bool]) -> Series:
    return [float(judge(a, b)) if known(a) and known(b) else nan for a, b in zip(x, y, strict=True)]


def ones(x: Series) -> Series:
    return [1.0] * len(x)


def upnday(x: Series, n: Series) -> Series:
    return every(compare(x, ref(x, ones(x)), lambda a, b: a > b), n)


def downnday(x: Series, n: Series) -> Series:
    return every(compare(x, ref(x, ones(x)), lambda a, b: a < b), n)


def nday(x: Series, y: Series, n: Series) -> Series:
    return every(compare(x, y, lambda a, b: a > b), n)


def cross(a: Series, b: Series) -> Series:
    before = compare(ref(a, ones(a)), ref(b, ones(b)), lambda p, q: p <= q)
    now = compare(a, b, lambda p, q: p > q)
    return compare(before, now, lambda p, q: p == q == 1)


def longcross(a: Series, b: Series, n: Series) -> Series:
    now, below = compare(a, b, lambda p, q: p > q), compare(a, b, lambda p, q: p < q)
    found = []
    for bar in range(len(a)):
        size = whole(n[bar], len(a))
        window = [] if size is None or size <= 0 else below[max(bar - size, 0) : bar]
        sure = size is not None and len(window) == max(size, 0) and all(map(known, window))
        sure = sure and known(now[bar])
        found.append(float(all(window) and now[bar] == 1) if sure else nan)
    return found


def barslast(x: Series) -> Series:
    found, place = [], None
    for bar, value in enumerate(x):
        place = bar if true(value) else place
        found.append(nan if place is None else float(bar - place))
    return found


def barssince(x: Series) -> Series:
    hits = [bar for bar, value in enumerate(x) if true(value)]
    return [float(bar - hits[0]) if hits and bar >= hits[0] else nan for bar in range(len(x))]


def barssincen(x: Series, n: Series) -> Series:
    found = []
    for bar in range(len(x)):
        size = whole(n[bar], len(x))
        window = [] if size is None else back(x, bar, size if size > 0 else len(x))
        hits = [place for place, value in enumerate(window) if true(value)]
        found.append(float(len(window) - 1 - hits[0]) if hits else nan)
    return found


def barscount(x: Series) -> Series:
    begin = next((bar for bar, value in enumerate(x) if known(value)), len(x))
    return [float(bar - begin) if bar >= begin else nan for bar in range(len(x))]


def barslastcount(x: Series) -> Series:
    found, row = [], 0
    for value in x:
        row = row + 1 if true(value) else 0
        found.append(float(row) if known(value) else nan)
    return found


def filtered(x: Series, n: Series) -> Series:
    found, quiet = [], 0
    for value, size in zip(x, n, strict=True):
        hit = true(value) and not quiet
        quiet = max(quiet - 1, 0)
        if hit:
            quiet = max(whole(size, len(x)) or 0, 0)
        found.append(float(hit) if known(value) else nan)
    return found


def backset(x: Series, n: Series) -> Series:
    found = [nan if isnan(value) else 0.0 for value in x]
    for bar, value in enumerate(x):
        size = whole(n[bar], len(x)) or 0
        if true(value):
            for place in range(max(bar + 1 - size, 0), bar + 1):
                found[place] = 1.0
    return found


def sumbars(x: Series, amount: Series) -> Series:
    found, begun = [], False
    for bar in range(len(x)):
        begun = begun or known(x[bar])
        total, answer = 0.0, nan
        for place in range(bar, -1, -1):
            total += 0.0 if isnan(x[place]) else x[place]
            if total >= amount[bar]:
                answer = float(bar - place + 1)
                break
        found.append(answer if begun else nan)
    return found


def valuewhen(condition: Series, x: Series) -> Series:
    found, state = [], nan
    for hit, value in zip(condition, x, strict=True):
        state = value if true(hit) else state
        found.append(state)
    return found


def toprange(x: Series) -> Series:
    begin = next((bar for bar, value in enumerate(x) if known(value)), len(x))
    found = []
    for bar, value in enumerate(x):
        if isnan(value):
            found.append(nan)
            continue
        place = bar
        while place > begin and not x[place - 1] >= value:
            place -= 1
        found.append(float(bar - place))
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


NAIVE: dict[str, tuple[str, Callable[..., Series]]] = {
    "REF": ("xn", ref),
    "REFV": ("xn", ref),
    "REFX": ("xn", turned(ref)),
    "REFXV": ("xn", turned(ref)),
    "MA": ("xn", full(fmean)),
    "WMA": ("xn", full(wma)),
    "EMA": ("xn", ema),
    "EXPMEMA": ("xk", expmema),
    "SMA": ("xnn", sma),
    "MEMA": ("xn", lambda x, n: sma(x, n, ones(x))),
    "DMA": ("xa", smooth),
    "SUM": ("xn", rolling(sum)),
    "HHV": ("xn", rolling(max)),
    "LLV": ("xn", rolling(min)),
    "HHVBARS": ("xn", newest_of(max)),
    "LLVBARS": ("xn", newest_of(min)),
    "COUNT": ("cn", rolling(lambda window: float(sum(map(true, window))))),
    "EXIST": ("cn", rolling(lambda window: float(any(map(true, window))))),
    "EVERY": ("cn", every),
    "LAST": ("cnn", last),
    "UPNDAY": ("xn", upnday),
    "DOWNNDAY": ("xn", downnday),
    "NDAY": ("xxn", nday),
    "CROSS": ("xx", cross),
    "LONGCROSS": ("xxn", longcross),
    "FILTER": ("cn", filtered),
    "FILTERX": ("cn", turned(filtered)),
    "BACKSET": ("cn", backset),
    "BARSLAST": ("c", barslast),
    "BARSSINCE": ("c", barssince),
    "BARSSINCEN": ("cn", barssincen),
    "BARSCOUNT": ("x", barscount),
    "BARSLASTCOUNT": ("c", barslastcount),
    "SUMBARS": ("ww", sumbars),
    "VALUEWHEN": ("cx", valuewhen),
    "TOPRANGE": ("x", toprange),
    "LOWRANGE": ("x", lambda x: toprange([-value for value in x])),
    "STD": ("xn", full(lambda x: sqrt(squares(x) / (len(x) - 1)), 2)),
    "STDP": ("xn", full(lambda x: sqrt(squares(x) / len(x)))),
    "VAR": ("xn", full(lambda x: squares(x) / (len(x) - 1), 2)),
    "VARP": ("xn", full(lambda x: squares(x) / len(x))),
    "DEVSQ": ("xn", full(squares)),
    "AVEDEV": ("xn", full(lambda x: fmean(abs(value - fmean(x)) for value in x))),
    "SLOPE": ("xn", full(slope, 2)),
    "FORCAST": ("xn", full(lambda x: fmean(x) + slope(x) * (len(x) - 1) / 2, 2)),
    "COVAR": ("xxn", pairs(lambda x, y: products(x, y) / (len(x) - 1), 2)),
    "RELATE": ("xxn", pairs(relate, 2)),
    "XMA": ("xk", xma),
    "CONST": ("x", lambda x: [x[-1]] * len(x)),
    "INTPART": ("x", lambda x: [value if isnan(value) else float(trunc(value)) for value in x]),
    "FLOOR": ("x", lambda x: [value if isnan(value) else float(floor(value)) for value in x]),
    "CEILING": ("x", lambda x: [value if isnan(value) else float(ceil(value)) for value in x]),
    "ROUND": ("x", lambda x: [rounded(value) for value in x]),
}
"""What each takes: x a series, w one of whole numbers, c a condition, n a count, one a bar, k one
for all, a a weight."""
