"""What a tab sees: the market in some order, a window of its rows, and a chart."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import Any

import msgspec

from engines import wire
from engines.roc import charting, listing
from engines.roc.alerts import Alerts
from engines.roc.changes import Changes
from engines.roc.data.load import files
from engines.roc.market import Market, Wanted, wanted
from engines.roc.meaning import EMPTY, Reader
from engines.roc.messages import Chart, Charted, Listed, Look, Problem, Row, Rows
from engines.roc.programs import columns
from engines.roc.reading import problem, sources
from engines.roc.study import Study, study
from engines.roc.wording import fits
from engines.wire import N_

Emit = Callable[[wire.Message], None]

NOTHING_WANTED = Wanted(("",), depth=0)
MOVING = ("last", "change", "since")
"""Orders that change as bars come."""

MOST_TICKS = 5
"""Bars that are told one by one; more are a new chart."""

MOST_REPLAYED = 500
"""Symbols that are all read again at every bar of a replay; of more, those in the chart's file."""

NO_SYMBOL = N_("There is no such symbol.")
BOUNDED = N_("The formula looks at all bars; values of the list come from the newest ones.")
GONE = N_("The file is no longer there: what it held last is shown.")
ALONE = N_("The replay shows one file: there are too many to read all of them at every bar.")


class Desk:
    """Each Look is answered by Listed, and by Rows and Charted where they are not as before."""

    def __init__(self, emit: Emit) -> None:
        self.emit = emit
        self.reader = Reader()
        self.alerts = Alerts()
        self.look, self.meaning = Look(), EMPTY
        self.market = Market(NOTHING_WANTED)
        self.loading: tuple[Market, Iterator[wire.Message | None]] | None = None
        self.alone: tuple[object, str] | None = None
        """In a replay of many files: what was asked for, and the file that is read for it."""
        self.loaded = 0
        """The number of the Look that the market was read for."""
        self.changes: Changes | None = None
        self.told: set[tuple[str, str]] = set()
        """What has been told of files: the path and the sentence."""
        self.order: list[int] = []
        self.rows: tuple[Row, ...] = ()
        self.divided = 0
        self.listed: Any = None
        self.ordered: Any = None
        self.charted: Any = None
        """What the last answers were about: equal questions have equal answers."""
        self.study: Study | None = None
        self.drawn: Charted | None = None
        """The chart as it was told in full."""

    def close(self) -> None:
        self.alerts.close()

    # A Look

    def answer(self, look: Look) -> Iterator[None]:
        meaning = self.reader.read(look)
        for wrong in meaning.problems:
            self.emit(wrong)
        yield
        bars = listing.visible(look.trend, meaning.signals)
        needed = wanted(self._paths(look), look.period, look.until, meaning.programs, bars)
        yield from self._market(needed, look)
        self.look, self.meaning = look, meaning
        self._list()
        yield
        self._chart()
        for alerted in self.alerts.watch(self.market, () if look.until else meaning.alerts):
            self.emit(alerted)

    def _paths(self, look: Look) -> tuple[str, ...]:
        """What to read: all that was asked for, but in a replay of very many files."""
        if not look.until or look.chart is None:
            self.alone = None
            return look.paths
        asked = (look.paths, look.chart.symbol)
        if self.alone is None or self.alone[0] != asked:
            self.alone = None
            index = self._index(look.chart) if len(self.market) > MOST_REPLAYED else None
            if index is None or self.market.wanted.paths != look.paths:
                return look.paths
            self.alone = asked, self.market.members[index].path
        return (self.alone[1],)

    def _market(self, needed: Wanted, look: Look) -> Iterator[None]:
        """Read it, unless it is there. What a Look before had begun goes on."""
        if self.market.wanted.covers(needed):
            return
        if self.loading is None or not self.loading[0].wanted.covers(needed):
            self.loading = None
            self.told.clear()
            market = Market(needed)
            # Before it is read: what changes meanwhile is not missed.
            self.changes = Changes(files(sources(needed.paths))) if look.follow else None
            self.loading = market, market.load()
        self.market = Market(NOTHING_WANTED)  # what was there need not be held beside the new one
        market, steps = self.loading
        for event in steps:
            if isinstance(event, Problem):
                event = msgspec.structs.replace(event, look=look.number)
                self.told.add((event.path, event.what))
            if event is not None:
                self.emit(event)
            yield
        self.market, self.loading, self.loaded = market, None, look.number
        self.listed = self.ordered = self.charted = None

    def _list(self) -> None:
        """What is listed, and the rows unless they are what they were."""
        look, meaning = self.look, self.meaning
        about = (meaning.formula, meaning.signals, look.trend)
        order: tuple[object, ...] = (meaning.where, meaning.sort, look.sort, look.descending)
        order += (look.symbols, about if look.sort == "since" else None)
        window = (look.first, look.count)
        if self.listed == (about, order, window):
            self.emit(self._summary())
            return
        if self.ordered != order:
            self.order = self._sorted()
        if self.listed is None or self.listed[0] != about:
            self.rower = listing.Rower(self.market, meaning.formula, meaning.signals, look.trend)
        self.listed, self.ordered = (about, order, window), order
        self.rows, self.divided = self._window()
        self.emit(self._summary())
        self.emit(self._fitting(look.first, self.rows))

    def _sorted(self) -> list[int]:
        look, meaning = self.look, self.meaning
        found = listing.among(self.market, look.symbols, meaning.where)
        return listing.ordered(
            self.market, found, look.sort, look.descending, meaning.sort, meaning.formula,
            meaning.signals,
        )  # fmt: skip

    def _window(self) -> tuple[tuple[Row, ...], int]:
        return self.rower.rows(self.order[self.look.first : self.look.first + self.look.count])

    def _summary(self) -> Listed:
        formula = self.meaning.formula
        return Listed(
            self.look.number,
            len(self.market),
            len(self.order),
            columns(formula),
            self.look.period,
            self.market.sample,
            formula.repaints,
            (
                *formula.warnings,
                *([BOUNDED] if formula.warmup is None else []),
                *([ALONE] if self.alone else []),
            ),
            self.divided,
            self.loaded,
        )

    def _fitting(self, first: int, rows: tuple[Row, ...], part: bool = False) -> Rows:
        """What a line of the bridge has room for: older values of the trends are left out."""
        found = Rows(self.look.number, first, rows, part)
        trend = self.look.trend
        while trend and not fits(found):
            trend //= 2
            shorter = tuple(
                msgspec.structs.replace(row, trend=row.trend[len(row.trend) - trend :])
                for row in rows
            )
            found = Rows(self.look.number, first, shorter, part)
        return found

    # The chart

    def _chart(self) -> None:
        """The chart, unless it is what it was."""
        chart, meaning = self.look.chart, self.meaning
        index = None if chart is None else self._index(chart)
        about = (chart, index, meaning.formula, meaning.signals)
        if self.charted == about:
            return
        before, self.charted = self.charted, about
        if chart is None:
            self.study = None
        elif index is None:
            self.study = None
            why = chart.symbol or N_("nothing is listed")
            self.emit(Problem(NO_SYMBOL, why, "chart", look=self.look.number))
        else:
            if before is None or self.study is None or before[1:3] != about[1:3]:
                self.study = self._studied(index)
            self._draw(chart)

    def _index(self, chart: Chart) -> int | None:
        """The first of the list, where none is named."""
        if not chart.symbol:
            return next(iter(self.order), None)
        wanted = chart.symbol.lower()
        symbols = (member.symbol.lower() for member in self.market.members)
        return next((at for at, symbol in enumerate(symbols) if symbol == wanted), None)

    def _studied(self, index: int) -> Study:
        return study(self.market.whole(index), self.meaning.formula)

    def _draw(self, chart: Chart) -> None:
        assert self.study
        signals, number = self.meaning.signals, self.look.number
        self._show(charting.charted(self.study, chart, signals, number))

    def _show(self, drawn: Charted) -> None:
        self.drawn = drawn
        self.emit(drawn)

    # What changes in the files

    def follow(self) -> None:
        """Tell what has changed in the files since they were last looked at."""
        if self.changes is None:
            self.changes = Changes({member.path for member in self.market.members})
        changed = set(self.changes.look())
        members = enumerate(self.market.members)
        touched = [at for at, member in members if member.path in changed]
        moved = [at for at in touched if self._updated(at)]
        self._missing(self.changes.gone)
        if not moved:
            return
        self.rower.renew(moved)
        self._retell()
        chart = self.look.chart
        if chart is not None and self.study is not None and self.charted[1] in moved:
            self._tick(chart, self.charted[1])
        for alerted in self.alerts.look(moved):
            self.emit(alerted)

    def _updated(self, index: int) -> bool:
        """Whether there is something new of it; what is newly wrong with its file is told."""
        assert self.changes
        steady = partial(self.changes.steady, self.market.members[index].path)
        new = self.market.update(index, steady)
        for fault in self.market.faults if steady() else ():
            self._tell(problem(fault, self.loaded))
        return new

    def _missing(self, paths: set[str]) -> None:
        self.told = {(path, what) for path, what in self.told if what != GONE or path in paths}
        for path in sorted(paths):
            self._tell(Problem(GONE, path=path, look=self.loaded))

    def _tell(self, wrong: Problem) -> None:
        """Once: a file is looked at every second."""
        if (wrong.path, wrong.what) not in self.told:
            self.told.add((wrong.path, wrong.what))
            self.emit(wrong)

    def _retell(self) -> None:
        """Rows that are not what they were; all of them where their order is another."""
        before, total = self.rows, len(self.order)
        if self.meaning.where or self.meaning.sort or self.look.sort in MOVING:
            self.order = self._sorted()
        self.rows, self.divided = self._window()
        if len(self.order) != total or len(self.rows) != len(before):
            self.emit(self._summary())
            self.emit(self._fitting(self.look.first, self.rows))
            return
        differ = [at for at, row in enumerate(self.rows) if row != before[at]]
        for _place, run in groupby(enumerate(differ), lambda each: each[1] - each[0]):
            run_ = [at for _count, at in run]
            rows = self.rows[run_[0] : run_[-1] + 1]
            self.emit(self._fitting(self.look.first + run_[0], rows, part=True))

    def _tick(self, chart: Chart, index: int) -> None:
        """The newest bars where they alone are new, else the chart again."""
        assert self.study and self.drawn
        bars = charting.grown(self.study, after := self._studied(index))
        self.study, before = after, self.drawn
        now = charting.charted(after, chart, self.meaning.signals, self.look.number)
        if bars is None or len(bars) > MOST_TICKS or charting.marked_anew(before, now):
            self._show(now)
            return
        for bar in bars:
            if chart.first is None or bar < chart.first + chart.bars:
                self.emit(charting.tick(after, bar, before.look))
