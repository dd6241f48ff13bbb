"""Bars of one symbol, as arrays."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Times = NDArray[np.datetime64]

FIELDS = ("open", "high", "low", "close", "volume", "amount")
"""In the order of a bar; each is float64, NaN where the source has none."""

KINDS = ("stock", "index", "fund", "bond", "future", "other")


@dataclass(frozen=True, slots=True)
class Series:
    """`times` are datetime64[s], sorted, each once; all arrays have their length.

    Prices and `amount` are in the currency, `volume` in 手 (100 shares), as VOL and AMO are in
    通达信, so that `amount / volume / 100` is a price. Where the volume's unit is unknown,
    `average` is False, and that quotient means nothing.
    """

    symbol: str
    times: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    amount: Floats
    name: str = ""
    period: str = "day"
    """1min, 5min, …, day, week, month, or tick."""
    kind: str = "other"
    average: bool = True
    source: str = ""
    """The path that it was read from, "" for none."""
    warnings: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.times)

    def columns(self) -> dict[str, Floats]:
        """The arrays by their names in FIELDS."""
        return {name: getattr(self, name) for name in FIELDS}

    def cut(self, first: int | None, last: int | None) -> "Series":
        """The bars [first:last], as views."""
        return self.take(slice(first, last))

    def take(self, which: slice | NDArray[np.bool_]) -> "Series":
        """Those bars."""
        return replace(
            self,
            times=self.times[which],
            open=self.open[which],
            high=self.high[which],
            low=self.low[which],
            close=self.close[which],
            volume=self.volume[which],
            amount=self.amount[which],
        )
