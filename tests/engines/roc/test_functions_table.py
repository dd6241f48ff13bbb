"""What holds for every function of the table: shapes, kinds of numbers, symbols side by side."""

import math
import random
import warnings
from collections.abc import Callable
from inspect import Parameter, signature

import numpy as np
import pytest

from engines.roc.formula.catalogue import CALLS, TIMES
from engines.roc.functions.table import BATCH

nan = math.nan
NUMBERS = {"percent": 5.0, "number": 1.0, "digits": 2.0}
FUNCTIONS = sorted(BATCH.keys() - TIMES.keys())
BARE = {"+", "-", "*"}
"""Too quick to keep numpy quiet by themselves: whoever evaluates a formula does so once."""
LOOSE = {"ROUND": 1.0, "ROUND2": 0.011, "INTPART": 1.0, "FLOOR": 1.0, "CEILING": 1.0, "FRACPART": 1}
"""A hair's breadth apart, float32 and float64 may be so far apart after these."""


def arguments(name: str) -> list[str]:
    """What the function calls them; those that may be given any number of times, once."""
    parameters = signature(BATCH[name]).parameters.values()
    return [it.name for it in parameters if it.kind is not Parameter.VAR_POSITIONAL]


def walks(source: np.random.Generator, bars: int, symbols: int) -> np.ndarray:
    """Right-aligned: symbols begin when they will. Some have holes, one has nothing at all."""
    x = source.normal(0, 1, (bars, symbols)).cumsum(axis=0) + 20
    begins = source.integers(0, bars, symbols) * (source.random(symbols) < 0.6)
    x[np.arange(bars)[:, None] < begins] = nan
    x[(source.random((bars, symbols)) < 0.1) & (source.random(symbols) < 0.4)] = nan
    x[:, -1] = nan
    return x


def draw(source: np.random.Generator, name: str, bars: int, symbols: int) -> list[object]:
    each = source.random() < 0.4
    args: list[object] = []
    for argument in arguments(name):
        if argument in NUMBERS:
            args.append(NUMBERS[argument])
        elif argument in ("n", "m") or (name == "LAST" and argument != "x"):
            counts = source.integers(-1, 9, (bars, symbols)).astype(float)
            if name in ("EXPMEMA", "XMA"):
                counts[:] = counts[-1]
            args.append(counts if each else float(source.integers(0, 9)))
        elif argument == "alpha":
            args.append(source.random((bars, symbols)) if each else 0.3)
        else:
            args.append(walks(source, bars, symbols))
    return args


def as_float32(arg: object) -> object:
    return arg.astype(np.float32) if isinstance(arg, np.ndarray) else arg


def of_symbol(arg: object, symbol: int) -> object:
    return arg[:, symbol].copy() if isinstance(arg, np.ndarray) else arg


def test_every_name_of_the_language_is_here_and_none_other() -> None:
    assert {name for name, it in CALLS.items() if not it.draws} <= BATCH.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_symbols_side_by_side_are_as_each_alone(
    name: str, rng: random.Random, count: Callable[[int], int]
) -> None:
    source = np.random.default_rng(rng.getrandbits(32))
    for _ in range(count(250)):
        bars, symbols = int(source.integers(1, 40)), int(source.integers(1, 6))
        args = draw(source, name, bars, symbols)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = BATCH[name](*args)
            alone = [BATCH[name](*(of_symbol(arg, it) for arg in args)) for it in range(symbols)]
        assert found.shape == (bars, symbols)
        expected = np.stack(alone, axis=1)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_float32_stays_and_is_near_float64(name: str, rng: random.Random) -> None:
    """On one series, so that both see the same numbers."""
    source = np.random.default_rng(rng.getrandbits(32))
    for _ in range(5):
        small = [as_float32(arg) for arg in draw(source, name, 60, 3)]
        large = [arg.astype(float) if isinstance(arg, np.ndarray) else arg for arg in small]
        found, expected = BATCH[name](*small), BATCH[name](*large)
        assert found.dtype == np.float32 and expected.dtype == np.float64
        finite = np.isfinite(found) & np.isfinite(expected)
        scale = max(np.abs(expected[finite]).max(initial=1), 1)
        far = np.abs(found - expected)[finite] / scale
        assert far.max(initial=0) <= LOOSE.get(name, 2e-3), name
        assert np.median(far) <= 1e-5 if far.size else True


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_given_is_never_changed(name: str, rng: random.Random) -> None:
    args = draw(np.random.default_rng(rng.getrandbits(32)), name, 30, 4)
    for arg in args:
        if isinstance(arg, np.ndarray):
            arg.flags.writeable = False
    found = BATCH[name](*args)
    assert found is not args[0]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("shape", [(0,), (0, 3), (1,), (1, 1), (5, 0)])
def test_nothing_is_too_little(name: str, shape: tuple[int, ...], rng: random.Random) -> None:
    source = np.random.default_rng(rng.getrandbits(32))
    args = [np.ones(shape) if isinstance(a, np.ndarray) else a for a in draw(source, name, 9, 9)]
    assert BATCH[name](*args).shape == shape


@pytest.mark.parametrize("name", FUNCTIONS)
def test_hostile_numbers_make_no_noise(name: str) -> None:
    x = np.array([0.0, -0.0, nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, 1.0, 1.0])
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("ignore" if name in BARE else "error")
        for count in (nan, math.inf, -math.inf, -1.0, 0.0, 1e300, 2.5):
            args = [
                count
                if it in ("n", "m", "alpha", *NUMBERS) or (name == "LAST" and it in "ab")
                else x
                for it in arguments(name)
            ]
            assert BATCH[name](*args).shape == x.shape


def test_one_series_may_be_a_number() -> None:
    x = np.array([-1.0, 0.5, 2.0, -3.0])
    assert BATCH["CROSS"](0.0, -x).tolist()[1:] == BATCH["CROSS"](x, 0.0).tolist()[1:] == [1, 0, 0]
    assert BATCH["IF"](x > 0.0, 1.0, 0.0).tolist() == [0, 1, 1, 0]
    assert BATCH["MAX"](x, 0.0).tolist() == [0, 0.5, 2, 0]
    assert BATCH["VALUEWHEN"](BATCH[">"](x, 0.0), 7.0).tolist()[1:] == [7, 7, 7]
    assert BATCH["NDAY"](x, 0.0, 1.0).tolist() == [0, 1, 1, 0]
    assert BATCH["LONGCROSS"](0.0, x, 1.0).tolist()[1:] == [0, 0, 1]
    assert BATCH["SUMBARS"](abs(x), 2.0).tolist()[2:] == [1, 1]
