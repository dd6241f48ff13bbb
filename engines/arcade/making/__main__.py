"""`make assets`: makes the images and sounds of all games, and tells how large each game is."""

import sys

from engines import paths
from engines.arcade.making import folder, palette
from engines.wire import EngineError


def main() -> None:
    arcade = paths.ASSETS / "arcade"
    try:
        colors = palette.read(arcade / "palette.toml")
        for game in folder.games(arcade):
            files = folder.made(game, colors)
            folder.write(game, files)
            images = sum(name.startswith("images/at8/") for name in files)
            sounds = sum(name.startswith("sounds/") for name in files)
            size = sum(map(len, files.values())) / 1000
            print(f"{game.name}: {images} images, {sounds} sounds, {size:.0f} kB")
    except EngineError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
