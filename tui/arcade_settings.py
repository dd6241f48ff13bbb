"""How the user likes to play in the arcade, in a file that can also be edited by hand.

Nothing in it can stop the start: what is wrong is told, and its default used instead.
"""

from pathlib import Path
from typing import Any, Literal

import msgspec

from engines import paths
from engines.arcade.messages import Options
from tui import hand_file
from tui.i18n import _


class ArcadeSettings(msgspec.Struct, frozen=True):
    """`heard` is how keys are, of a terminal that does not tell when they are let go of; `detail`
    is how many points a cell of the picture has; `pictures` are a second's at most."""

    heard: Literal["latch", "hold"] = "latch"
    detail: Literal["half", "quadrant"] = "half"
    pictures: Literal[30, 20, 10] = 30
    previews: bool = True
    ghost: bool = True
    sound: bool = True
    keys: dict[str, tuple[str, ...]] = {}

    def __post_init__(self) -> None:
        self.options()

    def options(self) -> Options:
        return Options(self.keys, self.ghost, self.sound)


def file() -> Path:
    return paths.config() / "arcade.toml"


def load(path: Path | None = None) -> tuple[ArcadeSettings, list[str]]:
    """The settings, and what was wrong with the file, one sentence each."""
    path = path or file()
    values, problems = hand_file.read(path)
    good: dict[str, Any] = {}
    for field in msgspec.structs.fields(ArcadeSettings):
        if field.name in values:
            try:
                good[field.name] = msgspec.convert(values[field.name], field.type)
                ArcadeSettings(**good)
            except (msgspec.ValidationError, ValueError, RecursionError) as error:
                good.pop(field.name, None)
                told = _("{file}: {key} is wrong: {why}")
                problems.append(told.format(file=path, key=field.name, why=error))
    return ArcadeSettings(**good), problems


def save(settings: ArcadeSettings, path: Path | None = None) -> None:
    """Raises OSError. Keys of a newer version stay; a file with something wrong is set aside."""
    path = (path or file()).resolve()  # a link into somebody's dotfiles stays a link
    hand_file.refuse_others(path)
    values, _problems = hand_file.read(path)
    if load(path)[1] and path.exists():
        hand_file.set_aside(path)
    values.update(msgspec.to_builtins(settings, builtin_types=()))
    keys = values.pop("keys")
    lines = [hand_file.entry(name, value) for name, value in values.items()]
    lines += ["", "[keys]", *(hand_file.entry(name, [*keys[name]]) for name in keys)]
    hand_file.write(path, "\n".join(lines) + "\n")
