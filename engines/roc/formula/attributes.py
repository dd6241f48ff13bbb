"""How a line is drawn: the words after the comma of an output."""

import re
from difflib import get_close_matches
from typing import NamedTuple

from engines.roc.formula.names import meant, short
from engines.roc.formula.unsupported import ATTRIBUTES
from engines.wire import N_

COLOURS = {
    "COLORBLACK": (0, 0, 0),
    "COLORBLUE": (0, 0, 255),
    "COLORGREEN": (0, 192, 0),
    "COLORCYAN": (0, 192, 192),
    "COLORRED": (255, 0, 0),
    "COLORMAGENTA": (255, 0, 255),
    "COLORBROWN": (165, 82, 0),
    "COLORLIGRAY": (192, 192, 192),
    "COLORGRAY": (128, 128, 128),
    "COLORLIBLUE": (96, 160, 255),
    "COLORLIGREEN": (128, 255, 128),
    "COLORLICYAN": (128, 255, 255),
    "COLORLIRED": (255, 128, 128),
    "COLORLIMAGENTA": (255, 160, 255),
    "COLORYELLOW": (255, 255, 0),
    "COLORWHITE": (255, 255, 255),
}
SHAPES = ("POINTDOT", "CIRCLEDOT", "CROSSDOT", "DOTLINE")
STICKS = ("STICK", "COLORSTICK", "VOLSTICK", "LINESTICK")
PLACES = ("NODRAW", "NOTEXT", "DRAWABOVE", "NOFRAME")
WORDS = (*COLOURS, *SHAPES, *STICKS, *PLACES)
NUMBERED = re.compile(r"COLOR[0-9A-F]{6}|LINETHICK[0-9]")


class Style(NamedTuple):
    """`colour` is red, green, blue. `shape` is one of SHAPES or STICKS, "" for a plain line."""

    colour: tuple[int, int, int] | None = None
    thick: int = 1
    shape: str = ""
    drawn: bool = True
    """False: its value is shown, but no line."""
    told: bool = True
    """False: its line is drawn, but no value shown."""
    above: bool = False
    """Drawn over the price."""


def complaint(word: str) -> str:
    """What is wrong with an attribute in upper case; "" if it is known."""
    if word in WORDS or NUMBERED.fullmatch(word):
        return ""
    if why := ATTRIBUTES.get(word.rstrip("0123456789")):
        return N_("unsupported: {name}: {why}").format(name=short(word), why=why)
    if word.startswith("COLOR") and len(word) == 11:
        return N_("{name}: six digits 0 to 9 or A to F: blue, green, red").format(name=word)
    near = get_close_matches(word[:32], WORDS, 1)
    return meant(short(word), near)


def style(attributes: tuple[str, ...]) -> Style:
    """What attributes come to; of two that contradict each other the later one counts."""
    made = Style()
    for word in attributes:
        if word in COLOURS or (word.startswith("COLOR") and word not in STICKS):
            made = made._replace(colour=colour(word))
        elif word.startswith("LINETHICK"):
            made = made._replace(thick=int(word[-1]))
        elif word in SHAPES or word in STICKS:
            made = made._replace(shape=word)
        else:
            made = placed(made, word)
    return made


def placed(made: Style, word: str) -> Style:
    if word == "NODRAW":
        return made._replace(drawn=False)
    if word == "NOTEXT":
        return made._replace(told=False)
    return made._replace(above=True) if word == "DRAWABOVE" else made


def colour(word: str) -> tuple[int, int, int]:
    """Red, green and blue of COLORRED, or of COLOR00FFFF, which has blue first: yellow."""
    if word in COLOURS:
        return COLOURS[word]
    blue, green, red = bytes.fromhex(word[5:])
    return red, green, blue
