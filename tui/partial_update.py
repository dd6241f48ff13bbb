"""Textual's partial repaint, without the cells to the left of what has changed, and without
asking for a colour that is there already.

Textual 8.2.8 crops a repainted span at its right end only: a graph whose newest column moves is
sent whole, ten times a second. Cropping the left end too saves most of its bytes over SSH. It also
resets all after each run and names ink and ground of the next, which is half of what a chart costs.
This replaces one private class, so Textual is pinned; tests/terminal compares the screens of both.
"""

from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.control import Control
from rich.style import Style
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
                    sent += (Control.move_to(x + start, y).segment.text, rendered(piece, console))
        return "".join(sent)


NOTHING = ("", "", "")


def rendered(strip: Strip, console: Console) -> str:
    """As the strip renders itself, but that only what differs from the run before is asked for."""
    system = console._color_system or ColorSystem.TRUECOLOR
    sent: list[str] = []
    now = NOTHING
    for text, style, _control in strip:
        if style and style.link:
            return strip.render(console)
        wanted = codes(style, system) if style else NOTHING
        if wanted != now:
            # Nothing can be taken away alone; bold and the like are not replaced by one another.
            gone = any(old and not new for old, new in zip(now, wanted, strict=True))
            if gone or (now[0] and now[0] != wanted[0]):
                sent.append("\x1b[0m")
                now = NOTHING
            changed = [new for old, new in zip(now, wanted, strict=True) if new != old]
            if changed:
                sent.append(f"\x1b[{';'.join(changed)}m")
            now = wanted
        sent.append(text)
    return "".join(sent) + ("\x1b[0m" if now != NOTHING else "")


@lru_cache(1024)
def codes(style: Style, system: ColorSystem) -> tuple[str, str, str]:
    """How its attributes, its ink and its ground are asked for."""
    ink, ground = (
        ";".join(color.downgrade(system).get_ansi_codes(foreground)) if color else ""
        for color, foreground in ((style.color, True), (style.bgcolor, False))
    )
    return style.without_color._make_ansi_codes(system), ink, ground


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
