"""Which view is shown below, and which others there are: a rule with names in it."""

from collections.abc import Mapping

from textual.events import Click
from textual.message import Message

from tui.i18n import _
from tui.runs import Row
from tui.runs import width as cells
from tui.widgets.canvas import Canvas


class ViewBar(Canvas):
    class Chosen(Message):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, views: Mapping[str, str]) -> None:
        """`views` are their titles, untranslated, by name."""
        super().__init__()
        self.views, self.active = views, ""

    def show(self, active: str) -> None:
        self.active = active
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        row: Row = [("─", "rule")]
        for name, title in self.views.items():
            role = "accent" if name == self.active else "muted"
            mark = "▸" if name == self.active else " "
            row += [(f"{mark}{_(title)} ", role), ("─", "rule")]
        return [[*row, ("─" * max(0, width - cells(row)), "rule")]]

    def on_click(self, event: Click) -> None:
        x = 1
        for name, title in self.views.items():
            x += cells([(f" {_(title)} ─", "text")])
            if event.x < x:
                self.post_message(self.Chosen(name))
                return
