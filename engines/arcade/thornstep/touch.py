"""Whether the hero touches a box."""

from typing import TYPE_CHECKING

from engines.arcade.thornstep.hero import HIGH, WIDE
from engines.arcade.thornstep.parts import Box

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World


def touches(world: "World", box: Box) -> bool:
    x, y = world.x, world.y
    return x < box[2] and x + WIDE > box[0] and y < box[3] and y + HIGH > box[1]


def meets(world: "World", box: Box, x: int, y: int) -> bool:
    """The same, of a box that is told relative to this place."""
    x, y = world.x - x, world.y - y
    return x < box[2] and x + WIDE > box[0] and y < box[3] and y + HIGH > box[1]
