"""What the plants do, each when its time has come."""

from engines.arcade.podline.field import (
    COLUMN,
    FAR,
    FROST,
    PLOTS,
    POD,
    POINT,
    UNDER,
    Field,
    Foe,
    Lob,
    Plant,
    Shot,
    boss_in,
    target,
)
from engines.arcade.podline.hand import blaze
from engines.arcade.podline.kinds import DEWCUP, FIREWEED, FROSTFERN, LOBELIA, PLANTS, TWINPOD

DEW = 12
"""What a cup gives."""
LOOK = 8
"""Ticks until a plant that sees nobody looks again."""
SHOWN = 14
LOB_TIME = 50
BEHIND = 7 * POINT


def grow(field: Field) -> None:
    tick = field.tick
    for place, plant in enumerate(field.plants):
        if plant is not None and plant.due <= tick:
            work(field, place, plant)


def work(field: Field, place: int, plant: Plant) -> None:
    lane, plot = divmod(place, PLOTS)
    x = (plot + 1) * COLUMN
    if plant.kind == DEWCUP:
        field.gain(DEW)
        field.cues.append("dew")
    elif plant.kind == FIREWEED:
        blaze(field, lane)
        field.plants[place] = None
        return
    elif not target(field, lane, x):
        plant.due = field.tick + LOOK
        return
    elif plant.kind == LOBELIA:
        lob(field, lane, x)
    else:
        shoot(field, lane, x + COLUMN, plant.kind)
    plant.due = field.tick + PLANTS[plant.kind].pace
    plant.shown = field.tick + SHOWN


def shoot(field: Field, lane: int, x: int, kind: int) -> None:
    row = field.shots[lane]
    row.append(Shot(x, FROST if kind == FROSTFERN else POD))
    if kind == TWINPOD:
        row.append(Shot(x - BEHIND, POD))


def lob(field: Field, lane: int, x: int) -> None:
    """At where the nearest one will be."""
    seen = [foe for foe in field.foes[lane] if x < foe.x < FAR and foe.doing != UNDER]
    near = min(seen, key=lambda foe: foe.x, default=None)
    boss = boss_in(field, lane)
    if near and (boss is None or near.x < boss.x):
        goal = max(x, near.x - pace(field, near) * LOB_TIME)
    elif boss:
        goal = boss.x
    else:
        return
    field.lobs.append(Lob(lane, x, goal, field.tick, field.tick + LOB_TIME))


def pace(field: Field, foe: Foe) -> int:
    """Of a tick, as it goes now."""
    if foe.fed >= field.tick - 1 or foe.hold > field.tick:
        return 0
    return foe.speed >> 1 if foe.slow > field.tick else foe.speed
