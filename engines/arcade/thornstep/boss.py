"""What the three bosses have in common: a body, a plan of attack, and what they throw."""

from math import isqrt
from typing import TYPE_CHECKING

import msgspec

from engines.arcade.thornstep.hero import HIGH, WIDE
from engines.arcade.thornstep.parts import CELL, UNIT, Box, Part
from engines.arcade.thornstep.touch import meets, touches
from engines.arcade.thornstep.traps import outside, stuck

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

GONE = 9
"""The mode of one that is beaten."""
MERCY = 12
"""Ticks after a hit in which its body does not kill: the hero is on the way out of it."""
SHOT: Box = (2 * UNIT, 2 * UNIT, 6 * UNIT, 6 * UNIT)


class Shot(msgspec.Struct, array_like=True):
    """`weight` is what its speed downwards grows by; `life` are the ticks that are left of it."""

    x: int
    y: int
    vx: int
    vy: int
    weight: int = 0
    life: int = 240


class Boss(msgspec.Struct):
    """`most` is the health that it began with; `turn` counts what its attack is made of; `lit` is
    the number of what the hero is to touch, among the parts of that kind, once `rest` is 0."""

    x: int
    y: int
    health: int
    most: int
    vx: int = 0
    vy: int = 0
    mode: int = 0
    time: int = 0
    turn: int = 0
    lit: int = 0
    rest: int = 0
    shots: list[Shot] = []

    @property
    def anger(self) -> int:
        return self.most - self.health


def fly(world: "World", boss: Boss) -> None:
    """All shots go on; those that are over are dropped."""
    for shot in boss.shots:
        shot.vy += shot.weight
        shot.x += shot.vx
        shot.y += shot.vy
        shot.life -= 1
        if meets(world, SHOT, shot.x, shot.y):
            world.die()
        if outside(shot.x, shot.y) or stuck(world, shot.x, shot.y):
            shot.life = 0
    if any(shot.life <= 0 for shot in boss.shots):
        boss.shots = [shot for shot in boss.shots if shot.life > 0]


def aimed(world: "World", x: int, y: int, speed: int) -> Shot:
    """From here to where the hero is now."""
    wide = world.x + WIDE // 2 - x - CELL // 2
    high = world.y + HIGH // 2 - y - CELL // 2
    length = isqrt(wide * wide + high * high) or 1
    return Shot(x, y, wide * speed // length, high * speed // length)


def targets(world: "World", kind: str) -> list[Part]:
    return [part for part in world.plan.parts if part.kind == kind]


def lit(world: "World", boss: Boss, kind: str) -> bool:
    """Whether the hero touches what is lit. It is dark for a time after each."""
    if boss.rest:
        boss.rest -= 1
        if not boss.rest:
            world.cues.append("lit")
        return False
    return touches(world, targets(world, kind)[boss.lit].box)


def resting(boss: Boss) -> int:
    return boss.rest


def wound(world: "World", boss: Boss) -> bool:
    """Whether that was the last hit."""
    boss.health -= 1
    world.cues.append("hit")
    if boss.health:
        return False
    boss.mode, boss.time, boss.shots = GONE, 0, []
    world.cues.append("beaten")
    return True
