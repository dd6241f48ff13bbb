"""What the arcade's tests share."""

from collections.abc import Iterator

import pytest

from engines.arcade import games
from engines.arcade.game import Scene, Setup, World
from tests.engines.arcade import counting


class CountingGame:
    """As games.Game."""

    name, title, about, latched, lets_go = "counting", "Counting", "", (), ()
    levels = counting.LEVELS

    def begin(self, setup: Setup) -> World:
        return counting.begin(setup)

    def scene(self, world: World) -> Scene:
        return counting.scene(world)  # type: ignore[arg-type] # of this game

    def status(self, world: World) -> list[object]:
        return list(counting.status(world))  # type: ignore[arg-type] # of this game


@pytest.fixture
def game(monkeypatch: pytest.MonkeyPatch) -> Iterator[CountingGame]:
    found = CountingGame()
    monkeypatch.setitem(games.OURS, "counting", found)
    yield found
