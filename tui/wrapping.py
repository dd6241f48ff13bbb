"""Rows that are longer than their room, broken where one would."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from rich.cells import cell_len, chop_cells

from tui.runs import Row, Run, cut

INDENT = 6
"""Cells of what goes on from the line above."""


def told(rows: Iterable[Row], width: int, height: int, indent: int = INDENT) -> list[Row]:
    """What there is room for of them, broken; that there is more, where there is."""
    parts = (part for row in rows for part in wrapped(row, width, indent))
    broken = list(islice(parts, height + 1))
    if len(broken) > height > 0:
        broken[height - 1 :] = [cut([("   …", "muted")], width)]
    return broken[:height]


def wrapped(row: Row, width: int, indent: int = INDENT) -> list[Row]:
    """Broken between runs, and in those that no line has room for between words.

    What belongs to a line is indented below it.
    """
    if width < 3 * indent:
        return [cut(row, width)]
    rows: list[Row] = [[]]
    left = width

    def turn() -> int:
        rows.append([(" " * indent, "text")])
        return width - indent

    for text, role in words(row, width - indent):
        word = text
        if cell_len(word) > left:
            word = word.strip()
            left = turn() if word and rows[-1] else left
        while cell_len(word) > left:
            part = chop_cells(word, left)[0]
            rows[-1].append((part, role))
            word, left = word[len(part) :], turn()
        if word:
            rows[-1].append((word, role))
            left -= cell_len(word)
    return rows


def flowing(text: str, role: str) -> Row:
    """A sentence that may be broken between any two words."""
    return [(word, role) for word in re.findall(r"\s*\S+", text)]


def words(row: Row, room: int) -> Iterator[Run]:
    """The runs; of one that has no room, its words with the spaces before them."""
    for text, role in row:
        parts = [text] if cell_len(text) <= room else re.findall(r"\s*\S+|\s+", text)
        yield from ((part, role) for part in parts)
