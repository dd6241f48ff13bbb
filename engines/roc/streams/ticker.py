"""ROC, MAROC and EROC of a price, a tick at a time: what most feeds want, at its quickest."""

from collections import deque
from math import nan

Lines = tuple[float, float, float]


class Ticker:
    """`n` bars back, a mean of `m`, an exponential mean of `e`, as in 通达信's own formula.

    A tick costs O(m). Until `n` bars were closed ROC is NaN, and MAROC for m - 1 bars more; EROC
    begins with the first ROC. A price of 0 or NaN makes NaN; EROC then holds what it had.
    """

    __slots__ = ("_kept", "_last", "_m", "_prices", "_rocs", "_share")

    def __init__(self, n: int = 12, m: int = 6, e: int = 9) -> None:
        if min(n, m, e) < 1:
            raise ValueError("n, m and e are 1 or more")
        self._m = m
        self._share = 2 / (e + 1)
        self._kept = 1 - self._share
        self._prices = deque([nan] * n, n)
        self._rocs = deque([nan] * (m - 1), m - 1)
        self._last = nan

    def value(self, price: float) -> Lines:
        """ROC, MAROC, EROC of a bar that stands at this price; nothing changes."""
        before = self._prices[0]
        roc = 100 * (price - before) / before if before else nan
        smooth = self._share * roc + self._kept * self._last
        if smooth != smooth and self._last != self._last:
            smooth = roc
        return roc, (sum(self._rocs) + roc) / self._m, smooth

    def close(self, price: float) -> Lines:
        """The same of a bar that has ended at this price: the next tick is of the next bar."""
        lines = self.value(price)
        self._prices.append(price)
        self._rocs.append(lines[0])
        if lines[2] == lines[2]:
            self._last = lines[2]
        return lines
