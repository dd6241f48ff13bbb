"""What is to be seen of a run, and what is told beside it.

In the strip above the lanes are the six plants, grey where dew is short, a bracket around the one
that is chosen; four corners on a bed show where it would go.
"""

from functools import cache

from engines.arcade.game import Fact, Scene, Sprite
from engines.arcade.podline.field import (
    CLOSED,
    CROUCHED,
    LANES,
    PLOTS,
    POINT,
    TOP,
    UNDER,
    Boss,
    Field,
    Foe,
    Lob,
    Plant,
    Strike,
)
from engines.arcade.podline.hand import free, sunny
from engines.arcade.podline.kinds import BOSSES, DELVER, DOORBUG, FIREWEED, FOES, GOURD, PLANTS
from engines.arcade.podline.waves import preview
from engines.marking import N_

SHOTS = ("pod", "frost")
ARC = 40
"""Points that a lob rises."""
STARS = ("", "*", "**", "***")


def scene(world: Field) -> Scene:
    sprites = tray(world)
    sprites += spot(world)
    for place, plant in enumerate(world.plants):
        if plant:
            lane, plot = divmod(place, PLOTS)
            sprites.append(Sprite(plant_image(world, plant), 16 + plot * 16, TOP + lane * 16))
    sprites += foes(world)
    if world.boss:
        sprites.append(boss_sprite(world, world.boss))
    sprites.append(Sprite(your_image(world), 0, TOP + world.lane * 16))
    sprites += flying(world)
    sprites += [Sprite(flash.image, flash.x, flash.y) for flash in world.flashes]
    for strike in world.strikes:
        sprites += strike_sprites(world, strike)
    return Scene(ground(theme(world)), sprites)


def theme(world: Field) -> str:
    """By the stage; in the endless garden by the wave."""
    number = world.wave // 3 % 10 + 1 if world.endless else int(world.setup.level)
    return "meadow" if number <= 4 else "dusk" if number <= 7 else "night"


@cache
def ground(theme: str) -> tuple[Sprite, ...]:
    tiles = [Sprite("shelf", x, 0) for x in range(0, 160, 16)]
    for lane in range(LANES):
        y = TOP + lane * 16
        tiles.append(Sprite("path", 0, y))
        tiles += [Sprite("bed", 16 + plot * 16, y) for plot in range(PLOTS)]
        for column in range(PLOTS + 1, 10):
            tuft = (column * 3 + lane * 5) % 4 == 0
            tiles.append(Sprite(f"{theme}_{'lawn' if tuft else 'plain'}", column * 16, y))
    return tuple(tiles)


def tray(world: Field) -> list[Sprite]:
    sprites = [Sprite("pick", 8 + world.choice * 24, 0)]
    for number, helper in enumerate(PLANTS):
        dear = "_dear" if helper.cost > world.dew else ""
        sprites.append(Sprite(f"icon_{helper.image}{dear}", 16 + number * 24, 0))
    return sprites


def spot(world: Field) -> list[Sprite]:
    plot = free(world, world.choice, world.lane)
    if plot is None and world.choice != FIREWEED:
        return []
    dear = "_dear" if PLANTS[world.choice].cost > world.dew else ""
    return [Sprite(f"spot{dear}", 16 + (plot or 0) * 16, TOP + world.lane * 16)]


def plant_image(world: Field, plant: Plant) -> str:
    image = PLANTS[plant.kind].image
    if plant.kind == GOURD:
        return f"{image}_{min(2, 3 - 3 * plant.health // PLANTS[GOURD].health)}"
    if image == "fireweed":
        return f"{image}_{world.tick >> 2 & 1}"
    return f"{image}_work" if plant.shown > world.tick else image


def foes(world: Field) -> list[Sprite]:
    sprites = []
    for lane, row in enumerate(world.foes):
        y = TOP + lane * 16
        for foe in row:
            x = foe.x // POINT
            sprites.append(Sprite(foe_image(world, foe), x, y))
            if foe.slow > world.tick:
                sprites.append(Sprite("chill", x, y + 12))
    return sprites


def foe_image(world: Field, foe: Foe) -> str:
    image = FOES[foe.kind].image
    if foe.doing == UNDER:
        return f"mound_{world.tick >> 4 & 1}"
    if foe.doing == CROUCHED:
        return "hopper_crouch"
    if foe.kind == DOORBUG and (foe.doing != CLOSED or foe.fed >= world.tick - 1):
        image = "doorbug_open"
    elif foe.kind == DELVER and foe.hold > world.tick:
        return "delver_dizzy"
    return f"{image}_{world.tick >> 4 & 1}"


def boss_sprite(world: Field, boss: Boss) -> Sprite:
    image = BOSSES[boss.kind].image
    form = "guard" if boss.guard > world.tick else f"{world.tick >> 5 & 1}"
    return Sprite(f"{image}_{form}", boss.x // POINT, boss.y)


def your_image(world: Field) -> str:
    if world.safe > world.tick and world.tick & 8:
        return "you_hurt"
    if world.shown > world.tick:
        return "you_fire"
    return "you_sun" if sunny(world) else "you"


def flying(world: Field) -> list[Sprite]:
    sprites = []
    for lane, row in enumerate(world.shots):
        y = TOP + lane * 16 + 3
        for shot in row:
            image = "yours" if shot.yours else SHOTS[shot.kind]
            sprites.append(Sprite(image, shot.x // POINT - 8, y))
    return sprites + [lob_sprite(world, lob) for lob in world.lobs]


def lob_sprite(world: Field, lob: Lob) -> Sprite:
    """On a parabola, whose height is only to be seen."""
    done, whole = world.tick - lob.born, lob.lands - lob.born
    x = lob.start + (lob.goal - lob.start) * done // whole
    rise = 4 * ARC * done * (whole - done) // (whole * whole)
    return Sprite("lob", x // POINT, TOP + lob.lane * 16 + 4 - rise)


def strike_sprites(world: Field, strike: Strike) -> list[Sprite]:
    y = TOP + strike.lane * 16
    if world.tick >= strike.at:
        return [Sprite("blow", x, y) for x in range(0, 128, 16)]
    if world.tick >= strike.shown:
        return [Sprite("warning", x, y) for x in (16, 64, 112)]
    return []


# What is told


def status(world: Field) -> list[Fact]:
    helper = PLANTS[world.choice]
    facts = [
        Fact(N_("Garden"), f"{world.garden}/{world.rules.garden}"),
        Fact(N_("Score"), str(world.score)),
        Fact(N_("Wave"), str(world.wave) if world.endless else f"{world.wave}/3"),
        *rival(world),
        Fact(N_("Dew"), str(world.dew)),
        Fact(helper.title, str(helper.cost)),
        Fact("", helper.deed),
        Fact(N_("In a row"), f"{world.combo} ×{world.times}"),
    ]
    if world.stars:
        facts.append(Fact(N_("Stars"), STARS[world.stars]))
    return facts + coming(world)


def rival(world: Field) -> list[Fact]:
    """The boss, if one is there: early in the row, whose end a narrow terminal cuts off."""
    boss = world.boss
    return [Fact(BOSSES[boss.kind].title, f"{100 * boss.health // boss.most} %")] if boss else []


def coming(world: Field) -> list[Fact]:
    """Who the next wave brings, and how many of each."""
    if not world.waves or world.ended:
        return []
    kinds = preview(world.waves[0])
    total = sum(number for _, number in kinds)
    return [
        Fact(N_("Next wave"), str(total)),
        *(Fact(title, f"×{number}") for title, number in kinds),
    ]
