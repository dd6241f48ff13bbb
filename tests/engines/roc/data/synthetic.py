"""Makes assets/market/synthetic.csv: shares that never were, each with a behaviour of its own.

    python -m tests.engines.roc.data.synthetic

Sums and products of numbers from a seeded Mersenne twister alone, so that every machine makes the
same bytes.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

FILE = Path(__file__).parents[4] / "assets/market/synthetic.csv"
LAST = date(2021, 5, 14)
"""That of the real series beside it."""

BARS = 250
HEADINGS = "代码,名称,日期,开盘,最高,最低,收盘,成交量(手),成交额(元)"

Drift = Callable[[int, float], float]
"""What the price is expected to do on a bar, by its number and the price."""

BEHAVIOURS: tuple[tuple[str, Drift, float], ...] = (
    ("uptrend", lambda bar, price: 0.003, 0.012),
    ("downtrend", lambda bar, price: -0.003, 0.012),
    ("range", lambda bar, price: (20 - price) / 150, 0.015),
    ("crash", lambda bar, price: -0.09 if 175 <= bar < 179 else 0.002, 0.010),
    ("recovery", lambda bar, price: -0.006 if bar < 100 else 0.0075, 0.014),
    ("halt", lambda bar, price: 0.001, 0.016),
    ("ex-rights", lambda bar, price: 0.001, 0.012),
    ("short", lambda bar, price: 0.001, 0.020),
    ("breakout", lambda bar, price: (20 - price) / 60 if bar < 215 else 0.012, 0.008),
    ("calm", lambda bar, price: 0.0004, 0.003),
    ("wild", lambda bar, price: (20 - price) / 400, 0.035),
    ("blow-off", lambda bar, price: 0.00007 * (bar - 60) if bar < 200 else -0.018, 0.013),
    ("waves", lambda bar, price: 0.008 if bar // 24 % 2 else -0.0075, 0.008),
)

HALTED = range(150, 168)
EXRIGHTS = 190
SHORT = 24


def text() -> str:
    lines = (line for number in range(len(BEHAVIOURS)) for line in symbol(number))
    return "\n".join((HEADINGS, *lines, ""))


def symbol(number: int) -> Iterator[str]:
    """Its rows; the name stands in the first alone."""
    behaviour, drift, spread = BEHAVIOURS[number]
    name = f"synthetic {number + 1:02d} {behaviour}"
    rng = random.Random(f"zerodeck {name}")  # noqa: S311 - the same for everyone
    price = 20.0
    first = BARS - SHORT if behaviour == "short" else 0
    for bar, day in enumerate(days()):
        halted = behaviour == "halt" and bar in HALTED
        if behaviour == "ex-rights" and bar == EXRIGHTS:
            price /= 1.5
        cells, close = row(rng, price, drift(bar, price), spread, halted)
        if bar >= first:
            yield f"SYN{number + 1:03d},{name},{day:%Y%m%d},{cells}"
            name = ""
        price = close


def days() -> list[date]:
    """Working days up to LAST."""
    found, day = [], LAST
    while len(found) < BARS:
        if day.weekday() < 5:
            found.append(day)
        day -= timedelta(days=1)
    return found[::-1]


def row(
    rng: random.Random, before: float, drift: float, spread: float, halted: bool
) -> tuple[str, float]:
    """One bar, within 10 % of the close before it."""
    moves = [normal(rng) * spread for _ in range(4)]
    lots = int(1e4 * (1 + 3 * rng.random() + 40 * abs(moves[0])))
    if halted:
        cents = [round(before * 100)] * 4
        lots = 0
    else:
        opened = limited(before * (1 + moves[1] / 3), before)
        close = limited(before * (1 + drift + moves[0]), before)
        high = limited(max(opened, close) * (1 + abs(moves[2]) / 2), before)
        low = limited(min(opened, close) * (1 - abs(moves[3]) / 2), before)
        cents = [round(price * 100) for price in (opened, high, low, close)]
    opened, high, low, close = (number / 100 for number in cents)
    amount = round((opened + high + low + 2 * close) / 5 * lots * 100)
    prices = ",".join(f"{number / 100:.2f}" for number in cents)
    return f"{prices},{lots},{amount}", close


def normal(rng: random.Random) -> float:
    """Nearly; the library's own asks the platform for logarithms."""
    return sum(rng.random() for _ in range(12)) - 6


def limited(price: float, before: float) -> float:
    return min(max(price, before * 0.901), before * 1.099)


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
