"""Points of the board, and what people and programs call them.

A point is an int, `y * size + x`; x goes right and y goes down, both from 0. People say "H8": the
column as a letter (no letter is left out), the row as a number, 1 at the bottom.
"""

from collections.abc import Iterable

from engines.marking import N_

LETTERS = "ABCDEFGHIJKLMNOPQRST"


def name(point: int, size: int) -> str:
    y, x = divmod(point, size)
    return f"{LETTERS[x]}{size - y}"


def point(name: str, size: int) -> int:
    """ValueError for what is no point of this board."""
    column, row = LETTERS[:size].find(name[:1].upper()), name[1:]
    if not name.isascii() or column < 0 or not (row.isdecimal() and len(row) <= 3):
        why = N_("{name} is no point: a letter and a number, like H8")
        raise ValueError(why.format(name=repr(name[:20])))
    if not 1 <= int(row) <= size:
        why = N_("there is no row {row} on a board of {size}")
        raise ValueError(why.format(row=row, size=size))
    return (size - int(row)) * size + column


def line(points: Iterable[int], size: int) -> str:
    """Several, as a person reads them: "H8 I9 G7"."""
    return " ".join(name(each, size) for each in points)
