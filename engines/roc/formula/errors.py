"""What is wrong with a formula, and where: the line, and a caret below the character."""

import unicodedata

from engines.wire import EngineError

ROOM = 60
"""Characters of a line that are shown, the wrong one among them."""


class FormulaError(EngineError):
    """`line` and `column` count from 1, `column` in characters; 0 means no place.

    The particulars begin with them, and end with the line and a caret below the character.
    """

    def __init__(self, what: str, why: str, line: int, column: int, source: str) -> None:
        if line:
            why = f"{line}:{column}: {why}\n{caret(source, line, column)}"
        super().__init__(what, why)
        self.line = line
        self.column = column
        self.source = source


def wrong(source: str, at: int, what: str, why: str) -> FormulaError:
    """The error at an offset; `what` is a constant sentence."""
    return FormulaError(what, why, *place(source, at), source)


def place(source: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at an offset."""
    return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)


def caret(source: str, line: int, column: int) -> str:
    """The line, and below it a caret. Of a long line, what is around the place."""
    text = source.split("\n", line)[line - 1].rstrip("\r")
    first = max(0, min(column - 1 - ROOM // 2, len(text) - ROOM))
    shown = "".join(map(drawn, text[first : first + ROOM]))
    before = sum(map(width, shown[: column - 1 - first]))
    return f"  {shown}\n  {' ' * before}^"


def drawn(character: str) -> str:
    """The character, or one that can be drawn in its place."""
    if character == "\t":
        return " "
    return character if character.isprintable() or character == "\u3000" else "\ufffd"


def width(character: str) -> int:
    """Columns of a terminal."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "FW" else 1
