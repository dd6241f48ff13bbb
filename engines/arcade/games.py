"""Our games, by their names; what is theirs is imported once it is asked for."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from engines.arcade.game import Fact, Scene, Setup, World
from engines.paths import ASSETS
from engines.wire import N_, EngineError

FOLDER = ASSETS / "arcade"

NO_GAME = N_("There is no such game.")
NO_LEVEL = N_("This game has no such level.")


class Game(NamedTuple):
    """A package of this engine, as described in game.py. `latched` are keys as in
    messages.Beside; at the cues of `lets_go` none of them is down any more."""

    name: str
    title: str
    about: str
    latched: tuple[str, ...] = ()
    lets_go: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its program lies, beside its images and sounds."""
        return FOLDER / self.name

    @property
    def program(self) -> Path:
        return self.folder / f"{self.name}.py"

    @property
    def levels(self) -> tuple[str, ...]:
        return cast(tuple[str, ...], self._part("world").LEVELS)

    def begin(self, setup: Setup) -> World:
        return cast(World, self._part("world").begin(setup))

    def scene(self, world: World) -> Scene:
        return cast(Scene, self._part("scene").scene(world))

    def status(self, world: World) -> list[Fact]:
        return cast(list[Fact], self._part("scene").status(world))

    def bot(self, world: World) -> Iterator[int]:
        return cast(Iterator[int], self._part("bot").play(world))

    def _part(self, name: str) -> Any:
        return importlib.import_module(f"engines.arcade.{self.name}.{name}")


SIDEWAYS = "left", "right"

OURS = {
    game.name: game
    for game in (
        Game("podline", "Podline", N_("Five lanes of a garden, and what comes along them.")),
        Game(
            "thornstep",
            "Thornstep",
            N_("Twenty-four rooms of thorns, one jump at a time."),
            SIDEWAYS,
        ),
    )
}


def game(name: str) -> Game:
    """EngineError where there is none of this name."""
    if name not in OURS:
        raise EngineError(NO_GAME, name, "zerodeck arcade list")
    return OURS[name]


def begin(setup: Setup) -> World:
    """EngineError where there is no such game, or it has no such level."""
    found = game(setup.game)
    try:
        return found.begin(setup)
    except ValueError as error:
        raise EngineError(NO_LEVEL, str(error), "zerodeck arcade list") from error
