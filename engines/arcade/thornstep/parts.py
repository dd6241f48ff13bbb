"""What a room is made of besides walls. A point is 256 UNITs; a box is left, top, right, bottom."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

UNIT = 256
CELL = 8 * UNIT
"""The side of a tile."""
CELL_BITS = 11
"""CELL is 1 << CELL_BITS."""

Box = tuple[int, int, int, int]


class Thing(msgspec.Struct, array_like=True):
    """What of a part changes. `state` is 0 at rest; what others mean, each kind knows."""

    x: int
    y: int
    state: int = 0
    time: int = 0


class Part(NamedTuple):
    """What of a part never changes. `box` is what it fills at rest."""

    kind: str
    number: int
    move: Callable[["World", "Part", Thing], None]
    x: int
    y: int
    box: Box
    zone: Box
    dx: int = 0
    dy: int = 0
    wide: int = 1
    delay: int = 0
    back: int = 0
    period: int = 0
    on: int = 0
    phase: int = 0
    speed: int = 0
    reach: int = 0
    """How far a press comes down."""
    key: int = -1
    track: tuple[tuple[int, int], ...] = ()


NOWHERE: Box = (0, 0, 0, 0)


def shifted(box: Box, x: int, y: int) -> Box:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y
