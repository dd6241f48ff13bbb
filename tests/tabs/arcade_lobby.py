"""A lobby of three games, and what is asked of it."""

import numpy as np
from textual.pilot import Pilot

from engines import wire
from engines.arcade.added import Added
from engines.arcade.cards import Card, Score
from engines.arcade.cells import Cells, Differ, cells
from engines.arcade.game import Setup
from engines.arcade.keeping import Run
from engines.arcade.messages import (
    Beside,
    Frame,
    Kept,
    Listed,
    Request,
    Shelf,
)
from engines.arcade.runs import Blocks, Colors
from engines.arcade.session import Item, Page
from engines.arcade.shades import shaded
from tests import eventually
from tests.tabs import (
    Child,
)

CARD = Card(
    plays=3,
    ticks=7200,
    beaten={"1": 1},
    counts={"Deaths": 7},
    quickest={"1": 510},
    scores=(Score(12_480, "1", 1, "latch"),),
)
KEPT = Kept(
    "podline",
    (
        Run("/x/a.json", "2026-11-26T18:30", Setup("podline", "1"), "latch", 600, 12_480, "won"),
        Run("/x/b.json", "2026-11-25T09:00", Setup("podline", "2"), "latch", 400, 9, ""),
    ),
)
SHELF = Shelf(
    (
        Listed("podline", "Podline", "Five lanes.", ("1", "2", "3"), CARD, how="Up and down."),
        Listed(
            "thornstep",
            "Thornstep",
            "Rooms of thorns.",
            ("1-1", "1-2"),
            Card(favourite=True),
            practice="only ",
        ),
        Listed("mine", "Mine", added=Added("mine", "/home/pi/mine.py", author="Ann")),
    ),
    "",
    "no display here",
)
PAGE = Page("Paused", (Item("go on", "Go on"), Item("level", "Level", "2")), 1)
BESIDE = Beside("Podline", (("Score", "120"), ("Garden", "6/6")), None, ("left", "right"))


How = tuple[Blocks, Colors]


def made(points: np.ndarray, how: How) -> Cells:
    blocks, colors = how
    return (shaded if colors == "none" else cells)(points.astype(np.uint16), blocks)


def frame(points: np.ndarray, differ: Differ, number: int = 1, how: How = ("half", "256")) -> Frame:
    shown = made(points, how)
    whole = differ.keys.shape != shown.glyphs.shape
    return Frame(number, shown.glyphs.shape[1], len(shown.glyphs), differ.changes(shown), whole)


def asked(child: Child) -> list[wire.Message]:
    import msgspec

    decode = msgspec.json.Decoder(Request).decode
    return [decode(line) for line in child._lines("requests")]


async def heard(child: Child, *wanted: wire.Message) -> None:
    await eventually(lambda: all(each in asked(child) for each in wanted))


def tell(pilot: Pilot[None], event: wire.Message) -> None:
    """The tab, as if its child had said so."""
    tab = pilot.app.tab
    tab.state = tab.step(tab.state, event)
