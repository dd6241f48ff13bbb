"""What an order comes to: whether an open fills it, at what price, at what cost."""

import math
from dataclasses import dataclass

from engines.roc.rules import Rules
from engines.wire import N_

REFUSALS = {
    "halt": N_("Nothing was traded."),
    "limit": N_("The open was at the limit."),
    "settle": N_("What was bought could not be sold yet."),
    "cash": N_("The cash was not enough for one lot."),
}
"""Why an order found no fill."""


@dataclass(frozen=True, slots=True)
class Fill:
    """So many shares at a price, slip included; `cost`: fee and tax, in currency."""

    price: float
    shares: float
    cost: float


def hindrance(buying: bool, opened: float, volume: float, last: float, rules: Rules) -> str:
    """Why this open fills no order: a key of REFUSALS, or "". `last` is the close before."""
    if not opened > 0 or volume == 0:
        return "halt"
    return "limit" if rules.limit and limited(buying, opened, last, rules) else ""


def limited(buying: bool, opened: float, last: float, rules: Rules) -> bool:
    """Whether one who buys (sells) stands in the queue at, or beyond, the upper (lower) limit.

    Half a tick nearer than the exact limit: the exchange rounds that to a tick, half up, so the
    upper limit may lie up to half a tick below it, the lower limit up to half a tick above.
    """
    near = rules.tick / 2 * (1 + 1e-6)
    if buying:
        return opened >= last * (1 + rules.limit) - near
    return opened <= last * (1 - rules.limit) + near


def fee(value: float, rules: Rules) -> float:
    return max(value * rules.fee, rules.least)


def bought(opened: float, cash: float, rules: Rules) -> Fill:
    """All that the cash buys, fee included, in whole lots or fractions; 0 shares: not enough."""
    price = opened * (1 + rules.slip)
    value = min(cash / (1 + rules.fee), cash - rules.least)
    shares = max(0.0, value / price)
    if not rules.fractions:
        # A whole number of lots may come out a hair below itself.
        shares = math.floor(shares / rules.lot * (1 + 1e-12)) * float(rules.lot)
    return Fill(price, shares, fee(shares * price, rules) if shares else 0.0)


def sold(opened: float, shares: float, cash: float, rules: Rules) -> Fill:
    """All of the shares. The costs are no more than there is then: the account owes nothing."""
    price = opened * (1 - rules.slip)
    value = shares * price
    return Fill(price, shares, min(fee(value, rules) + value * rules.tax, cash + value))
