"""What is to be seen of a room, and what is told beside it."""

from functools import cache

from engines.arcade.game import RATE, TILE, Fact, Scene, Sprite
from engines.arcade.thornstep.boss import GONE, Boss
from engines.arcade.thornstep.foreman import BURN
from engines.arcade.thornstep.likeness import LIKENESS, Sprites
from engines.arcade.thornstep.room import COLUMNS, ROWS, Room
from engines.arcade.thornstep.rooms import room
from engines.arcade.thornstep.titles import TITLES
from engines.arcade.thornstep.traps import unpacked
from engines.arcade.thornstep.walls import wall
from engines.arcade.thornstep.world import DEATHS, RETRY, World
from engines.marking import N_

TILES = {
    "-": "ledge",
    "%": "ice",
    "(": "belt_left",
    ")": "belt_right",
    "|": "wind",
    "^": "thorn_up",
    "v": "thorn_down",
    "<": "thorn_left",
    ">": "thorn_right",
}
HIDDEN = ("fake", "fall", "pop")
"""Kinds of part that are marked on easy, until they are known."""
BEATEN = 40
"""Ticks that a beaten boss is still seen."""
FACES = {"gourd": (0, 1, 2, 3), "foreman": (0, 1, 1, 2)}
"""The number of the image of a boss, by its mode; the moth's goes by its wings."""


def scene(world: World) -> Scene:
    plan = world.plan
    sprites = saves(world, plan)
    if world.open:
        sprites.append(Sprite("door", plan.exit[0] // 256 - 2, plan.exit[1] // 256 - 4))
    for part, thing in zip(plan.parts, world.things, strict=True):
        if draw := LIKENESS.get(part.kind):
            sprites += draw(world, part, thing)
        if not world.setup.difficulty and part.kind in HIDDEN and not thing.state:
            sprites.append(Sprite("hint", part.x // 256, part.y // 256))
    sprites += enemy(world, plan) + echo(world, plan) + hero(world)
    return Scene(ground(plan.level), sprites)


def saves(world: World, plan: Room) -> Sprites:
    sprites = []
    for save in plan.saves:
        if save.hardest >= world.setup.difficulty:
            here = world.save[1] >> 11 == save.column and world.save[2] >> 11 == save.row
            lit = here and world.save[0] == world.number
            image = "save_1" if lit else "save_0"
            sprites.append(Sprite(image, save.column * TILE, save.row * TILE))
    return sprites


def enemy(world: World, plan: Room) -> Sprites:
    """The boss and what it throws."""
    boss = world.boss
    if not boss or (boss.mode == GONE and boss.time >= BEATEN):
        return []
    sprites = [Sprite(f"{plan.boss}_{face(world, boss)}", boss.x // 256, boss.y // 256)]
    if plan.boss == "foreman" and boss.mode == BURN:
        column = boss.x // 256 + TILE
        sprites += [Sprite("flame", column, y) for y in range(3 * TILE, 9 * TILE, TILE)]
    for shot in boss.shots:
        sprites.append(Sprite(shot_image(plan.boss, shot.weight), shot.x // 256, shot.y // 256))
    return sprites


def face(world: World, boss: Boss) -> str:
    if boss.mode == GONE:
        return "beaten"
    faces = FACES.get(world.plan.boss)
    return str(faces[boss.mode] if faces else world.clock // 10 % 2)


def echo(world: World, plan: Room) -> Sprites:
    if not plan.echo or len(world.trail) < plan.echo:
        return []
    x, y = unpacked(world.trail[0])
    return [Sprite("echo", (x >> 8) - 1, (y >> 8) - 1)]


def shot_image(boss: str, weight: int) -> str:
    if boss == "gourd":
        return "seed"
    if boss == "foreman":
        return "ingot" if weight else "spark"
    return "dust"


def hero(world: World) -> Sprites:
    _, x, y, image = world.place
    if world.dying:
        return [Sprite(f"burst_{min(1, (RETRY - world.dying) // 3)}", x - 4, y - 4)]
    return [Sprite(image, x, y)]


@cache
def ground(level: str) -> tuple[Sprite, ...]:
    """The same for as long as the room is: background, walls, and the thorns in plain sight."""
    plan = room(level)
    sprites = [Sprite(f"back{level[0]}", 0, 0)]
    for row in range(ROWS):
        for column in range(COLUMNS):
            if image := tile(plan, column, row):
                sprites.append(Sprite(image, column * TILE, row * TILE))
    return tuple(sprites)


def tile(plan: Room, column: int, row: int) -> str:
    """Of what stands there for good; what may move is drawn in front of it."""
    letter = plan.drawing[row][column]
    if letter == "#":
        return wall(plan.level, column, row)
    return TILES.get(letter, "")


def status(world: World) -> list[Fact]:
    seconds, ticks = divmod(world.tick, RATE)
    facts = [
        Fact(N_("Level"), world.level),
        Fact(N_("Room"), TITLES[world.level]),
        Fact(DEATHS, str(world.deaths)),
        Fact(N_("Time"), f"{seconds // 60}:{seconds % 60:02}.{ticks // 6}"),
    ]
    if world.boss:
        facts.append(Fact(N_("Boss"), f"{world.boss.health}/{world.boss.most}"))
    return facts
