"""A canvas with more rows than there is room for, turned by keys and by the mouse wheel."""

from textual.events import MouseScrollDown, MouseScrollUp

from tui.widgets.canvas import Canvas

WHEEL = 3
"""Rows that one click of the wheel turns."""


class Scrolled(Canvas):
    """A heading, and rows below it."""

    def turn(self, rows: int) -> None:
        """So many rows on; below 0 back."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """How many rows fit below the heading."""
        return max(1, self.size.height - 1)

    def page(self, by: int) -> None:
        """So many screens on; a row stays, to read on from."""
        self.turn(by * max(1, self.room - 1))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        event.stop()
        self.turn(-WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        event.stop()
        self.turn(WHEEL)
