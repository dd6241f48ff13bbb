"""What needs no other bar: operators and mathematics on plain numbers. What is unknown, or cannot
be computed (1/0, LN(0), POW(10,999)), is NaN."""

import math
from collections.abc import Callable
from math import inf, isfinite, nan
from operator import add, mul, neg, sub

Plain = Callable[..., float]


def divide(a: float, b: float) -> float:
    return a / b if b else nan


def remainder(a: float, b: float) -> float:
    """What whole divisions leave, with the sign of a."""
    return math.fmod(a, b) if b and isfinite(a) else nan


def less(a: float, b: float) -> float:
    return 1.0 if a < b else 0.0 if a >= b else nan


def more(a: float, b: float) -> float:
    return 1.0 if a > b else 0.0 if a <= b else nan


def at_most(a: float, b: float) -> float:
    return 1.0 if a <= b else 0.0 if a > b else nan


def at_least(a: float, b: float) -> float:
    return 1.0 if a >= b else 0.0 if a < b else nan


def equal(a: float, b: float) -> float:
    return 1.0 if a == b else 0.0 if a == a and b == b else nan


def unequal(a: float, b: float) -> float:
    return 0.0 if a == b else 1.0 if a == a and b == b else nan


def both(a: float, b: float) -> float:
    if a != a or b != b:
        return nan
    return 1.0 if a and b else 0.0


def either(a: float, b: float) -> float:
    if a != a or b != b:
        return nan
    return 1.0 if a or b else 0.0


def negation(a: float) -> float:
    return nan if a != a else 0.0 if a else 1.0


def choose(condition: float, a: float, b: float) -> float:
    return nan if condition != condition else a if condition else b


def refuse(condition: float, a: float, b: float) -> float:
    return choose(condition, b, a)


def larger(a: float, b: float) -> float:
    return a if a >= b else b if b > a else nan


def smaller(a: float, b: float) -> float:
    return a if a <= b else b if b < a else nan


def within(x: float, low: float, high: float) -> float:
    return both(more(x, low), less(x, high))


def between(x: float, a: float, b: float) -> float:
    return both(at_least(x, smaller(a, b)), at_most(x, larger(a, b)))


def rising(opened: float, closed: float) -> float:
    return more(closed, opened)


def falling(opened: float, closed: float) -> float:
    return less(closed, opened)


def nothing() -> float:
    return nan


def whole_part(x: float) -> float:
    return math.modf(x)[1]


def fraction(x: float) -> float:
    return x - math.modf(x)[1]


def floor(x: float) -> float:
    return float(math.floor(x)) if isfinite(x) else x


def ceiling(x: float) -> float:
    return float(math.ceil(x)) if isfinite(x) else x


def rounded(x: float) -> float:
    """Halves go away from 0."""
    base = math.modf(x)[1]
    return base + math.copysign(1.0, x) if abs(x - base) >= 0.5 else base


def rounded_to(x: float, digits: float) -> float:
    """To so many places behind the point. What is too large to have any stays as it is."""
    if digits != digits:
        return nan
    try:
        factor = 10.0 ** int(digits)
    except OverflowError:
        return x
    scaled = x * factor
    return rounded(scaled) / factor if factor and isfinite(scaled) else x


def sign(x: float) -> float:
    return 1.0 if x > 0 else -1.0 if x < 0 else x


def guarded(work: Plain) -> Plain:
    """NaN where the function of the standard library raises, or would be infinite."""

    def value(*args: float) -> float:
        try:
            result = work(*args)
        except (ValueError, OverflowError):
            return nan
        return result if -inf < result < inf else nan

    return value


def root(x: float) -> float:
    return math.sqrt(x) if x >= 0 else nan


PLAIN: dict[str, Plain] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": divide,
    "%": remainder,
    "MOD": remainder,
    "NEG": neg,
    "REVERSE": neg,
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
    "ISUP": rising,
    "ISDOWN": falling,
    "ISEQUAL": equal,
    "DRAWNULL": nothing,
    "MAX": larger,
    "MIN": smaller,
    "ABS": abs,
    "SQRT": root,
    "POW": guarded(math.pow),
    "EXP": guarded(math.exp),
    "LN": guarded(math.log),
    "LOG": guarded(math.log10),
    "SIN": guarded(math.sin),
    "COS": guarded(math.cos),
    "TAN": guarded(math.tan),
    "ASIN": guarded(math.asin),
    "ACOS": guarded(math.acos),
    "ATAN": math.atan,
    "INTPART": whole_part,
    "FRACPART": fraction,
    "FLOOR": floor,
    "CEILING": ceiling,
    "ROUND": rounded,
    "ROUND2": rounded_to,
    "SIGN": sign,
}
