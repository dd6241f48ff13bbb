"""One symbol, asked about as a whole: every value, a backtest, a picture."""

from collections.abc import Callable, Iterator

import numpy as np

from engines import picture, wire
from engines.roc import trust
from engines.roc.backtest import Result, backtest
from engines.roc.charting import MOST_CELLS
from engines.roc.crossings import Flags, crossings
from engines.roc.doubts import JUMPED
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.nodes import Program
from engines.roc.messages import Asked, Backtest, Draw, Drawn, Evaluate, Tested, Trade, Values
from engines.roc.performance import jumps, performance, thinned
from engines.roc.programs import condition, program, steady
from engines.roc.reading import one
from engines.roc.series import Floats, Series
from engines.roc.signals import crossing
from engines.roc.study import Study, study
from engines.roc.wording import dates, fits, numbers
from engines.wire import N_

Emit = Callable[[wire.Message], None]

PIECE = 2000
POINTS = 500
PURPOSE = N_("a backtest would trade on what nobody knew")


def read(asked: Asked, symbol: str, emit: Emit, made: Program) -> Study:
    """The symbol's study; what is wrong with its file is told."""
    series, problems = one(asked, symbol)
    for problem in problems:
        emit(problem)
    return study(series, made)


# Evaluate


def evaluated(request: Evaluate, emit: Emit) -> Iterator[None]:
    found = read(request, request.symbol, emit, program(request.formula))
    yield
    first, total = 0, len(found.series)
    most = max(1, min(PIECE, MOST_CELLS // max(1, len(found.lines))))
    while first < total:
        piece = values(found, first, min(first + most, total))
        emit(piece)
        first += len(piece.dates)
        yield


def values(found: Study, first: int, last: int) -> Values:
    """These bars, or as many of them as a line of the bridge has room for."""
    while True:
        piece = Values(
            first,
            dates(found.series.times[first:last], found.series.period),
            {name: numbers(line[first:last]) for name, line in found.lines.items()},
            (*found.warnings, *repainting(found.program)) if first == 0 else (),
        )
        if fits(piece) or last - first == 1:
            return piece
        last = first + (last - first) // 2


def repainting(program: Program) -> tuple[str, ...]:
    names = ", ".join(program.repaints)
    said = N_("{names}: values that were told may change (repaints)").format(names=names)
    return (said,) if names else ()


# Backtest


def backtested(request: Backtest, emit: Emit) -> Iterator[None]:
    """Raises EngineError, before anything is read, for a formula that repaints."""
    formula = program(request.formula)
    buy, sell = (
        steady(condition(request.formula, source), PURPOSE) if source.strip() else None
        for source in (request.buy, request.sell)
    )
    if buy is None or sell is None:
        steady(formula, PURPOSE)
    found = read(request, request.symbol, emit, formula)
    yield
    up, down = ways(found, request)
    buys = up if buy is None else holding(buy, found.series)
    sells = down if sell is None else holding(sell, found.series)
    emit(tested(request, found, backtest(found.series, buys, sells, request.rules)))


def ways(found: Study, request: Backtest) -> tuple[Flags, Flags]:
    signals = request.signals
    if request.buy.strip() and request.sell.strip():
        none = np.zeros(len(found.series), bool)
        return none, none
    return crossings(crossing(found.told, signals), signals.band, signals.quiet)


def holding(made: Program, series: Series) -> Flags:
    line: Floats = evaluate(made, series.columns(), series.times).values[made.outputs[0].node]
    return np.asarray((line != 0) & ~np.isnan(line))


def tested(request: Backtest, found: Study, result: Result) -> Tested:
    series, rules = found.series, request.rules
    times = dates(series.times, series.period)
    figures = performance(result, series.close, rules)
    jumped = jumps(result, trust.gaps(series.open, series.close, request.signals.exrights))
    points = thinned(len(series), POINTS)
    return Tested(
        series.symbol,
        figures.growth,
        figures.held,
        figures.drawdown,
        figures.exposure,
        figures.wins,
        result.costs,
        len(result.refused),
        tuple(
            Trade(
                times[each.bought],
                each.price,
                each.shares,
                "" if each.sold is None else times[each.sold],
                each.got,
                (len(series) - 1 if each.sold is None else each.sold) - each.bought,
                each.gain,
            )
            for each in result.trades
        ),
        tuple(times[point] for point in points.tolist()),
        tuple(result.equity[points].tolist()),
        rules,
        (*found.warnings, *([JUMPED] if jumped else [])),
    )


# Draw


def drawn(request: Draw, emit: Emit) -> Iterator[None]:
    from engines.roc import plots

    picture.refuse(request.path)
    found = read(request, request.chart.symbol, emit, program(request.formula))
    yield
    emit(Drawn(plots.draw(found, request.chart, request.signals, request.path)))
