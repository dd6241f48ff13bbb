"""The rows of a watchlist: which symbols, in which order, and what stands in a row."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from engines.roc import trust
from engines.roc.crossings import crossings, since
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.nodes import Program
from engines.roc.market import Market, Member
from engines.roc.messages import Row
from engines.roc.programs import columns, telling
from engines.roc.rules import Signals
from engines.roc.series import Floats, Series
from engines.roc.signals import Reading, crossing
from engines.roc.study import Study, study
from engines.roc.wording import dates, number, rounded

DIGITS, TREND_DIGITS = 7, 4
MOST_VISIBLE = 1000
REMEMBERED = 600
"""Rows."""


def visible(trend: int, signals: Signals) -> int:
    """Bars that a row looks at: its trend, and where a divergence on the newest bar may begin."""
    farthest = signals.farthest + signals.left + signals.right + 1
    return min(max(trend, farthest, signals.window, 2), MOST_VISIBLE)


# Order


def among(market: Market, symbols: Sequence[str], where: Program | None) -> list[int]:
    """Those of the group on whose newest bar the condition holds."""
    if symbols:
        wanted = {symbol.lower() for symbol in symbols}
        found = [at for at, each in enumerate(market.members) if each.symbol.lower() in wanted]
    else:
        found = list(range(len(market)))
    if where is None or not found:
        return found
    holds = market.newest_values(where, found if symbols else None)
    return [at for at, value in zip(found, holds.tolist(), strict=True) if value and value == value]


def ordered(
    market: Market,
    found: list[int],
    sort: str,
    descending: bool,
    expression: Program | None,
    formula: Program | None,
    signals: Signals,
) -> list[int]:
    """Equal ones stay as they came; what has no value comes last, in either direction."""
    if sort in TEXTS:
        key = TEXTS[sort]
        named = [at for at in found if key(market.members[at])]
        unnamed = [at for at in found if not key(market.members[at])]
        return [
            *sorted(named, key=lambda at: key(market.members[at]).casefold(), reverse=descending),
            *unnamed,
        ]
    if sort in NUMBERS:
        values = np.array([NUMBERS[sort](market.members[at]) for at in found], float)
    elif sort == "since":
        values = crossed_ago(market, formula, signals)[found] if formula else np.empty(0)
    elif expression is not None:
        values = market.newest_values(expression)[found]
    else:
        return found
    if len(values) != len(found):
        return found
    order = np.argsort(-values if descending else values, kind="stable")
    return [found[at] for at in order.tolist()]


TEXTS: dict[str, Callable[[Member], str]] = {
    "symbol": lambda member: member.symbol,
    "name": lambda member: member.name,
}
NUMBERS: dict[str, Callable[[Member], float]] = {
    "last": lambda member: member.last,
    "change": lambda member: member.change,
}
KEYS = ("", *TEXTS, *NUMBERS, "since")
"""What sorts without being an expression."""


def crossed_ago(market: Market, formula: Program, signals: Signals) -> Floats:
    """Bars since the line crossed, of every symbol; NaN where it has not."""
    found = [np.empty(0)]
    for bars, times in market.parts(None):
        result = evaluate(formula, bars, times)
        lines = {each.name: result.lines[each.name] for each in telling(formula)}
        ago = since(crossings(crossing(lines, signals), signals.band, signals.quiet)).bars
        found.append(np.where(ago < 0, np.nan, ago))
    return np.concatenate(found)


# Rows


class Rower:
    """Makes rows, and keeps them until what they show may have changed."""

    def __init__(
        self, market: Market, formula: Program | None, signals: Signals, trend: int
    ) -> None:
        self.market, self.formula, self.signals, self.trend = market, formula, signals, trend
        self.kept: dict[int, tuple[Row, int]] = {}
        self.newest = market.newest
        self.visible = visible(trend, signals)

    def rows(self, which: Sequence[int]) -> tuple[tuple[Row, ...], int]:
        """And how many of their values are NaN because something was divided by 0."""
        found = [self._row(index) for index in which]
        self.kept = dict(zip(which, found, strict=True)) | self._near()
        return tuple(row for row, _divided in found), sum(divided for _row, divided in found)

    def renew(self, moved: Sequence[int]) -> None:
        """Forget the rows that have changed; all where a new day makes others stale."""
        before, self.newest = self.newest, self.market.newest
        if before is None or self.newest is None or trust.days(before) != trust.days(self.newest):
            self.kept.clear()
        for index in moved:
            self.kept.pop(index, None)

    def _near(self) -> dict[int, tuple[Row, int]]:
        """Rows that were shown lately, but not ever more of them."""
        return self.kept if len(self.kept) < REMEMBERED else {}

    def _row(self, index: int) -> tuple[Row, int]:
        if index in self.kept:
            return self.kept[index]
        series, member = self.market.series(index), self.market.members[index]
        if self.formula is None or not len(series):
            return bare(member, series), 0
        made = study(series, self.formula)
        return self._full(member, made), made.result.divided

    def _full(self, member: Member, made: Study) -> Row:
        lines, signals = made.told, self.signals
        reading = made.newest(self.visible).reading(signals)
        first = next(iter(lines.values()), np.empty(0))
        ago, way = crossed(lines, signals)
        newest = np.array([lines[name][-1] for name in columns(made.program)])
        return Row(
            member.symbol,
            member.name,
            dates(made.series.times[-1:], made.series.period)[0],
            number(member.last),
            number(round(member.change, 4)),
            rounded(newest, DIGITS),
            rounded(first[len(first) - min(self.trend, len(first)) :], TREND_DIGITS),
            ago,
            way,
            reading.newest(),
            self._doubts(made, first, reading),
        )

    def _doubts(self, made: Study, first: Floats, reading: Reading) -> tuple[str, ...]:
        fields = made.program.fields
        return trust.doubts(made.series, first, reading.doubted, fields, self.newest)


def bare(member: Member, series: Series) -> Row:
    time = dates(series.times[-1:], series.period)[0] if len(series) else ""
    return Row(member.symbol, member.name, time, number(member.last), number(member.change), (), ())


def crossed(lines: Mapping[str, Floats], signals: Signals) -> tuple[int | None, int]:
    """Bars since the newest crossing, negative where it went down, and its way."""
    if not lines:
        return None, 0
    found = since(crossings(crossing(lines, signals), signals.band, signals.quiet))
    way = int(found.way)
    return (way * int(found.bars), way) if way else (None, 0)
