"""Which bars of a symbol are in sight, where the crosshair is, and what to ask the engine for."""

import msgspec

from engines.roc.messages import MOST_BARS, Chart, Charted

FEWEST, MOST = 20, MOST_BARS // 2
"""Bars in sight."""
ZOOM = 1.5
AROUND = 3
"""Screens of bars that are asked for, so that a step aside needs no answer."""


class Window(msgspec.Struct, frozen=True):
    """`first` None: the newest bars; `cursor` is the bar with the crosshair. Bars count from the
    symbol's first."""

    bars: int = 120
    first: int | None = None
    cursor: int | None = None


def start(window: Window, total: int) -> int:
    """The first bar in sight, of `total`."""
    newest = max(0, total - window.bars)
    return newest if window.first is None else min(window.first, newest)


def zoomed(window: Window, inwards: bool, total: int) -> Window:
    """Around the crosshair; without one the newest bar in sight stays."""
    factor = 1 / ZOOM if inwards else ZOOM
    bars = max(FEWEST, min(MOST, round(window.bars * factor)))
    first = start(window, total)
    if window.cursor is None:
        moved = first + window.bars - bars
    else:
        share = (window.cursor - first) / window.bars
        moved = round(window.cursor - share * bars)
    return at(Window(bars, window.first, window.cursor), moved, total)


def panned(window: Window, screens: float, total: int) -> Window:
    """So many screens on; below 0 back. The crosshair stays in sight."""
    found = at(window, start(window, total) + round(screens * window.bars), total)
    if found.cursor is None:
        return found
    first = start(found, total)
    kept = max(first, min(found.cursor, first + found.bars - 1, total - 1))
    return msgspec.structs.replace(found, cursor=kept)


def crossed(window: Window, by: int, total: int) -> Window:
    """The crosshair so many bars on; it begins at the newest bar in sight."""
    if not total:
        return window
    first = start(window, total)
    newest = min(first + window.bars, total) - 1
    cursor = newest if window.cursor is None else window.cursor + by
    cursor = max(0, min(cursor, total - 1))
    if cursor < first:
        first = cursor
    elif cursor > newest:
        first += cursor - newest
    else:
        return msgspec.structs.replace(window, cursor=cursor)
    return at(Window(window.bars, window.first, cursor), first, total)


def at(window: Window, first: int, total: int) -> Window:
    """The same with another first bar; one that shows the newest bar goes on showing it."""
    newest = max(0, total - window.bars)
    bound = max(0, min(first, newest))
    return msgspec.structs.replace(window, first=None if bound == newest else bound)


def request(window: Window, symbol: str) -> Chart:
    """With as many bars before it and after it as there is room for."""
    bars = min(MOST_BARS, AROUND * window.bars)
    if window.first is None:
        return Chart(symbol, bars=bars)
    return Chart(symbol, max(0, window.first - (bars - window.bars) // 2), bars)


def lacking(window: Window, chart: Charted) -> bool:
    """Bars in sight have not been sent."""
    first = start(window, chart.total)
    last = min(first + window.bars, chart.total)
    return first < chart.first or last > chart.first + len(chart.times)
