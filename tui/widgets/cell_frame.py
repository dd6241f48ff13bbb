"""A game's picture: cells that a child keeps changing, in the middle of the widget's place.

`render_line` is the truth: whatever repaints a line finds the picture there as it is now. What has
changed is written past the compositor while nothing lies over the picture, else it is repainted.
"""

from itertools import dropwhile
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.events import MouseDown, MouseEvent, MouseMove, MouseUp
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from engines.arcade.messages import Frame
from engines.arcade.runs import GLYPHS, RUN, Colors
from tui.frame_writer import style, written

if TYPE_CHECKING:
    from tui.app import Zerodeck

WHERE = "\x1b[6n"
Cell = tuple[int, int, int]
"""Glyph, color in front, color behind."""
EMPTY: Cell = (0, 0, 0)


class CellFrame(Widget):
    DEFAULT_CSS = """
    CellFrame { width: 1fr; height: 1fr; }
    """

    app: "Zerodeck"

    class Pointed(Message):
        """In the picture's cells; `button` 0 for a move, else 1 to 3, which goes down or up."""

        def __init__(self, column: int, row: int, button: int, down: bool) -> None:
            super().__init__()
            self.column, self.row, self.button, self.down = column, row, button, down

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.depth: Colors = "256"
        self.cells: list[list[Cell]] = []
        self.covered = False
        """Something of the same screen lies over it."""
        self.sent = 0
        """Characters that were written so."""

    def clear(self) -> None:
        self.cells = []
        self.refresh()

    def show(self, frames: tuple[Frame, ...]) -> None:
        """Each changes the one before; after `clear`, nothing until there is a whole one."""
        if not self.cells:
            frames = tuple(dropwhile(lambda frame: not frame.whole, frames))
        if not frames:
            return
        for frame in frames:
            if frame.whole:
                self.cells = [[EMPTY] * frame.columns for _ in range(frame.rows)]
                self.refresh()
            self.take(frame.runs)
        if frames[-1].whole or not self.bare:
            self.refresh(*self.changed(frames))
        else:
            # Textual keeps lines as they were drawn: these are to be drawn anew when it wants them.
            self._styles_cache.set_dirty(*self.changed(frames))
            for frame in frames:
                self.write(frame.runs)

    def take(self, runs: bytes) -> None:
        for row, column, count, *cell in RUN.iter_unpack(runs):
            glyph, ink, ground = cell
            self.cells[row][column : column + count] = [(glyph, ink, ground)] * count

    def changed(self, frames: tuple[Frame, ...]) -> list[Region]:
        """The lines that are not as they were."""
        left, top = self.corner
        rows = {row for frame in frames for row, *_ in RUN.iter_unpack(frame.runs)}
        return [Region(left, top + row, self.columns, 1) for row in sorted(rows)]

    def write(self, runs: bytes) -> None:
        driver = self.app._driver
        if driver is None or not runs:
            return
        left, top = self.corner
        text = written(runs, self.region.x + left, self.region.y + top, self.depth)
        self.sent += len(text)
        self.app._begin_update()
        driver.write(text)
        self.app._end_update()

    def ask(self) -> bool:
        """The terminal, where its cursor is: it answers once it has all that was sent before."""
        driver = self.app._driver
        if driver is None or self.app.is_headless:
            return False
        driver.write(WHERE)
        return True

    @property
    def bare(self) -> bool:
        """Whether nothing lies over the picture, and all of it is to be seen."""
        screen = self.app.screen
        left, top = self.corner
        return (
            screen is self.screen
            and not self.covered
            and left >= 0
            and top >= 0
            and not screen.has_class("-small")
            and not screen.query("Toast")
            and screen.size.region.contains_region(self.region)
        )

    # The mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        self.point(event, event.button, True)

    def on_mouse_up(self, event: MouseUp) -> None:
        self.point(event, event.button, False)

    def on_mouse_move(self, event: MouseMove) -> None:
        self.point(event, 0, False)

    def point(self, event: MouseEvent, button: int, down: bool) -> None:
        left, top = self.corner
        column, row = event.x - left, event.y - top
        if 0 <= column < self.columns and 0 <= row < len(self.cells):
            self.post_message(self.Pointed(column, row, button, down))

    # Where it stands

    @property
    def columns(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    @property
    def corner(self) -> tuple[int, int]:
        """Of the picture, in the widget."""
        return (self.size.width - self.columns) // 2, (self.size.height - len(self.cells)) // 2

    def render_line(self, y: int) -> Strip:
        left, top = self.corner
        row = y - top
        if not 0 <= row < len(self.cells):
            return Strip.blank(self.size.width, self.rich_style)
        whole = [Segment(" " * max(0, left), self.rich_style), *self.segments(row)]
        strip = Strip(whole).crop(max(0, -left))
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def segments(self, row: int) -> list[Segment]:
        found: list[Segment] = []
        last: Style | None = None
        text = ""
        for glyph, ink, ground in self.cells[row]:
            look = style(ink, ground, self.depth)
            if look is not last:
                if last is not None:
                    found.append(Segment(text, last))
                last, text = look, ""
            text += GLYPHS[glyph]
        if last is not None:
            found.append(Segment(text, last))
        return found
