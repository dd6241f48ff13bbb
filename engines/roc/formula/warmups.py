"""How many bars back a value depends on. None: all of them, or nobody can say beforehand.

Each rule is given the arguments of its function that are numbers, None for those that are not.
"""

from collections.abc import Callable
from math import ceil, log

SETTLED = 1e-16
"""The weight below which what lies further back no longer shows in a double."""

Bars = int | None
Rule = Callable[..., Bars]


def settle(share: float) -> Bars:
    """Bars until what a recursion `y = share*x + (1-share)*y` held weighs less than SETTLED."""
    if not 0 < share <= 1:
        return None
    return 0 if share == 1 else ceil(log(SETTLED) / log(1 - share))


def none(*_numbers: float | None) -> Bars:
    return 0


def all_of_them(*_numbers: float | None) -> Bars:
    return None


def bars(k: int, less: int = 0) -> Rule:
    """As many as argument `k` says, less some; 0 of it means all."""

    def rule(*numbers: float | None) -> Bars:
        n = numbers[k]
        return int(n) - less if n is not None and n > 0 else None

    return rule


def back(_x: float | None, n: float | None) -> Bars:
    return None if n is None else int(n)


def ema(_x: float | None, n: float | None) -> Bars:
    return settle(2 / (int(n) + 1)) if n else None


def expmema(x: float | None, n: float | None) -> Bars:
    settled = ema(x, n)
    return None if n is None or settled is None else settled + int(n) - 1


def sma(_x: float | None, n: float | None, m: float | None) -> Bars:
    return settle(int(m) / int(n)) if n and m else None


def mema(x: float | None, n: float | None) -> Bars:
    return sma(x, n, 1)


def dma(_x: float | None, share: float | None) -> Bars:
    return None if share is None else settle(share)
