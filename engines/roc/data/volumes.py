"""In which units a file counts volume and turnover, told by what comes out as a price."""

from typing import NamedTuple

import numpy as np

from engines.roc.doubts import DOUBTS
from engines.roc.series import Floats
from engines.wire import N_

NEWEST = 250
"""Bars that are asked: prices that were adjusted for old dividends are right on the newest."""

NEAR = 1.25
"""A median of so many bars of a real stock is within a few percent."""

THOUSANDS = N_("The turnover was read as thousands.")
MYRIADS = N_("The turnover was read as ten thousands (万).")
UNSURE = DOUBTS["average"]


class Unit(NamedTuple):
    """`ratio` is what amount / volume / close comes to in these units.

    `lots` is what makes the volume 手, `money` what makes the turnover the currency.
    """

    ratio: float
    lots: float
    money: float
    warning: str = ""


SHARES = Unit(1.0, 0.01, 1.0)
LOTS = Unit(100.0, 1.0, 1.0)
TENS = Unit(10.0, 0.1, 1.0)
"""Of bonds a 手 is ten."""

UNITS = (
    SHARES,
    LOTS,
    TENS,
    Unit(0.1, 1.0, 1e3, THOUSANDS),  # tushare: 手 and thousands
    Unit(0.001, 0.01, 1e3, THOUSANDS),
    Unit(0.01, 1.0, 1e4, MYRIADS),
    Unit(0.0001, 0.01, 1e4, MYRIADS),
)


def ratio(close: Floats, volume: Floats, amount: Floats) -> float:
    """The median of amount / volume / close on the newest bars; NaN where there is none."""
    close, volume, amount = close[-NEWEST:], volume[-NEWEST:], amount[-NEWEST:]
    known = (volume > 0) & (amount > 0) & (close > 0)
    if not known.any():
        return np.nan
    with np.errstate(over="ignore"):  # of a volume that is next to nothing
        ratios = np.sort(amount[known] / volume[known] / close[known])
    return float(ratios[len(ratios) // 2])


def unit(found: float, units: tuple[Unit, ...] = UNITS) -> Unit | None:
    """The unit that gives such a ratio, or None."""
    near = (unit for unit in units if unit.ratio / NEAR <= found <= unit.ratio * NEAR)
    return next(near, None)
