"""The Foreman rides on a rail above and drops hot metal. Of three levers one is lit now and then:
each that is pulled breaks something in it."""

from typing import TYPE_CHECKING

from engines.arcade.thornstep.boss import GONE, Boss, Shot, fly, lit, wound
from engines.arcade.thornstep.hero import WIDE
from engines.arcade.thornstep.parts import CELL, UNIT, Box
from engines.arcade.thornstep.touch import meets

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

RIDE, WARN, BURN, STUNNED = range(4)
SIZE = 3 * CELL
RAIL = CELL
BODY: Box = (2 * UNIT, 2 * UNIT, 22 * UNIT, 15 * UNIT)
RAY: Box = (9 * UNIT, 16 * UNIT, 15 * UNIT, 9 * CELL)
"""What its ray burns, relative to its body."""
PAUSE, AIMING, BURNING, STUN = 84, 34, 24, 60
DARK = 170
"""Ticks until the next lever is lit."""
SLOW, HASTE = 130, 16
"""Its speed at first, and what each hit adds."""
SPARK, SPARKS = 210, 44
"""How fast sparks run along the floor, and for how many ticks."""


def begin(difficulty: int) -> Boss:
    hits = 4 + 2 * difficulty
    return Boss(x=9 * CELL, y=RAIL, health=hits, most=hits, time=PAUSE, rest=DARK)


def move(world: "World", boss: Boss) -> None:
    if boss.mode == GONE:
        boss.time += 1
        return
    MODES[boss.mode](world, boss)
    split(world, boss)
    fly(world, boss)
    if meets(world, BODY, boss.x, boss.y):
        world.die()
    if lit(world, boss, "lever") and not wound(world, boss):
        boss.mode, boss.time, boss.rest = STUNNED, STUN, DARK
        boss.lit = (boss.lit + 1 + boss.anger % 2) % 3


def ride(world: "World", boss: Boss) -> None:
    swiftest = SLOW + HASTE * boss.anger
    way = world.x + WIDE // 2 - boss.x - SIZE // 2
    boss.x = max(CELL, min(16 * CELL, boss.x + max(-swiftest, min(swiftest, way))))
    boss.time -= 1
    if boss.time > 0:
        return
    boss.turn += 1
    if boss.turn % 3 == 0 and boss.anger > 1:
        boss.mode, boss.time = WARN, AIMING
        world.cues.append("warn")
    else:
        boss.shots.append(Shot(boss.x + CELL, boss.y + 2 * CELL, 0, 0, 14))
        boss.time = max(40, PAUSE - 6 * boss.anger)
        world.cues.append("ingot")


def warn(world: "World", boss: Boss) -> None:
    boss.time -= 1
    if not boss.time:
        boss.mode, boss.time = BURN, BURNING
        world.cues.append("beam")


def burn(world: "World", boss: Boss) -> None:
    if meets(world, RAY, boss.x, boss.y):
        world.die()
    boss.time -= 1
    if not boss.time:
        boss.mode, boss.time = RIDE, PAUSE


def stunned(world: "World", boss: Boss) -> None:
    boss.time -= 1
    if not boss.time:
        boss.mode, boss.time = RIDE, PAUSE // 2


def split(world: "World", boss: Boss) -> None:
    """An ingot that comes to the floor becomes two sparks."""
    for shot in list(boss.shots):
        if shot.weight and shot.y >= 7 * CELL + CELL // 2:
            shot.life = 0
            boss.shots += [Shot(shot.x, 8 * CELL, way, 0, 0, SPARKS) for way in (-SPARK, SPARK)]
            world.cues.append("spark")


MODES = (ride, warn, burn, stunned)
