"""Plays whole runs: by the ways that are kept, and by searching where none fits."""

from collections.abc import Iterator

from engines.arcade.game import UP
from engines.arcade.thornstep.search import solve
from engines.arcade.thornstep.ways import name, ways
from engines.arcade.thornstep.world import GIVE_UP, World

MOST = 20_000
"""States that are looked at for a way from the middle of a room."""


def play(world: World) -> Iterator[int]:
    """The buttons for each next tick, until it has ended."""
    while not world.ended:
        if world.dying or world.entering:
            yield 0
        else:
            yield from through(world)


def through(world: World) -> Iterator[int]:
    """Out of this room, or until a death; where there is no way, it gives the try up."""
    number, deaths = world.number, world.deaths
    for buttons in known(world) or solve(world, MOST) or [UP] * GIVE_UP:
        yield buttons
        if world.ended or world.number != number or world.deaths != deaths:
            return


def known(world: World) -> list[int]:
    """The way that is kept, for one who has just entered with no button held."""
    fresh = not world.clock and not world.held and (world.x, world.y) == world.plan.entry
    return ways().get(name(world.level, world.setup.difficulty), []) if fresh else []
