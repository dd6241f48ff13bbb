"""The functions by the names that the language has for them, bar by bar."""

from collections.abc import Callable, Sequence
from functools import partial
from math import isfinite
from operator import add
from typing import NamedTuple

from engines.roc.streams import averages, calendar, counting, moments, parts, reference, runs
from engines.roc.streams.plain import PLAIN, Plain
from engines.roc.streams.rolling import Rolling, Rule, Varying
from engines.roc.streams.state import State
from engines.wire import N_, EngineError


class Forms(NamedTuple):
    """How a function's state is made.

    `fixed` is given the last `counts` arguments, numbers known beforehand, and its state the
    others; it is None, or gives None, where `varying` is to be taken, whose state is given all.
    """

    varying: Callable[[], State] | None
    fixed: Callable[..., State | None] | None = None
    counts: int = 1


class Call(NamedTuple):
    """`takes` says which of the arguments the two are given."""

    value: Plain
    close: Plain
    takes: tuple[int, ...]


def window(rule: Rule, series: int = 1) -> Forms:
    def fixed(n: float) -> State | None:
        return Rolling(rule, n) if rule.partial or n >= 1 else None

    return Forms(lambda: Varying(rule, series), fixed)


def mean(n: float) -> State | None:
    if n < 1:
        return None
    if n <= averages.SMALL:
        return averages.Mean(n)
    return averages.Level(Rolling(Rule(parts.same, add, lambda total: total / int(n)), n), n)


def weighted_mean(n: float) -> State | None:
    return averages.Level(Rolling(WEIGHTS, n), n) if n >= 1 else None


def smoothing(share: Callable[..., float], counts: int = 1) -> Forms:
    def fixed(*numbers: float) -> State | None:
        found = share(*numbers)
        return averages.Recursion(found) if 0 <= found <= 1 else None

    return Forms(lambda: averages.VaryingRecursion(share), fixed, counts)


def spread(result: Callable[[moments.Moments], float]) -> Forms:
    return window(Rule(moments.moments, moments.merge_moments, result))


def relation(result: Callable[[moments.Products], float]) -> Forms:
    return window(Rule(moments.products, moments.merge_products, result), 2)


def past(n: float) -> State | None:
    return reference.Ref(n) if n >= 1 else None


WEIGHTS = Rule(moments.weights, moments.merge_weights, moments.weighted_mean)
MEANS = WEIGHTS._replace(result=moments.mean)
SUMS = Rule(parts.same, parts.total, parts.same, partial=True)

STATES: dict[str, Forms] = {
    "REF": Forms(reference.VaryingRef, past),
    "REFV": Forms(reference.VaryingRef, past),
    "VALUEWHEN": Forms(reference.ValueWhen),
    "TOPRANGE": Forms(reference.TopRange),
    "LOWRANGE": Forms(partial(reference.TopRange, -1)),
    "MA": Forms(lambda: averages.Level(Varying(MEANS)), mean),
    "WMA": Forms(lambda: averages.Level(Varying(WEIGHTS)), weighted_mean),
    "EMA": smoothing(averages.exponential_share),
    "EXPMEMA": Forms(None, averages.Seeded),
    "SMA": smoothing(averages.smoothed_share, 2),
    "MEMA": smoothing(averages.smoothed_share),
    "DMA": smoothing(averages.given_share),
    "AVEDEV": Forms(averages.VaryingMeanDeviation, averages.MeanDeviation),
    "SUM": window(SUMS),
    "HHV": window(SUMS._replace(merge=parts.higher)),
    "LLV": window(SUMS._replace(merge=parts.lower)),
    "HHVBARS": window(Rule(parts.place, parts.highest_place, parts.ago, partial=True)),
    "LLVBARS": window(Rule(parts.depth, parts.highest_place, parts.ago, partial=True)),
    "BARSSINCEN": window(Rule(parts.hit, parts.first_place, parts.ago, partial=True)),
    "COUNT": Forms(counting.VaryingCount, counting.Count),
    "EXIST": Forms(counting.VaryingExist, counting.Exist),
    "BARSLAST": Forms(counting.BarsLast),
    "BARSSINCE": Forms(counting.BarsSince),
    "BARSCOUNT": Forms(counting.BarsCount),
    "BARSLASTCOUNT": Forms(counting.BarsInARow),
    "FILTER": Forms(counting.Filter),
    "SUMBARS": Forms(counting.SumBars),
    "EVERY": Forms(runs.Every),
    "UPNDAY": Forms(runs.Rising),
    "DOWNNDAY": Forms(runs.Falling),
    "NDAY": Forms(runs.Above),
    "LAST": Forms(runs.Last, runs.FixedLast, 2),
    "CROSS": Forms(runs.Cross),
    "LONGCROSS": Forms(runs.LongCross),
    "STD": spread(moments.sample_deviation),
    "STDP": spread(moments.deviation),
    "VAR": spread(moments.sample_variance),
    "VARP": spread(moments.variance),
    "DEVSQ": spread(moments.squares),
    "SLOPE": spread(moments.slope),
    "FORCAST": spread(moments.forecast),
    "COVAR": relation(moments.covariance),
    "RELATE": relation(moments.correlation),
}

TIMES: dict[str, Plain] = {
    "DATE": calendar.date,
    "TIME": calendar.time,
    "YEAR": calendar.year,
    "MONTH": calendar.month,
    "DAY": calendar.day,
    "WEEKDAY": calendar.weekday,
    "HOUR": calendar.hour,
    "MINUTE": calendar.minute,
}

STREAM: dict[str, Plain | Forms] = {**PLAIN, **TIMES, **STATES}
"""Functions without a memory, and the forms of those with one. All of the language but what
repaints or draws."""

TAKES: dict[str, tuple[str, ...]] = dict.fromkeys(TIMES, ("time",)) | dict.fromkeys(
    ("ISUP", "ISDOWN", "ISEQUAL"), ("open", "close")
)
"""What of the bar is given to a function that has no arguments in the language."""


def called(name: str, numbers: Sequence[float | None]) -> Call:
    """A call whose arguments are these numbers, None where they are not known beforehand.

    Raises EngineError where a number must be known and is not.
    """
    every = tuple(range(len(numbers)))
    forms = STREAM[name]
    if not isinstance(forms, Forms):
        return Call(forms, forms, every)
    state = made(forms, numbers)
    if state is not None:
        return Call(state.value, state.close, every[: len(every) - forms.counts])
    if forms.varying is None:
        raise EngineError(N_("This function needs one number for all bars."), name)
    state = forms.varying()
    return Call(state.value, state.close, every)


def made(forms: Forms, numbers: Sequence[float | None]) -> State | None:
    """The state for counts that are all known and finite, if there is one."""
    known = [number for number in numbers[len(numbers) - forms.counts :] if number is not None]
    if forms.fixed is None or len(known) < forms.counts or not all(map(isfinite, known)):
        return None
    return forms.fixed(*known)
