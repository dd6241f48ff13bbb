"""Textual's partial repaint, without the cells to the left of what has changed.

Textual 8.2.8 crops a repainted span at its right end only: a graph whose newest column moves is
sent whole, ten times a second. Cropping the left end too saves most of its bytes over SSH. It
replaces one private class, so Textual is pinned; tests/terminal compares the screens of both.
"""

from rich.cells import cell_len
from rich.console import Console
from rich.control import Control
from textual import _compositor
from textual.strip import Strip


class PartialUpdate(_compositor.ChopsUpdate):
    """Chops are the pieces of widgets that a line of the screen is made of, by their left ends."""

    def render_segments(self, console: Console) -> str:
        sent: list[str] = []
        for y, left, right in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and x < right and left < end:
                    start = boundary(strip, left - x)
                    piece = strip.crop(start, boundary(strip, min(end, right) - x, after=True))
                    sent += (Control.move_to(x + start, y).segment.text, piece.render(console))
        return "".join(sent)


def boundary(strip: Strip, cell: int, *, after: bool = False) -> int:
    """The nearest cell at or before `cell` where a character begins, or at or `after` it where one
    ends: wide ones are not halved. What a window covered a half of is drawn whole when it goes."""
    if cell <= 0:
        return 0
    text = strip.text
    if text.isascii():
        return cell
    at = 0
    for char in text:
        end = at + cell_len(char)
        if end > cell:
            return end if after and at < cell else at
        at = end
    return at


def install() -> None:
    _compositor.ChopsUpdate = PartialUpdate  # type: ignore[misc] # a patch, see above
