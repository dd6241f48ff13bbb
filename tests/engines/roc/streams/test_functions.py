"""Every function bar by bar, against the same function on arrays."""

import random
from collections.abc import Callable
from math import inf, isnan, nan

import numpy as np
import pytest

from engines.roc.formula.catalogue import CALLS
from engines.roc.functions.table import BATCH
from engines.roc.streams import counting, history, reference, rolling, runs
from engines.roc.streams.table import STREAM, TIMES, called
from engines.wire import EngineError
from tests.engines.roc.streams.cases import FUNCTIONS, Case, Column, case, equal, takes

WINDOWS = [
    name
    for name in FUNCTIONS
    if takes(name).endswith("n") and CALLS[name].warmup(*([2] * len(takes(name))))
]


def test_all_of_the_language_streams_but_what_repaints_or_draws() -> None:
    said = {name for name, it in CALLS.items() if not it.future and not it.draws}
    assert STREAM.keys() == said
    assert STREAM.keys() < BATCH.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_prefix_is_the_batch_of_it_appended_and_updated(
    name: str, rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(2500)):
        bars = rng.randint(1, 26)
        follow(case(rng, name, bars), case(rng, name, bars), rng)


def follow(given: Case, noise: Case, rng: random.Random) -> None:
    """Close each bar after any number of other values for it, some the very last one."""
    call = given.call()
    for bar in range(given.bars):
        expected = given.prefix(bar + 1).batch()[-1]
        near = max(given.near(bar), 1e-12 * abs(expected))
        for _ in range(rng.randrange(3)):
            call.value(*other(given, noise, rng.randrange(given.bars)))
        stands = call.value(*given.at(bar))
        call.value(*other(given, noise, bar))
        ended = call.close(*given.at(bar))
        assert equal(stands, expected, near), (given.prefix(bar + 1), stands, expected)
        assert equal(ended, expected, near), (given.prefix(bar + 1), ended, expected)


def other(given: Case, noise: Case, bar: int) -> tuple[float, ...]:
    """Another bar: numbers that hold for all bars stay what they are."""
    pairs = zip(given.args, noise.at(bar), strict=True)
    return tuple(value if isinstance(arg, list) else arg for arg, value in pairs)


@pytest.mark.parametrize("name", WINDOWS)
def test_what_has_left_a_long_window_leaves_no_error_behind(name: str, rng: random.Random) -> None:
    """A running sum that is taken from would keep 1e-16 of the jump to 1e13 for good."""
    n = rng.choice((40, 100, 333))
    args: list[Column | float] = [
        [rng.gauss(0, 1) + (1e13 if bar % 700 < 9 else 0) for bar in range(1500)]
        if letter == "x"
        else float(n)
        for letter in takes(name)
    ]
    given = Case(name, tuple(args))
    expected, call = given.batch(), given.call()
    for bar in range(given.bars):
        ended = call.close(*given.at(bar))
        near = max(given.near(bar), 1e-12 * abs(expected[bar]))
        assert equal(ended, expected[bar], near), (bar, ended, expected[bar])


@pytest.mark.parametrize("name", ["REF", "HHV", "SUM", "COUNT", "MA", "LAST", "AVEDEV"])
def test_counts_of_each_bar_reach_as_far_as_bars_are_remembered(
    name: str, rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (counting, history, reference, rolling, runs):
        monkeypatch.setattr(module, "LONGEST", 40)
    bars = 300
    xs: list[Column | float] = [[float(rng.random() < 0.9) for _ in range(bars)]]
    whole = float(bars + 5)
    ns = [[rng.choice((1.0, 3.0, 20.0, 39.0, whole)) for _ in range(bars)] for _ in takes(name)[1:]]
    given = Case(name, tuple(xs + ns))
    expected, call = given.batch(), given.call()
    for bar in range(bars):
        assert equal(call.close(*given.at(bar)), expected[bar], 1e-12)


def test_one_number_for_all_bars_is_asked_for_where_another_a_bar_would_change_the_past() -> None:
    with pytest.raises(EngineError, match=r"one number for all bars\. EXPMEMA"):
        called("EXPMEMA", [None, None])


def test_times_are_read_from_seconds(rng: random.Random, count: Callable[[int], int]) -> None:
    for _ in range(count(5000)):
        seconds = rng.choice((rng.randint(-(2**31), 2**33), 86400 * rng.randint(-40000, 40000)))
        times = np.array([seconds], "datetime64[s]")
        for name, function in TIMES.items():
            assert function(float(seconds)) == BATCH[name](times)[0], (name, times)
    for function in TIMES.values():
        assert all(isnan(function(seconds)) for seconds in (nan, inf, 1e300))
