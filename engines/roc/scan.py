"""The whole market looked through for a condition, or for lines that have crossed 0."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from engines import wire
from engines.roc.crossings import Flags, crossings
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.nodes import Program
from engines.roc.market import Wanted, wanted
from engines.roc.messages import Hit, Problem, Scan, Scanned
from engines.roc.programs import columns, condition, program, telling
from engines.roc.reading import loaded, missing, problem, sources
from engines.roc.series import Floats, Series, Times
from engines.roc.signals import crossing
from engines.roc.wording import dates, moment, number, rounded

Emit = Callable[[wire.Message], None]

MOST_CELLS = 1 << 15
"""Bars times symbols that are worked on at once: 256 KiB a field."""

DIGITS = 12


class Sought(NamedTuple):
    """What is looked for; without a condition, crossings."""

    scan: Scan
    formula: Program
    where: Program | None
    wanted: Wanted


def sought(scan: Scan) -> Sought:
    """Raises EngineError for a formula or a condition that is none."""
    formula = program(scan.formula)
    where = condition(scan.formula, scan.where) if scan.where.strip() else None
    programs = [formula] if where is None else [formula, where]
    bars = scan.within + 1 + (scan.signals.quiet if where is None else 0)
    needed = wanted(scan.paths, scan.period, scan.until, programs, bars)
    return Sought(scan, formula, where, needed)


def scanned(scan: Scan, emit: Emit) -> Iterator[None]:
    """A step a few files: Problem, Progress, Hit; at the end Scanned.

    Raises EngineError for a formula that is none, and where there are no bars at all.
    """
    looked = sought(scan)
    group = {symbol.lower() for symbol in scan.symbols}
    block = max(1, MOST_CELLS // looked.wanted.depth)
    total, found = 0, 0
    first: Problem | None = None
    waiting: list[Series] = []
    until, depth = moment(scan.until), looked.wanted.depth
    for each in loaded(sources(scan.paths), scan.period, until, depth):
        for wrong in map(problem, each.faults):
            emit(wrong)
            first = first or wrong
        waiting += (one for one in each.series if not group or one.symbol.lower() in group)
        if len(waiting) >= block:
            total, found = total + len(waiting), found + told(looked, waiting, emit)
            waiting = []
            emit(wire.Progress("Looking", total))
        yield
    total, found = total + len(waiting), found + told(looked, waiting, emit)
    if not total:
        raise missing("", [], [first] if first else [], until)
    repaints = (looked.where or looked.formula).repaints
    emit(Scanned(total, found, columns(looked.formula), repaints))


def told(looked: Sought, block: Sequence[Series], emit: Emit) -> int:
    """Tell the hits of a block of symbols. Returns how many."""
    if not block:
        return 0
    bars, times = stacked(block, looked.wanted)
    lines = evaluate(looked.formula, bars, times).lines
    shown = [lines[name] for name in columns(looked.formula)]
    up, down = flags(looked, bars, times)
    within = slice(-looked.scan.within, None)
    either = (up | down)[within]
    count = 0
    for at in np.flatnonzero(either.any(axis=0)).tolist():
        ago = int(np.argmax(either[::-1, at]))
        series, bar = block[at], len(up) - 1 - ago
        sign = "" if looked.where else "buy" if up[bar, at] else "sell"
        emit(
            Hit(
                series.symbol,
                series.name,
                dates(series.times[len(series) - 1 - ago :][:1], series.period)[0],
                ago,
                number(series.close[-1]),
                rounded(np.array([line[-1, at] for line in shown]), DIGITS),
                sign,
            )
        )
        count += 1
    return count


def flags(looked: Sought, bars: dict[str, Floats], times: Times | None) -> tuple[Flags, Flags]:
    """Where it holds; of crossings, up and down."""
    if looked.where:
        line = evaluate(looked.where, bars, times).values[looked.where.outputs[0].node]
        return (line != 0) & ~np.isnan(line), np.zeros(line.shape, bool)
    lines = evaluate(looked.formula, bars, times).lines
    told = {output.name: lines[output.name] for output in telling(looked.formula)}
    signals = looked.scan.signals
    return crossings(crossing(told, signals), signals.band, signals.quiet)


def stacked(block: Sequence[Series], wanted: Wanted) -> tuple[dict[str, Floats], Times | None]:
    """Their newest bars side by side, right-aligned; NaN above."""
    depth = min(wanted.depth, max(map(len, block)))
    matrices = {name: np.full((depth, len(block)), np.nan) for name in wanted.fields}
    times = np.full((depth, len(block)), np.datetime64("NaT", "s")) if wanted.timed else None
    for at, series in enumerate(block):
        known = min(depth, len(series))
        for name, matrix in matrices.items():
            matrix[depth - known :, at] = getattr(series, name)[len(series) - known :]
        if times is not None:
            times[depth - known :, at] = series.times[len(series) - known :]
    return matrices, times
