"""Buying and selling one symbol on signals: what is known at a close is done at the next open.

All the cash is in the market, or none. Of the orders
- a buy that finds no fill (a halt, the upper limit, too little cash) is dropped: the signal is old;
- a sale that finds none (a halt, the lower limit, not settled yet) is tried again on every open,
  until it is filled or a newer signal to buy takes it back;
- a buy while shares are held and a sale while none are held are no orders. Where both signals are
  on one bar, shares that are held are sold, and else bought.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.roc.crossings import Flags
from engines.roc.fills import bought, hindrance, sold
from engines.roc.rules import PLAIN, Rules
from engines.roc.series import Series


@dataclass(frozen=True, slots=True)
class Trade:
    """Bought on the open of a bar, sold on another's, prices with slip; `costs` are fees and taxes.

    `gain` is in currency, after costs. While shares are held `sold` and `got` are None, and the
    gain is that at the last known close, without what a sale would cost.
    """

    bought: int
    price: float
    shares: float
    sold: int | None
    got: float | None
    gain: float
    costs: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """An order that found no fill on a bar, said once an order; `why` is a key of REFUSALS."""

    bar: int
    buying: bool
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """`equity` is in currency at each close, at the last known price; `held` the shares then.

    `costs` are all fees and taxes; `waiting` is the order for the bar that is not there yet: buy,
    sell or "". The result of the first k bars is the first k bars of the result.
    """

    equity: NDArray[np.float64]
    held: NDArray[np.float64]
    trades: tuple[Trade, ...]
    refused: tuple[Refusal, ...]
    costs: float
    waiting: str


def backtest(series: Series, buys: Flags, sells: Flags, rules: Rules = PLAIN) -> Result:
    """`buys` and `sells` are flags of the bars at whose close the signals are known."""
    account = Account(rules)
    bars = zip(*(each.tolist() for each in (series.open, series.close, series.volume)), strict=True)
    signals = zip(buys.tolist(), sells.tolist(), strict=True)
    equity, held = np.empty(len(series)), np.empty(len(series))
    for bar, ((opened, close, volume), (buy, sell)) in enumerate(zip(bars, signals, strict=True)):
        account.fill(bar, opened, volume)
        account.close(close)
        equity[bar], held[bar] = account.equity, account.shares
        account.order(buy, sell)
    return account.result(equity, held)


class Account:
    """Cash and shares from bar to bar: `fill` at the open, `close`, then `order` for the next."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.cash = rules.cash
        self.shares = 0.0
        self.last = float("nan")
        self.waiting = ""
        self.tried = False
        self.trades: list[Trade] = []
        self.refused: list[Refusal] = []
        self.costs = 0.0

    @property
    def equity(self) -> float:
        return self.cash + (self.shares * self.last if self.shares else 0.0)

    def fill(self, bar: int, opened: float, volume: float) -> None:
        """Try the order that waits."""
        if self.waiting == "buy":
            self._buy(bar, opened, hindrance(True, opened, volume, self.last, self.rules))
        elif self.waiting == "sell":
            self._sell(bar, opened, hindrance(False, opened, volume, self.last, self.rules))

    def close(self, price: float) -> None:
        if price == price:
            self.last = price

    def order(self, buy: bool, sell: bool) -> None:
        """Take the signals of the bar that has closed."""
        if self.shares and sell:
            self.tried = self.tried and self.waiting == "sell"
            self.waiting = "sell"
        elif buy:
            self.waiting = "" if self.shares else "buy"
            self.tried = False

    def result(self, equity: NDArray[np.float64], held: NDArray[np.float64]) -> Result:
        trades, refused = tuple(self._marked()), tuple(self.refused)
        return Result(equity, held, trades, refused, self.costs, self.waiting)

    def _buy(self, bar: int, opened: float, why: str) -> None:
        self.waiting = ""
        fill = None if why else bought(opened, self.cash, self.rules)
        if fill is None or not fill.shares:
            self.refused.append(Refusal(bar, True, why or "cash"))
            return
        self.cash = max(0.0, self.cash - fill.shares * fill.price - fill.cost)
        self.shares, self.costs = fill.shares, self.costs + fill.cost
        if self.last != self.last:
            self.last = opened
        self.trades.append(Trade(bar, fill.price, fill.shares, None, None, -fill.cost, fill.cost))

    def _sell(self, bar: int, opened: float, why: str) -> None:
        trade = self.trades[-1]
        why = why or ("settle" if bar - trade.bought < self.rules.settle else "")
        if why:
            if not self.tried:
                self.refused.append(Refusal(bar, False, why))
            self.tried = True
            return
        self.waiting, self.tried = "", False
        fill = sold(opened, self.shares, self.cash, self.rules)
        self.cash += fill.shares * fill.price - fill.cost
        self.shares, self.costs = 0.0, self.costs + fill.cost
        self.trades[-1] = ended(trade, bar, fill.price, fill.cost)

    def _marked(self) -> list[Trade]:
        """The trades; what is held has the gain at the last close."""
        if not self.shares:
            return self.trades
        *past, held = self.trades
        gain = (self.last - held.price) * held.shares - held.costs
        return [*past, Trade(held.bought, held.price, held.shares, None, None, gain, held.costs)]


def ended(trade: Trade, bar: int, price: float, cost: float) -> Trade:
    costs = trade.costs + cost
    gain = (price - trade.price) * trade.shares - costs
    return Trade(trade.bought, trade.price, trade.shares, bar, price, gain, costs)
