"""A language made for tests: whatever stays ASCII on a screen, or in what a command prints, was not
translated.

As a program it is `zerodeck` in that language: python -m tests.wide zero plan --model gpt2
"""

import re

from tests import locale_tool
from tui import i18n
from tui.cli import main

FIELD = re.compile(r"(\{[a-z_]*[^{}]*\})")


class Wide:
    """A language of full-width letters, of which it has those that the catalogue knows."""

    def __init__(self) -> None:
        known = locale_tool.load(locale_tool.CATALOGUE)
        self._catalog = {text: "" for message in known for text in locale_tool.texts(message.id)}

    def gettext(self, text: str) -> str:
        if text not in self._catalog:
            return text
        parts = FIELD.split(text)
        return "".join(part if part.startswith("{") else wide(part) for part in parts)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)


def wide(text: str) -> str:
    return "".join(
        chr(ord(char) + 0xFEE0) if char.isascii() and char.isalpha() else char for char in text
    )


if __name__ == "__main__":
    made = Wide()
    i18n._load = lambda language: made  # type: ignore[assignment]
    main()
