"""A language made for tests: whatever stays ASCII on a screen, or in what a command prints, was not
translated.

As a program it is `zerodeck` in that language: python -m tests.wide zero plan --model gpt2
"""

import re
from gettext import GNUTranslations

from engines import paths
from tui import i18n
from tui.cli import main

CATALOGUE = paths.ASSETS / "locale" / "zh_CN" / "LC_MESSAGES" / "zerodeck.mo"
FIELD = re.compile(r"(\{[a-z_]*[^{}]*\})")


class Wide:
    """A language of full-width letters, of which it has those that the catalogue knows."""

    def __init__(self) -> None:
        with CATALOGUE.open("rb") as file:
            known = GNUTranslations(file)
        self._catalog: dict[object, str] = known._catalog  # type: ignore[attr-defined]

    def gettext(self, text: str) -> str:
        return widened(text) if text in self._catalog else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        text = one if number == 1 else many
        return widened(text) if (one, 0) in self._catalog else text


def widened(text: str) -> str:
    """But for its fields."""
    parts = FIELD.split(text)
    return "".join(part if part.startswith("{") else wide(part) for part in parts)


def wide(text: str) -> str:
    return "".join(
        chr(ord(char) + 0xFEE0) if char.isascii() and char.isalpha() else char for char in text
    )


if __name__ == "__main__":
    made = Wide()
    i18n._load = lambda language: made  # type: ignore[assignment]
    main()
