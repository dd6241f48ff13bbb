"""A room as it is before anybody enters it: 20 x 11 tiles and the parts that move or do harm."""

from typing import NamedTuple

from engines.arcade.thornstep.parts import CELL, CELL_BITS, UNIT, Box, Part

COLUMNS, ROWS = 20, 11
STRIDE, ABOVE = COLUMNS + 2, 3
"""Of the table of tiles: it has a wall at both sides, three rows above and three below."""

SOLID, LEDGE, ICE, BELT_LEFT, BELT_RIGHT, WIND, THORN = (1 << number for number in range(7))

MEANING = {
    "#": SOLID,
    "-": LEDGE,
    "%": SOLID | ICE,
    "(": SOLID | BELT_LEFT,
    ")": SOLID | BELT_RIGHT,
    "|": WIND,
    "^": THORN,
    "v": THORN,
    "<": THORN,
    ">": THORN,
}
"""What the letters of a room's drawing are, besides entry, exit, saves and parts."""

POINTING = {"^": (0, -1), "v": (0, 1), "<": (-1, 0), ">": (1, 0)}


class Save(NamedTuple):
    """`hardest` is the last difficulty that has it."""

    column: int
    row: int
    hardest: int


class Room(NamedTuple):
    level: str
    drawing: tuple[str, ...]
    tiles: bytes
    thorns: dict[int, Box]
    entry: tuple[int, int]
    exit: Box
    saves: tuple[Save, ...]
    parts: tuple[Part, ...]
    blocks: tuple[Part, ...]
    decks: tuple[Part, ...]
    echo: int
    """How many ticks behind the hero its echo comes; 0 where it has none."""
    boss: str


def place(x: int, y: int) -> int:
    """Of this point in the table of tiles."""
    return ((y >> CELL_BITS) + ABOVE) * STRIDE + (x >> CELL_BITS) + 1


def at(room: Room, x: int, y: int) -> int:
    return room.tiles[((y >> CELL_BITS) + ABOVE) * STRIDE + (x >> CELL_BITS) + 1]


def table(drawing: tuple[str, ...]) -> bytes:
    """Walls at both sides and over the roof; what is in the top row goes on above it."""
    rows = [bytes([SOLID, *(MEANING.get(letter, 0) for letter in row), SOLID]) for row in drawing]
    wall = bytes([SOLID] * STRIDE)
    open_below = bytes([SOLID, *([0] * COLUMNS), SOLID])
    over = bytes(tile & SOLID for tile in rows[0])
    return b"".join([wall, over, over, *rows, open_below, open_below, open_below])


def thorn(x: int, y: int, dx: int, dy: int) -> Box:
    """What kills of a thorn that points this way: its inside, so that a near miss is one."""
    left, top, right, bottom = (2, 3, 6, 8) if dy < 0 else (2, 0, 6, 5)
    if dx:
        left, top, right, bottom = (3, 2, 8, 6) if dx < 0 else (0, 2, 5, 6)
    return x + left * UNIT, y + top * UNIT, x + right * UNIT, y + bottom * UNIT


def thorns(drawing: tuple[str, ...]) -> dict[int, Box]:
    return {
        place(column * CELL, row * CELL): thorn(column * CELL, row * CELL, *POINTING[letter])
        for row, line in enumerate(drawing)
        for column, letter in enumerate(line)
        if letter in POINTING
    }
