"""The Pale Moth circles over its lamps and sheds dust; whoever gathers the shards one by one, with
the own echo behind, puts its light out."""

from typing import TYPE_CHECKING

from engines.arcade.thornstep.boss import GONE, Boss, Shot, aimed, fly, lit, targets, wound
from engines.arcade.thornstep.parts import CELL, UNIT, Box
from engines.arcade.thornstep.touch import meets
from engines.arcade.thornstep.tracks import circuit

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

BODY: Box = (4 * UNIT, 3 * UNIT, 20 * UNIT, 13 * UNIT)
HOME = (2 * CELL, CELL)
FLIGHT = circuit([(3, 2), (7, 0), (11, 2), (14, 0), (11, 1), (7, 2), (3, 0)], 130)
PAUSE, HASTE = 100, 7
"""Ticks between attacks, and what each shard takes from them."""
DARK = 80
"""Ticks until the next shard is there."""
DUST, FEATHER = 150, 240
ROSE = ((0, -4), (3, -3), (4, 0), (3, 3), (0, 4), (-3, 3), (-4, 0), (-3, -3))
"""The eight ways of its dust, in quarters of DUST."""
STEP = 3
"""From one shard to the next, in their order."""


def begin(difficulty: int) -> Boss:
    shards = 5 + 2 * difficulty
    return Boss(x=HOME[0], y=HOME[1], health=shards, most=shards, time=PAUSE, rest=DARK)


def move(world: "World", boss: Boss) -> None:
    if boss.mode == GONE:
        boss.time += 1
        return
    x, y = FLIGHT[world.clock % len(FLIGHT)]
    boss.x, boss.y = HOME[0] + x, HOME[1] + y
    attack(world, boss)
    fly(world, boss)
    if meets(world, BODY, boss.x, boss.y):
        world.die()
    if lit(world, boss, "shard") and not wound(world, boss):
        boss.rest = DARK
        boss.lit = (boss.lit + STEP) % len(targets(world, "shard"))


def attack(world: "World", boss: Boss) -> None:
    """Dust to all sides and feathers at the hero by turns."""
    boss.time -= 1
    if boss.time > 0:
        return
    boss.time = max(44, PAUSE - HASTE * boss.anger)
    boss.turn += 1
    x, y = boss.x + CELL, boss.y + CELL // 2
    if boss.turn % 2:
        boss.shots += [Shot(x, y, wide * DUST // 4, high * DUST // 4) for wide, high in ROSE]
        world.cues.append("dust")
    else:
        boss.shots.append(aimed(world, x, y, FEATHER))
        world.cues.append("feather")
