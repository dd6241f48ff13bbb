"""The first rows of a tab, where a sentence says more than a figure; its health at the right."""

from collections.abc import Sequence

from tui.runs import Row, apart, cut
from tui.widgets.canvas import Canvas
from tui.widgets.facts import HEALTH


class Headline(Canvas):
    DEFAULT_CSS = "Headline { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self.health: tuple[str, str] = ("", "muted")

    def show(self, rows: Sequence[Row], health: tuple[str, str]) -> None:
        """`health` is a word and its role."""
        if len(rows) != len(self.rows):
            self.refresh(layout=True)
        self.rows, self.health = rows, health
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        word, role = self.health
        mark: Row = [(f" {HEALTH[role]} {word} ", role)] if word else []
        first, *rest = [[(" ", "text"), *row] for row in self.rows] or [[]]
        return [apart(first, mark, width), *(cut(row, width) for row in rest)]
