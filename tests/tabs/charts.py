"""Charts of a made-up share, for whoever draws them."""

import datetime
import math
import random

import msgspec

from engines.roc.messages import Charted, Line, Link, Sign

DAY = datetime.date(2024, 1, 1)


def charted(bars=300, first=0, *, seed=1, lines=None, **fields):
    """A walk of so many days, with ROC, its two averages and a line of zeros."""
    rng = random.Random(seed)  # noqa: S311 - the same share each time
    close, volume, wide = [20.0], [], []
    for _ in range(bars):
        close.append(close[-1] * math.exp(rng.gauss(0.0005, 0.02)))
        wide.append(abs(rng.gauss(0, 0.01)))
        volume.append(1000.0 * rng.randrange(100, 900))
    opens, closes = close[:-1], close[1:]
    return Charted(
        look=1,
        symbol="000001",
        name="平安银行",
        kind="stock",
        period="day",
        first=first,
        total=first + bars,
        times=tuple(str(DAY + datetime.timedelta(days=at)) for at in range(bars)),
        open=tuple(opens),
        high=tuple(max(a, b) * (1 + w) for a, b, w in zip(opens, closes, wide, strict=True)),
        low=tuple(min(a, b) * (1 - w) for a, b, w in zip(opens, closes, wide, strict=True)),
        close=tuple(closes),
        volume=tuple(volume),
        lines=tuple(lines if lines is not None else roc(closes)),
        **fields,
    )


def roc(closes, days=12):
    first = [
        None if at < days else 100 * (value / closes[at - days] - 1)
        for at, value in enumerate(closes)
    ]
    return [
        Line("ROC", tuple(first)),
        Line("MAROC", averaged(first, 6)),
        Line("EROC", averaged(first, 9)),
        Line("ZERO", (0.0,) * len(closes), ("COLORFFFFFF", "POINTDOT")),
    ]


def averaged(values, days):
    found = []
    for at in range(len(values)):
        part = values[max(0, at - days + 1) : at + 1]
        full = len(part) == days and None not in part
        found.append(sum(part) / days if full else None)
    return tuple(found)


def flat(value, bars=60, **fields):
    """Bars that all have one price, and no lines."""
    row = (float(value),) * bars
    made = charted(bars, lines=[])
    return msgspec.structs.replace(made, open=row, high=row, low=row, close=row, **fields)


def ticked(chart, close, *values):
    """The chart after its last bar has moved."""
    lines = tuple(
        msgspec.structs.replace(line, values=(*line.values[:-1], value))
        for line, value in zip(chart.lines, values, strict=False)
    )
    return msgspec.structs.replace(
        chart,
        close=(*chart.close[:-1], close),
        high=(*chart.high[:-1], max(chart.high[-1], close)),
        low=(*chart.low[:-1], min(chart.low[-1], close)),
        lines=(*lines, *chart.lines[len(lines) :]),
    )


def signed(chart, *signs):
    return msgspec.structs.replace(chart, signs=tuple(Sign(*each) for each in signs))


def linked(chart, *links):
    return msgspec.structs.replace(chart, links=tuple(Link(*each) for each in links))
