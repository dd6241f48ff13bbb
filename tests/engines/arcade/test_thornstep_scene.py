"""What is seen and heard of Thornstep is there to be shown and played."""

import tomllib
from pathlib import Path
from random import Random

from engines.arcade.game import BUTTONS, Setup
from engines.arcade.making import drawing
from engines.arcade.thornstep import bot, titles
from engines.arcade.thornstep.rooms import FOLDER, room
from engines.arcade.thornstep.scene import ground, scene, status
from engines.arcade.thornstep.titles import TITLES
from engines.arcade.thornstep.world import LEVELS, ONLY, World, begin

PALETTE = "ktdswnmcageyolrpuifb"
CODE = Path(titles.__file__).parent


def images() -> set[str]:
    names = set()
    for path in (FOLDER / "art").glob("*.txt"):
        frames = drawing.read(path, PALETTE)
        one = len(frames) == 1
        names |= {path.stem} if one else {f"{path.stem}_{n}" for n in range(len(frames))}
    return names


def at(level: str, difficulty: int = 1) -> World:
    return begin(Setup("thornstep", level, difficulty))


def test_every_image_that_is_shown_is_drawn_and_every_cue_has_a_sound(rng: Random) -> None:
    shown, heard = set(), set()

    def look(world: World) -> None:
        heard.update(world.cues)
        shown.update(sprite.image for part in scene(world) for sprite in part)

    for level in LEVELS:
        world = at(ONLY + level, 2 * level.endswith("boss"))
        for buttons in bot.play(world):
            world.step(buttons)
            look(world)
        world = at(level, 0)
        for tick in range(400):
            if tick % 8 == 0:
                buttons = rng.randrange(BUTTONS + 1)
            world.step(buttons)
            look(world)
    assert shown <= images()
    sounds = tomllib.loads((FOLDER / "sounds.toml").read_text())
    assert heard <= set(sounds)


def test_every_drawing_and_every_sound_is_used() -> None:
    source = "".join(path.read_text() for path in CODE.glob("*.py"))
    for path in (FOLDER / "art").glob("*.txt"):
        name = path.stem.partition("@")[0]
        assert any(f'"{stem}' in source or f"{stem}_" in source for stem in stems(name)), name
    for cue in tomllib.loads((FOLDER / "sounds.toml").read_text()):
        assert f'"{cue}"' in source, cue


def stems(name: str) -> list[str]:
    """back1 is named by its world, thorn_up by its side."""
    return [name, name.rstrip("123"), name.rpartition("_")[0] or name]


def test_the_ground_is_one_object_for_as_long_as_the_room_is() -> None:
    world = at("1-1")
    first = scene(world).ground
    world.step(0)
    assert scene(world).ground is first
    world.leave()
    assert scene(world).ground is not first
    assert scene(at("1-2")).ground is ground("1-2")


def test_hidden_traps_are_marked_on_easy_alone() -> None:
    for difficulty in range(4):
        marks = [
            sprite for sprite in scene(at("1-3", difficulty)).sprites if sprite.image == "hint"
        ]
        hidden = [part for part in room("1-3").parts if part.kind == "fake"]
        assert len(marks) == (len(hidden) if difficulty == 0 else 0)


def test_all_levels_have_a_name_and_all_is_told_beside_the_picture() -> None:
    world = at("1-boss", 2)
    for _ in range(90):
        world.step(0)
    facts = {fact.label: fact.value for fact in status(world)}
    assert facts["Level"] == "1-boss"
    assert facts["Room"] == TITLES["1-boss"]
    assert facts["Time"] == "0:01.5"
    assert facts["Boss"] == "5/5"
    assert len(LEVELS) == 27 and len(set(TITLES.values())) == 27
