"""ROC, MAROC and EROC beside TA-Lib and MyTT: CPU time of one thread, in turns, on random walks.

Of every pair of runs the ratio is taken, and of these the median. A child does it all, so that
numpy has one thread from the start.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable

from tests.bench import Figure

Work = Callable[[], object]
SYMBOLS, BARS, VISIBLE, TAIL = 5000, 2500, 60, 242
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def figures() -> list[Figure]:
    environment = os.environ | dict.fromkeys(THREADS, "1")
    command = [sys.executable, "-m", "tests.bench.roc"]
    child = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return [Figure(*row) for row in json.loads(child.stdout)]


def seconds(work: Work, times: int) -> float:
    begin = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begin) / times


def in_turns(ours: Work, theirs: Work, pairs: int, times: int = 1) -> tuple[float, float, float]:
    """The ratio, and the seconds of each."""
    seconds(ours, 1), seconds(theirs, 1)
    both = [(seconds(ours, times), seconds(theirs, times)) for _ in range(pairs)]
    ratio = statistics.median(a / b for a, b in both)
    return ratio, statistics.median(a for a, _ in both), statistics.median(b for _, b in both)


def measured() -> list[Figure]:
    return [*one_symbol(), *all_of_history(), *tails(), *ticks()]


def one_symbol() -> list[Figure]:
    import MyTT
    import numpy as np

    from engines.roc.indicator import lines

    def mytt() -> object:
        roc = 100 * (short - MyTT.REF(short, 12)) / MyTT.REF(short, 12)
        return roc, MyTT.MA(roc, 6), MyTT.EMA(roc, 9)

    short = 10 * np.exp(np.random.default_rng(1).normal(0, 0.02, BARS).cumsum())
    long = 10 * np.exp(np.random.default_rng(2).normal(0, 0.001, 10**6).cumsum())
    brief, took, rival = in_turns(lambda: lines(short), lambda: talib_lines(short), 60, 50)
    slower = in_turns(mytt, lambda: lines(short), 20, 20)[0]
    vast, long_took, long_rival = in_turns(lambda: lines(long), lambda: talib_lines(long), 15)
    return [
        Figure("2,500 bars to TA-Lib", brief, "ratio", 2.5, True),
        Figure("2,500 bars", took * 1e6, "us"),
        Figure("2,500 bars, TA-Lib", rival * 1e6, "us"),
        Figure("2,500 bars, MyTT to ours", slower, "ratio", 5),
        Figure("1,000,000 bars to TA-Lib", vast, "ratio", 3, True),
        Figure("1,000,000 bars", long_took * 1e3, "ms"),
        Figure("1,000,000 bars, TA-Lib", long_rival * 1e3, "ms"),
    ]


def talib_lines(x: object) -> tuple[object, object, object]:
    import talib

    roc = talib.ROC(x, 12)
    return roc, talib.MA(roc, 6), talib.EMA(roc, 9)


def talib_loop(x: object, keep: bool) -> Work:
    """Symbol by symbol, each as TA-Lib likes it best; the lines are kept, or dropped at once."""
    import numpy as np

    rows = np.ascontiguousarray(np.transpose(x))

    def work() -> object:
        if keep:
            return [talib_lines(row) for row in rows]
        for row in rows:
            talib_lines(row)
        return None

    return work


def market(bars: int) -> object:
    import numpy as np

    steps = np.random.default_rng(3).normal(0, 0.02, (bars, SYMBOLS))
    return 10 * np.exp(steps.cumsum(axis=0, out=steps), out=steps)


def all_of_history() -> list[Figure]:
    """With memory that is used again, against results that are dropped; and with fresh memory."""
    import numpy as np

    from engines.roc.indicator import Lines, over

    x = market(BARS)
    rows = []
    for name, dtype, goal in (("f64", np.float64, 1.4), ("f32", np.float32, 0.8)):
        prices = x.astype(dtype)
        out = Lines(*(np.empty_like(prices) for _ in range(3)))
        again = in_turns(lambda p=prices, o=out: over(p, out=o), talib_loop(x, keep=False), 5)
        del out
        fresh = in_turns(lambda p=prices: over(p), talib_loop(x, keep=True), 3)
        rows += [
            Figure(f"5,000 x 2,500 {name} to TA-Lib", again[0], "ratio", goal, True),
            Figure(f"5,000 x 2,500 {name}, results kept, to TA-Lib", fresh[0], "ratio", goal, True),
            Figure(f"5,000 x 2,500 {name}", again[1] * 1e3, "ms"),
        ]
    return [*rows, Figure("5,000 x 2,500, TA-Lib", again[2] * 1e3, "ms")]


def tails() -> list[Figure]:
    """What a dashboard shows of every symbol: 60 bars, of 242."""
    import numpy as np

    from engines.roc.indicator import tail

    x = market(TAIL)
    rows = []
    for name, dtype, goal in (("f64", np.float64, 0.30), ("f32", np.float32, 0.05)):
        prices = x.astype(dtype)
        ratio, took, rival = in_turns(
            lambda p=prices: tail(p, VISIBLE), talib_loop(x, keep=False), 15
        )
        tracemalloc.start()
        tail(prices, VISIBLE)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        rows += [
            Figure(f"tail of 5,000 {name} to TA-Lib", ratio, "ratio", goal, True),
            Figure(f"tail of 5,000 {name}", took * 1e3, "ms"),
            Figure(f"tail of 5,000 {name}, peak above prices", peak / 2**20, "MiB", 32, True),
        ]
    return [*rows, Figure("tail of 5,000, TA-Lib", rival * 1e3, "ms")]


def ticks() -> list[Figure]:
    """All symbols' newest bars have moved; or have ended, and the next have begun."""
    import numpy as np

    return [row for dtype in (np.float64, np.float32) for row in ticks_of(dtype)]


def ticks_of(dtype: type) -> list[Figure]:
    from engines.roc.indicator import Newest

    x = market(TAIL).astype(dtype)
    newest, prices = Newest(x[:-1]), x[-1].copy()
    moved = statistics.median(seconds(lambda: newest.update(prices), 20) for _ in range(30))
    begun = statistics.median(seconds(lambda: newest.append(prices), 20) for _ in range(30))
    return [
        Figure(f"tick of 5,000 {dtype.__name__}", moved * 1e6, "us", 100, True),
        Figure(f"next bar of 5,000 {dtype.__name__}", begun * 1e6, "us", 100, True),
    ]


if __name__ == "__main__":
    print(json.dumps(measured()))
