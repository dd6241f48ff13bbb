"""Whole formulas on a live feed, against the same formulas on arrays."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf, isfinite, isnan, nan

import numpy as np
import pytest

from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.library import FORMULAS
from engines.roc.formula.nodes import Output, Program
from engines.roc.formula.program import compile
from engines.roc.series import FIELDS
from engines.roc.streams.stream import Stream
from engines.wire import EngineError
from tests.engines.roc.samples import pingan, wild
from tests.engines.roc.streams.cases import equal
from tests.engines.roc.streams.expressions import source

Columns = Mapping[str, np.ndarray]


def bar_of(columns: Columns, times: np.ndarray, bar: int) -> dict[str, float]:
    now = {name: float(column[bar]) for name, column in columns.items()}
    return now | {"time": float(times[bar].astype(int))}


def scale(program: Program, columns: Columns, times: np.ndarray) -> float:
    """The largest magnitude that anything in the program has."""
    outputs = tuple(Output(str(place), place) for place in range(len(program.nodes)))
    values = evaluate(replace(program, outputs=outputs), columns, times).values
    return max(float(np.abs(each[np.isfinite(each)]).max(initial=0)) for each in values)


def random_columns(rng: random.Random, bars: int) -> dict[str, np.ndarray]:
    """Small whole numbers with ties and holes."""
    holes = rng.choice((0, 0.1))
    return {
        name: np.array(
            [nan if rng.random() < holes else float(rng.randint(0, 20)) for _ in range(bars)]
        )
        for name in FIELDS
    }


def test_random_formulas_are_the_batch_of_each_prefix(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(20000)):
        text = source(rng)
        program, bars = compile(text), rng.randint(1, 24)
        columns, times = random_columns(rng, bars), np.arange(bars).astype("datetime64[s]")
        near = 1e-12 * scale(program, columns, times)
        stream = Stream(program)
        for bar in range(bars):
            prefix = {name: column[: bar + 1] for name, column in columns.items()}
            lines = evaluate(program, prefix, times[: bar + 1]).lines
            stream.value(bar_of(columns, times, rng.randrange(bars)))
            now = bar_of(columns, times, bar)
            for found in (stream.value(now), stream.close(now)):
                for name, line in lines.items():
                    assert equal(found[name], line[-1], near), (text, bar, name, found, line)


@pytest.mark.parametrize("name", FORMULAS)
def test_shipped_formulas_stream_as_they_are_drawn(name: str, rng: random.Random) -> None:
    program = compile(FORMULAS[name])
    begin = rng.randrange(4000)
    for series in (pingan().cut(begin, begin + 300), wild(rng, 300)):
        columns = series.columns()
        lines = evaluate(program, columns, series.times).lines
        largest = dict.fromkeys(lines, 100.0)  # percents are differences of what is about 100
        stream = Stream(program)
        for bar in range(len(series)):
            now = bar_of(columns, series.times, bar)
            stream.value({field: value * rng.uniform(0.9, 1.1) for field, value in now.items()})
            for found in (stream.value(now), stream.close(now)):
                for line, values in lines.items():
                    if isfinite(values[bar]):
                        largest[line] = max(largest[line], abs(values[bar]))
                    near = 1e-12 * largest[line]
                    assert equal(found[line], values[bar], near), (line, bar, found, values[bar])


def test_what_repaints_is_refused_by_name() -> None:
    program = compile("X:REFX(C,1)+ZIG(C,5); Y:MA(C,3);")
    with pytest.raises(EngineError) as refused:
        Stream(program)
    assert refused.value.failed.what == "A formula that repaints cannot be streamed."
    assert refused.value.failed.why == "REFX, ZIG"


def test_what_a_bar_lacks_is_unknown() -> None:
    stream = Stream(compile("A:C+1; B:AMO; D:DATE; E:ISUP;"))
    found = stream.close({"close": 2.0})
    assert found["A"] == 3
    assert all(isnan(found[name]) for name in "BDE")


def test_a_division_by_0_is_unknown_and_what_comes_after_it_is_computed() -> None:
    stream = Stream(compile("A:C/V; B:O/V+1; D:H*2; E:MA(C/V,2);"))
    bar = {"open": 1.0, "high": 4.0, "close": 3.0, "volume": 0.0}
    found = stream.close(bar)
    assert isnan(found["A"]) and isnan(found["B"]) and found["D"] == 8
    assert stream.close(bar | {"volume": 1.0})["A"] == 3
    assert stream.close(bar | {"volume": 1.0})["E"] == 3


def test_a_bar_tells_its_day_and_whether_it_rose() -> None:
    stream = Stream(compile("D:DATE; T:TIME; U:ISUP; W:WEEKDAY;"))
    seconds = float(np.datetime64("2021-05-14T14:35", "s").astype(int))
    found = stream.value({"time": seconds, "open": 1.0, "close": 2.0})
    assert found == {"D": 1210514, "T": 1435, "U": 1, "W": 5}


@pytest.mark.parametrize(
    "mean",
    ["MA(C,7)", "MA(C,40)", "MA(C,4+C*0)", "WMA(C,7)", "WMA(C,C*0+9)", "EMA(C,12)", "SMA(C,8,3)"],
)
def test_nothing_crosses_a_mean_of_what_stands_still(mean: str) -> None:
    """A halt would be one signal after the other, were its mean off by a last digit."""
    program = compile(f"UP:CROSS(C,{mean}); DOWN:CROSS({mean},C);")
    for price in (10.1, 3.33, 17.29, 0.07, 1234.56):
        stream = Stream(program)
        found = [stream.close({"close": price}) for _ in range(300)]
        assert not any(line == 1 for lines in found for line in lines.values())


def test_a_mean_distance_of_what_stands_still_is_0() -> None:
    """CCI divides by it."""
    for form in ("AVEDEV(C,7)", "AVEDEV(C,7+C*0)"):
        stream = Stream(compile(f"X:{form};"))
        assert [stream.close({"close": 10.1})["X"] for _ in range(40)][6:] == [0] * 34


def test_lines_that_are_numbers_are_told_each_bar() -> None:
    assert Stream(compile("ZERO:0; HOLE:DRAWNULL;")).close({})["ZERO"] == 0


def test_an_infinite_price_is_no_exception() -> None:
    every = "".join(f"X{place}:{text};" for place, text in enumerate(UNARY))
    stream = Stream(compile(every))
    for price in (1.0, inf, -inf, nan, 1e308, -1e308, 0.0, 5e-324):
        bar = dict.fromkeys(FIELDS, price)
        stream.value(bar)
        stream.close(bar)


UNARY = (
    "SQRT(C)", "EXP(C)", "LN(C)", "LOG(C)", "SIN(C)", "COS(C)", "TAN(C)", "ASIN(C)", "ACOS(C)",
    "ATAN(C)", "INTPART(C)", "FLOOR(C)", "CEILING(C)", "ROUND(C)", "ROUND2(C,3)", "SIGN(C)",
    "FRACPART(C)", "POW(C,O)", "C%O", "MOD(C,2)", "C/O", "C*O", "ABS(C)", "NOT(C)", "-C",
    "MA(C,3)", "MA(C,30)", "MA(C,H)", "EMA(C,3)", "EMA(C,H)", "SMA(C,H,L)", "DMA(C,H)", "SUM(C,0)",
    "SUM(C,H)", "HHV(C,0)", "HHVBARS(C,H)", "COUNT(C,H)", "REF(C,H)", "LAST(C,H,L)", "EVERY(C,H)",
    "FILTER(C,H)", "SUMBARS(C,H)", "STD(C,3)", "STD(C,H)", "AVEDEV(C,3)", "AVEDEV(C,H)",
    "RELATE(C,H,3)", "COVAR(C,V,H)", "SLOPE(C,3)", "FORCAST(C,3)", "TOPRANGE(C)", "LOWRANGE(C)",
    "LONGCROSS(C,O,H)", "UPNDAY(C,H)", "BARSSINCEN(C,H)", "EXPMEMA(C,3)", "VAR(C,H)", "WMA(C,H)",
)  # fmt: skip


def test_no_window_of_avedev_is_so_long_that_one_waits_for_it() -> None:
    """Each bar looks at all of it, as its mean moves."""
    with pytest.raises(EngineError, match="from 1 to 2,000"):
        compile("X:AVEDEV(C,2001);")
    close = np.arange(2100.0)
    for form in ("AVEDEV(C,2000)", "AVEDEV(C,BARSCOUNT(C))"):
        program = compile(f"X:{form};")
        stream = Stream(program)
        whole = evaluate(program, {"close": close}).lines["X"]
        found = np.array([stream.close({"close": price})["X"] for price in close])
        np.testing.assert_allclose(found, whole, rtol=1e-9)
        assert whole[2000] == 500
    assert isnan(whole[2001]) and isfinite(whole[2000])
