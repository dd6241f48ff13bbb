"""Points of the board, and what people and programs call them.

A point is an int, `y * size + x`; x goes right and y goes down, both from 0. People say "H8": the
column as a letter (no letter is left out), the row as a number, 1 at the bottom.
"""

from collections.abc import Iterable

LETTERS = "ABCDEFGHIJKLMNOPQRST"


def name(point: int, size: int) -> str:
    y, x = divmod(point, size)
    return f"{LETTERS[x]}{size - y}"


def point(name: str, size: int) -> int:
    """ValueError for what is no point of this board."""
    column, row = LETTERS[:size].find(name[:1].upper()), name[1:]
    if not name.isascii() or column < 0 or not (row.isdecimal() and len(row) <= 3):
        raise ValueError(f"{name[:20]!r} is no point: a letter and a number, like H8")
    if not 1 <= int(row) <= size:
        raise ValueError(f"there is no row {row} on a board of {size}")
    return (size - int(row)) * size + column


def line(points: Iterable[int], size: int) -> str:
    """Several, as a person reads them: "H8 I9 G7"."""
    return " ".join(name(each, size) for each in points)
