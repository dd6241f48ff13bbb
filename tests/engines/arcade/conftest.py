"""What the arcade's tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.arcade import games
from engines.arcade.game import Scene, Setup, World
from tests.conftest import need
from tests.engines.arcade import counting
from tests.xvfb import Screen, xvfb


class CountingGame:
    """As games.Game."""

    name, title, about, practice = "counting", "Counting", "", ""
    latched, lets_go = (), ()
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


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """Small, and the display of children."""
    with xvfb(need("Xvfb"), tmp_path) as screen:
        monkeypatch.setenv("DISPLAY", screen.name)
        yield screen
