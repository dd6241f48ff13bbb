"""Words with meanings: the rows that widgets paint and the plain report prints.

A run is (text, role). A role names a meaning, never a colour. Widths are in terminal cells.
"""

from itertools import zip_longest

from rich.cells import cell_len, chop_cells, set_cell_size

Run = tuple[str, str]
Row = list[Run]

ROLES = (
    *("text", "strong", "muted", "accent", "rule", "chosen"),
    *("good", "attention", "danger"),
    *("graph", "cut"),
    *("gain", "loss"),
    *("line1", "line2", "line3", "line4", "line5", "line6", "line7"),
    *("board", "mark", "forbidden", "black", "white", "black-lit", "white-lit"),
    *("heat1", "heat2", "heat3", "heat4", "heat5"),
)
"""Words plain, strong, standing back, and with focus; lines; a selection; the three meanings; what
a graph is filled with, and a line that cuts through it; what has risen and what has fallen; lines
of a graph that must be told apart: white, yellow, magenta, cyan, red, green, blue, each as the
theme has it; a board with its lines, marks around its points, points where nobody may play, stones,
stones that are looked at; what a point is worth, from little to much."""


def plain(row: Row) -> str:
    return "".join(text for text, _role in row)


def row_at(rows: list[Row], y: int) -> Row:
    return rows[y] if y < len(rows) else []


NO_CELL = (" ", "text")
"""What stands where a row has ended."""

WORTH_A_JUMP = 24
"""Unchanged cells that cost more than to move the cursor and to ask for the colour again."""


def differences(before: Row, after: Row) -> list[tuple[int, int]]:
    """Spans of cells [start, end) outside which the two rows are the same, far apart enough."""
    old, new = cells(before), cells(after)
    length = max(len(old), len(new))
    spans: list[tuple[int, int]] = []
    for x, (a, b) in enumerate(zip_longest(old, new, fillvalue=NO_CELL)):
        if a == b:
            continue
        start, end = _whole(old, new, x, length)
        if spans and start - spans[-1][1] < WORTH_A_JUMP:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _whole(old: list[Run], new: list[Run], x: int, length: int) -> tuple[int, int]:
    """The cell, with the other cells of a wide character, in whichever row there is one."""
    rows = [row for row in (old, new) if x < len(row)]
    start, end = x, x + 1
    while start > 0 and any(row[start][0] == "" for row in rows):
        start -= 1
    while end < length and any(end < len(row) and row[end][0] == "" for row in rows):
        end += 1
    return start, end


def cells(row: Row) -> list[Run]:
    """One entry a cell; a wide character fills its second cell with nothing."""
    if all(text.isascii() for text, _ in row):
        return [(char, role) for text, role in row for char in text]
    found: list[Run] = []
    for text, role in row:
        for char in text:
            found.append((char, role))
            found += [("", role)] * (cell_len(char) - 1)
    return found


def width(row: Row) -> int:
    return sum(cell_len(text) for text, _ in row)


def fit(text: str, cells: int, ellipsis: str = "…") -> str:
    """The text in exactly so many cells, cut with an ellipsis where it is longer."""
    if cells < 1:
        return ""
    if cell_len(text) <= cells:
        return set_cell_size(text, cells)
    return set_cell_size(chop_cells(text, max(1, cells - 1))[0], max(0, cells - 1)) + ellipsis


def right(text: str, cells: int) -> str:
    """At the right of its cells, with a space before it; cut where it is longer."""
    text = fit(text, cells - 1).rstrip() if cell_len(text) >= cells else text
    return " " * (cells - cell_len(text)) + text


def cut(row: Row, cells: int) -> Row:
    """The row in at most so many cells; where it is longer, the run that is too long is cut."""
    kept: Row = []
    for text, role in row:
        if cell_len(text) > cells:
            return [*kept, (fit(text, cells), role)]
        kept.append((text, role))
        cells -= cell_len(text)
    return kept


def bar(share: float, cells: int) -> Row:
    """A part of a whole, 0 to 1, in so many cells. Full only when it is."""
    filled = min(max(int(share * cells), 0), cells)
    return [("▆" * filled, "graph"), ("▁" * (cells - filled), "rule")]


def apart(left: Row, right: Row, total: int) -> Row:
    """Left and right at the two edges of `total` cells. What is on the left gives way."""
    room = total - width(right)
    kept: Row = []
    for text, role in left:
        if cell_len(text) >= room:
            kept.append((fit(text, max(0, room - 1)), role))
            room = min(room, 1)
            break
        kept.append((text, role))
        room -= cell_len(text)
    return [*kept, (" " * max(0, room), "text"), *right]
