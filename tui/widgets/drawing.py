"""A canvas that shows whatever rows a pure function makes of its size."""

from collections.abc import Callable

from tui.runs import Row
from tui.widgets.canvas import Canvas

Draw = Callable[[int, int], list[Row]]
"""Rows for a width and a height, in cells."""


class Drawing(Canvas):
    DEFAULT_CSS = "Drawing { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.drawn: Draw = nothing

    def show(self, draw: Draw) -> None:
        self.drawn = draw
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        return self.drawn(width, height)


def nothing(width: int, height: int) -> list[Row]:
    return []
