"""How each kind of part is seen."""

from collections.abc import Callable

from engines.arcade.game import TILE, Sprite
from engines.arcade.thornstep.parts import CELL_BITS, Part, Thing
from engines.arcade.thornstep.traps import GONE, OUT, WARNED
from engines.arcade.thornstep.walls import wall
from engines.arcade.thornstep.world import World

Sprites = list[Sprite]
Draw = Callable[[World, Part, Thing], Sprites]

SIDES = {(0, -1): "up", (0, 1): "down", (-1, 0): "left", (1, 0): "right"}
LATE = 20
"""Ticks before a block is gone in which it looks like it."""


def side(part: Part) -> str:
    return SIDES[part.dx, part.dy]


def one(image: str, part: Part) -> Sprites:
    return [Sprite(image, part.x >> 8, part.y >> 8)]


def row(image: str, part: Part, thing: Thing) -> Sprites:
    return [
        Sprite(image, (thing.x >> 8) + beside * TILE, thing.y >> 8) for beside in range(part.wide)
    ]


def fake(world: World, part: Part, thing: Thing) -> Sprites:
    if thing.state:
        return one("fake", part)
    column, line = part.x >> CELL_BITS, part.y >> CELL_BITS
    return one(wall(world.level, column, line), part) + one("tell", part)


def fall(world: World, part: Part, thing: Thing) -> Sprites:
    image = wall(world.level, part.x >> CELL_BITS, part.y >> CELL_BITS)
    return row(image, part, thing) + row("tell", part, thing)


def crumble(world: World, part: Part, thing: Thing) -> Sprites:
    if thing.state:
        return []
    return one("crumble_1" if thing.time else "crumble_0", part)


def blink(world: World, part: Part, thing: Thing) -> Sprites:
    if thing.state:
        return row("blink_2", part, thing)
    left = part.on - (world.clock + part.phase) % part.period
    return row("blink_1" if left < LATE else "blink_0", part, thing)


def pop(world: World, part: Part, thing: Thing) -> Sprites:
    return one(f"thorn_{side(part)}", part) if thing.state == OUT else []


def fruit(world: World, part: Part, thing: Thing) -> Sprites:
    return [] if thing.state == GONE else [Sprite("fruit", thing.x >> 8, thing.y >> 8)]


def dart(world: World, part: Part, thing: Thing) -> Sprites:
    bow = one(f"bow_{side(part)}", part)
    if thing.state != OUT:
        return bow
    return [*bow, Sprite(f"dart_{side(part)}", thing.x >> 8, thing.y >> 8)]


def saw(world: World, part: Part, thing: Thing) -> Sprites:
    return [Sprite(f"saw_{world.clock // 6 % 2}", thing.x >> 8, thing.y >> 8)]


def press(world: World, part: Part, thing: Thing) -> Sprites:
    top, bottom = part.y >> 8, thing.y >> 8
    rods = [Sprite("rod", part.x >> 8, y) for y in range(bottom - TILE, top - TILE, -TILE)]
    return [*rods, Sprite("press", part.x >> 8, bottom)]


def beam(world: World, part: Part, thing: Thing) -> Sprites:
    lamp = one(f"lamp_{side(part)}", part)
    if thing.state not in (OUT, WARNED):
        return lamp
    image = ("ray_" if thing.state == OUT else "glint_") + ("across" if part.dx else "down")
    left, top, right, bottom = (value >> CELL_BITS for value in part.zone)
    return lamp + [
        Sprite(image, column * TILE, line * TILE)
        for line in range(top, bottom)
        for column in range(left, right)
    ]


def lever(world: World, part: Part, thing: Thing) -> Sprites:
    lit = is_next(world, part) and world.boss and not world.boss.rest
    return one("lever_1" if lit else "lever_0", part)


def shard(world: World, part: Part, thing: Thing) -> Sprites:
    """The next one is seen before it is there."""
    if not is_next(world, part):
        return []
    return one("shard_0" if world.boss and world.boss.rest else "shard_1", part)


def is_next(world: World, part: Part) -> bool:
    boss = world.boss
    if not boss or not boss.health:
        return False
    return [other for other in world.plan.parts if other.kind == part.kind][boss.lit] is part


def shy(world: World, part: Part, thing: Thing) -> Sprites:
    return [] if thing.state else [Sprite("door", part.x >> 8, (part.y >> 8) - TILE)]


LIKENESS: dict[str, Draw] = {
    "fake": fake,
    "fall": fall,
    "crumble": crumble,
    "blink": blink,
    "gate": lambda world, part, thing: one(f"gate_{thing.state}", part),
    "deck": lambda world, part, thing: row("deck", part, thing),
    "ferry": lambda world, part, thing: row("raft", part, thing),
    "pop": pop,
    "fruit": fruit,
    "dart": dart,
    "saw": saw,
    "press": press,
    "beam": beam,
    "switch": lambda world, part, thing: one(f"switch_{thing.state}", part),
    "spring": lambda world, part, thing: one(f"spring_{int(thing.time > 0)}", part),
    "dew": lambda world, part, thing: one(f"dew_{thing.state}", part),
    "lever": lever,
    "shard": shard,
    "shy": shy,
}
