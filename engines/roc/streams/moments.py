"""What windows are summed up by, put together part by part.

Nothing is squared that was not centred before: Chan, Golub & LeVeque, "Updating formulae and a
pairwise algorithm for computing sample variances" (1979). Bars are numbered 0, 1, 2 … from the
oldest of a part, so that neighbouring parts need no places.
"""

from math import nan, sqrt
from typing import NamedTuple


class Moments(NamedTuple):
    """Of one series: its mean, and the sums of squares and of products with the bars' numbers."""

    bars: int
    mean: float
    squares: float
    slopes: float


class Products(NamedTuple):
    """Of two series."""

    bars: int
    mean: float
    other: float
    squares: float
    others: float
    products: float


class Weights(NamedTuple):
    """The sum, and the sum weighted by the bars' numbers plus 1."""

    bars: int
    sum: float
    weighted: float


def moments(x: float) -> Moments:
    return Moments(1, x, x - x, x - x)  # NaN of what is unknown


def merge_moments(a: Moments, b: Moments) -> Moments:
    bars = a.bars + b.bars
    apart = b.mean - a.mean
    weight = apart * a.bars * b.bars / bars
    return Moments(
        bars,
        a.mean + apart * b.bars / bars,
        a.squares + b.squares + apart * weight,
        a.slopes + b.slopes + bars / 2 * weight,
    )


def products(x: float, y: float) -> Products:
    return Products(1, x, y, x - x, y - y, (x - x) + (y - y))


def merge_products(a: Products, b: Products) -> Products:
    bars = a.bars + b.bars
    x, y = b.mean - a.mean, b.other - a.other
    share = b.bars / bars
    weight = a.bars * share
    return Products(
        bars,
        a.mean + x * share,
        a.other + y * share,
        a.squares + b.squares + x * x * weight,
        a.others + b.others + y * y * weight,
        a.products + b.products + x * y * weight,
    )


def weights(x: float) -> Weights:
    return Weights(1, x, x)


def merge_weights(a: Weights, b: Weights) -> Weights:
    return Weights(a.bars + b.bars, a.sum + b.sum, a.weighted + b.weighted + a.bars * b.sum)


def mean(part: Weights) -> float:
    return part.sum / part.bars


def weighted_mean(part: Weights) -> float:
    return 2 * part.weighted / (part.bars * (part.bars + 1))


def sample_variance(part: Moments) -> float:
    return part.squares / (part.bars - 1) if part.bars > 1 else nan


def variance(part: Moments) -> float:
    return part.squares / part.bars


def sample_deviation(part: Moments) -> float:
    return sqrt(sample_variance(part))


def deviation(part: Moments) -> float:
    return sqrt(variance(part))


def squares(part: Moments) -> float:
    return part.squares


def slope(part: Moments) -> float:
    bars = part.bars
    return 12 * part.slopes / (bars * (bars * bars - 1)) if bars > 1 else nan


def forecast(part: Moments) -> float:
    """The regression's line at its last bar."""
    return part.mean + slope(part) * (part.bars - 1) / 2


def covariance(part: Products) -> float:
    return part.products / part.bars


def correlation(part: Products) -> float:
    """NaN where one of the two does not move."""
    if not part.squares or not part.others:
        return nan
    found = part.products / sqrt(part.squares) / sqrt(part.others)
    return max(-1.0, min(1.0, found)) if found == found else nan
