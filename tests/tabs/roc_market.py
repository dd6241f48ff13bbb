"""A small market that stands still: what the engine would tell of it."""

import math
from typing import Any

from engines import wire
from engines.roc.data.bars import BELOW
from engines.roc.data.tdx import PARTIAL
from engines.roc.messages import (
    Charted,
    Hit,
    Line,
    Link,
    Listed,
    Problem,
    Row,
    Rows,
    Scanned,
    Sign,
    Tested,
    Trade,
)
from engines.roc.rules import PLAIN

COLUMNS = ("ROC", "MAROC", "EROC")
NAMES = (
    ("sh600519", "贵州茅台"),
    ("sz000001", "平安银行"),
    ("sh601318", "中国平安"),
    ("sz300750", "宁德时代"),
    ("sh000001", "上证指数"),
    ("GOOG", ""),
    ("BRK.A", "Berkshire Hathaway"),
    ("bj830799", "艾融软件"),
)
BARS = 600


def wave(at: float, phase: float = 0.0) -> float:
    return 6 * math.sin(at / 9 + phase) + 3 * math.sin(at / 23 + 2 * phase)


def day(at: int) -> str:
    """So many days after the first of 2019, all of them trading days; months have 28 days."""
    return f"{2019 + at // 336}-{at // 28 % 12 + 1:02}-{at % 28 + 1:02}"


def row(at: int, **fields: Any) -> Row:
    symbol, name = NAMES[at] if at < len(NAMES) else (f"sz{at:06}", "")
    trend = tuple(round(wave(BARS - 56 + x, at), 2) for x in range(60))
    ago = next((x for x in range(58) if (trend[58 - x] > 0) != (trend[59] > 0)), None)
    way = 1 if trend[59] > 0 else -1
    signal = {(1, 0): "buy", (-1, 0): "sell"}.get((way, ago), "top" if at == 3 else "")
    told = {
        "symbol": symbol,
        "name": name or symbol,
        "time": day(BARS - 1),
        "last": 1702.5 / (1 + 7 * at),
        "change": round(wave(3 + at, 4) / 2, 2),
        "values": (trend[-1], round(trend[-1] * 0.8, 2), round(trend[-1] * 0.9, 2)),
        "trend": trend,
        "since": None if ago is None else way * ago,
        "crossed": 0 if ago is None else way,
        "signal": signal,
        "doubts": ("average",) if symbol == "sh000001" else (),
    }
    return Row(**{**told, **fields})


def market(
    look: int = 1, total: int = len(NAMES), first: int = 0, count: int = 120, **listed: Any
) -> list[wire.Message]:
    """The answer to a Look, without its chart."""
    rows = tuple(row(at) for at in range(first, min(total, first + count)))
    told = {"total": total, "shown": total, "columns": COLUMNS, "period": "day", **listed}
    return [Listed(look, **told), Rows(look, first, rows)]


def chart(
    at: int = 0, look: int = 1, first: int = BARS - 360, bars: int = 360, **fields: Any
) -> Charted:
    symbol, name = NAMES[at] if at < len(NAMES) else (f"sz{at:06}", "")
    places = range(first, min(first + bars, BARS))
    close = [round(40 + wave(x, at) + x / 60, 2) for x in places]
    opened = [*close[:1], *close[:-1]]
    roc = tuple(round(wave(x + 4, at), 2) for x in places)
    told = {
        "look": look,
        "symbol": symbol,
        "name": name or symbol,
        "kind": "stock",
        "period": "day",
        "first": first,
        "total": BARS,
        "times": tuple(map(day, places)),
        "open": tuple(opened),
        "high": tuple(max(pair) + 0.3 for pair in zip(opened, close, strict=True)),
        "low": tuple(min(pair) - 0.3 for pair in zip(opened, close, strict=True)),
        "close": tuple(close),
        "volume": tuple(1000.0 + 10 * (x % 17) for x in places),
        "lines": (
            Line("ROC", roc),
            Line("MAROC", tuple(round(value * 0.8, 2) for value in roc)),
            Line("EROC", tuple(round(value * 0.9, 2) for value in roc)),
            Line("ZERO", (0.0,) * len(roc), ("COLORFFFFFF", "POINTDOT")),
        ),
        "signs": tuple(
            Sign("buy" if now > 0 else "sell", x, x)
            for x, was, now in zip(places[1:], roc, roc[1:], strict=False)
            if (was <= 0 < now) or (was >= 0 > now)
        ),
        "links": (Link("regular", True, 553, 597, None, (52.0, 54.0), (8.0, 5.0)),),
    }
    return Charted(**{**told, **fields})


PROBLEMS = (
    Problem(PARTIAL, "12 bytes", path="/data/sz000002.day", look=1),
    Problem(BELOW, "-3.1", path="/data/mine.csv", line=17, lost=True, look=1),
)


def hits(count: int = 3) -> list[wire.Message]:
    found = [
        Hit(*(row(at).symbol, row(at).name), day(BARS - 1 - at), at, row(at).last, row(at).values)
        for at in range(count)
    ]
    return [*found, Scanned(5000, count, COLUMNS)]


ENDED = [
    Trade(day(40 * at), 30.0 + at, 1000 / 3, day(40 * at + 17), 31.5 + at, 17, 500.0 * (-1) ** at)
    for at in range(12)
]
TRADES = (*ENDED, Trade(day(590), 45.0, 300.0, bars=9, gain=-120.0))

TESTED = Tested(
    symbol="sh600519",
    growth=1.746,
    held=1.145,
    drawdown=0.675,
    exposure=0.52,
    wins=7,
    costs=1234.5,
    refused=2,
    trades=TRADES,
    times=tuple(map(day, range(0, BARS, 2))),
    equity=tuple(100_000 * (1 + x / 500 + wave(2 * x) / 60) for x in range(BARS // 2)),
    rules=PLAIN,
)
