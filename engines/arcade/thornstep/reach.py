"""How far a place is for somebody who runs and jumps: a rough guide for the search, in tiles.

In the air a tile sideways takes one of strength and a tile up two; ground gives all of it back,
dew and wind some. Thorns and walls are gone around; what moves counts as there.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from functools import cache

from engines.arcade.thornstep.parts import CELL, CELL_BITS, Box, Part
from engines.arcade.thornstep.room import COLUMNS, LEDGE, ROWS, SOLID, THORN, WIND, Room, place
from engines.arcade.thornstep.rooms import room

FULL, DEW, SOME, NONE = 9, 8, 4, 0
SPRUNG = 15
FAR = 80

Cell = tuple[int, int]
Node = tuple[int, int, int]


@cache
def distances(level: str, target: Box) -> dict[Node, int]:
    """Of each column, row and strength how many tiles it is away from there."""
    goal = ((target[0] + target[2]) // 2 >> CELL_BITS, (target[3] - 1) >> CELL_BITS)
    back = reverse(level)
    queue = deque((*goal, strength) for strength in range(SPRUNG + 1))
    far = dict.fromkeys(queue, 0)
    while queue:
        node = queue.popleft()
        for before in back.get(node, ()):
            if before not in far:
                far[before] = far[node] + 1
                queue.append(before)
    return far


@cache
def reverse(level: str) -> dict[Node, list[Node]]:
    """From where each place is come to."""
    plan = room(level)
    gains = supports(plan)
    back: dict[Node, list[Node]] = defaultdict(list)
    for row in range(-2, ROWS):
        for column in range(COLUMNS):
            for strength in range(SPRUNG + 1):
                for to in steps(plan, gains, (column, row, strength)):
                    back[to].append((column, row, strength))
    return back


def steps(plan: Room, gains: dict[Cell, int], node: Node) -> Iterator[Node]:
    column, row, strength = node
    strength = max(strength, gains.get((column, row), NONE))
    standing = gains.get((column, row), NONE) >= FULL
    ways = [(0, 1, 0), (-1, 1, 0), (1, 1, 0)]
    ways += [(0, -1, 2), (-1, 0, 0 if standing else 1), (1, 0, 0 if standing else 1)]
    for dx, dy, price in ways:
        to = column + dx, row + dy
        if price <= strength and passable(plan, *to) and (not dx or passable(plan, to[0], row)):
            yield (*to, max(strength - price, gains.get(to, NONE)))


def passable(plan: Room, column: int, row: int) -> bool:
    if not (0 <= column < COLUMNS and -2 <= row < ROWS):
        return False
    return not plan.tiles[place(column * CELL, row * CELL)] & (SOLID | THORN)


def supports(plan: Room) -> dict[Cell, int]:
    """What strength there is to be had, and where."""
    gains: dict[Cell, int] = {}
    for row in range(ROWS):
        for column in range(COLUMNS):
            here = plan.tiles[place(column * CELL, row * CELL)]
            if here & (SOLID | LEDGE):
                gains[column, row - 1] = FULL
            if here & WIND:
                gains[column, row] = DEW
    for part in plan.parts:
        gains.update(of_part(part))
    return gains


def of_part(part: Part) -> Iterator[tuple[Cell, int]]:
    column, row = part.x >> CELL_BITS, part.y >> CELL_BITS
    if part.kind == "dew":
        yield (column, row), DEW
    elif part.kind == "spring":
        yield (column, row), SPRUNG
    elif part.kind in ("crumble", "fall", "blink", "deck", "ferry"):
        for x, y in part.track or ((0, 0),):
            for beside in range(part.wide):
                yield (column + beside + (x >> CELL_BITS), row - 1 + (y >> CELL_BITS)), FULL
