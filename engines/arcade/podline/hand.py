"""What the buttons do: a press is a lane, a choice, a plant, a volley of shots; held, up and down
repeat, and the shots do not end."""

from engines.arcade.game import DOWN, LEFT, RIGHT, UP, A, B
from engines.arcade.podline.field import (
    COLUMN,
    LANES,
    NEVER,
    PLOTS,
    POD,
    POINT,
    TOP,
    UNDER,
    Field,
    Plant,
    Shot,
    boss_in,
    count,
    hurt,
    hurt_boss,
    target,
)
from engines.arcade.podline.kinds import DEWCUP, FIREWEED, GOURD, PLANTS

ARROWS = LEFT | RIGHT | UP | DOWN
DELAY, EVERY = 15, 7
"""Ticks until a held arrow repeats, and between its repeats."""
RELOAD = 15
VOLLEY = 3
"""Shots of one press: a terminal's key repeats for no longer than until the next is pressed."""
MUZZLE = 14 * POINT
SUNNY = 12
"""So many hits in a row make the next shot a sun pod, which burns along the whole lane."""
BURN, FIRE = 6, 40
"""What a sun pod and a fireweed do to each in the lane."""


def obey(field: Field, buttons: int) -> None:
    pressed = buttons & ~field.before
    arrows = buttons & ARROWS
    if arrows != field.before & ARROWS:
        field.since = field.tick
    elif arrows and (held := field.tick - field.since) >= DELAY and not (held - DELAY) % EVERY:
        pressed |= arrows & (UP | DOWN)
    field.before = buttons
    if pressed & ARROWS:
        turn(field, pressed)
    if pressed & B:
        plant(field)
    if pressed & A:
        field.volley = VOLLEY
    if field.tick >= field.loaded and (field.volley or buttons & A):
        fire(field, buttons & A > 0)


def turn(field: Field, pressed: int) -> None:
    step = (pressed & DOWN > 0) - (pressed & UP > 0)
    lane = min(LANES - 1, max(0, field.lane + step))
    if lane != field.lane:
        field.lane = lane
        field.cues.append("lane")
    if step := (pressed & RIGHT > 0) - (pressed & LEFT > 0):
        field.choice = (field.choice + step) % len(PLANTS)
        field.cues.append("choose")


def fire(field: Field, asked: bool) -> None:
    """What follows of a volley waits for somebody to hit; a shot at nobody ends the row of hits."""
    if not target(field, field.lane, MUZZLE):
        if not asked and field.volley < VOLLEY:
            return
        field.combo = 0
    field.loaded = field.tick + RELOAD
    field.volley = max(0, field.volley - 1)
    field.shown = field.tick + 6
    if sunny(field):
        count(field)
        burn(field, field.lane, BURN)
        field.cues.append("sun")
        return
    field.shots[field.lane].append(Shot(MUZZLE, POD, yours=True))
    field.cues.append("fire")


def sunny(field: Field) -> bool:
    return field.combo % SUNNY == SUNNY - 1


def burn(field: Field, lane: int, damage: int) -> None:
    """Everything in a lane, and what lies in the ground there too."""
    for foe in list(field.foes[lane]):
        hurt(field, lane, foe, damage)
    if boss_in(field, lane):
        hurt_boss(field, damage)


def free(field: Field, kind: int, lane: int) -> int | None:
    """The plot, 0 to PLOTS - 1, where a plant of this kind would go: the first behind, but a wall
    goes as far ahead as it still stops whoever comes, or on one that is half eaten."""
    row = field.plants[lane * PLOTS : lane * PLOTS + PLOTS]
    empty = [plot for plot, plant in enumerate(row) if plant is None]
    if not PLANTS[kind].front:
        return empty[0] if empty else None
    most = PLANTS[kind].health
    worn = [n for n, p in enumerate(row) if p and p.kind == kind and p.health * 2 <= most]
    near = min((foe.x for foe in field.foes[lane] if foe.doing != UNDER), default=NEVER)
    ahead = worn or [plot for plot in empty if (plot + 2) * COLUMN <= near]
    return ahead[-1] if ahead else None


def plant(field: Field) -> None:
    """Fireweed needs no bed: in a full lane it burns at once."""
    kind, lane = field.choice, field.lane
    plot = free(field, kind, lane)
    if field.dew < PLANTS[kind].cost or (plot is None and kind != FIREWEED):
        field.cues.append("refused")
        return
    field.dew -= PLANTS[kind].cost
    if plot is None:
        blaze(field, lane)
        return
    due = NEVER if kind == GOURD else field.tick + PLANTS[kind].pace // (2 if kind == DEWCUP else 1)
    field.plants[lane * PLOTS + plot] = Plant(kind, PLANTS[kind].health, due)
    field.cues.append("fuse" if kind == FIREWEED else "plant")


def blaze(field: Field, lane: int) -> None:
    burn(field, lane, FIRE)
    field.cues.append("blaze")
    for column in range(1, 10, 2):
        field.flash("flame", column * 16, TOP + lane * 16, 20)
