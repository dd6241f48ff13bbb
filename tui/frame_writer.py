"""A game's changed cells as what a terminal is told: past the compositor, which would send lines.

Textual has no notion of cells that changed within a widget that is drawn 30 times a second; written
so, a picture is a third of the bytes, and half of the work.
"""

from functools import lru_cache

from rich._palettes import EIGHT_BIT_PALETTE
from rich.color import Color, ColorSystem
from rich.style import Style

from engines.arcade.runs import GLYPHS, RUN, Colors

FIVE = 31
"""The largest of five bits."""


def written(runs: bytes, left: int, top: int, colors: Colors) -> str:
    """What paints these runs into a picture whose corner stands there, and leaves the terminal
    without a color of its own."""
    sent: list[str] = []
    at = -1, -1
    front = behind = 0 if colors == "none" else -1  # all are 0 then
    for row, column, count, glyph, ink, ground in RUN.iter_unpack(runs):
        if at != (row, column):
            sent.append(move(row, column, at, left, top))
        codes = []
        if glyph and ink != front:
            front = ink
            codes.append(code(ink, 38, colors))
        if ground != behind:
            behind = ground
            codes.append(code(ground, 48, colors))
        if codes:
            sent.append(f"\x1b[{';'.join(codes)}m")
        sent.append(GLYPHS[glyph] * count)
        at = row, column + count
    return "".join(sent) + "\x1b[0m" if sent else ""


def move(row: int, column: int, at: tuple[int, int], left: int, top: int) -> str:
    """Along a line, or to anywhere."""
    if row == at[0]:
        return f"\x1b[{column - at[1]}C"
    return f"\x1b[{top + row + 1};{left + column + 1}H"


@lru_cache(4096)
def code(color: int, kind: int, colors: Colors) -> str:
    """`kind` is 38 for what is in front, 48 for what is behind."""
    if colors == "256":
        return f"{kind};5;{as_shown(color)}"
    if colors == "16":
        return str(kind - 8 + color if color < 8 else kind + 52 + color - 8)
    return f"{kind};2;{';'.join(map(str, rgb(color)))}"


def as_shown(color: int) -> int:
    """A color of 256 as Textual shows it, by way of red, green and blue: those few that have a
    neighbor become that, and both ways must look the same."""
    triplet = EIGHT_BIT_PALETTE[color]
    shown = Color.from_triplet(triplet).downgrade(ColorSystem.EIGHT_BIT).number
    return color if shown is None else shown


def rgb(color: int) -> tuple[int, int, int]:
    """Of five bits each."""
    red, green, blue = (color >> shift & FIVE for shift in (10, 5, 0))
    return tuple(part << 3 | part >> 2 for part in (red, green, blue))  # type: ignore[return-value] # three


@lru_cache(4096)
def style(ink: int, ground: int, colors: Colors) -> Style:
    """The same colors for Textual."""
    if colors == "none":
        return Style()
    return Style(color=named(ink, colors), bgcolor=named(ground, colors))


def named(color: int, colors: Colors) -> Color:
    return Color.from_rgb(*rgb(color)) if colors == "true" else Color.from_ansi(color)
