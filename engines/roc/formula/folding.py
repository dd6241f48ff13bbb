"""What functions come to on numbers alone, before there is any bar."""

import math
from collections.abc import Callable
from math import inf, nan

from engines.roc.streams.plain import (
    at_least,
    at_most,
    both,
    choose,
    divide,
    either,
    equal,
    larger,
    less,
    more,
    negation,
    refuse,
    remainder,
    smaller,
    unequal,
)


def between(x: float, a: float, b: float) -> float:
    return both(at_least(x, smaller(a, b)), at_most(x, larger(a, b)))


def within(x: float, a: float, b: float) -> float:
    return both(more(x, a), less(x, b))


def half_up(x: float) -> float:
    return math.copysign(math.floor(abs(x) + 0.5), x)


def digits(x: float, n: float) -> float:
    return half_up(x * 10.0**n) / 10.0**n


def sign(x: float) -> float:
    return more(x, 0) - less(x, 0)


WORK: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
    "%": remainder,
    "MOD": remainder,
    "NEG": lambda a: -a,
    "REVERSE": lambda a: -a,
    "<": less,
    ">": more,
    "<=": at_most,
    ">=": at_least,
    "=": equal,
    "<>": unequal,
    "AND": both,
    "OR": either,
    "NOT": negation,
    "IF": choose,
    "IFN": refuse,
    "RANGE": within,
    "BETWEEN": between,
    "MAX": larger,
    "MIN": smaller,
    "ABS": abs,
    "SQRT": math.sqrt,
    "POW": math.pow,
    "EXP": math.exp,
    "LN": math.log,
    "LOG": math.log10,
    "SIN": math.sin,
    "COS": math.cos,
    "TAN": math.tan,
    "ASIN": math.asin,
    "ACOS": math.acos,
    "ATAN": math.atan,
    "INTPART": lambda x: float(math.trunc(x)),
    "FLOOR": lambda x: float(math.floor(x)),
    "CEILING": lambda x: float(math.ceil(x)),
    "ROUND": half_up,
    "ROUND2": digits,
    "SIGN": sign,
    "FRACPART": lambda x: math.modf(x)[0],
}


def fold(name: str, numbers: list[float]) -> float:
    """The function or operator of these numbers; NaN where it has no value."""
    try:
        value = WORK[name](*numbers)
    except (ValueError, OverflowError, ZeroDivisionError):
        return nan
    return nan if value in (inf, -inf) else value
