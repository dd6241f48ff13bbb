"""A way out of a room: best first, over moves of six ticks; states that are nearly the same are
taken for one."""

from collections.abc import Iterator
from heapq import heappop, heappush

from engines.arcade.game import LEFT, RIGHT, A, loaded, saved
from engines.arcade.thornstep.bosses import summoned
from engines.arcade.thornstep.hero import GRAVITY, HIGH, WIDE
from engines.arcade.thornstep.parts import CELL, CELL_BITS, Box
from engines.arcade.thornstep.reach import FAR, FULL, NONE, SOME, SPRUNG, distances
from engines.arcade.thornstep.world import World

MOVE = 6
"""Ticks of a move."""
SIDES = (RIGHT, 0, LEFT)
HASTE = 2
"""How much more the way that is left counts than the way that is done."""
STAGE = 400
"""What is still to be done before the exit opens counts as so many moves."""
BY_CLOCK = ("deck", "blink", "saw", "press", "beam")

Move = tuple[int, ...]


def solve(world: World, most: int) -> list[int] | None:
    """The buttons from here to the next room, or None where `most` states do not show them."""
    start = loaded(World, saved(world))
    came: list[tuple[int, Move]] = [(-1, ())]
    queue = [(cost(start), 0, 0, saved(start))]
    seen = {key(start)}
    while queue and len(came) < most:
        _, number, depth, data = heappop(queue)
        for move in moves(loaded(World, data)):
            at = loaded(World, data)
            over = played(at, move, world.number)
            if over is None:
                continue
            came.append((number, move[:over]))
            if at.number != world.number or at.ended:
                return retraced(came)
            state = key(at)
            if state not in seen:
                seen.add(state)
                entry = depth + 1 + HASTE * cost(at), len(came) - 1, depth + 1, saved(at)
                heappush(queue, entry)
    return None


def retraced(came: list[tuple[int, Move]]) -> list[int]:
    way: list[Move] = []
    number = len(came) - 1
    while number >= 0:
        number, move = came[number]
        way.append(move)
    return [buttons for move in reversed(way) for buttons in move]


def played(world: World, move: Move, number: int) -> int | None:
    """How many ticks of this move were played; None if it was the last one."""
    for tick, buttons in enumerate(move, 1):
        world.step(buttons)
        if world.dying:
            return None
        if world.ended or world.number != number:
            return tick
    return len(move)


def moves(world: World) -> Iterator[Move]:
    can = world.under or world.coyote or world.air
    for side in SIDES:
        yield (side,) * MOVE
        if world.held & A:
            yield (side | A,) * MOVE
        if can:
            yield (side,) * (1 if world.held & A else 0) + (side | A,) * (MOVE - 1)


def key(world: World) -> tuple[object, ...]:
    parts = world.plan.parts
    by_clock = any(part.kind in BY_CLOCK or part.period for part in parts)
    boss = world.boss
    return (
        world.x >> 10,
        world.y >> 10,
        world.vx >> 8,
        world.vy >> 8,
        world.air,
        bool(world.held & A),
        world.clock // 12 if by_clock or boss or world.plan.echo else 0,
        tuple(
            (thing.state, thing.time >> 3)
            for part, thing in zip(parts, world.things, strict=True)
            if part.kind not in BY_CLOCK
        ),
        boss and (boss.health, boss.mode, boss.x >> 10),
    )


def cost(world: World) -> int:
    """About how many moves are left."""
    stages, target = aim(world)
    far = distances(world.level, target)
    column, row = world.x + WIDE // 2 >> CELL_BITS, world.y + HIGH // 2 >> CELL_BITS
    soaring = world.vy * world.vy // (2 * GRAVITY * CELL // 2) if world.vy < 0 else 0
    strength = FULL if world.under else min(SPRUNG, soaring + (SOME if world.air else NONE))
    steps = far.get((column, row, strength), FAR) * 8 // MOVE
    boss = world.boss
    idle = summoned(world.plan.boss).idle(boss) if boss else 0
    return STAGE * stages + max(steps, idle // MOVE)


def aim(world: World) -> tuple[int, Box]:
    """How much is to be done before the exit, and where the next of it is."""
    plan, boss = world.plan, world.boss
    if boss and boss.health:
        return boss.health, target(world)
    for part, thing in zip(plan.parts, world.things, strict=True):
        if part.kind == "shy" and not thing.state:
            return 1, part.zone
        if part.kind == "switch" and not thing.state:
            return 1, part.box
    return 0, plan.exit


def target(world: World) -> Box:
    """Of a boss: what is to be touched."""
    boss = world.boss
    assert boss
    wanted = [part.box for part in world.plan.parts if part.kind in ("lever", "shard")]
    if wanted:
        return wanted[boss.lit]
    column, row = boss.x + 12 * 256 >> CELL_BITS, (boss.y >> CELL_BITS) - 1
    left, top = column << CELL_BITS, row << CELL_BITS
    return left, top, left + 2048, top + 2048
