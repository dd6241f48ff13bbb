"""Which image a tile of wall has: its edges are drawn where there is air beside it."""

from functools import cache

from engines.arcade.thornstep.parts import CELL_BITS
from engines.arcade.thornstep.room import COLUMNS, MEANING, ROWS, SOLID, Room
from engines.arcade.thornstep.rooms import room

LIKE_WALL = ("fake", "fall", "dart", "beam")
"""Parts that are to be taken for wall, or sit in it."""
SIDES = ((0, -1), (1, 0), (0, 1), (-1, 0))


@cache
def wall(level: str, column: int, row: int) -> str:
    """wallW_N: W the world; N of 1 for air above, 2 to the right, 4 below, 8 to the left."""
    plan = room(level)
    edges = sum(
        1 << number
        for number, (dx, dy) in enumerate(SIDES)
        if not solid(plan, column + dx, row + dy)
    )
    return f"wall{level[0]}_{edges}"


def solid(plan: Room, column: int, row: int) -> bool:
    """What is beyond the picture is taken for wall, so that no edge is drawn there."""
    if not (0 <= column < COLUMNS and 0 <= row < ROWS):
        return True
    return bool(MEANING.get(plan.drawing[row][column], 0) & SOLID) or (column, row) in alike(
        plan.level
    )


@cache
def alike(level: str) -> frozenset[tuple[int, int]]:
    return frozenset(
        ((part.x >> CELL_BITS) + beside, part.y >> CELL_BITS)
        for part in room(level).parts
        if part.kind in LIKE_WALL
        for beside in range(part.wide)
    )
