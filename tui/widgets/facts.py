"""Named values in a few rows: what stands beside the figure."""

from collections.abc import Sequence

from tui.runs import Row, apart
from tui.widgets.canvas import Canvas

Fact = tuple[str, str]
"""A label and its value; either may be empty. A value is strong, a label stands back."""

HEALTH = {"good": "●", "attention": "▲", "danger": "✗", "muted": "·"}
"""A mark for each meaning, so that it is readable without colour."""


class Facts(Canvas):
    """Rows of facts, and the health in one word at the right edge of the first."""

    DEFAULT_CSS = """
    Facts { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.facts: Sequence[Sequence[Fact]] = ()
        self.health: tuple[str, str] = ("", "muted")

    def show(
        self, facts: Sequence[Sequence[Fact]], health: tuple[str, str] = ("", "muted")
    ) -> None:
        """`health` is a word and its role."""
        self.facts, self.health = facts, health
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        rows = [self._row(line) for line in self.facts]
        word, role = self.health
        if word:
            rows[:1] = [apart(rows[0] if rows else [], [(f"{HEALTH[role]} {word} ", role)], width)]
        return rows

    def _row(self, line: Sequence[Fact]) -> Row:
        row: Row = []
        for label, value in line:
            if row:
                row.append(("  ", "text"))
            if label:
                row.append((label + (" " if value else ""), "muted"))
            if value:
                row.append((value, "text"))
        return row
