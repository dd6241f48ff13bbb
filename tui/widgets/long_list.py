"""Rows under a head, with a cursor, of which only those in sight are drawn."""

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.runs import Row, cut
from tui.widgets.canvas import Canvas

WHEEL = 3
"""Rows that one click of the wheel goes."""


class LongList(Canvas):
    """The tab that it stands in has the focus, and the keys that move the cursor.

    The rows move only where the cursor would leave them: then a step changes two rows of cells.
    """

    class Moved(Message):
        """The cursor is on another row."""

    class Opened(Message):
        """The row under the cursor was clicked."""

    DEFAULT_CSS = "LongList { height: auto; }"

    row: var[int] = var(0)
    top: var[int] = var(0)

    @property
    def count(self) -> int:
        raise NotImplementedError

    def head(self, width: int) -> Row:
        raise NotImplementedError

    def line(self, index: int, here: bool, width: int) -> Row:
        """The row `index`; `here`: it is under the cursor."""
        raise NotImplementedError

    def draw(self, width: int, height: int) -> list[Row]:
        if not self.count:
            return []
        room = max(1, (height or self.count + 1) - 1)
        self.top = max(0, min(self.top, self.row, self.count - room), self.row - room + 1)
        rows = range(self.top, min(self.top + room, self.count))
        return [
            cut(self.head(width), width),
            *(cut(self.line(index, index == self.row, width), width) for index in rows),
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.count + 1 if self.count else 0

    @property
    def room(self) -> int:
        """Rows that have room below the head."""
        return max(1, self.size.height - 1)

    def move(self, by: int) -> None:
        self.go(self.row + by)

    def page(self, by: int) -> None:
        self.move(by * max(1, self.room - 1))

    def go(self, row: int) -> None:
        row = max(0, min(row, self.count - 1))
        if row != self.row:
            self.row = row
            self.repaint()
            self.post_message(self.Moved())

    def changed(self, before: int) -> None:
        """Paint other rows; `before` is how many there were."""
        self.row = max(0, min(self.row, self.count - 1))
        if self.count != before:
            self.refresh(layout=True)
        self.repaint()

    def on_click(self, event: Click) -> None:
        row = self.top + event.y - 1
        if not event.y or row >= self.count:
            return
        if row == self.row:
            self.post_message(self.Opened())
        self.go(row)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        event.stop()
        self.move(-WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        event.stop()
        self.move(WHEEL)
