"""How an equity curve did."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.roc.backtest import Result, Trade
from engines.roc.crossings import Flags
from engines.roc.rules import Rules
from engines.roc.series import Floats


@dataclass(frozen=True, slots=True)
class Performance:
    """`growth` and `held` are factors, `drawdown` and `exposure` shares of 1; `wins` of `trades`
    that have ended."""

    growth: float
    held: float
    drawdown: float
    exposure: float
    wins: int
    trades: int


def performance(result: Result, close: Floats, rules: Rules) -> Performance:
    """`close` is what was traded: `held` is what its first known close has become by the last."""
    ended = [trade for trade in result.trades if trade.sold is not None]
    bars = len(result.equity)
    return Performance(
        growth=float(result.equity[-1] / rules.cash) if bars else 1.0,
        held=grown(close),
        drawdown=drawdown(result.equity),
        exposure=float(np.count_nonzero(result.held) / bars) if bars else 0.0,
        wins=sum(map(won, ended)),
        trades=len(ended),
    )


def won(trade: Trade) -> bool:
    return trade.gain > 0


def grown(close: Floats) -> float:
    known = close[~np.isnan(close)]
    return float(known[-1] / known[0]) if len(known) and known[0] else 1.0


def drawdown(equity: NDArray[np.float64]) -> float:
    """The deepest fall from a peak before it, as a share of that peak."""
    if not len(equity):
        return 0.0
    return float(np.max(1 - equity / np.maximum.accumulate(equity)))


def jumps(result: Result, flagged: Flags) -> int:
    """Flagged bars (trust.gaps) that shares were held into: the equity jumped without cause."""
    return int(np.count_nonzero(flagged[1:] & (result.held[:-1] > 0)))


def thinned(bars: int, most: int) -> NDArray[np.intp]:
    """Which of so many bars to show where there is room for `most`: evenly, the ends among them."""
    return np.unique(np.linspace(0, bars - 1, min(bars, most)).round().astype(np.intp))
