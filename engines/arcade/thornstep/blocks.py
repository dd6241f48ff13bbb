"""Floors that are not to be relied on, and decks that carry."""

from typing import TYPE_CHECKING

from engines.arcade.thornstep.hero import HIGH, WIDE, carry
from engines.arcade.thornstep.parts import CELL, Part, Thing
from engines.arcade.thornstep.touch import touches

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

OPEN = 1
"""The state of a block that stops nobody."""
SWIFTEST = 700


def stood_on(world: "World", part: Part) -> bool:
    box = part.box
    x = world.x
    return world.y + HIGH == box[1] and x < box[2] and x + WIDE > box[0] and world.under > 0


def fake(world: "World", part: Part, thing: Thing) -> None:
    """Looks like ground and never was; state 1 once it is seen through."""
    if not thing.state and touches(world, part.box):
        thing.state = 1
        world.cues.append("fake")


def crumble(world: "World", part: Part, thing: Thing) -> None:
    """Shakes under the hero, is gone, and comes back once nobody is in its place."""
    if thing.time:
        thing.time -= 1
        if thing.time:
            return
        if not thing.state:
            thing.state, thing.time = OPEN, part.back
            world.cues.append("crumble")
        elif touches(world, part.box):
            thing.time = 1
        else:
            thing.state = 0
    elif not thing.state and stood_on(world, part):
        thing.time = part.delay


def fall(world: "World", part: Part, thing: Thing) -> None:
    """Ground that drops away, with its whole width, when it is stood on. `time` is its speed."""
    if thing.state:
        thing.time = min(thing.time + 24, SWIFTEST)
        thing.y = min(thing.y + thing.time, 12 * CELL)
    elif thing.time:
        thing.time -= 1
        if not thing.time:
            thing.state = OPEN
            world.cues.append("fall")
    elif stood_on(world, part):
        thing.time = part.delay


def blink(world: "World", part: Part, thing: Thing) -> None:
    """There and not there by the clock; it never comes into being around the hero."""
    there = (world.clock + part.phase) % part.period < part.on
    if there and thing.state and touches(world, part.box):
        return
    thing.state = 0 if there else OPEN


def gate(world: "World", part: Part, thing: Thing) -> None:
    """Open while its switch is on."""
    on = world.things[part.key].state
    if on:
        thing.state = OPEN
    elif thing.state and not touches(world, part.box):
        thing.state = 0


def deck(world: "World", part: Part, thing: Thing) -> None:
    x, y = part.track[(world.clock + part.phase) % len(part.track)]
    carry(world, world.plan, part, thing, part.x + x, part.y + y)


def ferry(world: "World", part: Part, thing: Thing) -> None:
    """A deck that waits to be stood on, and goes on from then. `time` is how far it went."""
    if thing.time or world.deck == part.number:
        thing.time += 1
        x, y = part.track[thing.time % len(part.track)]
        carry(world, world.plan, part, thing, part.x + x, part.y + y)
