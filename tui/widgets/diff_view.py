"""What a fix would change, as a unified diff, coloured."""

from collections.abc import Sequence

from tui.runs import Row, cut
from tui.widgets.heading import heading
from tui.widgets.scrolled import Scrolled

ROLES = {"+": "good", "-": "danger", "@": "muted"}
HEADS = ("--- ", "+++ ")


class DiffView(Scrolled):
    DEFAULT_CSS = "DiffView { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.title: Row = []
        self.lines: Sequence[str] = ()
        self.top = 0

    def show(self, title: Row, lines: Sequence[str]) -> None:
        if lines != self.lines:
            self.top = 0
        self.title, self.lines = title, lines
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        shown = self.lines[self.top : self.top + max(0, height - 1)]
        return [heading(self.title, width), *(cut([coloured(line)], width) for line in shown)]

    def turn(self, rows: int) -> None:
        self.top = max(0, min(self.top + rows, len(self.lines) - self.room))
        self.repaint()


def coloured(line: str) -> tuple[str, str]:
    role = "strong" if line.startswith(HEADS) else ROLES.get(line[:1], "text")
    return f" {line}", role
