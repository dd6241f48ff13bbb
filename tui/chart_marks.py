"""Signs and links over a chart: signals, divergences, ex-rights days, what a formula draws."""

from typing import NamedTuple

from engines.roc.messages import Charted, Link, Sign
from tui.axis import Axis, figure, level
from tui.bar_columns import BarColumns
from tui.braille import sticks, stroke
from tui.cell_grid import Grid
from tui.runs import width

GLYPHS = {
    "buy": ("▲", "gain"),
    "sell": ("▼", "loss"),
    "top": ("▽", "loss"),
    "bottom": ("△", "gain"),
}
ICONS = {"1": GLYPHS["buy"], "2": GLYPHS["sell"]}
"""通达信's numbers of an arrow up and one down; all others are a dot."""

ABOVE = {"sell", "top"}
"""Drawn over the bar, the others under it."""

ROOMY = 5
"""Rows of the price from which signals stand beside it; in fewer they would hide it."""


class Panel(NamedTuple):
    """Cells with an axis, over columns of bars."""

    grid: Grid
    axis: Axis
    columns: BarColumns

    def row(self, value: float) -> int:
        down = self.grid.pen.down
        return level(value, self.axis, self.grid.rows * down) // down

    def holds(self, value: float) -> bool:
        return self.axis.low <= value <= self.axis.high

    def dot(self, value: float) -> float:
        """From the top, also outside of the panel."""
        share = (self.axis.high - value) / (self.axis.high - self.axis.low)
        return share * (self.grid.rows * self.grid.pen.down - 1)


def link(panel: Panel, each: Link, ends: tuple[float, float]) -> None:
    """Between its two pivots: a fall may follow a top. What is not certain stands back."""
    sure = each.told is not None and not each.doubted
    role = ("loss" if each.top else "gain") if sure else "muted"
    across, columns = panel.grid.pen.across, panel.columns
    trail = panel.grid.columns()
    start, end = columns.dot(each.start, across), columns.dot(each.end, across)
    if end < 0 or start >= len(trail):
        return
    stroke(trail, start, panel.dot(ends[0]), end, panel.dot(ends[1]))
    panel.grid.stamp(trail, role)


class Mark(NamedTuple):
    """What is written where."""

    grid: Grid
    x: int
    y: int
    text: str
    role: str

    @property
    def cells(self) -> set[tuple[int, int, int]]:
        return {(id(self.grid), self.x + at, self.y) for at in range(width([(self.text, "")]))}


def signs(chart: Charted, price: Panel, home: Panel) -> None:
    """`home` is the panel of the formula, where its own levels have a meaning.

    Words lie over sticks, and the newest have their place: none is written over another.
    """
    first, end = price.columns.first, price.columns.end
    seen = [
        each
        for each in chart.signs
        if first <= each.bar < end and 0 <= each.bar - chart.first < len(chart.times)
    ]
    for each in seen:
        if each.kind == "stick" and each.level is not None:
            stick(home, each)
    taken: set[tuple[int, int, int]] = set()
    for each in sorted(seen, key=lambda sign: sign.bar, reverse=True):
        found = mark(chart, each, price, home)
        if found and not taken & found.cells:
            taken |= found.cells
            found.grid.put(found.x, found.y, found.text, found.role)


def mark(chart: Charted, each: Sign, price: Panel, home: Panel) -> Mark | None:
    x = price.columns.cell(each.bar)
    if each.kind == "exrights":
        return Mark(price.grid, max(0, x - 1), price.grid.rows - 1, "ex", "muted")
    if each.kind == "stick" or (each.kind in GLYPHS and price.grid.rows < ROOMY):
        return None
    text, role = written(each)
    if each.kind in GLYPHS or each.level is None:
        return Mark(price.grid, placed(x, text, price), beside(chart, each, price), text, role)
    if home.holds(each.level):
        return Mark(home.grid, placed(x, text, home), home.row(each.level), text, role)
    return None


def placed(x: int, text: str, panel: Panel) -> int:
    """So far to the left that the text has room."""
    return max(0, min(x, panel.grid.width - width([(text, "")])))


def beside(chart: Charted, each: Sign, price: Panel) -> int:
    """The free row over or under the bar, or the panel's edge."""
    bar = each.bar - chart.first
    above = each.kind in ABOVE
    value = (chart.high if above else chart.low)[bar]
    if value is None:
        value = chart.close[bar]
    if value is None:
        return 0
    row = price.row(value) + (-1 if above else 1)
    return min(max(row, 0), price.grid.rows - 1)


def written(each: Sign) -> tuple[str, str]:
    """What stands at a sign's place, and its role."""
    if each.kind in GLYPHS:
        glyph, role = GLYPHS[each.kind]
        return glyph, "muted" if each.doubted else role
    if each.kind == "icon":
        return ICONS.get(each.text, ("●", "attention"))
    if each.kind == "number":
        return each.text or figure(each.level), "text"
    return each.text or "●", "text"


def stick(panel: Panel, each: Sign) -> None:
    """From its level to the one that its text names, else to zero."""
    other = number(each.text)
    trail = panel.grid.columns()
    x = panel.columns.dot(each.bar, panel.grid.pen.across)
    dots = panel.grid.rows * panel.grid.pen.down
    if 0 <= x < len(trail) and each.level is not None:
        ends = level(each.level, panel.axis, dots), level(other, panel.axis, dots)
        panel.grid.stamp(sticks(trail, [x], [ends[0]], ends[1]), "attention")


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
