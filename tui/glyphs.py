"""Every glyph the console draws, in Unicode and in ASCII. Each is one cell wide.

One Unicode glyph has one ASCII glyph, whatever fields it serves: text can be swapped afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from tui import terminal


@dataclass(frozen=True)
class Glyphs:
    """Fields are named by what they mean on the screen, so a widget needs no second name."""

    blocks: str
    """Nine levels of a column; the first is a space, the last a full cell."""
    bar: str
    track: str
    rule: str
    heavy_rule: str
    dotted: str
    axis: str
    cross: str
    tick: str
    """Where a label at its left meets the axis."""
    tee: str
    """Where a rule leaves the axis to the right."""
    cursor: str
    good: str
    attention: str
    danger: str
    idle: str
    dot: str
    ring: str
    rise: str
    fall: str
    top: str
    """A divergence at a peak, and one at a trough."""
    bottom: str
    left: str
    right: str
    up: str
    down: str
    previous: str
    next: str
    ellipsis: str
    middle_dot: str
    degree: str
    plus_minus: str
    times: str
    micro: str
    psi: str
    """The number of parameters, as the papers write it."""

    @classmethod
    def unicode(cls) -> Self:
        return cls(
            blocks=" ▁▂▃▄▅▆▇█",
            bar="▆",
            track="▁",
            rule="─",
            heavy_rule="━",
            dotted="╌",
            axis="│",
            cross="┼",
            tick="┤",
            tee="├",
            cursor="▸",
            good="✓",
            attention="!",
            danger="✗",
            idle="·",
            dot="●",
            ring="○",
            rise="▲",
            fall="▼",
            top="▽",
            bottom="△",
            left="←",
            right="→",
            up="↑",
            down="↓",
            previous="◀",
            next="▶",
            ellipsis="…",
            middle_dot="·",
            degree="°",
            plus_minus="±",
            times="×",
            micro="µ",
            psi="Ψ",
        )

    @classmethod
    def ascii(cls) -> Self:
        return cls(
            # By ink, and without "-" and "=": rules across a graph must not look like its levels.
            blocks=" .:;+*###",
            bar="#",
            track=".",
            rule="-",
            heavy_rule="=",
            dotted="-",
            axis="|",
            cross="+",
            tick="+",
            tee="+",
            cursor=">",
            good="+",
            attention="!",
            danger="x",
            idle="-",
            dot="*",
            ring="o",
            rise="^",
            fall="v",
            top="T",
            bottom="B",
            left="<",
            right=">",
            up="^",
            down="v",
            previous="<",
            next=">",
            ellipsis="~",
            middle_dot="-",
            degree=" ",
            plus_minus="~",
            times="x",
            micro="u",
            psi="P",
        )


def choose(setting: str, environ: Mapping[str, str], encoding: str) -> Glyphs:
    """`setting` is auto, unicode or ascii; `encoding` is what Python writes to the terminal."""
    if setting == "auto":
        setting = "unicode" if terminal.draws_unicode(environ, encoding) else "ascii"
    return Glyphs.ascii() if setting == "ascii" else Glyphs.unicode()
