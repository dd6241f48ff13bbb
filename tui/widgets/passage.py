"""A drawing that may be longer than its room, and then is turned."""

from textual.events import MouseScrollDown, MouseScrollUp

from tui.runs import Row
from tui.widgets.drawing import Drawing
from tui.widgets.scrolled import WHEEL


class Passage(Drawing):
    """What it draws ends with a sign where there is more: no more is drawn than is looked at."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.top = 0

    def begin(self) -> None:
        """What is shown next is something else."""
        self.top = 0

    def draw(self, width: int, height: int) -> list[Row]:
        rows = self.drawn(width, self.top + height)
        self.top = max(0, min(self.top, len(rows) - height))
        return rows[self.top :]

    def turn(self, rows: int) -> None:
        self.top = max(0, self.top + rows)
        self.repaint()

    def page(self, by: int) -> None:
        """So many screens on; a row stays, to read on from."""
        self.turn(by * max(1, self.size.height - 1))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        event.stop()
        self.turn(-WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        event.stop()
        self.turn(WHEEL)
