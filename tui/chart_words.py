"""What is written around a chart: the bar it is about, the lines' values, dates, figures."""

from engines.roc.messages import Charted
from tui.axis import CELLS, Axis, figure, level, named
from tui.bar_columns import BarColumns, Value
from tui.braille import Pen
from tui.cell_grid import Grid
from tui.chart_lines import Drawn
from tui.runs import Row, cut, fit, width

DATE = 10
"""Cells of 2021-05-14."""


def places(chart: Charted) -> int:
    """Decimals of a price, as exchanges quote it."""
    if chart.kind in {"fund", "bond"}:
        return 3
    close = next((value for value in reversed(chart.close) if value is not None), 1.0)
    return 2 if abs(close) >= 1 else 4


def told(chart: Charted, bar: int | None, shown: tuple[int, int]) -> int:
    """The place of the bar that is spoken of: the cursor's, or the newest that is shown."""
    last = len(chart.times) - 1
    wanted = max(0, shown[1] - 1) if bar is None else bar - chart.first
    return min(max(wanted, 0), last)


def head(chart: Charted, at: int, room: int) -> Row:
    """Date, open, high, low, close and the change to the bar before."""
    close, digits = chart.close[at], places(chart)
    before = chart.close[at - 1] if at else None
    role, change = "text", ""
    if close is not None and before:
        percent = 100 * (close / before - 1)
        role, change = (
            "gain" if percent > 0 else "loss" if percent < 0 else "text",
            f"{percent:+.2f} %",
        )
    row: Row = [(dated(chart.times[at]), "muted")]
    for letter, values in (("O", chart.open), ("H", chart.high), ("L", chart.low)):
        row += [(f"  {letter} ", "muted"), (figure(values[at], digits), "text")]
    row += [("  C ", "muted"), (f"{figure(close, digits)}  {change}", role)]
    return cut(row, room)


def legend(
    lines: list[Drawn],
    at: int,
    room: int,
    cross: int | None = None,
    volume: Value = None,
    pattern: Pen | None = None,
) -> Row:
    """The lines with their values at one bar, in their own colours, then a rule.

    A line of zeros is left out. `cross` is where the crosshair goes through the rule. With the pen
    of `pattern`, each begins with a piece of how it is drawn.
    """
    row: Row = [("─ ", "rule")]
    if volume is not None:
        row.append((f"VOL {figure(volume, 0)}  ", "muted"))
    for each in lines:
        if at < len(each.line.values) and speaks(each):
            piece = sample(each, pattern) if pattern and each.seen else ""
            row.append((f"{piece}{each.line.name} {figure(each.line.values[at])}  ", each.role))
    if width(row) > room:
        return cut(row, room)
    left = room - width(row)
    before = -1 if cross is None else cross - width(row)
    if not 0 <= before < left:
        return [*row, ("─" * left, "rule")]
    rest = "─" * (left - before - 1)
    return [*row, ("─" * before, "rule"), ("┼", "accent"), (rest, "rule")]


def sample(each: Drawn, pen: Pen) -> str:
    """A few cells of the line, and a space."""
    dots = 4 if each.how != "points" else 1
    grid = Grid(4 // pen.across, 1, pen)
    columns = [1 << pen.down // 2] * dots + [0] * (4 - dots)
    every = each.every(colored=False)
    grid.stamp([bits if x % every == 0 else 0 for x, bits in enumerate(columns)], "text")
    return f"{''.join(grid.chars[0])} "


def speaks(each: Drawn) -> bool:
    return "NOTEXT" not in each.line.attributes and any(each.line.values)


def labels(
    axis: Axis, rows: int, down: int, last: Value, digits: int, role: str
) -> dict[int, tuple[str, str]]:
    """By row: round figures of the axis, and where it ends the last value."""
    found = {row: (text, "muted") for row, text in named(axis, rows, down).items()}
    if last is not None and axis.low <= last <= axis.high:
        found[level(last, axis, rows * down) // down] = (figure(last, digits), role)
    return found


def labelled(row: Row, label: tuple[str, str] | None) -> Row:
    if label is None:
        return row
    text, role = label
    return [*row, (f"{text:>{CELLS + 1}}", role)]


def foot(chart: Charted, columns: BarColumns, room: int) -> Row:
    """Dates below their columns: always the same columns, so that they move with them."""
    every = max(1, -(-2 * DATE // columns.cells))
    line = ""
    column = -(-(columns.first // columns.bars) // every) * every
    while (x := column * columns.cells - columns.first // columns.bars * columns.cells) < room:
        bar = column * columns.bars - chart.first
        if 0 <= bar < len(chart.times) and x + DATE <= room:
            line = line.ljust(x) + dated(chart.times[bar])
        column += every
    return [(fit(line, room), "muted")]


def dated(time: str) -> str:
    """In ten cells and more: the day, or for shorter bars the minute with the day."""
    day, _, clock = time.replace("T", " ").partition(" ")
    return f"{day[5:]} {clock[:5]}" if clock else day
