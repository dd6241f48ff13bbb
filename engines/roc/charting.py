"""Some bars of one symbol with everything that is drawn about them."""

from collections.abc import Iterator

import numpy as np

from engines.roc.data.signs import shown
from engines.roc.formula.nodes import Kind, Mark
from engines.roc.messages import Bar, Chart, Charted, Line, Link, Sign
from engines.roc.rules import Signals
from engines.roc.series import Floats
from engines.roc.signals import Reading
from engines.roc.study import Study
from engines.roc.wording import dates, fits, number, numbers
from engines.wire import N_

KINDS = {"DRAWICON": "icon", "DRAWTEXT": "text", "DRAWNUMBER": "number", "STICKLINE": "stick"}
PRICES = ("open", "high", "low", "close", "volume")
MOST_CELLS = 40_000
"""Numbers of a chart: at 20 characters each they are most of a line of the bridge."""

CUT = N_("There are too many lines for so many bars: older ones are left out.")


def charted(study: Study, chart: Chart, signals: Signals, look: int) -> Charted:
    """What fits into a line of the bridge: at most the bars that were asked for, the newest.

    Raises EngineError where the formula has no line to read.
    """
    total = len(study.series)
    reading = study.reading(signals)
    first = max(0, total - chart.bars) if chart.first is None else min(chart.first, total)
    last = min(first + chart.bars, total)
    begin = max(first, last - max(1, MOST_CELLS // (len(PRICES) + len(study.lines))))
    while True:
        cut = (CUT,) if begin > first else ()
        found = view(study, reading, begin, last, look, cut)
        if fits(found) or last - begin <= 1:
            return found
        begin = (begin + last + 1) // 2


def view(
    study: Study, reading: Reading, first: int, last: int, look: int, warnings: tuple[str, ...]
) -> Charted:
    series = study.series.cut(first, last)
    return Charted(
        look,
        series.symbol,
        series.name,
        series.kind,
        series.period,
        first,
        len(study.series),
        dates(series.times, series.period),
        **{name: numbers(getattr(series, name)) for name in PRICES},
        lines=tuple(
            Line(each.name, numbers(study.lines[each.name][first:last]), each.attributes)
            for each in study.program.outputs
        ),
        signs=(*signs(reading, first, last), *marks(study, first, last)),
        links=tuple(links(reading, first, last)),
        warnings=(*study.warnings, *warnings),
    )


def signs(reading: Reading, first: int, last: int) -> Iterator[Sign]:
    for each in reading.signs:
        if first <= each.bar < last:
            level = None if each.level is None else number(each.level)
            yield Sign(each.kind, each.bar, each.told, level, doubted=each.doubted)


def links(reading: Reading, first: int, last: int) -> Iterator[Link]:
    """Those of which an end is in sight."""
    for each in reading.links:
        if each.start < last and each.end >= first:
            yield Link(
                each.kind, each.top, each.start, each.end, each.told, each.prices, each.values,
                each.doubted,
            )  # fmt: skip


def marks(study: Study, first: int, last: int) -> Iterator[Sign]:
    for mark in study.program.marks:
        holds = study.result.values[mark.condition][first:last]
        for bar in (np.flatnonzero((holds != 0) & ~np.isnan(holds)) + first).tolist():
            yield marked(study, mark, bar)


def marked(study: Study, mark: Mark, bar: int) -> Sign:
    level, *more = (argument(study, place, bar) for place in mark.args)
    text = "" if not more else more[0] if isinstance(more[0], str) else f"{more[0]:.10g}"
    place = number(level) if isinstance(level, float) else None
    return Sign(KINDS[mark.function], bar, bar, place, text)


def argument(study: Study, place: int, bar: int) -> float | str:
    node = study.program.nodes[place]
    if node.kind is Kind.TEXT:
        return shown(node.text)
    return float(study.result.values[place][bar])


def tick(study: Study, bar: int, look: int) -> Bar:
    """One bar of what is charted."""
    series = study.series.cut(bar, bar + 1)
    return Bar(
        look,
        series.symbol,
        bar,
        dates(series.times, series.period)[0],
        **{name: number(getattr(series, name)[0]) for name in PRICES},
        values=tuple(number(study.lines[each.name][bar]) for each in study.program.outputs),
    )


def grown(before: Study, after: Study) -> range | None:
    """The newest bars that differ, where nothing else does: one that has changed, or new ones.

    None: older ones differ too, or the lines on them do.
    """
    kept = len(before.series) - 1
    if kept < 0 or len(after.series) <= kept:
        return None
    if not np.array_equal(before.series.times[: kept + 1], after.series.times[: kept + 1]):
        return None
    pairs = [(getattr(before.series, name), getattr(after.series, name)) for name in PRICES]
    pairs += [(before.lines[name], after.lines[name]) for name in before.lines]
    if not all(same(old[:kept], new[:kept]) for old, new in pairs):
        return None
    changed = not all(same(old[kept:], new[kept : kept + 1]) for old, new in pairs)
    return range(kept if changed else kept + 1, len(after.series))


def marked_anew(before: Charted, after: Charted) -> bool:
    """Whether a sign or link has come, gone or changed on the bars of both."""
    first = max(before.first, after.first)
    told = [
        ([sign for sign in each.signs if sign.bar >= first], each.links, each.warnings)
        for each in (before, after)
    ]
    return told[0] != told[1]


def same(one: Floats, other: Floats) -> bool:
    return np.array_equal(one, other, equal_nan=True)
