"""One who plays well enough to beat every stage: it goes where the foe is that comes first, plants
by a fixed plan, and steps aside before a blow."""

from collections.abc import Iterator
from typing import NamedTuple

from engines.arcade.game import DOWN, LEFT, RIGHT, UP, A, B
from engines.arcade.podline.field import (
    CLOSED,
    FAR,
    LANES,
    PLOTS,
    POINT,
    UNDER,
    Field,
    Foe,
    boss_in,
)
from engines.arcade.podline.hand import free
from engines.arcade.podline.kinds import (
    DEWCUP,
    FIREWEED,
    FOES,
    FROSTFERN,
    GOURD,
    LOBELIA,
    MENDER,
    PLANTS,
    TWINPOD,
)
from engines.arcade.podline.march import DIZZY, GATE

PACE = 5
"""Ticks between two thoughts, so that it is no quicker than a hand."""
SOON = 40
"""So many ticks before a blow it leaves the lane."""
KILL = 8
"""Ticks that your fire takes for a point of health."""
CLOSE = 420
"""Ticks that are too few to save for a plant that is planned."""
PLAN = (DEWCUP, DEWCUP, *(LOBELIA, TWINPOD) * 4, TWINPOD, LOBELIA)
HELP = {TWINPOD: 60, LOBELIA: 60, FROSTFERN: 25}
"""What a plant adds to your fire, in percent."""


class Wish(NamedTuple):
    kind: int
    lane: int


def play(world: Field) -> Iterator[int]:
    """The buttons for each next tick, for ever."""
    while True:
        yield thought(world) | shooting(world)
        for _ in range(PACE - 1):
            yield shooting(world)


def shooting(world: Field) -> int:
    return A if worth_a_shot(world, world.lane) else 0


def thought(world: Field) -> int:
    """The one button that is pressed now."""
    if threatened(world, world.lane):
        return toward(world, min(safe_lanes(world), key=lambda lane: abs(lane - world.lane)))
    if wish := wished(world):
        return fulfil(world, wish)
    return toward(world, worst(world))


def toward(world: Field, lane: int) -> int:
    """A step that way, unless it would lead into a blow."""
    if lane == world.lane:
        return 0
    step = 1 if lane > world.lane else -1
    if not threatened(world, world.lane) and threatened(world, world.lane + step):
        return 0
    return DOWN if step > 0 else UP


def threatened(world: Field, lane: int) -> bool:
    return any(s.lane == lane and s.at - SOON <= world.tick for s in world.strikes)


def safe_lanes(world: Field) -> list[int]:
    """Those without a mark."""
    marked = {s.lane for s in world.strikes if s.shown <= world.tick}
    return [lane for lane in range(LANES) if lane not in marked] or [world.lane]


def fulfil(world: Field, wish: Wish) -> int:
    if wish.kind != world.choice:
        ahead = (wish.kind - world.choice) % len(PLANTS)
        return RIGHT if ahead * 2 <= len(PLANTS) else LEFT
    if wish.lane != world.lane:
        return toward(world, wish.lane)
    return 0 if world.before & B else B


# What is worth a plant


def wished(world: Field) -> Wish | None:
    """What it can pay for now."""
    for wish in (rescue(world), wall(world), planned(world)):
        if wish and world.dew >= PLANTS[wish.kind].cost:
            return wish
    return None


def rescue(world: Field) -> Wish | None:
    """Fire for the lane that is lost without it."""
    lanes = sorted(range(LANES), key=lambda lane: slack(world, lane))
    for lane in lanes:
        burnt = sum(foe.health for foe in world.foes[lane])
        if slack(world, lane) < 60 and burnt >= 24 and free(world, FIREWEED, lane) is not None:
            return Wish(FIREWEED, lane)
    return None


def wall(world: Field) -> Wish | None:
    """Before whoever comes near a lane that nobody guards."""
    for lane in sorted(range(LANES), key=lambda lane: slack(world, lane)):
        walled = has(world, GOURD, lane)
        if not walled and slack(world, lane) < 200 and free(world, GOURD, lane) is not None:
            return Wish(GOURD, lane)
    return None


def planned(world: Field) -> Wish | None:
    standing = [plant.kind for plant in world.plants if plant]
    for kind in PLAN:
        if kind in standing:
            standing.remove(kind)
            continue
        lanes = [lane for lane in range(LANES) if room(world, kind, lane)]
        if lanes:
            return Wish(kind, max(lanes, key=lambda lane: wanted(world, kind, lane)))
    return None


def room(world: Field, kind: int, lane: int) -> bool:
    """Not the last plot, which is a wall's."""
    plot = free(world, kind, lane)
    return plot is not None and plot < PLOTS - 1 and not has(world, kind, lane)


def wanted(world: Field, kind: int, lane: int) -> tuple[int, int]:
    near = -slack(world, lane) if kind != DEWCUP else slack(world, lane)
    return near, -abs(lane - world.lane)


def has(world: Field, kind: int, lane: int) -> bool:
    row = world.plants[lane * PLOTS : lane * PLOTS + PLOTS]
    return any(plant and plant.kind == kind for plant in row)


# Where it is worst


def worst(world: Field) -> int:
    """The lane to be in; the one where it is already wins a tie by far."""
    lanes = safe_lanes(world)
    return min(lanes, key=lambda lane: urgency(world, lane) + 25 * abs(lane - world.lane))


def urgency(world: Field, lane: int) -> int:
    """Less is worse."""
    if not worth_a_shot(world, lane):
        return CLOSE * 8 + abs(lane - LANES // 2)
    least = slack(world, lane)
    if any(foe.kind == MENDER for foe in world.foes[lane]):
        least -= 200
    if boss_in(world, lane):
        least = min(least, CLOSE)
    return least


def slack(world: Field, lane: int) -> int:
    """Ticks that are left to shoot everybody in a lane before one is through, helpers aside."""
    spent, least = 0, CLOSE * 8
    row = world.plants[lane * PLOTS : lane * PLOTS + PLOTS]
    power = 100 + sum(HELP.get(plant.kind, 0) for plant in row if plant)
    for foe in sorted(world.foes[lane], key=lambda foe: foe.x):
        spent += KILL * foe.health * (2 if FOES[foe.kind].armour else 1)
        least = min(least, arrival(world, foe) - spent * 100 // power)
    return least


def arrival(world: Field, foe: Foe) -> int:
    wait = DIZZY if foe.doing == UNDER else 0
    return wait + max(0, foe.x - GATE) // max(1, foe.speed)


def worth_a_shot(world: Field, lane: int) -> bool:
    """Whether the next one would be hit, and not its shield."""
    near = min(
        (foe for foe in world.foes[lane] if foe.x < FAR - 4 * POINT and foe.doing != UNDER),
        key=lambda foe: foe.x,
        default=None,
    )
    boss = boss_in(world, lane)
    if near is None or (boss and boss.x < near.x):
        return boss is not None and boss.x < FAR and boss.guard <= world.tick
    return near.doing != CLOSED or near.fed >= world.tick - 1
