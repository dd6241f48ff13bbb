"""The row of tabs at the top, and the rule under them that shows which one is open."""

from collections.abc import Mapping

from textual.events import Click
from textual.message import Message
from textual.reactive import var

from tui.runs import Row
from tui.runs import width as cells
from tui.tabs import Tab
from tui.widgets.canvas import Canvas


class TabBar(Canvas):
    class Chosen(Message):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    active: var[str] = var("")

    def __init__(self, tabs: Mapping[str, Tab]) -> None:
        super().__init__()
        self.tabs = tabs

    def watch_active(self) -> None:
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        gap = self.gap(width)
        names: Row = [(" ", "text")]
        rule: Row = [("─", "rule")]
        for name, tab in self.tabs.items():
            label = f"{tab.digit} {tab.title}"
            open_here = name == self.active
            names += [(label, "accent" if open_here else "muted"), (" " * gap, "text")]
            line = "━" if open_here else "─"
            rule += [(line * len(label), "accent" if open_here else "rule"), ("─" * gap, "rule")]
        return [names, [*rule, ("─" * width, "rule")]]

    def on_click(self, event: Click) -> None:
        for name, (start, end) in self._spans().items():
            if start <= event.x < end:
                self.post_message(self.Chosen(name))

    def _spans(self) -> dict[str, tuple[int, int]]:
        """The columns of each tab's name."""
        spans, x = {}, 1
        for name, tab in self.tabs.items():
            end = x + cells([(f"{tab.digit} {tab.title}", "")])
            spans[name] = (x, end)
            x = end + self.gap(self.size.width)
        return spans

    def gap(self, room: int) -> int:
        """Between two names: narrower where there is no room for all of them."""
        labels = sum(cells([(f"{tab.digit} {tab.title}", "")]) for tab in self.tabs.values())
        return 2 if 1 + labels + 2 * (len(self.tabs) - 1) <= room else 1
