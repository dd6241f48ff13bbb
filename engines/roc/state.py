"""What the ROC tab knows, and how an event changes it."""

import msgspec

from engines import wire
from engines.roc.messages import (
    Alerted,
    Bar,
    Charted,
    Drawn,
    Event,
    Hit,
    Listed,
    Problem,
    Row,
    Rows,
    Scanned,
    Tested,
)

KEPT = 200
"""Problems and alerts that are remembered, newest last."""


class State(msgspec.Struct, frozen=True):
    """`rows` are those of `first` on. `progress` while files are read."""

    listed: Listed | None = None
    first: int = 0
    rows: tuple[Row, ...] = ()
    answered: int = 0
    """The look that the rows came with."""
    chart: Charted | None = None
    problems: tuple[Problem, ...] = ()
    alerts: tuple[Alerted, ...] = ()
    hits: tuple[Hit, ...] = ()
    scanned: Scanned | None = None
    tested: Tested | None = None
    drawn: Drawn | None = None
    progress: wire.Progress | None = None
    last: wire.Message | None = None
    """How the engine ended, if it has."""


def step(state: State, event: Event) -> State:
    replace = msgspec.structs.replace
    match event:
        case wire.Hello():
            return state
        case wire.Progress():
            return replace(state, progress=event)
        case Problem():
            return replace(state, problems=(*state.problems, event)[-KEPT:])
        case Listed():
            kept = tuple(each for each in state.problems if holds(each, event))
            return replace(state, listed=event, progress=None, problems=kept)
        case Rows():
            return patched(state, event) if event.part else replaced(state, event)
        case Charted():
            return replace(state, chart=event)
        case Bar():
            return replace(state, chart=ticked(state.chart, event))
        case Alerted():
            return replace(state, alerts=(*state.alerts, event)[-KEPT:])
        case Hit():
            before = () if state.scanned else state.hits
            return replace(state, hits=(*before, event), scanned=None)
        case Scanned():
            found = state.hits[-event.found :] if event.found else ()
            return replace(state, hits=found, scanned=event, progress=None)
        case Tested():
            return replace(state, tested=event)
        case Drawn():
            return replace(state, drawn=event)
        case wire.Done() | wire.Failed() | wire.Cancelled():
            return replace(state, last=event, progress=None)
    return state


def replaced(state: State, rows: Rows) -> State:
    return msgspec.structs.replace(state, first=rows.first, rows=rows.rows, answered=rows.look)


def patched(state: State, rows: Rows) -> State:
    """The rows with some of them changed, where these are still on the screen."""
    at = rows.first - state.first
    if not 0 <= at <= len(state.rows) - len(rows.rows):
        return state
    after = state.rows[at + len(rows.rows) :]
    return msgspec.structs.replace(state, rows=(*state.rows[:at], *rows.rows, *after))


def holds(problem: Problem, listed: Listed) -> bool:
    """Whether it is about what is listed now: its files, or just this look."""
    if problem.where == "file":
        return problem.look >= listed.loaded
    return problem.look == listed.look


def ticked(chart: Charted | None, bar: Bar) -> Charted | None:
    """The chart with its newest bar changed, or with one more."""
    if chart is None or chart.symbol != bar.symbol or chart.look != bar.look:
        return chart
    at = bar.bar - chart.first
    if not 0 <= at <= len(chart.times):
        return chart
    names = ("open", "high", "low", "close", "volume")
    columns = {name: (*getattr(chart, name)[:at], getattr(bar, name)) for name in names}
    lines = tuple(
        msgspec.structs.replace(line, values=(*line.values[:at], value))
        for line, value in zip(chart.lines, bar.values, strict=True)
    )
    return msgspec.structs.replace(
        chart,
        times=(*chart.times[:at], bar.time),
        total=max(chart.total, bar.bar + 1),
        lines=lines,
        **columns,
    )
