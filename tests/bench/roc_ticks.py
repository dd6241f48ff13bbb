"""A tick of ROC, MA and EMA beside talipp's chain of the three: CPU time, interleaved."""

import random
import time
from collections.abc import Callable

from talipp.indicators import EMA, ROC, SMA

from engines.roc.formula.program import compile
from engines.roc.streams.stream import Stream
from engines.roc.streams.ticker import Ticker
from tests.bench import Figure

DOCUMENT = (
    "A1:=AMO/VOL/100; ROC:100*(A1-REF(A1,12))/REF(A1,12); MAROC:MA(ROC,6); EROC:EMA(ROC,9);"
    " ZERO:0,COLORFFFFFF,POINTDOT;"
)
TICKS, ROUNDS = 5000, 7

Tick = Callable[[float], object]


def bars(prices: list[float]) -> list[dict[str, float]]:
    """Made before the clock runs: a feed has its bar whatever is computed of it."""
    return [{"amount": 1e5 * price, "volume": 1e3} for price in prices]


def nanoseconds(tick: Callable[..., object], ticks: list[object]) -> float:
    begin = time.process_time_ns()
    for each in ticks:
        tick(each)
    return (time.process_time_ns() - begin) / len(ticks)


def chain() -> tuple[Tick, Tick]:
    """talipp's append and update-last: the two means listen to the first."""
    first = ROC(12)
    listening = SMA(6, input_indicator=first), EMA(9, input_indicator=first)

    def append(price: float) -> object:
        first.add(price)
        return listening

    return append, first.update


def figures() -> list[Figure]:
    rng = random.Random(5)  # noqa: S311 - prices to measure with
    prices = [rng.uniform(10, 20) for _ in range(TICKS)]
    feed = bars(prices)
    program = compile(DOCUMENT)
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        append, update = chain()
        ticker, stream = Ticker(), Stream(program)
        for name, tick, ticks in (
            ("talipp append", append, prices),
            ("talipp update", update, prices),
            ("ticker append", ticker.close, prices),
            ("ticker update", ticker.value, prices),
            ("stream append", stream.close, feed),
            ("stream update", stream.value, feed),
        ):
            best[name] = min(nanoseconds(tick, ticks), best.get(name, float("inf")))
    absolute = [Figure(f"{name}, a tick", value, "ns") for name, value in best.items()]
    return absolute + [
        Figure(
            f"{ours} {way} / talipp",
            best[f"{ours} {way}"] / best[f"talipp {way}"],
            goal=goal,
            at_most=True,
        )
        for ours, goal in (("ticker", 0.5), ("stream", 1.0))
        for way in ("append", "update")
    ]
