"""A lobby of three games, and what is asked of it."""

import numpy as np

from engines import wire
from engines.arcade.added import Added
from engines.arcade.cards import Card, Score
from engines.arcade.cells import Differ, cells
from engines.arcade.messages import (
    Beside,
    Frame,
    Listed,
    Request,
    Shelf,
)
from engines.arcade.session import Item, Page
from tests import eventually
from tests.tabs import (
    Child,
)

CARD = Card(plays=3, ticks=7200, beaten={"1": 1}, scores=(Score(12_480, "1", 1, "latch"),))
SHELF = Shelf(
    (
        Listed("podline", "Podline", "Five lanes.", ("1", "2", "3"), CARD),
        Listed("thornstep", "Thornstep", "Rooms of thorns.", ("1-1", "1-2"), Card(favourite=True)),
        Listed("mine", "Mine", added=Added("mine", "/home/pi/mine.py", author="Ann")),
    ),
    "",
    "no display here",
)
PAGE = Page("Paused", (Item("go on", "Go on"), Item("level", "Level", "2")), 1)
BESIDE = Beside("Podline", (("Score", "120"), ("Garden", "6/6")), None, ("left", "right"))


def frame(points: np.ndarray, differ: Differ, number: int = 1) -> Frame:
    shown = cells(points.astype(np.uint16))
    whole = differ.keys.shape != shown.glyphs.shape
    return Frame(number, shown.glyphs.shape[1], len(shown.glyphs), differ.changes(shown), whole)


def asked(child: Child) -> list[wire.Message]:
    import msgspec

    decode = msgspec.json.Decoder(Request).decode
    return [decode(line) for line in child._lines("requests")]


async def heard(child: Child, *wanted: wire.Message) -> None:
    await eventually(lambda: all(each in asked(child) for each in wanted))
