"""NO_COLOR taken at its word: not even greys. What stood on a bright ground is shown reversed."""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter, Monochrome

BRIGHT = 0.15
"""How far the ground of a cursor or a full bar is from the screen's own, of 1."""


class Colorless(LineFilter):
    """Keeps bold, underlined and reversed, and drops every colour."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(text, style and without_color(style, background), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def without_color(style: Style, background: Color) -> Style:
    plain = style.without_color
    ground = style.bgcolor
    if ground is None or ground.is_default or style.reverse:
        return plain
    far = abs(Color.from_rich_color(ground).brightness - background.brightness)
    return plain + Style(reverse=True) if far > BRIGHT else plain


def instead(filters: list[LineFilter]) -> list[LineFilter]:
    """These filters, without the one by which Textual turns colours into greys."""
    return [Colorless() if isinstance(kept, Monochrome) else kept for kept in filters]
