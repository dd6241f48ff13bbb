"""One thin line between two parts of a screen."""

from tui.runs import Row
from tui.widgets.canvas import Canvas


class Rule(Canvas):
    def draw(self, width: int, height: int) -> list[Row]:
        return [[("─" * width, "rule")]]
