"""The letters of drawings."""

import tomllib
from pathlib import Path

from engines.arcade.colors import ALL, CUBE
from engines.marking import N_
from engines.wire import EngineError

NOTHING = "."

Palette = dict[str, int]
"""The number of its color, of a terminal's 256, by each letter."""


def read(path: Path) -> Palette:
    """Raises EngineError."""
    try:
        colors = tomllib.loads(path.read_text("utf-8"))["colors"]
        if not isinstance(colors, dict):
            raise ValueError("[colors] is no table")
        for letter, number in colors.items():
            check(letter, number)
    except KeyError:
        raise unreadable(path, "there is no table [colors]") from None
    except (OSError, ValueError) as error:
        raise unreadable(path, str(error)) from error
    return colors


def check(letter: str, number: object) -> None:
    if len(letter) != 1 or letter in ".#" or not letter.isprintable() or letter.isspace():
        raise ValueError(f"[colors], {letter!r}: a color is named by one letter")
    # The first 16 look different in every terminal.
    if type(number) is not int or not CUBE <= number < ALL:
        raise ValueError(f"[colors], {letter!r}: a color is a number of {CUBE} to {ALL - 1}")


def unreadable(path: Path, why: str) -> EngineError:
    return EngineError(N_("The palette of the games cannot be read."), f"{path}: {why}")
