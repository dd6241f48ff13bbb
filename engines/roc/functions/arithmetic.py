"""Bar by bar: what needs no bar but its own. What cannot be computed (1/0, LN(0)) is NaN.

Adding and multiplying leave numpy's warnings of overflow as they are: setting them costs as much as
a thousand sums, and is done once for a whole formula.
"""

from typing import Any, cast

import numpy as np

from engines.roc.functions.values import Array, Value, kind, quiet


def add(a: Value, b: Value) -> Array:
    return cast(Array, np.add(a, b))


def subtract(a: Value, b: Value) -> Array:
    return cast(Array, np.subtract(a, b))


def multiply(a: Value, b: Value) -> Array:
    return cast(Array, np.multiply(a, b))


def divide(a: Value, b: Value) -> Array:
    """NaN where b is 0. The processor notes such a division, so none is looked for before."""
    try:
        with np.errstate(divide="raise", over="ignore", under="ignore", invalid="ignore"):
            return cast(Array, np.true_divide(a, b))
    except FloatingPointError:
        return _divide_around_zeros(a, b)


@quiet
def _divide_around_zeros(a: Value, b: Value) -> Array:
    quotient = np.true_divide(a, b)
    return np.where(np.equal(b, 0), quotient.dtype.type(np.nan), quotient)


@quiet
def modulo(a: Value, b: Value) -> Array:
    """What whole divisions leave, with the sign of a: MOD(-7,3) is -1."""
    return cast(Array, np.fmod(a, b))


def negative(x: Value) -> Array:
    return cast(Array, np.negative(x))


def absolute(x: Value) -> Array:
    return cast(Array, np.abs(x))


def larger(a: Value, b: Value, *more: Value) -> Array:
    """NaN where one of them is."""
    found = np.maximum(a, b)
    for value in more:
        found = np.maximum(found, value)
    return cast(Array, found)


def smaller(a: Value, b: Value, *more: Value) -> Array:
    """NaN where one of them is."""
    found = np.minimum(a, b)
    for value in more:
        found = np.minimum(found, value)
    return cast(Array, found)


def finite(x: Any) -> Array:
    """NaN for what is infinite."""
    found: Array = np.where(np.isfinite(x), x, x.dtype.type(np.nan))
    return found


@quiet
def root(x: Value) -> Array:
    return cast(Array, np.sqrt(x))


@quiet
def power(a: Value, b: Value) -> Array:
    return finite(np.float_power(a, b) if np.isscalar(a) and np.isscalar(b) else np.power(a, b))


@quiet
def exponential(x: Value) -> Array:
    return finite(np.exp(x))


@quiet
def natural_logarithm(x: Value) -> Array:
    return finite(np.log(x))


@quiet
def logarithm(x: Value) -> Array:
    """To base 10."""
    return finite(np.log10(x))


@quiet
def sine(x: Value) -> Array:
    return cast(Array, np.sin(x))


@quiet
def cosine(x: Value) -> Array:
    return cast(Array, np.cos(x))


@quiet
def tangent(x: Value) -> Array:
    return cast(Array, np.tan(x))


@quiet
def arcsine(x: Value) -> Array:
    return cast(Array, np.arcsin(x))


@quiet
def arccosine(x: Value) -> Array:
    return cast(Array, np.arccos(x))


def arctangent(x: Value) -> Array:
    return cast(Array, np.arctan(x))


def whole_part(x: Value) -> Array:
    """Towards 0: INTPART(-3.7) is -3."""
    return cast(Array, np.trunc(x))


@quiet
def fraction(x: Value) -> Array:
    """What INTPART drops, with its sign."""
    return cast(Array, x - np.trunc(x))


def floor(x: Value) -> Array:
    return cast(Array, np.floor(x))


def ceiling(x: Value) -> Array:
    return cast(Array, np.ceil(x))


@quiet
def rounded(x: Value) -> Array:
    """Halves go away from 0 (四舍五入), not to the even neighbour."""
    base = np.trunc(x)
    return cast(Array, base + np.sign(x) * (np.abs(x - base) >= 0.5))


@quiet
def rounded_to(x: Value, digits: Value) -> Array:
    """To so many places behind the point. What is too large to have any stays as it is."""
    dtype = kind(x, digits)
    factor = np.power(10.0, np.trunc(digits)).astype(dtype)
    scaled = np.asarray(x, dtype) * factor
    found = rounded(scaled) / factor
    sensible = np.isfinite(scaled) & (factor > 0) | np.isnan(digits)
    return np.where(sensible, found, np.asarray(x, dtype))


def sign(x: Value) -> Array:
    return cast(Array, np.sign(x))
