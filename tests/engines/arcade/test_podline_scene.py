"""What Podline shows and tells: every drawing and sound that it names is there."""

import tomllib

from engines.arcade.game import HEIGHT, WIDTH
from engines.arcade.making import drawing, recipe
from engines.arcade.podline.bot import play
from engines.arcade.podline.kinds import BOSSES, FOES, PLANTS
from engines.arcade.podline.scene import ground, scene, status
from engines.arcade.podline.waves import STAGES
from engines.arcade.podline.world import LEVELS
from engines.paths import ASSETS

from .podlines import buttons_of, new, played, quiet, steps

FOLDER = ASSETS / "arcade" / "podline"
LETTERS = tomllib.loads((ASSETS / "arcade" / "palette.toml").read_text())["colors"].keys()


def drawn() -> dict[str, tuple[int, int]]:
    """The images that the drawings make, and their widths and heights."""
    images = {}
    for path in (FOLDER / "art").glob("*.txt"):
        frames = drawing.read(path, LETTERS)
        for number, frame in enumerate(frames):
            name = path.stem if len(frames) == 1 else f"{path.stem}_{number}"
            images[name] = len(frame[0]), len(frame)
    return images


def watched(world, stream, images, cues) -> None:
    for buttons in stream:
        world.step(buttons)
        cues.update(world.cues)
        if world.tick % 4 == 0 or world.ended:
            seen = scene(world)
            images.update(sprite.image for sprite in (*seen.ground, *seen.sprites))
        if world.ended:
            break


def test_every_image_and_cue_of_a_game_exists(rng, count, some) -> None:
    """Of games by the bot, and by a hand that presses anything."""
    images: set[str] = set()
    cues: set[str] = set()
    for level in {"10", *some(list(STAGES))}:
        world = new(level, 2, rng.randrange(1000))
        watched(world, play(world), images, cues)
    for _ in range(count(50)):
        world = new(rng.choice(LEVELS), 3, rng.randrange(1000))
        world.dew = 999
        watched(world, buttons_of(rng, 3000), images, cues)
    assert images <= drawn().keys()
    assert cues <= recipe.read(FOLDER / "sounds.toml").keys()
    assert len(cues) > 15


def test_nothing_is_drawn_or_made_that_is_never_used() -> None:
    sources = "".join(
        path.read_text() for path in (ASSETS.parent / "engines/arcade/podline").glob("*.py")
    )
    for cue in recipe.read(FOLDER / "sounds.toml"):
        assert f'"{cue}"' in sources
    named = {kind.image for kind in (*FOES, *PLANTS, *BOSSES)}
    for path in (FOLDER / "art").glob("*.txt"):
        stem = path.stem.partition("@")[0].removeprefix("icon_")
        stem = stem.removesuffix("_dear").removesuffix("_work")
        parts = {stem, stem.rpartition("_")[0], stem.rpartition("_")[2]}
        assert parts & named or any(part and part in sources for part in parts), path.name


def test_all_forms_of_all_kinds_are_drawn() -> None:
    images = drawn()
    for kind in FOES:
        assert f"{kind.image}_0" in images and f"{kind.image}_1" in images
    for plant in PLANTS:
        assert f"icon_{plant.image}" in images and f"icon_{plant.image}_dear" in images
    for name in ("dewcup", "twinpod", "frostfern", "lobelia"):
        assert name in images and f"{name}_work" in images
    assert {"gourd_0", "gourd_1", "gourd_2", "fireweed_0", "fireweed_1"} <= images.keys()
    assert {"doorbug_open_0", "doorbug_open_1", "delver_dizzy", "hopper_crouch"} <= images.keys()
    assert {"mantis_guard", "weevil_0", "weevil_1", "you_hurt", "you_sun"} <= images.keys()


def test_the_ground_is_one_object_and_covers_the_picture() -> None:
    world = new("1")
    first = scene(world).ground
    steps(world, 100, 16)
    assert scene(world).ground is first is ground("meadow")
    images = drawn()
    covered = set()
    for image, x, y in first:
        width, height = images[image]
        covered |= {(x + dx, y + dy) for dx in range(width) for dy in range(height)}
    assert covered == {(x, y) for x in range(WIDTH) for y in range(HEIGHT)}


def test_to_look_changes_nothing(rng) -> None:
    world = played(new("10", seed=rng.randrange(100)), 8000)
    before = world.checksum
    scene(world)
    status(world)
    assert world.checksum == before


def test_the_choice_is_told_and_its_place_is_shown() -> None:
    world = quiet()
    facts = dict(status(world))
    assert facts["Dewcup"] == "50" and facts[""] == "gives dew" and facts["Dew"] == str(world.dew)
    assert ("spot", 16, 40) in scene(world).sprites
    world.dew = 0
    seen = scene(world).sprites
    assert ("spot_dear", 16, 40) in seen and ("icon_dewcup_dear", 16, 0) in seen
    world.choice = 2
    assert dict(status(world))["Gourd"] == "40" and ("pick", 56, 0) in scene(world).sprites


def test_the_next_wave_is_told_beforehand() -> None:
    world = new("5")
    facts = status(world)
    place = next(n for n, fact in enumerate(facts) if fact.label == "Next wave")
    wave = STAGES["5"][0]
    told = {fact.label: fact.value for fact in facts[place + 1 :]}
    assert told == {k.title: f"×{wave.count(k.letter)}" for k in FOES if k.letter in wave}
    assert facts[place].value == str(sum(wave.count(k.letter) for k in FOES))


def test_a_boss_has_its_health_told_and_a_winner_the_stars() -> None:
    world = quiet("W")
    assert dict(status(world))["Weevil Queen"] == "100 %"
    labels = [fact.label for fact in status(world)]
    assert labels.index("Weevil Queen") < labels.index("Dew")  # a narrow terminal cuts off the end
    won = played(new("1"))
    assert dict(status(won))["Stars"] == "*" * won.stars
