"""Words with meanings: the rows that widgets paint and the plain report prints.

A run is (text, role). A role names a meaning, never a colour. Widths are in terminal cells.
"""

from rich.cells import cell_len, chop_cells, set_cell_size

Run = tuple[str, str]
Row = list[Run]

ROLES = (
    *("text", "strong", "muted", "accent", "rule", "chosen"),
    *("good", "attention", "danger"),
    *("graph", "cut"),
    *("gain", "loss"),
    *("line1", "line2", "line3", "line4", "line5", "line6", "line7"),
)
"""Words plain, strong, standing back, and with focus; lines; a selection; the three meanings; what
a graph is filled with, and a line that cuts through it; what has risen and what has fallen; lines
of a graph that must be told apart: white, yellow, magenta, cyan, red, green, blue, each as the
theme has it."""


def plain(row: Row) -> str:
    return "".join(text for text, _role in row)


def row_at(rows: list[Row], y: int) -> Row:
    return rows[y] if y < len(rows) else []


def difference(before: Row, after: Row) -> tuple[int, int]:
    """The span of cells [start, end) outside which the two rows are the same."""
    old, new = cells(before), cells(after)
    short = min(len(old), len(new))
    start = next((x for x in range(short) if old[x] != new[x]), short)
    if len(old) != len(new):
        return start, max(len(old), len(new))
    end = next((x for x in range(short, start, -1) if old[x - 1] != new[x - 1]), start)
    while start < end < short and not (old[end][0] and new[end][0]):
        end += 1  # both cells of a wide character
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
