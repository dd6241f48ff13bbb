"""The base of every widget that we draw ourselves: rows of runs, repainted cell by cell.

`draw` depends on nothing but the widget's data and its size, so a test can look at words; what each
role looks like is the theme's business (tui/palette.py).
"""

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.runs import Row, differences, row_at

if TYPE_CHECKING:
    from tui.app import Zerodeck


class Canvas(Widget):
    DEFAULT_CSS = """
    Canvas { height: 1; }
    """

    app: "Zerodeck"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}

    def draw(self, width: int, height: int) -> list[Row]:
        """The rows to show. Fewer than `height` leave the rest empty; longer ones are cut."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Draw again, and send to the terminal the cells that differ."""
        if not self.is_mounted or not self.size:
            return
        old, self._rows = self._rows, self.draw(*self.size)
        for y in range(max(len(old), len(self._rows))):
            before, after = row_at(old, y), row_at(self._rows, y)
            if before != after:
                self._strips.pop(y, None)
                for start, end in differences(before, after):
                    self.refresh(Region(start, y, end - start, 1))

    def render_line(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(row_at(self._rows, y))
        return strip

    def on_resize(self) -> None:
        self._forget(self.draw(*self.size))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._forget(self._rows)

    def words(self) -> str:
        """What stands here, as plain text."""
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self._rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.draw(width, 0))

    def _forget(self, rows: list[Row]) -> None:
        self._rows = rows
        self._strips.clear()
        self.refresh()

    def _strip(self, row: Row) -> Strip:
        segments = [Segment(text, self._style(role)) for text, role in row]
        return Strip(segments).adjust_cell_length(self.size.width, self._style("text"))

    def _style(self, role: str) -> Style:
        style = self._styles.get(role)
        if style is None:
            style = self._styles[role] = self.rich_style + self.app.roles[role]
        return style
