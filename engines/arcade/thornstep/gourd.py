"""The Gourd King hops after the hero until it is dizzy; only then its crown is soft enough to tread
on. Each hit makes it quicker, and half of them make it spit."""

from typing import TYPE_CHECKING

from engines.arcade.thornstep.boss import GONE, MERCY, Boss, Shot, fly, wound
from engines.arcade.thornstep.hero import BOUNCE, GRAVITY, HIGH, WIDE, throw
from engines.arcade.thornstep.parts import CELL, UNIT, Box
from engines.arcade.thornstep.touch import meets

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World

REST, AIR, DIZZY, ANGRY = range(4)
SIZE = 3 * CELL
FLOOR = 9 * CELL - 2 * CELL
BODY: Box = (3 * UNIT, 3 * UNIT, 21 * UNIT, 16 * UNIT)
CROWN = 8 * UNIT
"""How deep from its top a foot may be and still tread on it."""
LEAP, FLIGHT = 640, 46
"""Its speed upwards, and the ticks until it is down again."""
SWIFTEST = 320
PAUSE, DIZZINESS, ANGER = 34, 110, 40
HOP = FLIGHT + PAUSE
SEED = 300
SPAT = ((-260, -520), (0, -620), (260, -520))


def begin(difficulty: int) -> Boss:
    hits = 3 + difficulty
    return Boss(x=13 * CELL, y=FLOOR, health=hits, most=hits, time=60, turn=3)


def move(world: "World", boss: Boss) -> None:
    if boss.mode == GONE:
        boss.time += 1
        return
    MODES[boss.mode](world, boss)
    if boss.mode != GONE:
        fly(world, boss)
        body(world, boss)


def rest(world: "World", boss: Boss) -> None:
    boss.time -= 1
    if boss.time <= 0:
        way = (world.x + WIDE // 2 - boss.x - SIZE // 2) // FLIGHT
        boss.vx, boss.vy = max(-SWIFTEST, min(SWIFTEST, way)), -LEAP
        boss.mode = AIR
        world.cues.append("leap")


def air(world: "World", boss: Boss) -> None:
    boss.vy += GRAVITY
    boss.x = max(CELL, min(16 * CELL, boss.x + boss.vx))
    boss.y += boss.vy
    if boss.y >= FLOOR:
        boss.y, boss.vx, boss.vy = FLOOR, 0, 0
        boss.turn -= 1
        boss.mode, boss.time = (REST, PAUSE - 4 * boss.anger) if boss.turn else (DIZZY, DIZZINESS)
        boss.shots += [
            Shot(boss.x - CELL // 2, FLOOR + CELL, -SEED, 0),
            Shot(boss.x + SIZE - CELL // 2, FLOOR + CELL, SEED, 0),
        ]
        world.cues.append("stomp")


def dizzy(world: "World", boss: Boss) -> None:
    boss.time -= 1
    feet = world.y + HIGH
    if world.vy > 0 and meets(world, BODY, boss.x, boss.y) and feet < boss.y + BODY[1] + CROWN:
        throw(world, BOUNCE)
        if not wound(world, boss):
            boss.mode, boss.time = ANGRY, 0
    elif boss.time <= 0:
        boss.mode, boss.time, boss.turn = REST, 30, 2


def angry(world: "World", boss: Boss) -> None:
    boss.time += 1
    if boss.time == ANGER // 2 and boss.anger * 2 >= boss.most:
        boss.shots += [Shot(boss.x + CELL, boss.y - CELL, vx, vy, 18) for vx, vy in SPAT]
        world.cues.append("spit")
    if boss.time >= ANGER:
        boss.mode, boss.time, boss.turn = REST, 20, 3


def body(world: "World", boss: Boss) -> None:
    if boss.mode == ANGRY and boss.time < MERCY:
        return
    if meets(world, BODY, boss.x, boss.y):
        world.die()


def idle(boss: Boss) -> int:
    """About how long it is until it is dizzy."""
    if boss.mode == ANGRY:
        return ANGER - boss.time + 3 * HOP - PAUSE + 20
    if boss.mode == AIR:
        return (LEAP - boss.vy) // GRAVITY + (boss.turn - 1) * HOP
    return boss.time + boss.turn * HOP - PAUSE if boss.mode == REST else 0


MODES = (rest, air, dizzy, angry)
