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
from tui.bar_columns import BarColumns, View, arranged, filling, gathered, known, within
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
    colored: bool = True


UNICODE = Means(BRAILLE, candle.COLORED)
COLORLESS = Means(BRAILLE, candle.COLORLESS, colored=False)
PLAIN = Means(ASCII, candle.ASCII, "|")


class Axes(NamedTuple):
    price: Axis
    lower: Axis


def plot(view: View, width: int) -> BarColumns:
    """The columns of bars in a chart that is so many cells wide."""
    return arranged(view, max(1, width - LABELS))


def snapped(bars: int, width: int) -> int:
    """The number of bars nearest to this one that fills a chart so many cells wide.

    A view of any other number shows earlier bars as well.
    """
    return filling(bars, max(2, width - LABELS))


def fit(chart: Charted, view: View, width: int, old: Axes | None = None) -> Axes:
    """Axes that hold what is shown; the old ones wherever they still do."""
    span = within(chart, columns := plot(view, width))
    lines = [each for each in drawn(chart) if each.seen]
    below = volume_below(lines)
    columned = gathered(chart, columns) if view.candles or below else []
    bars = [bar for bar in columned if bar]
    price, values = known(chart.close, *span), [0.0]
    if view.candles:
        price += [bar.low for bar in bars] + [bar.high for bar in bars]
    price += (value for each in lines if each.priced for value in known(each.line.values, *span))
    if below:
        values += [bar.volume for bar in bars]
    else:
        own = [each.line.values for each in lines if not each.priced]
        known_values = [value for each in own for value in known(each, *span)]
        values = [*known_values, *(values if near_zero(known_values) else [])]
    return Axes(
        fitted(price, old.price if old else None), fitted(values, old.lower if old else None)
    )


def volume_below(lines: list[Drawn]) -> bool:
    """All that is drawn lies over the price."""
    return all(each.priced for each in lines if each.seen)


def near_zero(values: list[float]) -> bool:
    """Whether 0 is among the values, or as near to them as they are to each other."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    return low <= 0 <= high or min(abs(low), abs(high)) <= high - low


class Scene(NamedTuple):
    """A chart, and the two panels that it is drawn into."""

    chart: Charted
    view: View
    means: Means
    lines: list[Drawn]
    price: Panel
    lower: Panel

    @property
    def columns(self) -> BarColumns:
        return self.price.columns

    @property
    def pattern(self) -> Pen | None:
        """What the dots are made with that tell lines apart where colours do not."""
        return None if self.means.colored else self.means.pen

    @property
    def cross(self) -> int | None:
        """The cell of the crosshair."""
        return None if self.view.cursor is None else self.columns.cell(self.view.cursor)


def draw(
    chart: Charted, view: View, width: int, height: int, axes: Axes, means: Means = UNICODE
) -> list[Row]:
    """Rows of words; none where there is no room. `axes` are those that `fit` gave."""
    if height < LEAST_ROWS or width < LEAST_CELLS or not chart.times:
        return []
    room, columns, foot = width - LABELS, plot(view, width), height >= WITH_FOOT
    body = height - 2 - foot
    upper = max(2, round(body * PRICE))
    price = Panel(Grid(room, upper, means.pen), axes.price, columns)
    lower = Panel(Grid(room, body - upper, means.pen), axes.lower, columns)
    scene = Scene(chart, view, means, drawn(chart), price, lower)
    fill(scene)
    dates = [words.foot(chart, columns, room)] if foot else []
    return [*written(scene, width), *dates]


def written(scene: Scene, width: int) -> list[Row]:
    """The panels with all words but the dates."""
    chart, lines = scene.chart, scene.lines
    span = within(chart, scene.columns)
    at = words.told(chart, scene.view.cursor, span)
    newest = words.told(chart, None, span)
    volume = chart.volume[at] if volume_below(lines) else None
    first = next((each for each in lines if each.seen and not each.priced), None)
    value = first.line.values[newest] if first else None
    return [
        words.head(chart, at, width),
        *rows(scene.price, chart.close[newest], words.places(chart), "strong"),
        words.legend(lines, at, width, scene.cross, volume, scene.pattern),
        *rows(scene.lower, value, 2, first.role if first else "muted"),
    ]


def fill(scene: Scene) -> None:
    """Both panels, from the back to the front: the first line lies over the others."""
    chart, _view, means, lines, price, lower = scene
    span = within(chart, scene.columns)
    xs = [scene.columns.dot(chart.first + at, means.pen.across) for at in range(*span)]
    below = volume_below(lines)
    bars = gathered(chart, scene.columns) if scene.view.candles or below else []
    if below:
        candle.volumes(lower.grid, bars, scene.columns.cells, lower.axis)
    elif lower.holds(0.0):
        zero(lower)
    for link in chart.links:
        marks.link(price, link, link.prices)
        if lines and not lines[0].priced:
            marks.link(lower, link, link.values)
    if scene.view.candles:
        candle.candles(price.grid, bars, scene.columns.cells, price.axis, means.candles)
    else:
        curve(chart, price, xs, span)
    for each in sorted(reversed(lines), key=lambda line: line.how != "points"):
        if each.seen:
            target = price if each.priced else lower
            paint(target.grid, each, chart, span, xs, target.axis, means.colored)
    marks.signs(chart, price, price if below else lower)
    if scene.cross is not None:
        price.grid.cross(scene.cross, means.cross, "accent")
        lower.grid.cross(scene.cross, means.cross, "accent")


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
