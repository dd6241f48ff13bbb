"""Names to choose one from, with a mark at it: a colour alone is not seen in every terminal."""

from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import OptionList

MARK, SPACE = "▸ ", "  "
LEAST = 10
"""Cells of a list below which there is no room for it."""


class Marked:
    """Mixed into an OptionList. Where SelectionList has its boxes, this has the mark."""

    def _get_left_gutter_width(self: Any) -> int:
        return len(MARK) if self.scrollable_content_region.width >= LEAST else 0

    def get_content_height(self: Any, container: Size, viewport: Size, width: int) -> int:
        # A terminal of one column: words cannot be folded into nothing.
        return super().get_content_height(container, viewport, max(width, LEAST))  # type: ignore[misc] # of the OptionList

    async def _on_click(self: Any, event: Click) -> None:
        # Aimed at what stood there a moment ago, in a list that was longer.
        if event.style.meta.get("option", 0) >= len(self._options):
            event.prevent_default()

    def _move_page(self: Any, direction: Any) -> None:
        # Where it has no room, or not yet, there is no page to turn.
        if (self.highlighted or 0) in self._index_to_line:
            super()._move_page(direction)  # type: ignore[misc] # of the OptionList

    def render_line(self: Any, y: int) -> Strip:
        line: Strip = super().render_line(y)  # type: ignore[misc] # of the OptionList
        row = self.scroll_offset.y + y
        if row >= len(self._lines) or not self._get_left_gutter_width():
            return line
        index, offset = self._lines[row]
        here = index == self.highlighted and offset == 0
        style = next((segment.style for segment in line if segment.style), Style())
        mark = Segment(MARK if here else SPACE, style + Style(bold=here))
        return Strip([mark, *line], line.cell_length + len(MARK))


class Options(Marked, OptionList):
    """Below the field of a dialog, in its frame."""

    DEFAULT_CSS = """
    Options { height: auto; max-height: 12; border: none; background: $panel; padding: 0; }
    """
