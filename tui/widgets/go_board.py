"""The board of gomoku: two columns a point, stones of one cell, and all that is marked on them.

Everything is readable without colour: stones by their glyphs, the last move and the cursor by what
stands around them, a winning row by other glyphs, what a point is worth by a digit.
"""

from collections.abc import Mapping
from typing import NamedTuple

from textual.events import Click
from textual.message import Message
from textual.reactive import var

from engines.gomoku.points import LETTERS
from engines.gomoku.rules import EMPTY
from tui.runs import Row, Run
from tui.widgets.canvas import Canvas

LABELS = 3
"""Columns of the row's number, with the space behind it."""

Mark = Run
"""What stands on an empty point: a glyph, or a number of two digits."""


class Pen(NamedTuple):
    """Glyphs, one cell each. By color: EMPTY is a crossing of two lines."""

    stones: str
    row: str
    """The stones of a row that has won."""
    star: str
    forbidden: str


UNICODE = Pen("·●○", "·◆◇", "+", "×")
ASCII = Pen(".XO", ".#@", "+", "!")
LAST, CURSOR = "()", "[]"


class Scene(NamedTuple):
    """What is on the board. `cells` are the colors of its points, one byte each; `numbers` stand
    on stones, `marks` on empty points; `lit` are stones that are looked at."""

    size: int = 15
    cells: bytes = bytes(15 * 15)
    last: int | None = None
    row: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()
    numbers: Mapping[int, int] = {}
    marks: Mapping[int, Mark] = {}
    lit: frozenset[int] = frozenset()


def width(size: int) -> int:
    """Columns of a board: its points with a cell on each side, and the numbers at its left."""
    return LABELS + 2 * size + 1


def height(size: int) -> int:
    """Rows of a board: its points, and the letters above them."""
    return size + 1


class GoBoard(Canvas):
    """The tab that it stands in has the focus, and the keys that move the cursor."""

    class Chosen(Message):
        """A point was clicked."""

        def __init__(self, point: int) -> None:
            super().__init__()
            self.point = point

    cursor: var[int] = var(15 * 15 // 2)

    def __init__(self, *, id: str | None = None, pointed: bool = True) -> None:
        """Where it is not `pointed` at, nobody plays: the cursor is not seen, a click is none."""
        super().__init__(id=id)
        self.pointed = pointed
        self.scene = Scene()

    def show(self, scene: Scene) -> None:
        if scene.size != self.scene.size:
            self.cursor = scene.size // 2 * (scene.size + 1)
            self.refresh(layout=True)
        self.scene = scene
        self.repaint()

    def go(self, point: int) -> None:
        """Set the cursor on a point."""
        self.cursor = point
        self.repaint()

    def move(self, columns: int, rows: int) -> None:
        y, x = divmod(self.cursor, self.scene.size)
        last = self.scene.size - 1
        y, x = max(0, min(y + rows, last)), max(0, min(x + columns, last))
        self.go(y * self.scene.size + x)

    def get_content_width(self, container: object, viewport: object) -> int:
        return width(self.scene.size)

    def draw(self, width: int, height: int) -> list[Row]:
        pen = ASCII if self.app.ascii.enabled else UNICODE
        first, last = self.rows(height)
        letters = " ".join(LETTERS[: self.scene.size])
        head: Row = [(f"{'':{LABELS + 1}}{letters}", "muted")]
        cursor = self.cursor if self.pointed else None
        return [head, *(line(self.scene, pen, y, cursor) for y in range(first, last))]

    def rows(self, height: int) -> tuple[int, int]:
        """The lines that there is room for, the cursor's among them."""
        size = self.scene.size
        room = min(size, height - 1) if height > 1 else size
        first = max(0, min(self.cursor // size - room // 2, size - room))
        return first, first + room

    def on_click(self, event: Click) -> None:
        first, last = self.rows(self.size.height)
        x, y = (event.x - LABELS) // 2, first + event.y - 1
        if self.pointed and event.y and y < last and 0 <= x < self.scene.size:
            self.post_message(self.Chosen(y * self.scene.size + x))


def line(scene: Scene, pen: Pen, y: int, cursor: int | None) -> Row:
    """A line of the board, its number at the left."""
    size = scene.size
    cells: list[Run] = [(" ", "board")] * (2 * size + 1)
    for x in range(size):
        point = y * size + x
        glyph, role = stone(scene, pen, point)
        if len(glyph) > 1:
            cells[2 * x] = (glyph[0], role)
        cells[2 * x + 1] = (glyph[-1], role)
    for around, marks in ((scene.last, LAST), (cursor, CURSOR)):
        if around is not None and around // size == y:
            x = around % size
            for at, mark in zip((2 * x, 2 * x + 2), marks, strict=True):
                if not cells[at][0].isdigit():  # of a number with two
                    cells[at] = (mark, "mark")
    number = f"{size - y:>{LABELS - 1}} "
    return [(number, "muted"), *joined(cells)]


WOOD = ("board", "mark", "forbidden", "black", "white")
"""Roles of one ground."""


def joined(cells: list[Run]) -> Row:
    """The cells as runs. A blank belongs to the run before it where both have the same ground:
    nobody sees its ink, and to ask for another costs bytes."""
    row: Row = []
    for text, role in cells:
        before = row[-1][1] if row else ""
        if role == before or (text == " " and role in WOOD and before in WOOD):
            row[-1] = (row[-1][0] + text, before)
        else:
            row.append((text, role))
    return row


def stone(scene: Scene, pen: Pen, point: int) -> tuple[str, str]:
    """What stands on a point, one or two cells, and its role."""
    color = scene.cells[point]
    if color == EMPTY:
        if point in scene.marks:
            return scene.marks[point]
        if point in scene.forbidden:
            return pen.forbidden, "forbidden"
        return pen.star if is_star(point, scene.size) else pen.stones[EMPTY], "board"
    lit = point in scene.row or point in scene.lit
    role = ("black", "white")[color - 1] + ("-lit" if lit else "")
    if point in scene.numbers:
        return str(scene.numbers[point] % 100), role
    return (pen.row if point in scene.row else pen.stones)[color], role


def is_star(point: int, size: int) -> bool:
    """Whether a point is marked on a board without stones, to find one's way."""
    y, x = divmod(point, size)
    if y == x == size // 2 and size % 2:
        return True
    edge = 3 if size >= 12 else 2
    return size >= 8 and y in (edge, size - 1 - edge) and x in (edge, size - 1 - edge)
