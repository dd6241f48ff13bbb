"""What helps, or at least answers: switches, springs, dew, and a door that is shy."""

from typing import TYPE_CHECKING

from engines.arcade.thornstep.hero import SPRING, throw
from engines.arcade.thornstep.parts import Part, Thing
from engines.arcade.thornstep.touch import touches

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

GROWN_AGAIN = 90
"""Ticks until dew is there again."""
SPRUNG = 12


def switch(world: "World", part: Part, thing: Thing) -> None:
    """On when touched; for `back` ticks, or for good. `time` is what is left."""
    if thing.state and part.back:
        thing.time -= 1
        if not thing.time:
            thing.state = 0
            world.cues.append("gate")
    if touches(world, part.box):
        if not thing.state:
            world.cues.append("switch")
        thing.state, thing.time = 1, part.back


def spring(world: "World", part: Part, thing: Thing) -> None:
    """Throws up who comes from above. `time` is how long it still stands high."""
    thing.time = max(0, thing.time - 1)
    if world.vy >= 0 and touches(world, part.box):
        throw(world, SPRING)
        thing.time = SPRUNG
        world.cues.append("spring")


def dew(world: "World", part: Part, thing: Thing) -> None:
    """Gives the jump in the air back."""
    if thing.state:
        thing.time -= 1
        if not thing.time:
            thing.state = 0
    elif not world.air and touches(world, part.box):
        world.air = 1
        thing.state, thing.time = 1, GROWN_AGAIN
        world.cues.append("dew")


def shy(world: "World", part: Part, thing: Thing) -> None:
    """The door that is elsewhere once the hero is near: state 1 when it has gone."""
    if not thing.state and touches(world, part.zone):
        thing.state = 1
        world.cues.append("shy")


def still(world: "World", part: Part, thing: Thing) -> None:
    """What only a boss looks at: a lever, a shard."""
