"""A game's folder: what is made of the text in it, and put beside that."""

from collections.abc import Iterator
from pathlib import Path

from engines.arcade.colors import RGB, rgb
from engines.arcade.making import drawing, recipe
from engines.arcade.making.drawing import NAME, Picture
from engines.arcade.making.palette import Palette
from engines.arcade.making.png import png
from engines.arcade.making.reduction import to_4, to_6
from engines.arcade.making.synth import wav

SIZES = (4, 6, 8)
"""Points of a tile."""
MADE = ("images", "sounds")


def games(arcade: Path) -> list[Path]:
    """The folders that hold something to be made."""
    return sorted(
        {path.parent for each in ("art", "sounds.toml") for path in arcade.glob(f"*/{each}")}
    )


def made(game: Path, palette: Palette) -> dict[str, bytes]:
    """What belongs into the folder, by name. Raises EngineError."""
    colors = {letter: rgb(number) for letter, number in palette.items()}
    return dict(sorted([*images(game / "art", colors), *sounds(game / "sounds.toml")]))


def sounds(path: Path) -> Iterator[tuple[str, bytes]]:
    recipes = recipe.read(path) if path.exists() else {}
    return ((f"sounds/{name}.wav", wav(voices)) for name, voices in recipes.items())


def images(art: Path, colors: dict[str, RGB]) -> Iterator[tuple[str, bytes]]:
    sources: dict[str, Path] = {}
    for path in drawings(art):
        for name, sizes in images_of(path, colors):
            if name in sources:
                raise drawing.unreadable(path, f"{name} is also made of {sources[name].name}")
            sources[name] = path
            for size, picture in sizes.items():
                yield f"images/at{size}/{name}.png", png(picture, colors)


def drawings(art: Path) -> list[Path]:
    """Those that are not for one size alone. Raises EngineError for what is no drawing."""
    paths = sorted(path for path in art.glob("*") if not path.name.startswith("."))
    for path in paths:
        name, at, size = path.stem.partition("@")
        if path.suffix != ".txt" or not NAME.fullmatch(name) or (at and size not in ("4", "6")):
            raise drawing.unreadable(path, "its name should be hero.txt, hero@4.txt or hero@6.txt")
        if at and not path.with_name(f"{name}.txt").exists():
            raise drawing.unreadable(path, f"there is no {name}.txt beside it")
    return [path for path in paths if "@" not in path.stem]


def images_of(path: Path, colors: dict[str, RGB]) -> Iterator[tuple[str, dict[int, Picture]]]:
    frames = drawing.read(path, colors)
    sizes = {8: frames}
    for size, reduced in ((4, to_4), (6, to_6)):
        by_hand = path.with_name(f"{path.stem}@{size}.txt")
        sizes[size] = reduced(frames)
        if by_hand.exists():
            sizes[size] = alike(by_hand, drawing.read(by_hand, colors), sizes[size])
    for place in range(len(frames)):
        name = path.stem if len(frames) == 1 else f"{path.stem}_{place}"
        yield name, {size: pictures[place] for size, pictures in sizes.items()}


def alike(path: Path, drawn: list[Picture], wanted: list[Picture]) -> list[Picture]:
    """What was drawn by hand, if it is as large as what it stands for. Raises EngineError."""
    told = [f"{len(frames)} of {len(frames[0][0])}x{len(frames[0])}" for frames in (drawn, wanted)]
    if told[0] != told[1]:
        raise drawing.unreadable(path, f"frames are {told[0]} points, and should be {told[1]}")
    return drawn


def write(game: Path, files: dict[str, bytes]) -> None:
    """Touches only what changes. Removes what was made of a drawing or recipe that is gone."""
    for path in [path for top in MADE for path in (game / top).rglob("*")]:
        if path.is_file() and path.relative_to(game).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        path = game / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
