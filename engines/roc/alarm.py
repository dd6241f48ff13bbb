"""When an alert is told: as its condition becomes true, and then not for a while."""

from typing import NamedTuple

import numpy as np

from engines.roc.crossings import Flags


class Told(NamedTuple):
    """A symbol, and its bar (counted from its first) on which the condition became true."""

    symbol: str
    bar: int


class Alarm:
    """One alert over many symbols; what it tells hangs on the bars alone, not on when one looked.

    Told on a bar where the condition holds and did not on the bar before; once a bar, however often
    that bar changes; and not on the `cooldown` bars after one that was told (FILTER: what becomes
    true within them is not told later either). The first look at a symbol is at its newest bar,
    later ones at all since: what several new bars brought is told, oldest first. Where a symbol has
    become shorter, time went back, and it is looked at for the first time again.
    """

    def __init__(self, cooldown: int = 0) -> None:
        self.cooldown = cooldown
        self.seen: dict[str, int] = {}
        self.told: dict[str, int] = {}

    def look(self, symbols: list[str], lengths: list[int], holds: Flags) -> list[Told]:
        """What is to be told now, in the order of the symbols.

        `holds` is (bars, symbols), its last row the newest bar of each, whose number is its length
        less 1. Before its first row nothing held: give one row more than there are new bars.
        """
        self.rewind(symbols, lengths)
        edges = holds.copy()
        edges[1:] &= ~holds[:-1]
        found = []
        for column in np.flatnonzero(edges.any(axis=0)).tolist():
            symbol, newest = symbols[column], lengths[column] - 1
            # The bar that was seen last may have changed since.
            rows = min(len(edges), newest - self.seen.get(symbol, newest) + 1)
            for row in np.flatnonzero(edges[len(edges) - rows :, column]).tolist():
                found += self.tell(symbol, newest - rows + 1 + row)
        self.seen.update((name, length - 1) for name, length in zip(symbols, lengths, strict=True))
        return found

    def rewind(self, symbols: list[str], lengths: list[int]) -> None:
        """Forget the symbols that have become shorter."""
        for symbol, length in zip(symbols, lengths, strict=True):
            if self.seen.get(symbol, -1) >= length:
                del self.seen[symbol]
                self.told.pop(symbol, None)

    def tell(self, symbol: str, bar: int) -> list[Told]:
        told = self.told.get(symbol)
        if told is not None and bar <= told + self.cooldown:
            return []
        self.told[symbol] = bar
        return [Told(symbol, bar)]
