"""The images and sounds that are shipped are what is made of the text beside them."""

import subprocess
import sys
import wave
from functools import cache
from pathlib import Path

import pytest

from engines import paths
from engines.arcade.colors import rgb
from engines.arcade.making import drawing, folder, palette, recipe

ARCADE = paths.ASSETS / "arcade"
GAMES = folder.games(ARCADE)
STALE = "not what is made of the drawings and recipes: make assets, and commit what it made"

each_game = pytest.mark.parametrize("game", GAMES, ids=lambda game: game.name)


@cache
def letters() -> palette.Palette:
    return palette.read(ARCADE / "palette.toml")


@cache
def made(game: Path) -> dict[str, bytes]:
    return folder.made(game, letters())


def shipped(game: Path) -> dict[str, bytes]:
    found = (path for top in folder.MADE for path in (game / top).rglob("*") if path.is_file())
    return {path.relative_to(game).as_posix(): path.read_bytes() for path in found}


@each_game
def test_what_is_shipped_is_made_of_what_is_drawn_and_nothing_else_is(game: Path) -> None:
    ours = shipped(game)
    assert ours.keys() == made(game).keys(), STALE
    assert [name for name, data in made(game).items() if ours[name] != data] == [], STALE


@each_game
def test_a_new_folder_gets_the_same_bytes(game: Path, tmp_path: Path) -> None:
    """The files that `make assets` writes, and not only what it has in mind."""
    folder.write(tmp_path, made(game))
    assert shipped(tmp_path) == shipped(game), STALE


@each_game
def test_a_game_is_at_most_a_megabyte(game: Path) -> None:
    assert sum(path.stat().st_size for path in game.rglob("*") if path.is_file()) <= 1_000_000


@each_game
def test_names_are_what_pygame_zero_takes(game: Path) -> None:
    """It refuses capitals, and a game may say `images.at8.hero` for a file of such a name."""
    for name in shipped(game):
        *folders, file = name.split("/")
        assert folders in (["sounds"], ["images", "at4"], ["images", "at6"], ["images", "at8"])
        assert drawing.NAME.fullmatch(Path(file).stem)


@each_game
def test_every_sound_ends_in_silence_and_lasts_as_its_recipe_says(game: Path) -> None:
    recipes = recipe.read(game / "sounds.toml") if (game / "sounds.toml").exists() else {}
    for name, voices in recipes.items():
        with wave.open(str(game / f"sounds/{name}.wav")) as file:
            sound = file.readframes(file.getnframes())
        assert len(sound) == max(voice.milliseconds for voice in voices) * 22050 // 1000
        assert sound[0] == sound[-1] == 128


SEEN = """
import sys
import pygame
pygame.display.set_mode((8, 8))
from pgzero import loaders
root, *names = sys.stdin.read().splitlines()
loaders.set_root(root)
for name in names:
    image = loaders.images.load(name)
    points = [image.get_at((x, y)) for y in range(image.get_height())
              for x in range(image.get_width())]
    print(image.get_width(), *("." if not p.a else f"{p.r},{p.g},{p.b},{p.a}" for p in points))
"""


def seen(game: Path, names: list[str]) -> list[list[str]]:
    """What Pygame Zero takes its images for: width and colors."""
    quiet = {"SDL_VIDEODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    told = subprocess.run(
        [sys.executable, "-c", SEEN], input="\n".join([str(game), *names]), env=quiet,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line.split() for line in told.stdout.splitlines()]


@each_game
def test_pygame_zero_sees_the_colors_of_the_letters_that_were_drawn(game: Path) -> None:
    colors = {letter: rgb(number) for letter, number in letters().items()}
    words = {letter: f"{r},{g},{b},255" for letter, (r, g, b) in colors.items()} | {".": "."}
    drawn = {}
    for path in folder.drawings(game / "art"):
        for name, sizes in folder.images_of(path, colors):
            for size, picture in sizes.items():
                points = [words[letter] for row in picture for letter in row]
                drawn[f"at{size}/{name}"] = [str(len(picture[0])), *points]
    assert dict(zip(drawn, seen(game, list(drawn)), strict=True)) == drawn
