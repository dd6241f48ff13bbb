"""Rooms from their files, assets/arcade/thornstep/rooms/LEVEL.txt.

A file has eleven rows of twenty letters: the tiles of `room.MEANING`, `@` the entry, `$` the exit,
saves (`!` up to normal, `?` on easy alone), `=` a crumbling block, `*` dew, `_` a spring. A small
letter is a part that a line below the drawing tells, as in "a pop dir=up delay=6"; its capital
draws the zone in which it waits for the hero. Equal letters side by side are one part in the kinds
of WIDE. Lines that begin with ";" are remarks.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from engines.arcade.thornstep import blocks, devices, traps
from engines.arcade.thornstep.parts import CELL, NOWHERE, UNIT, Box, Part, shifted
from engines.arcade.thornstep.room import COLUMNS, MEANING, ROWS, SOLID, Room, Save, table, thorn
from engines.arcade.thornstep.room import thorns as standing
from engines.arcade.thornstep.tracks import Track, circuit, round_trip, stroke
from engines.paths import ASSETS

FOLDER = ASSETS / "arcade" / "thornstep"

DIRECTIONS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}
ALWAYS = {"=": "crumble", "*": "dew", "_": "spring"}
SAVES = {"!": 1, "?": 0}

MOVES = {
    "fake": blocks.fake,
    "crumble": blocks.crumble,
    "fall": blocks.fall,
    "blink": blocks.blink,
    "gate": blocks.gate,
    "deck": blocks.deck,
    "ferry": blocks.ferry,
    "pop": traps.pop,
    "fruit": traps.hurl,
    "dart": traps.dart,
    "saw": traps.saw,
    "press": traps.press,
    "beam": traps.beam,
    "switch": devices.switch,
    "spring": devices.spring,
    "dew": devices.dew,
    "shy": devices.shy,
    "lever": devices.still,
    "shard": devices.still,
}
BLOCKS = ("crumble", "fall", "blink", "gate")
DECKS = ("deck", "ferry")
WIDE = ("fall", "blink", *DECKS)
IN_WALLS = ("dart", "beam")
"""Kinds that sit in a wall: their own tile is solid."""


class Spot(NamedTuple):
    """Where a letter stands, and how many times side by side."""

    letter: str
    column: int
    row: int
    wide: int


class Line(NamedTuple):
    """What a line below the drawing says of a letter."""

    kind: str
    words: dict[str, str]

    def number(self, name: str, otherwise: int = 0) -> int:
        return int(self.words.get(name, otherwise))


@cache
def room(level: str) -> Room:
    """FileNotFoundError for a level that there is none of, ValueError for a file that is wrong."""
    return parsed(level, (FOLDER / "rooms" / f"{level}.txt").read_text(encoding="utf-8"))


def parsed(level: str, text: str) -> Room:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(";")]
    drawing, told = tuple(lines[:ROWS]), [line.split() for line in lines[ROWS:]]
    if len(drawing) < ROWS or any(len(row) != COLUMNS for row in drawing):
        raise ValueError(f"room {level} is not {COLUMNS} x {ROWS}")
    about = {words[0]: pairs(words[1:]) for words in told}
    whole = about.pop("room", Line("", {}))
    parts = tuple(built(drawing, about))
    return Room(
        level=level,
        drawing=drawing,
        tiles=table(tuple(walled(row, about) for row in drawing)),
        thorns=standing(drawing),
        entry=feet(*only(drawing, "@")),
        exit=door(*only(drawing, "$")),
        saves=tuple(Save(spot.column, spot.row, SAVES[spot.letter]) for spot in saves(drawing)),
        parts=parts,
        blocks=tuple(part for part in parts if part.kind in BLOCKS),
        decks=tuple(part for part in parts if part.kind in DECKS),
        echo=whole.number("echo"),
        boss=whole.words.get("boss", ""),
    )


def pairs(words: list[str]) -> Line:
    named = [word.partition("=") for word in words]
    kind = "" if "=" in words[0] else words[0]
    return Line(kind, {name: value for name, mark, value in named if mark})


def walled(row: str, about: dict[str, Line]) -> str:
    inside = {letter for letter, line in about.items() if line.kind in IN_WALLS}
    return "".join("#" if letter in inside else letter for letter in row)


def spots(drawing: tuple[str, ...], letters: str, wide: bool) -> Iterator[Spot]:
    for number, row in enumerate(drawing):
        column = 0
        while column < COLUMNS:
            letter, width = row[column], 1
            while wide and column + width < COLUMNS and row[column + width] == letter:
                width += 1
            if letter in letters:
                yield Spot(letter, column, number, width)
            column += width


def saves(drawing: tuple[str, ...]) -> Iterator[Spot]:
    return spots(drawing, "".join(SAVES), False)


def only(drawing: tuple[str, ...], letter: str) -> tuple[int, int]:
    (spot,) = spots(drawing, letter, False)
    return spot.column, spot.row


def feet(column: int, row: int) -> tuple[int, int]:
    """Where the hero stands in this tile."""
    return column * CELL + UNIT, row * CELL + UNIT


def door(column: int, row: int) -> Box:
    """Two tiles high, of which the lower one is drawn."""
    return shifted((2 * UNIT, -4 * UNIT, 6 * UNIT, CELL), column * CELL, row * CELL)


def built(drawing: tuple[str, ...], about: dict[str, Line]) -> Iterator[Part]:
    told = about | {mark: Line(kind, {}) for mark, kind in ALWAYS.items()}
    found = [
        (spot, line)
        for letter, line in told.items()
        for spot in spots(drawing, letter, line.kind in WIDE)
    ]
    switches = {spot.letter: n for n, (spot, line) in enumerate(found) if line.kind == "switch"}
    for number, (spot, line) in enumerate(found):
        yield part(drawing, number, spot, line, switches)


def part(
    drawing: tuple[str, ...], number: int, spot: Spot, line: Line, switches: dict[str, int]
) -> Part:
    x, y = spot.column * CELL, spot.row * CELL
    dx, dy = DIRECTIONS[line.words.get("dir", "down")]
    ray = ahead(drawing, spot, dx, dy)
    return Part(
        kind=line.kind,
        number=number,
        move=MOVES[line.kind],
        x=x,
        y=y,
        box=BOXES.get(line.kind, cells)(spot, dx, dy, ray),
        zone=zone(drawing, spot.letter.upper()) or ray,
        dx=dx,
        dy=dy,
        wide=spot.wide,
        delay=line.number("delay", DELAYS.get(line.kind, 0)),
        back=line.number("back", 120 if line.kind == "crumble" else 0),
        period=line.number("period"),
        on=line.number("on"),
        phase=line.number("phase"),
        speed=line.number("speed", SPEEDS.get(line.kind, 0)),
        reach=line.number("down") * CELL,
        key=switches.get(line.words.get("key", ""), -1),
        track=track(line),
    )


DELAYS = {"crumble": 20, "fall": 3, "pop": 6}
SPEEDS = {"fruit": traps.SWIFTEST, "dart": 384}


def track(line: Line) -> Track:
    speed, rest = line.number("speed", 128), line.number("rest", 30)
    if line.kind == "press":
        return stroke(line.number("down"), line.number("speed", 640), rest)
    if "path" not in line.words:
        return ()
    corners = [tuple(map(int, corner.split(","))) for corner in line.words["path"].split("/")]
    points = [(x, y) for x, y in corners]
    return circuit(points, speed) if "loop" in line.words else round_trip(points, speed, rest)


def zone(drawing: tuple[str, ...], letter: str) -> Box | None:
    """Around all tiles in which this capital stands."""
    marks = [spot for spot in spots(drawing, letter, False) if letter.isupper()]
    if not marks:
        return None
    columns, rows = [spot.column for spot in marks], [spot.row for spot in marks]
    right, bottom = max(columns) + 1, max(rows) + 1
    return min(columns) * CELL, min(rows) * CELL, right * CELL, bottom * CELL


def ahead(drawing: tuple[str, ...], spot: Spot, dx: int, dy: int) -> Box:
    """The tiles from the next one in this direction up to a wall."""
    column, row = spot.column + dx, spot.row + dy
    seen = []
    while 0 <= column < COLUMNS and 0 <= row < ROWS:
        if MEANING.get(drawing[row][column], 0) & SOLID:
            break
        seen.append((column, row))
        column, row = column + dx, row + dy
    if not seen:
        return NOWHERE
    (left, top), (right, bottom) = min(seen), max(seen)
    return left * CELL, top * CELL, (right + 1) * CELL, (bottom + 1) * CELL


def cells(spot: Spot, dx: int, dy: int, ray: Box) -> Box:
    x, y = spot.column * CELL, spot.row * CELL
    return x, y, x + spot.wide * CELL, y + CELL


def burning(spot: Spot, dx: int, dy: int, ray: Box) -> Box:
    """The middle of the way of a beam."""
    left, top, right, bottom = ray
    side = 3 * UNIT
    return (
        (left, top + side, right, bottom - side) if dx else (left + side, top, right - side, bottom)
    )


def sprung(spot: Spot, dx: int, dy: int, ray: Box) -> Box:
    inside = (UNIT, 4 * UNIT, 7 * UNIT, 8 * UNIT)
    return shifted(inside, spot.column * CELL, spot.row * CELL)


def pointed(spot: Spot, dx: int, dy: int, ray: Box) -> Box:
    return thorn(spot.column * CELL, spot.row * CELL, dx, dy)


BOXES: dict[str, Callable[[Spot, int, int, Box], Box]] = {
    "pop": pointed,
    "beam": burning,
    "spring": sprung,
    "fruit": lambda spot, dx, dy, ray: traps.BALL,
}
