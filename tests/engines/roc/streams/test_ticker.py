"""The three lines of a price, tick by tick."""

import random
from collections.abc import Callable
from math import isnan, nan

import numpy as np
import pytest

from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.program import compile
from engines.roc.streams.ticker import Ticker
from tests.engines.roc.streams.cases import equal

SOURCE = "ROC:100*(C-REF(C,{n}))/REF(C,{n}); MAROC:MA(ROC,{m}); EROC:EMA(ROC,{e});"


def test_a_price_that_doubled_and_stays() -> None:
    ticker = Ticker(n=1, m=2, e=3)
    assert all(map(isnan, ticker.close(1.0)))
    roc, maroc, eroc = ticker.close(2.0)
    assert (roc, isnan(maroc), eroc) == (100, True, 100)
    assert ticker.value(3.0) == (50, 75, 75)
    assert ticker.close(2.0) == (0, 50, 50)


def test_each_prefix_is_the_formula_on_it(rng: random.Random, count: Callable[[int], int]) -> None:
    for _ in range(count(2500)):
        n, m, e = (rng.randint(1, 14) for _ in range(3))
        program = compile(SOURCE.format(n=n, m=m, e=e))
        prices = [rng.choice((rng.uniform(1, 9),) * 9 + (nan, 0.0)) for _ in range(60)]
        lines = evaluate(program, {"close": np.array(prices)}).lines
        ticker, largest = Ticker(n, m, e), 0.0
        for bar, price in enumerate(prices):
            ticker.value(rng.uniform(0, 9))
            expected = [line[bar] for line in lines.values()]
            largest = max(largest, *(abs(each) for each in expected if each == each), 0)
            for found in (ticker.value(price), ticker.close(price)):
                pairs = zip(found, expected, strict=True)
                assert all(equal(a, b, 1e-12 * largest) for a, b in pairs), (bar, found, expected)


@pytest.mark.parametrize("wrong", [{"n": 0}, {"m": 0}, {"e": -1}])
def test_a_window_has_a_bar_at_least(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        Ticker(**wrong)
