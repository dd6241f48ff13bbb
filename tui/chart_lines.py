"""How the lines of a formula are drawn: where, in which role, as what. Attributes are 通达信's."""

from statistics import median
from typing import NamedTuple

from engines.roc.messages import Charted, Line
from tui.axis import Axis, level
from tui.braille import points, sticks, trace
from tui.cell_grid import Grid

ROLES = ("line1", "line2", "line3", "line4")
"""In turn, for lines that name no colour."""

INKS = {
    "line1": (255, 255, 255),
    "line2": (255, 255, 0),
    "line3": (255, 0, 255),
    "line4": (0, 255, 255),
    "line5": (255, 0, 0),
    "line6": (0, 255, 0),
    "line7": (0, 0, 255),
    "muted": (128, 128, 128),
}
"""What a colour that a formula asks for is nearest to; a theme has its own shade of each."""

NAMED = {
    "RED": "line5",
    "LIRED": "line5",
    "GREEN": "line6",
    "LIGREEN": "line6",
    "BLUE": "line7",
    "LIBLUE": "line7",
    "YELLOW": "line2",
    "BROWN": "line2",
    "MAGENTA": "line3",
    "LIMAGENTA": "line3",
    "CYAN": "line4",
    "LICYAN": "line4",
    "WHITE": "line1",
    "BLACK": "line1",
    "GRAY": "muted",
    "LIGRAY": "muted",
}

POINTS = {"POINTDOT", "CIRCLEDOT", "CROSSDOT"}
STICKS = {"STICK", "LINESTICK", "COLORSTICK", "VOLSTICK"}
BARS = {name.lower() for name in STICKS}
SPARSE = (1, 2, 4)
NEAR = 0.2
"""A line whose median is this near to that of the closes is one of the price."""


class Drawn(NamedTuple):
    """`how` is line, dotted, points, stick, linestick, colorstick, volstick, or "" for not;
    `turn` is its number among the lines that are drawn."""

    line: Line
    role: str
    how: str
    priced: bool
    turn: int = 0

    @property
    def seen(self) -> bool:
        """It is drawn; for one of zeros the zero line stands already."""
        return bool(self.how) and any(self.line.values)

    def every(self, *, colored: bool) -> int:
        """Of its columns of dots, one in so many is drawn: without colours, fewer for each line."""
        if colored or self.how != "line":
            return 2 if self.how == "dotted" else 1
        return SPARSE[self.turn % len(SPARSE)]


def drawn(chart: Charted) -> list[Drawn]:
    """All lines, in the formula's order."""
    closes = [value for value in chart.close if value is not None]
    middle = median(closes) if closes else 0.0
    found: list[Drawn] = []
    turn = 0
    for line in chart.lines:
        attributes = {each.upper() for each in line.attributes}
        role = next(filter(None, map(colored, attributes)), "")
        if not role:
            role, turn = ROLES[turn % len(ROLES)], turn + 1
        before = sum(each.seen for each in found)
        found.append(Drawn(line, role, manner(attributes), is_price(line, middle), before))
    return found


def manner(attributes: set[str]) -> str:
    if attributes & {"NODRAW", "DRAWNULL"}:
        return ""
    if attributes & POINTS:
        return "points"
    for stick in STICKS:
        if stick in attributes:
            return stick.lower()
    return "dotted" if "DOTLINE" in attributes else "line"


def colored(attribute: str) -> str:
    """The role of COLORxxxxxx (blue, green, red, two hexadecimal digits each) or COLORRED."""
    if not attribute.startswith("COLOR"):
        return ""
    name = attribute.removeprefix("COLOR")
    if name in NAMED:
        return NAMED[name]
    try:
        number = int(name, 16) if len(name) == 6 else -1
    except ValueError:
        return ""
    if number < 0:
        return ""
    color = number & 255, number >> 8 & 255, number >> 16 & 255
    return min(INKS, key=lambda role: distance(color, INKS[role]))


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def is_price(line: Line, middle: float) -> bool:
    """Whether it is on the scale of the price: BOLL, MA, EXPMA."""
    values = [value for value in line.values if value is not None]
    if not values or min(values) <= 0:  # a rate of change may be as large as a price is
        return False
    return middle > 0 and abs(median(values) - middle) <= NEAR * middle


def paint(
    grid: Grid,
    each: Drawn,
    chart: Charted,
    span: tuple[int, int],
    xs: list[int],
    axis: Axis,
    colored: bool = True,
) -> None:
    """The values at places [start, end) of the chart, whose dots have the columns `xs`."""
    dots = grid.rows * grid.pen.down
    scale, high, last = (dots - 1) / (axis.high - axis.low), axis.high, dots - 1
    values = each.line.values[slice(*span)]
    ys = [
        None if value is None else min(max(int((high - value) * scale + 0.5), 0), last)
        for value in values
    ]
    if each.how in BARS:
        ground = level(0.0, axis, dots)
        for role, part in parted(each, chart, span, ys):
            grid.stamp(sticks(grid.columns(), xs, part, ground), role)
    if each.how in {"line", "dotted", "linestick"}:
        grid.stamp(trace(grid.columns(), xs, ys, each.every(colored=colored)), each.role)
    elif each.how == "points":
        grid.stamp(points(grid.columns(), xs, ys), each.role)


def parted(
    each: Drawn, chart: Charted, span: tuple[int, int], ys: list[int | None]
) -> list[tuple[str, list[int | None]]]:
    """The sticks by their role: of gains and of losses, where the formula wants them told apart."""
    if each.how == "colorstick":
        up = [(value or 0) >= 0 for value in each.line.values[slice(*span)]]
    elif each.how == "volstick":
        bars = zip(chart.open[slice(*span)], chart.close[slice(*span)], strict=True)
        up = [(close or 0) >= (opened or 0) for opened, close in bars]
    else:
        return [(each.role, ys)]
    return [
        ("gain", [y if rises else None for y, rises in zip(ys, up, strict=True)]),
        ("loss", [None if rises else y for y, rises in zip(ys, up, strict=True)]),
    ]
