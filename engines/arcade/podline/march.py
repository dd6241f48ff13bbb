"""What the foes do: walk, eat, and each kind's own trick."""

from engines.arcade.podline.field import (
    CLOSED,
    COLUMN,
    CROUCHED,
    LANES,
    NEVER,
    PLAIN,
    PLOTS,
    POINT,
    TOP,
    UNDER,
    Field,
    Foe,
    Plant,
    harm,
)
from engines.arcade.podline.kinds import DELVER, DOORBUG, FOES, HOPPER

GATE = 12 * POINT
BED = (PLOTS + 1) * COLUMN
"""Left of it there may be plants."""
UP_AGAIN = 20 * POINT
DIZZY = 130
BITE, CHEW = 3, 40
"""What a bite takes from a plant, and the ticks between two."""

SHUT, OPEN = 130, 80
"""How long a shield is up and down."""
CROUCH, BETWEEN_HOPS = 40, 200
HEAL, BETWEEN_HEALS, NEAR = 5, 90, 36 * POINT


def march(field: Field) -> None:
    tick = field.tick
    plants = field.plants
    for lane, row in enumerate(field.foes):
        base = lane * PLOTS - 1
        through = False
        for foe in row:
            if foe.due <= tick:
                trick(field, lane, foe)
            if foe.hold > tick:
                continue
            x = foe.x - (foe.speed if foe.slow <= tick else foe.speed >> 1)
            if x < BED:
                if foe.doing == UNDER:
                    if x < UP_AGAIN:
                        surface(field, lane, foe)
                elif x >= COLUMN:
                    plant = plants[base + (x >> 12)]
                    if plant is not None:
                        eat(field, base + (x >> 12), plant, foe)
                        continue
                elif x < GATE:
                    through = True
            foe.x = x
        if through:
            breach(field, lane)
    hop(field)


def eat(field: Field, place: int, plant: Plant, foe: Foe) -> None:
    foe.fed = field.tick
    if foe.bite <= field.tick:
        foe.bite = field.tick + CHEW
        field.cues.append("chew")
        harm(field, place, BITE)


def surface(field: Field, lane: int, foe: Foe) -> None:
    foe.doing = PLAIN
    foe.speed = foe.speed * 2 // 3
    foe.hold = field.tick + DIZZY
    field.flash("leaves", foe.x // POINT, TOP + lane * 16, 14)
    field.cues.append("dig")


def breach(field: Field, lane: int) -> None:
    for foe in field.foes[lane]:
        if foe.x < GATE:
            field.bitten(FOES[foe.kind].teeth)
            field.flash("leaves", 0, TOP + lane * 16, 40)
    field.foes[lane] = [foe for foe in field.foes[lane] if foe.x >= GATE]


def trick(field: Field, lane: int, foe: Foe) -> None:
    if foe.kind == DOORBUG:
        foe.doing = PLAIN if foe.doing == CLOSED else CLOSED
        foe.due = field.tick + (SHUT if foe.doing == CLOSED else OPEN)
    elif foe.kind == HOPPER:
        crouch(field, foe)
    elif foe.kind == DELVER:
        foe.doing = UNDER
        foe.speed = foe.speed * 3 // 2
        foe.due = NEVER
        field.cues.append("dig")
    else:
        foe.due = field.tick + BETWEEN_HEALS
        heal(field, lane, foe)


def crouch(field: Field, foe: Foe) -> None:
    """It hops at the end of it, from outside the beds only."""
    if foe.x < BED:
        foe.due = NEVER
        return
    foe.doing = CROUCHED
    foe.hold = field.tick + CROUCH
    foe.due = field.tick + CROUCH + BETWEEN_HOPS


def hop(field: Field) -> None:
    """Those whose crouching is over, into the lane beside."""
    for lane in range(LANES):
        over = [f for f in field.foes[lane] if f.doing == CROUCHED and f.hold <= field.tick]
        for foe in over:
            foe.doing = PLAIN
            beside = beside_of(field, lane)
            field.foes[lane].remove(foe)
            field.foes[beside].append(foe)
            field.cues.append("hop")


def beside_of(field: Field, lane: int) -> int:
    if lane in (0, LANES - 1):
        return 1 if lane == 0 else lane - 1
    return lane - 1 + 2 * field.lanes_chance.below(2)


def heal(field: Field, lane: int, mender: Foe) -> None:
    for near in range(max(0, lane - 1), min(LANES, lane + 2)):
        for foe in field.foes[near]:
            if foe.health < foe.most and foe is not mender and abs(foe.x - mender.x) <= NEAR:
                foe.health = min(foe.most, foe.health + HEAL)
                field.flash("cross", foe.x // POINT + 4, TOP + near * 16 + 4, 20)
