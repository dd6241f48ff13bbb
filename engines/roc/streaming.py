"""Ticks or bars that come in pieces: what a formula says of each, as it comes."""

from collections.abc import Callable, Iterator
from math import isfinite, nan
from typing import Any

import numpy as np

from engines import wire
from engines.inbox import Inbox
from engines.roc.alarm import Alarm
from engines.roc.data.faults import Fault
from engines.roc.data.ticks import Feed as Lines
from engines.roc.data.ticks import Gather, Tick
from engines.roc.formula.nodes import Program
from engines.roc.hooks import Hooks
from engines.roc.messages import Alert, Alerted, Done, Fed, Feed, Problem, Signal, Stream
from engines.roc.programs import check_lines, condition, program, steady, telling
from engines.roc.reading import loaded, problem
from engines.roc.rules import Signals
from engines.roc.series import FIELDS, Series
from engines.roc.streams.stream import Stream as Formula
from engines.roc.wording import dates, moment, number
from engines.wire import N_

Emit = Callable[[wire.Message], None]
Values = dict[str, float]

DAY = 86_400
PURPOSE = N_("a stream cannot take back what it has told")


def stream(inbox: Inbox[Any], request: Stream, emit: Emit) -> wire.Done:
    """Until the last piece. Raises EngineError for a formula that cannot be streamed."""
    streaming = Streaming(request, emit)
    try:
        for piece in inbox:
            if isinstance(piece, Feed):
                streaming.feed(piece)
                if piece.last:
                    return Done()
        inbox.check()
        return Done()
    finally:
        streaming.close()


class Streaming:
    def __init__(self, request: Stream, emit: Emit) -> None:
        self.request, self.emit = request, emit
        self.program = steady(program(request.formula), PURPOSE)
        self.alerts = [
            (alert, steady(condition(request.formula, alert.source), PURPOSE))
            for alert in request.alerts
        ]
        check_lines(self.program, request.signals)
        self.lines = Lines(request.kind, request.symbol)
        self.gather = Gather(request.bar) if request.bar else None
        self.hooks = Hooks()
        self.feeds: dict[str, One] = {}
        self.pieces = 0
        self._remember()

    def close(self) -> None:
        self.hooks.close()

    def _remember(self) -> None:
        """Let the bars of the files go by first. Of one symbol, they name lines that do not."""
        if not self.request.paths:
            return
        found: list[Series] = []
        until = moment(self.request.until)
        for each in loaded(self.request.paths, self.request.period, until):
            for fault in each.faults:
                self.emit(problem(fault))
            found += each.series
        for series in found:
            self._one(series.symbol).remember(series)
        if len(found) == 1 and not self.request.symbol:
            self.lines = Lines(self.request.kind, found[0].symbol)

    def feed(self, piece: Feed) -> None:
        for found in self.lines.feed(piece.text, piece.last):
            if isinstance(found, Fault):
                self.emit(told(found))
            else:
                self._take(found)
        if piece.last and self.gather:
            for bar in self.gather.rest():
                self._close(bar)
        self.pieces += 1
        self.emit(Fed(self.pieces))

    def _take(self, tick: Tick) -> None:
        if self.gather is None:
            self._close(tick)
            return
        if ended := self.gather.add(tick):
            self._close(ended)
        bar = self.gather.now(tick.symbol)
        if self.request.every and bar:
            values = self._one(tick.symbol).formula.value(bar.values())
            self.emit(self._signal(bar, "", values, closed=False))

    def _close(self, bar: Tick) -> None:
        one = self._one(bar.symbol)
        values, crossed, alerts = one.close(bar.values())
        for signal in filter(None, (crossed, *(alert.name for alert in alerts))):
            self.emit(self._signal(bar, signal, values))
        if self.request.every and not crossed and not alerts:
            self.emit(self._signal(bar, "", values))
        for alert in alerts:
            if alert.hook:
                self.emit(self._alerted(bar, alert))

    def _one(self, symbol: str) -> "One":
        if symbol not in self.feeds:
            self.feeds[symbol] = One(self.program, self.alerts, self.request.signals)
        return self.feeds[symbol]

    def _signal(self, bar: Tick, signal: str, values: Values, closed: bool = True) -> Signal:
        shown = {name: number(value) for name, value in values.items()}
        return Signal(bar.symbol, written(bar.time), number(bar.close), signal, shown, closed)

    def _alerted(self, bar: Tick, alert: Alert) -> Alerted:
        time, price = written(bar.time), f"{bar.close:.10g}"
        values = {
            "symbol": bar.symbol, "name": "", "price": price, "time": time, "alert": alert.name,
        }  # fmt: skip
        hooked = self.hooks.start(alert.hook, values)
        return Alerted(alert.name, bar.symbol, "", time, number(bar.close), hooked)


class One:
    """The formula and the alerts on one symbol."""

    def __init__(
        self, program: Program, alerts: list[tuple[Alert, Program]], signals: Signals
    ) -> None:
        self.formula = Formula(program)
        names = [output.name for output in telling(program)]
        self.crosser = Crosser(signals, names) if names else None
        self.alerts = [Watched(alert, made) for alert, made in alerts]

    def close(self, bar: Values) -> tuple[Values, str, list[Alert]]:
        values = self.formula.close(bar)
        crossed = self.crosser.take(values) if self.crosser else ""
        return values, crossed, [each.alert for each in self.alerts if each.close(bar)]

    def remember(self, series: Series) -> None:
        for bar in bars(series):
            self.close(bar)


class Watched:
    """An alert on one symbol."""

    def __init__(self, alert: Alert, program: Program) -> None:
        self.alert = alert
        self.alarm = Alarm(alert.cooldown)
        self.formula = Formula(program)
        self.bars = 0
        self.held = False

    def close(self, bar: Values) -> bool:
        (value,) = self.formula.close(bar).values()
        holds, before = bool(value) and value == value, self.held
        self.bars, self.held = self.bars + 1, holds
        return bool(self.alarm.look([""], [self.bars], np.array([[before], [holds]])))


class Crosser:
    """crossings.crossings, a bar at a time."""

    def __init__(self, signals: Signals, names: list[str]) -> None:
        known = {name.upper(): name for name in reversed(names)}
        self.line = known[signals.line.upper()] if signals.line else names[0]
        self.against = known[signals.against.upper()] if signals.against else ""
        self.slope, self.band, self.quiet = signals.slope, signals.band, signals.quiet
        self.last = nan
        self.bar = 0
        self.armed = {"buy": False, "sell": False}
        self.free = {"buy": 0, "sell": 0}

    def take(self, values: Values) -> str:
        line = values[self.line]
        if self.against:
            line -= values[self.against]
        if self.slope:
            line, self.last = line - self.last, line
        self.bar += 1
        up, down = self._side("buy", line), self._side("sell", -line)
        return up or down

    def _side(self, side: str, line: float) -> str:
        hit = line > self.band and self.armed[side]
        self.armed[side] = line <= -self.band or (self.armed[side] and line <= self.band)
        if not hit or self.bar < self.free[side]:
            return ""
        self.free[side] = self.bar + self.quiet + 1
        return side


def bars(series: Series) -> Iterator[Values]:
    """As a stream of a formula takes them."""
    columns = [series.columns()[name].tolist() for name in FIELDS]
    seconds = series.times.astype("datetime64[s]").astype(np.int64).tolist()
    for time, *values in zip(seconds, *columns, strict=True):
        yield dict(zip(FIELDS, values, strict=True)) | {"time": float(time)}


def written(time: float) -> str:
    """A day where it is midnight, else with the time of the day."""
    if not isfinite(time):
        return ""
    seconds = np.array([int(time)], "datetime64[s]")
    return dates(seconds, "tick" if time % DAY else "day")[0]


def told(fault: Fault) -> Problem:
    return Problem(fault.what, fault.why, "stream", line=fault.row, lost=fault.lost)
