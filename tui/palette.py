"""From meanings to colours: what each role looks like in the theme that is in force.

Worked out once a theme. As component classes of a stylesheet, the same would be matched for every
widget at every change of style, which took a third of the time to the first picture.
"""

from collections.abc import Mapping

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from tui.themes import BOARD, BOLD, COLOR_BLIND, GAINS, LINES

# The theme's variable, how much of it is left over the background, and bold or not.
INKS = {
    "text": ("foreground", 1.0, False),
    "strong": ("foreground", 1.0, True),
    "muted": ("foreground", 0.6, False),
    "rule": ("foreground", 0.35, False),
    "accent": ("text-secondary", 1.0, True),
    "good": ("text-success", 1.0, False),
    "attention": ("text-warning", 1.0, True),
    "danger": ("text-error", 1.0, True),
    "graph": ("primary", 1.0, False),
}
BLOCKS = {
    "cut": ("background", "primary"),
    "chosen": ("block-cursor-foreground", "block-cursor-background"),
}
"""Ink, and what it stands on."""


def styles(variables: Mapping[str, str], gains: str = "west") -> dict[str, Style]:
    """A style for every role, from the variables of a theme. `gains`: west, china or cvd."""
    ground = Color.parse(variables["background"])
    colors = {name: parse(variables[name], ground) for name in needed()}
    inks = {
        role: Style(bold=bold, dim=faint(colors[name], left), color=ink(colors[name], left, ground))
        for role, (name, left, bold) in INKS.items()
    }
    blocks = {
        role: Style.from_color(colors[front].rich_color, colors[back].rich_color)
        for role, (front, back) in BLOCKS.items()
    }
    return inks | blocks | charted(variables, ground, gains) | boarded(ground)


def charted(variables: Mapping[str, str], ground: Color, gains: str) -> dict[str, Style]:
    """What rises, what falls, and lines that are told apart."""
    kind = "ansi" if ground.ansi is not None else "dark" if ground.brightness < 0.5 else "light"
    names = GAINS.get(gains)
    pair = tuple(variables[name] for name in names) if names else COLOR_BLIND[kind]
    named = dict(zip(("gain", "loss"), pair, strict=True))
    named |= {f"line{at}": color for at, color in enumerate(LINES[kind], 1)}
    return {role: Style(color=parse(color, ground).rich_color) for role, color in named.items()}


def boarded(ground: Color) -> dict[str, Style]:
    """A board and its stones."""
    pairs = BOARD["ansi" if ground.ansi is not None else "drawn"]
    return {
        role: Style(
            color=Color.parse(front).rich_color,
            bgcolor=Color.parse(back).rich_color,
            bold=role in BOLD,
        )
        for role, (front, back) in pairs.items()
    }


def parse(value: str, ground: Color) -> Color:
    """ "auto" is whatever can be read on the ground."""
    return ground.get_contrast_text() if value.startswith("auto") else Color.parse(value)


def needed() -> set[str]:
    return {*(name for name, _, _ in INKS.values()), *sum(BLOCKS.values(), ())}


def faint(color: Color, left: float) -> bool:
    """A colour of the terminal's own cannot be mixed: it can only be dimmed."""
    return color.ansi is not None and left < 1


def ink(color: Color, left: float, ground: Color) -> RichColor:
    mixed = color if color.ansi is not None else ground.blend(color, left)
    return mixed.rich_color
