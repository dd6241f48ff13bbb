"""A table: a head, rows, and a cursor. Cells are runs, so each may carry its own meaning."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.i18n import _
from tui.runs import Row, cut, width
from tui.widgets.canvas import Canvas


class Column(NamedTuple):
    """`cells` is the width, 0 for all that is left; figures stand at the right."""

    title: str
    cells: int
    right: bool = False


class Table(Canvas, can_focus=True):
    class Moved(Message):
        """The cursor is on another row."""

    DEFAULT_CSS = "Table { height: auto; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-1000000)", show=False),
        Binding("end", "move(1000000)", show=False),
    ]

    row: var[int] = var(0)

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = columns
        self.lines: Sequence[Sequence[Row]] = ()

    def show(self, lines: Sequence[Sequence[Row]]) -> None:
        """One row a line, one cell a column."""
        if len(lines) != len(self.lines):
            self.refresh(layout=True)
        self.lines = lines
        self.row = max(0, min(self.row, len(lines) - 1))
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        if not self.lines:
            return []
        head: Row = [("  ", "text")]
        for column, cells in self.widths(width):
            head += aligned([(_(column.title), "muted")], cells, column.right)
        room = max(1, height - 1)
        first = max(0, min(self.row - room // 2, len(self.lines) - room)) if height else 0
        rows = [self.line(first + at, cells, width) for at, cells in enumerate(self.lines[first:])]
        return [head, *rows]

    def line(self, index: int, cells: Sequence[Row], room: int) -> Row:
        row: Row = [("▸ " if index == self.row else "  ", "accent")]
        for (column, wide), cell in zip(self.widths(room), cells, strict=True):
            row += aligned(cell, wide, column.right)
        return row

    def widths(self, room: int) -> list[tuple[Column, int]]:
        fixed = sum(column.cells + 2 for column in self.columns if column.cells)
        rest = max(0, room - 2 - fixed)
        return [(column, column.cells + 2 if column.cells else rest) for column in self.columns]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines) + 1 if self.lines else 0

    def action_move(self, by: int) -> None:
        row = max(0, min(self.row + by, len(self.lines) - 1))
        if row != self.row:
            self.row = row
            self.repaint()
            self.post_message(self.Moved())

    def on_click(self, event: Click) -> None:
        self.action_move(event.y - 1 - self.row)


def aligned(cell: Row, cells: int, right: bool) -> Row:
    """The cell in its column, with two cells between it and the next."""
    room = max(0, cells - 2)
    cell = cut(cell, room)
    space: Row = [(" " * (room - width(cell)), "text")]
    return [*(space + cell if right else cell + space), ("  ", "text")]
