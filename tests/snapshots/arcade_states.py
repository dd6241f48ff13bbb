"""The arcade tab as it is drawn: the cabinet, and games in the middle of a level, which their own
bots have played."""

import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import cache

import msgspec
from textual.pilot import Pilot

from engines import wire
from engines.arcade.added import Added
from engines.arcade.cards import Card, Score
from engines.arcade.games import OURS
from engines.arcade.messages import Event, Listed, Place, Play, Shelf
from engines.arcade.session import Item, Page
from tests import ROOT, eventually
from tests.snapshots.gomoku_states import tell
from tests.tabs import press, settled
from tui.tabs.arcade_place import place
from tui.widgets.cell_frame import CellFrame

State = Callable[[Pilot[None]], Awaitable[None]]

BROKE = wire.Failed("The game broke down.", "my_game.py, line 12: IndexError: list index")
CARDS = {
    "podline": Card(
        plays=14, ticks=96_000, favourite=True, beaten={str(n): 1 for n in range(1, 4)},
        scores=(Score(12_480, "3", 1, "latch", "2026-05-02"),), last="2026-05-02T18:30",
    ),
    "thornstep": Card(
        plays=3, ticks=41_000, beaten={"1-1": 0, "1-2": 0}, counts={"Deaths": 41},
        quickest={"1-1": 420, "1-2": 610}, last="2026-05-01T09:05",
    ),
}  # fmt: skip
SHELF = Shelf(
    (
        *(
            Listed(
                g.name, g.title, g.about, g.levels, CARDS[g.name], None, g.how, g.deeds, g.practice
            )
            for g in OURS.values()
        ),
        Listed("my-game", "My Game", added=Added("my-game", "/home/pi/my_game.py", author="you")),
    ),
    why="no display here",
)
PAUSED = Page(
    "Paused",
    (Item("go on", "Go on"), Item("again", "Again"), Item("title", "To the title"),
     Item("leave", "Leave")),
)  # fmt: skip


async def opened(pilot: Pilot[None]) -> None:
    await pilot.app.action_open("arcade")
    await eventually(lambda: pilot.app.tab.link)
    tell(pilot, SHELF)
    await settled(pilot)


async def shown(pilot: Pilot[None]) -> None:
    """The chosen game plays itself, where there is room for it."""
    await opened(pilot)
    tab = pilot.app.tab
    tab.on_cabinet_settled()
    if tab.cabinet.shown:
        where = place(tab.query_one("#preview", CellFrame), tab.settings, fine=True)
        _beside, frame = drawn("podline", "2", 2_000, where)
        tell(pilot, frame)
    await settled(pilot)


async def added(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await press(pilot, "right", "right")


async def broken(pilot: Pilot[None]) -> None:
    await opened(pilot)
    tell(pilot, BROKE)
    await settled(pilot)


def playing(game: str, level: str, ticks: int, page: Page | None = None) -> State:
    async def state(pilot: Pilot[None]) -> None:
        await opened(pilot)
        tab = pilot.app.tab
        tab.start(Play(game))
        picture = tab.player.picture
        await eventually(lambda: tab.link and picture.size.height > 10)
        await settled(pilot)
        beside, frame = drawn(game, level, ticks, place(picture, tab.settings))
        tell(pilot, msgspec.structs.replace(beside, page=page), frame)
        await settled(pilot)
        picture.refresh()
        await settled(pilot)

    return state


@cache
def drawn(game: str, level: str, ticks: int, where: Place) -> tuple[wire.Message, wire.Message]:
    words = [game, level, str(ticks), msgspec.json.encode(where).decode()]
    command = [sys.executable, "-m", "tests.snapshots.arcade_picture", *words]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    decode = msgspec.json.Decoder(Event).decode
    beside, frame = (decode(line) for line in told.splitlines())
    return beside, frame


async def scored(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await press(pilot, "down", "s")


async def liked(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await press(pilot, "o")


STATES: dict[str, State] = {
    "arcade": shown,
    "arcade-added": added,
    "arcade-broken": broken,
    "arcade-scores": scored,
    "arcade-options": liked,
    "arcade-podline": playing("podline", "4", 4_000),
    "arcade-thornstep": playing("thornstep", "1-3", 150),
    "arcade-paused": playing("thornstep", "2-1", 100, PAUSED),
}
