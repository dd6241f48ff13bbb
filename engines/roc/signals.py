"""All that the lines of a formula say about one symbol: signs at bars, and divergences.

Nothing that was told is ever moved or taken back; what may be is marked, and has no `told`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from engines.roc.crossings import Crossings, Flags, change, crossings
from engines.roc.divergence import Divergence, divergences
from engines.roc.rules import Signals
from engines.roc.series import Floats, Series
from engines.roc.trust import gaps, reached
from engines.wire import N_, EngineError


@dataclass(frozen=True, slots=True)
class Sign:
    """`kind`: buy, sell, top, bottom or exrights, at a bar, known at the close of the bar `told`.

    A top or bottom stands at its pivot. `level` is where it is drawn, None: at the price.
    `doubted`: the line looked back over a jump as on an ex-rights day.
    """

    kind: str
    bar: int
    told: int
    level: float | None = None
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """`signs` in the order of their bars; `links` as they were told, provisional ones last.

    `doubted` flags the bars whose values look back over a jump.
    """

    signs: tuple[Sign, ...]
    links: tuple[Divergence, ...]
    doubted: Flags

    def newest(self) -> str:
        """The signal that was told at the close of the last bar: buy, sell, top, bottom, or ""."""
        last = len(self.doubted) - 1
        told = [each.kind for each in self.signs if each.told == last and each.kind != "exrights"]
        return min(told, key=RANKS.index, default="")


RANKS = ("buy", "sell", "top", "bottom")
"""Which signal is named where a bar has several."""


def read(
    series: Series, lines: Mapping[str, Floats], signals: Signals, reach: int | None
) -> Reading:
    """`lines` are those of the formula, in its order; `reach`: bars that the first looks back."""
    flagged = gaps(series.open, series.close, signals.exrights)
    doubted = reached(flagged, reach)
    crossed = crossings(crossing(lines, signals), signals.band, signals.quiet)
    line = chosen(lines, signals.line)
    links = tuple(
        replace(link, doubted=jumped(link, flagged, reach))
        for link in divergences(series.high, series.low, line, signals)
    )
    signs = [*crossing_signs(crossed, doubted), *pivot_signs(links)]
    signs += [Sign("exrights", bar, bar) for bar in np.flatnonzero(flagged).tolist()]
    return Reading(tuple(sorted(signs, key=lambda each: each.bar)), links, doubted)


def crossing(lines: Mapping[str, Floats], signals: Signals) -> Floats:
    """What crosses 0, as `signals` say: a line, its distance from another, or its change.

    For lines of one symbol, or (bars, symbols). Raises EngineError where there is no such line.
    """
    line = chosen(lines, signals.line)
    if signals.against:
        return np.subtract(line, chosen(lines, signals.against))
    return change(line) if signals.slope else line


def chosen(lines: Mapping[str, Floats], name: str) -> Floats:
    """The line of that name, in whatever case; "" is the first."""
    named = {each.upper(): line for each, line in lines.items()}
    if not named:
        raise EngineError(N_("The formula has no line."))
    wanted = name.upper() or next(iter(named))
    if wanted not in named:
        why = N_("{name}; it has {names}").format(name=name, names=", ".join(lines))
        raise EngineError(N_("The formula has no line of that name."), why)
    return named[wanted]


def crossing_signs(crossed: Crossings, doubted: Flags) -> list[Sign]:
    return [
        Sign(kind, bar, bar, doubted=bool(doubted[bar]))
        for kind, flags in (("buy", crossed.up), ("sell", crossed.down))
        for bar in np.flatnonzero(flags).tolist()
    ]


def pivot_signs(links: tuple[Divergence, ...]) -> list[Sign]:
    """Tops and bottoms of the divergences that have been told."""
    return [
        Sign("top" if link.top else "bottom", link.end, link.told, link.prices[1], link.doubted)
        for link in links
        if link.told is not None
    ]


def jumped(link: Divergence, flagged: Flags, reach: int | None) -> bool:
    """Whether a jump lies between its pivots, or in what the line at the first looked back over."""
    first = 0 if reach is None else max(0, link.start - reach + 1)
    return bool(flagged[first : link.end + 1].any())
