"""What the two bosses do. Every blow is shown long before it falls, and at every moment there is a
lane to be in: no attack strikes all five at once."""

from engines.arcade.podline.field import (
    LANES,
    PLOTS,
    POINT,
    TOP,
    Boss,
    Field,
    Strike,
    appear,
    harm,
)
from engines.arcade.podline.kinds import GRUB, MANTIS, MITE, SKITTER, WEEVIL

PLACE = 122 * POINT
"""Where a boss stops."""
LASTS = 18
"""Ticks that a blow is felt."""
STEP = 15
"""Between two lanes of a sweep, in ticks."""
GUARD = 170
UNHURT = 90
"""After a blow that hurt."""
CALLED = ((GRUB, SKITTER, GRUB), (MITE, SKITTER, MITE, GRUB))


def fight(field: Field) -> None:
    if field.strikes:
        fall_due(field)
    boss = field.boss
    if boss is None:
        return
    if boss.x > PLACE:
        boss.x -= POINT // 2
        return
    if field.tick % 2:
        goal = TOP + boss.goal * 16
        boss.y += (boss.y < goal) - (boss.y > goal)
    if boss.due <= field.tick:
        attack(field, boss)


def fall_due(field: Field) -> None:
    tick = field.tick
    for blow in field.strikes:
        if blow.at == tick:
            field.cues.append("strike")
            for plot in range(PLOTS):
                harm(field, blow.lane * PLOTS + plot, blow.harm)
        if blow.at <= tick < blow.until and blow.lane == field.lane and tick >= field.safe:
            field.safe = tick + UNHURT
            field.bitten(1)
    if any(blow.until <= tick for blow in field.strikes):
        field.strikes = [blow for blow in field.strikes if blow.until > tick]


def attack(field: Field, boss: Boss) -> None:
    """Each third time it calls others, and else it strikes; below half its health more quickly."""
    boss.blows += 1
    angry = boss.health * 2 < boss.most
    chance = field.boss_chance
    if boss.blows % 3 == 0:
        lasts = call(field, boss)
    elif boss.kind == WEEVIL:
        lasts = (spit, slam)[chance.below(2)](field, boss)
    else:
        lasts = (sweep, comb, slam)[chance.below(3)](field, boss)
    boss.goal = chance.below(LANES - 1)
    boss.due = field.tick + lasts + (60 if angry else 120)
    field.cues.append("warning")


def blow(field: Field, lane: int, after: int, damage: int, marked: int = 0) -> int:
    """How long it takes until it is over. It falls so long after the warning, and is marked at
    once or as much later."""
    at = field.tick + field.rules.warning + after
    field.strikes.append(Strike(lane, field.tick + marked, at, at + LASTS, damage))
    return field.rules.warning + after + LASTS


def spit(field: Field, boss: Boss) -> int:
    """At where you stand and at one lane more."""
    other = (field.lane + 1 + field.boss_chance.below(LANES - 1)) % LANES
    blow(field, field.lane, 0, 3)
    return blow(field, other, 0, 3)


def slam(field: Field, boss: Boss) -> int:
    """Along the two lanes before it."""
    upper = (boss.y + 8 - TOP) // 16
    blow(field, upper, 0, 6)
    return blow(field, min(LANES - 1, upper + 1), 0, 6)


def sweep(field: Field, boss: Boss) -> int:
    """From one side to the other, with one lane left out."""
    left_out = field.boss_chance.below(LANES)
    lanes = [lane for lane in range(LANES) if lane != left_out]
    if field.boss_chance.below(2):
        lanes.reverse()
    return max(blow(field, lane, number * STEP, 2) for number, lane in enumerate(lanes))


def comb(field: Field, boss: Boss) -> int:
    """Each second lane, and then those between, which are marked when the first are over."""
    first = field.boss_chance.below(2)
    later = LASTS + field.rules.warning * 3 // 4
    marked = field.rules.warning + LASTS
    return max(
        blow(field, lane, 0, 2) if lane % 2 == first else blow(field, lane, later, 2, marked)
        for lane in range(LANES)
    )


def call(field: Field, boss: Boss) -> int:
    """Others come out from behind it; the second boss hides from shots meanwhile."""
    start = field.boss_chance.below(LANES)
    if boss.kind == MANTIS:
        boss.guard = field.tick + GUARD
    for number, kind in enumerate(CALLED[boss.kind]):
        appear(field, kind, (start + number) % LANES, boss.x)
    return 100
