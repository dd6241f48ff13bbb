"""Formulas: what a program costs beside the same written out by hand, and how fast one is compiled.

CPU time, interleaved; of each the best round.
"""

import time
from collections.abc import Callable

import numpy as np

from engines.roc.formula.errors import FormulaError
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.library import FORMULAS
from engines.roc.formula.program import compile
from engines.roc.functions.table import BATCH
from tests.bench import Figure

ROUNDS, CALLS, BARS = 25, 200, 2500

Work = Callable[[], object]


def best(*works: Work, calls: int = CALLS, rounds: int = ROUNDS) -> list[float]:
    """Seconds a call of each."""
    times = [float("inf")] * len(works)
    for _ in range(rounds):
        for place, work in enumerate(works):
            begin = time.process_time()
            for _ in range(calls):
                work()
            times[place] = min(times[place], (time.process_time() - begin) / calls)
    return times


def bars() -> dict[str, np.ndarray]:
    random = np.random.default_rng(5)
    close = 10 * np.cumprod(1 + 0.02 * random.standard_normal(BARS))
    volume = random.integers(1, 100_000, BARS).astype(float)
    return {"close": close, "volume": volume, "amount": 100 * volume * close}


def by_hand(amount: np.ndarray, volume: np.ndarray) -> tuple[np.ndarray, ...]:
    """The document's formula with the engine's own functions."""
    with np.errstate(all="ignore"):
        a1 = BATCH["/"](BATCH["/"](amount, volume), 100.0)
        before = BATCH["REF"](a1, 12.0)
        roc = BATCH["/"](100.0 * (a1 - before), before)
        zero = np.full(amount.shape, 0.0)
        return roc, BATCH["MA"](roc, 6.0), BATCH["EMA"](roc, 9.0), zero


def interpreted() -> list[Figure]:
    columns, program = bars(), compile(FORMULAS["ROC-A1"])
    amount, volume = columns["amount"], columns["volume"]
    lines = evaluate(program, columns).lines.values()
    for line, hand in zip(lines, by_hand(amount, volume), strict=True):
        assert np.array_equal(line, hand, equal_nan=True)
    ours, hand = best(lambda: evaluate(program, columns), lambda: by_hand(amount, volume))
    return [
        Figure("document's formula, 2,500 bars", ours * 1e6, "us"),
        Figure("the same by hand", hand * 1e6, "us"),
        Figure("interpreter / by hand", ours / hand, goal=1.3, at_most=True),
    ]


def long_source(length: int) -> str:
    """Statements of all kinds, as long as asked for."""
    kinds = (
        "线{n}:=MA(C,{k})+REF(O,{k});\n",
        "B{n}:IF(C>O AND H<{k},-L/2,({k}+V)*3),COLORRED;\n",
        "{{a comment}} D{n}：CROSS（C，{k}）；\n",
    )
    text, n = "", 0
    while len(text) < length:
        n += 1
        text += kinds[n % 3].format(n=n, k=n % 30 + 1)
    return text[:length].rpartition(";")[0] + ";"


def compiled() -> list[Figure]:
    document, half, whole = FORMULAS["ROC-A1"], long_source(25_000), long_source(50_000)
    short, shorter, longer = best(
        lambda: compile(document), lambda: compile(half), lambda: compile(whole), calls=3
    )
    deep = "(" * 65_536
    (refused,) = best(lambda: refuse(deep), calls=1)
    return [
        Figure("compile the document's formula", short * 1e3, "ms", 10, True),
        Figure("compile 50 kB", longer * 1e3, "ms"),
        Figure("compile", len(whole) / longer / 1e6, "MB/s"),
        Figure("50 kB / 25 kB", longer / shorter, goal=2.5, at_most=True),
        Figure("refuse 64 kB of brackets", refused * 1e3, "ms", 1000, True),
    ]


def refuse(source: str) -> None:
    try:
        compile(source)
    except FormulaError as error:
        assert "too deep" in str(error)
    else:
        raise AssertionError("it was taken")


def figures() -> list[Figure]:
    return interpreted() + compiled()
