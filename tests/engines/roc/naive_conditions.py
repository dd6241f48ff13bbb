"""Conditions, crossings and counts of bars, as their meanings are written: bar by bar."""

from collections.abc import Callable
from math import isnan, nan

from tests.engines.roc.naive_windows import Series, back, known, ref, true, whole


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
