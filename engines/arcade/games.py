"""Our games, by their names; what is theirs is imported once it is asked for."""

import importlib
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, cast

from engines.arcade.cards import Score
from engines.arcade.game import Fact, Ghost, Scene, Setup, World
from engines.paths import ASSETS
from engines.wire import N_, EngineError

FOLDER = ASSETS / "arcade"

NO_GAME = N_("There is no such game.")
NO_LEVEL = N_("This game has no such level.")


class Game(NamedTuple):
    """A package of this engine, as described in game.py. `how` it is played; `deeds` are what A and
    B do. A level's name with `practice` before it is that level alone; "" where each is that
    already. In a terminal that tells no releases, `latched` are buttons that stay down until
    another one of them is pressed, or DOWN; at the cues of `lets_go` none of them is down any more;
    and A counts as held for `lasts` ticks."""

    name: str
    title: str
    about: str
    how: str
    deeds: tuple[str, str]
    latched: tuple[str, ...] = ()
    lets_go: tuple[str, ...] = ()
    practice: str = ""
    lasts: int = 0

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

    def ghost(self, scores: Iterable[Score]) -> Ghost | None:
        """None where this game has none."""
        if not find_spec(f"engines.arcade.{self.name}.ghost"):
            return None
        return cast(Ghost, self._part("ghost").Ghost(scores))

    def _part(self, name: str) -> Any:
        return importlib.import_module(f"engines.arcade.{self.name}.{name}")


OURS = {
    game.name: game
    for game in (
        Game(
            "podline",
            "Podline",
            N_("Five lanes of a garden, and what comes along them."),
            N_(
                "Up and Down change the lane, and {a} fires along it. Dew comes by itself: Left "
                "and Right choose a plant that it pays for, {b} plants it at the mark. Nothing "
                "may reach the garden at the left."
            ),
            (N_("fire"), N_("plant")),
        ),
        Game(
            "thornstep",
            "Thornstep",
            N_("Twenty-four rooms of thorns, one jump at a time."),
            N_(
                "{a} jumps, and once more in the air; {b} hops. Everything pointed kills, and the "
                "next try begins at once, at the last save. Up, held for a second, gives a try "
                "up. The faint one is you, at your best."
            ),
            (N_("jump"), N_("hop")),
            ("left", "right"),
            ("die",),
            "only ",
            22,
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
