"""`make assets`: makes the images and sounds of all games, and tells how large each of them is."""

import sys
from pathlib import Path

from engines import paths
from engines.arcade.making import folder, palette
from engines.arcade.making.palette import Palette
from engines.wire import EngineError


def main() -> None:
    """What is wrong in one game is told when the others are made; then it exits with 1."""
    arcade = paths.ASSETS / "arcade"
    wrong = []
    try:
        colors = palette.read(arcade / "palette.toml")
    except EngineError as error:
        sys.exit(str(error))
    for game in folder.games(arcade):
        try:
            print(make(game, colors))
        except EngineError as error:
            wrong.append(str(error))
    sys.exit("\n".join(wrong) or None)


def make(game: Path, colors: Palette) -> str:
    files = folder.made(game, colors)
    folder.write(game, files)
    images = sum(name.startswith("images/at8/") for name in files)
    sounds = sum(name.startswith("sounds/") for name in files)
    size = sum(map(len, files.values())) / 1000
    return f"{game.name}: {images} images, {sounds} sounds, {size:.0f} kB"


if __name__ == "__main__":
    main()
