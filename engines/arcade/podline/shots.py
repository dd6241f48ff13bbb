"""What flies: straight along a lane, or over it."""

from engines.arcade.podline.field import (
    BODY,
    CLOSED,
    FAR,
    FROST,
    LANES,
    NEVER,
    POINT,
    TOP,
    UNDER,
    Field,
    Foe,
    Shot,
    boss_in,
    count,
    hurt,
    hurt_boss,
)

SPEED = 640
DAMAGE = (2, 1)
"""Of a pod and of a frosty one."""
CHILL = 170
LOB_DAMAGE = 8
REACH = 13 * POINT
"""How far to each side a lob is felt."""


def fly(field: Field) -> None:
    for lane in range(LANES):
        row = field.shots[lane]
        if row:
            along(field, lane, row)
    if field.lobs and field.lobs[0].lands <= field.tick:
        lob = field.lobs.pop(0)
        land(field, lob.lane, lob.goal)


def along(field: Field, lane: int, row: list[Shot]) -> None:
    front = FAR
    for foe in field.foes[lane]:
        if foe.x < front and foe.doing != UNDER:
            front = foe.x
    boss = boss_in(field, lane) if field.boss else None
    if boss and boss.x < front:
        front = boss.x
    spent = False
    for shot in row:
        shot.x += SPEED
        if shot.x >= front and arrived(field, lane, shot):
            shot.x = NEVER
            spent = True
    if spent:
        field.shots[lane] = [shot for shot in row if shot.x < NEVER]


def arrived(field: Field, lane: int, shot: Shot) -> bool:
    """Whether it hit something or left the field. Whoever came up behind it is safe from it."""
    x = shot.x
    first = None
    for foe in field.foes[lane]:
        met = foe.x <= x < foe.x + BODY and foe.doing != UNDER
        if met and (first is None or foe.x < first.x):
            first = foe
    if first:
        strike(field, lane, first, shot)
        return True
    boss = boss_in(field, lane)
    if boss and boss.x <= x < FAR:
        strike_boss(field, boss.guard > field.tick, shot)
        return True
    return x >= FAR


def strike(field: Field, lane: int, foe: Foe, shot: Shot) -> None:
    """A shield stops it, unless its owner is busy eating."""
    x, y = foe.x // POINT - 4, TOP + lane * 16 + 4
    if foe.doing == CLOSED and foe.fed < field.tick - 1:
        field.flash("ring", x, y, 8)
        field.cues.append("bounce")
        return
    counted(field, shot)
    field.flash("spark", x, y, 6)
    if shot.kind == FROST:
        foe.slow = field.tick + CHILL
    hurt(field, lane, foe, DAMAGE[shot.kind])


def strike_boss(field: Field, guarded: bool, shot: Shot) -> None:
    if guarded:
        field.cues.append("bounce")
        return
    counted(field, shot)
    hurt_boss(field, DAMAGE[shot.kind])


def counted(field: Field, shot: Shot) -> None:
    if shot.yours:
        count(field)
        field.cues.append("hit")


def land(field: Field, lane: int, goal: int) -> None:
    """On everybody near, shields or not."""
    field.flash("splash", goal // POINT, TOP + lane * 16, 12)
    field.cues.append("lob")
    for foe in list(field.foes[lane]):
        if abs(foe.x - goal) <= REACH and foe.doing != UNDER:
            hurt(field, lane, foe, LOB_DAMAGE)
    boss = boss_in(field, lane)
    if boss and abs(boss.x - goal) <= REACH:
        hurt_boss(field, LOB_DAMAGE)
