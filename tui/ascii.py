"""ASCII for terminals that draw nothing else, put in at the last moment, for every widget there is.

The console draws Unicode; this filter sees each line on its way out and swaps glyph for glyph, cell
for cell. So Textual's own borders and scroll bars are covered, and no widget asks what it may use.
"""

from dataclasses import astuple

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.glyphs import Glyphs

# What Textual draws by itself, beside our own glyphs: borders, scroll bars, its palette's icon.
FOREIGN = {
    "|": "┃║▌▐▎▊▏▕",
    "-": "╴╶┄┈╸╺▔",
    "+": "┌┐└┘├┬┴╭╮╰╯╔╗╚╝┏┓┗┛╋╠╣",
    "=": "═▀",
    "_": "▄▁",
    "#": "▇▆▅▃▂█▖▗▘▝▚▞▙▛▜▟",
    '"': "“”",
    "'": "‘’",
    "o": "•◉◯⭘",
    "> ": "🔎",
}


def table() -> dict[int, str]:
    """From each glyph to as many cells of ASCII."""
    pairs = {ord(glyph): plain for plain, glyphs in FOREIGN.items() for glyph in glyphs}
    for drawn, plain in zip(astuple(Glyphs.unicode()), astuple(Glyphs.ascii()), strict=True):
        pairs |= {ord(glyph): other for glyph, other in zip(drawn, plain, strict=True)}
    return pairs


class AsciiFilter(LineFilter):
    """Letters of other scripts are left alone: they are words, not drawing."""

    def __init__(self) -> None:
        super().__init__()
        self._table = table()

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(self.plain(text), style, control) for text, style, control in segments]

    def plain(self, text: str) -> str:
        return text if text.isascii() else text.translate(self._table)
