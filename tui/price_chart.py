"""A chart of one symbol: its price above, the lines of a formula below, and words around them.

Everything here is a function of a chart, a view and a size; what holds the axes still is that the
caller hands in the ones that it got before (`fit`).
"""

from typing import NamedTuple

from engines.roc.messages import Charted
from tui import candles as candle
from tui import chart_marks as marks
from tui import chart_words as words
from tui.axis import CELLS, Axis, fitted, level
from tui.bar_columns import BarColumns, Gathered, View, arranged, gathered, known, within
from tui.braille import ASCII, BRAILLE, Pen, points, trace
from tui.cell_grid import Grid
from tui.chart_lines import Drawn, drawn, paint
from tui.chart_marks import Panel
from tui.runs import Row

LABELS = CELLS + 1
LEAST_ROWS, LEAST_CELLS = 5, 24
PRICE = 0.58
"""The price's share of the rows."""
WITH_FOOT = 8
"""Rows from which there is one for dates."""


class Means(NamedTuple):
    """What a terminal can draw."""

    pen: Pen
    candles: dict[str, str]
    cross: str = "│"


UNICODE = Means(BRAILLE, candle.COLORED)
COLORLESS = Means(BRAILLE, candle.COLORLESS)
PLAIN = Means(ASCII, candle.ASCII, "|")


class Axes(NamedTuple):
    price: Axis
    lower: Axis


def plot(view: View, width: int) -> BarColumns:
    """The columns of bars in a chart that is so many cells wide."""
    return arranged(view, max(1, width - LABELS))


def fit(chart: Charted, view: View, width: int, old: Axes | None = None) -> Axes:
    """Axes that hold what is shown; the old ones wherever they still do."""
    span = within(chart, columns := plot(view, width))
    lines = drawn(chart)
    price = known(chart.close, *span)
    if view.candles:
        price += known(chart.low, *span) + known(chart.high, *span)
    values: list[float] = []
    for each in lines:
        if each.how:
            part = known(each.line.values, *span)
            if each.priced:
                price += part
            else:
                values += part
    if lines and all(each.priced for each in lines):
        values = [0.0, *(bar.volume for bar in gathered(chart, columns) if bar)]
    elif values and near_zero(min(values), max(values)):
        values.append(0.0)
    return Axes(
        fitted(price, old.price if old else None), fitted(values, old.lower if old else None)
    )


def near_zero(low: float, high: float) -> bool:
    """Whether 0 is among the values, or as near to them as they are to each other."""
    return min(abs(low), abs(high)) <= high - low or low <= 0 <= high


def draw(
    chart: Charted, view: View, width: int, height: int, axes: Axes, means: Means = UNICODE
) -> list[Row]:
    """Rows of words; none where there is no room. `axes` are those that `fit` gave."""
    if height < LEAST_ROWS or width < LEAST_CELLS or not chart.times:
        return []
    room = width - LABELS
    columns, lines = plot(view, width), drawn(chart)
    over = bool(lines) and all(each.priced for each in lines)
    foot = height >= WITH_FOOT
    upper_rows = max(2, round((height - 2 - foot) * PRICE))
    lower_rows = height - 2 - foot - upper_rows
    price = Panel(Grid(room, upper_rows, means.pen), axes.price, columns)
    lower = Panel(Grid(room, lower_rows, means.pen), axes.lower, columns)
    bars = gathered(chart, columns)
    fill(chart, view, means, bars, lines, price, lower, over)
    at = words.told(chart, view.cursor)
    cross = None if view.cursor is None else columns.cell(view.cursor)
    if cross is not None:
        price.grid.cross(cross, means.cross, "accent")
        lower.grid.cross(cross, means.cross, "accent")
    first = next((each for each in lines if each.how and not each.priced), None)
    value = first.line.values[-1] if first and first.line.values else None
    newest = chart.close[-1]
    return [
        words.head(chart, at, width),
        *rows(price, newest, words.places(chart), "strong"),
        words.legend(lines, at, width, cross, chart.volume[at] if over else None),
        *rows(lower, value, 2, first.role if first else "muted"),
        *([words.foot(chart, columns, room)] if foot else []),
    ]


def fill(
    chart: Charted,
    view: View,
    means: Means,
    bars: list[Gathered | None],
    lines: list[Drawn],
    price: Panel,
    lower: Panel,
    over: bool,
) -> None:
    """Both panels, from the back to the front: the first line lies over the others."""
    columns, across = price.columns, means.pen.across
    span = within(chart, columns)
    xs = [columns.dot(chart.first + at, across) for at in range(*span)]
    if over:
        candle.volumes(lower.grid, bars, columns.cells, lower.axis)
    elif lower.holds(0.0):
        zero(lower)
    for link in chart.links:
        marks.link(price, link, link.prices)
        if lines and not lines[0].priced:
            marks.link(lower, link, link.values)
    if view.candles:
        candle.candles(price.grid, bars, columns.cells, price.axis, means.candles)
    else:
        curve(chart, price, xs, span)
    for each in sorted(reversed(lines), key=lambda line: line.how != "points"):
        target = price if each.priced else lower
        if each.how and any(each.line.values):
            paint(target.grid, each, chart, span, xs, target.axis)
    marks.signs(chart, price, lower, price if over else lower)


def curve(chart: Charted, price: Panel, xs: list[int], span: tuple[int, int]) -> None:
    dots = price.grid.rows * price.grid.pen.down
    ys = [None if v is None else level(v, price.axis, dots) for v in chart.close[slice(*span)]]
    price.grid.stamp(trace(price.grid.columns(), xs, ys), "graph")


def zero(panel: Panel) -> None:
    """A line of dots; it stands for a formula's own line of zeros too."""
    pen, width = panel.grid.pen, panel.grid.width
    y = level(0.0, panel.axis, panel.grid.rows * pen.down)
    xs = range(0, width * pen.across, 2)
    panel.grid.stamp(points(panel.grid.columns(), xs, [y] * len(xs)), "muted")


def rows(panel: Panel, last: float | None, digits: int, role: str) -> list[Row]:
    """The rows of a panel with the figures of its axis."""
    grid = panel.grid
    found = words.labels(panel.axis, grid.rows, grid.pen.down, last, digits, role)
    return [words.labelled(grid.row(y), found.get(y)) for y in range(grid.rows)]
