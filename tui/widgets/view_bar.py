"""Which view is shown below, and which others there are: a rule with names in it."""

from collections.abc import Mapping

from textual.events import Click
from textual.message import Message

from tui.i18n import _
from tui.runs import Row, cut
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
        for name in self.shown(width):
            role = "accent" if name == self.active else "muted"
            mark = "▸" if name == self.active else " "
            row += [(f"{mark}{_(self.views[name])} ", role), ("─", "rule")]
        return [cut([*row, ("─" * max(0, width - cells(row)), "rule")], width)]

    def shown(self, width: int) -> list[str]:
        """All of them; where there is no room, those before the active one give way."""
        names = list(self.views)
        while names[1:] and names[0] != self.active and 1 + sum(map(self.room, names)) > width + 1:
            names.pop(0)
        return names

    def room(self, name: str) -> int:
        return cells([(f" {_(self.views[name])} ─", "text")])

    def on_click(self, event: Click) -> None:
        x = 1
        for name in self.shown(self.size.width):
            x += self.room(name)
            if event.x < x:
                self.post_message(self.Chosen(name))
                return
