"""What kills, besides the thorns that stand in plain sight."""

from typing import TYPE_CHECKING

from engines.arcade.thornstep.hero import HIGH, WIDE
from engines.arcade.thornstep.parts import CELL, UNIT, Box, Part, Thing
from engines.arcade.thornstep.room import SOLID, place
from engines.arcade.thornstep.touch import meets, touches

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

READY, WARNED, OUT, GONE = range(4)

BALL: Box = (UNIT, UNIT, 7 * UNIT, 7 * UNIT)
"""What kills of what is round, relative to its place."""
SHAFT: Box = (UNIT, 3 * UNIT, 7 * UNIT, 5 * UNIT)
UPRIGHT: Box = (3 * UNIT, UNIT, 5 * UNIT, 7 * UNIT)
PLATE: Box = (UNIT, 0, 7 * UNIT, 8 * UNIT)
HASTE, SWIFTEST = 48, 640
NEAR = 5 * CELL
NOTICE = 24
"""Ticks in which a beam is seen before it burns."""


def pop(world: "World", part: Part, thing: Thing) -> None:
    """A thorn out of the ground, some ticks after the hero came near."""
    if thing.state == OUT:
        if touches(world, part.box):
            world.die()
        if part.back:
            thing.time -= 1
            if not thing.time:
                thing.state = READY
    elif thing.state == WARNED:
        thing.time -= 1
        if thing.time <= 0:
            thing.state, thing.time = OUT, part.back
            world.cues.append("thorn")
    elif touches(world, part.zone):
        thing.state, thing.time = WARNED, part.delay


def hurl(world: "World", part: Part, thing: Thing) -> None:
    """A fruit that lets go of its place when the hero is where it waited for it."""
    if thing.state == GONE:
        return
    if meets(world, part.box, thing.x, thing.y):
        world.die()
    if thing.state == OUT:
        thing.time = min(thing.time + HASTE, part.speed)
        thing.x += part.dx * thing.time
        thing.y += part.dy * thing.time
        if stuck(world, thing.x, thing.y):
            thing.state = GONE
    elif thing.state == WARNED:
        thing.time -= 1
        if thing.time <= 0:
            thing.state, thing.time = OUT, 0
    elif touches(world, part.zone):
        thing.state, thing.time = WARNED, part.delay
        world.cues.append("fruit")


def dart(world: "World", part: Part, thing: Thing) -> None:
    """Flies until it meets a wall; by the clock, or when the hero crosses its line."""
    if thing.state == OUT:
        thing.x += part.dx * part.speed
        thing.y += part.dy * part.speed
        if meets(world, SHAFT if part.dx else UPRIGHT, thing.x, thing.y):
            world.die()
        elif stuck(world, thing.x, thing.y):
            thing.state, thing.time = READY, part.back
    elif part.period:
        if (world.clock + part.phase) % part.period == 0:
            loose(world, part, thing)
    elif thing.time:
        thing.time -= 1
    elif touches(world, part.zone):
        loose(world, part, thing)


def loose(world: "World", part: Part, thing: Thing) -> None:
    thing.x, thing.y, thing.state = part.x + part.dx * CELL, part.y + part.dy * CELL, OUT
    if part.period:
        sound(world, part, "dart")
    else:
        world.cues.append("dart")


def sound(world: "World", part: Part, cue: str) -> None:
    """What goes by the clock is heard only close to it: a room full of it is a din."""
    if abs(world.x - part.x) < NEAR:
        world.cues.append(cue)


def stuck(world: "World", x: int, y: int) -> bool:
    x, y = x + CELL // 2, y + CELL // 2
    return outside(x, y) or bool(world.plan.tiles[place(x, y)] & SOLID)


def outside(x: int, y: int) -> bool:
    return not (-CELL <= x < 20 * CELL and -2 * CELL <= y < 12 * CELL)


def saw(world: "World", part: Part, thing: Thing) -> None:
    x, y = part.track[(world.clock + part.phase) % len(part.track)]
    thing.x, thing.y = part.x + x, part.y + y
    if meets(world, BALL, thing.x, thing.y):
        world.die()


def press(world: "World", part: Part, thing: Thing) -> None:
    """A plate on a rod that comes down: all of it kills."""
    old = thing.y
    thing.y = part.y + part.track[(world.clock + part.phase) % len(part.track)][1]
    if meets(world, (PLATE[0], part.y - thing.y, PLATE[2], PLATE[3]), thing.x, thing.y):
        world.die()
    if old < thing.y == part.y + part.reach:
        sound(world, part, "press")


def beam(world: "World", part: Part, thing: Thing) -> None:
    """Burns for `on` ticks of its period; a thin line tells it before."""
    time = (world.clock + part.phase) % part.period
    thing.state = OUT if time < part.on else WARNED if time >= part.period - NOTICE else READY
    if thing.state == OUT:
        if not time:
            sound(world, part, "beam")
        if touches(world, part.box):
            world.die()


def follow(world: "World") -> None:
    """The echo: it goes where the hero went, and begins when the hero first leaves its save."""
    x, y = world.x, world.y
    room = world.plan
    if not world.trail and max(abs(x - world.begun[0]), abs(y - world.begun[1])) < 2 * CELL:
        return
    world.trail.append(packed(x, y))
    if len(world.trail) > room.echo:
        echo_x, echo_y = unpacked(world.trail.pop(0))
        if abs(echo_x - x) < WIDE - UNIT and abs(echo_y - y) < HIGH - UNIT:
            world.die()


def packed(x: int, y: int) -> int:
    """A place as one number, so that a saved trail is short."""
    return (x << 20) + y + (1 << 19)


def unpacked(place: int) -> tuple[int, int]:
    return place >> 20, (place & (1 << 20) - 1) - (1 << 19)
