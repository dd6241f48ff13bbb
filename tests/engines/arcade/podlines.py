"""Games of Podline for its tests."""

import random

from engines.arcade.game import BUTTONS, Setup
from engines.arcade.podline.bot import play
from engines.arcade.podline.field import Foe
from engines.arcade.podline.waves import LETTERS
from engines.arcade.podline.world import Podline, begin

LONGEST = 60 * 60 * 8
"""Ticks that no stage takes."""


def new(level: str = "1", difficulty: int = 1, seed: int = 0) -> Podline:
    return begin(Setup("podline", level, difficulty, seed))


def played(world: Podline, ticks: int = LONGEST) -> Podline:
    """By the bot, to its end or so long."""
    last = world.tick + ticks
    for buttons in play(world):
        if world.ended or world.tick >= last:
            break
        world.step(buttons)
    return world


def quiet(*letters: str, level: str = "1") -> Podline:
    """A garden into which these come at once and nobody else, each in a lane of its own."""
    world = new(level)
    world.waves = [f"({''.join(letters)})"] if letters else []
    world.next_beat = 0 if letters else LONGEST
    for _ in range(120 if letters else 1):
        world.step(0)
        if any(world.foes) or world.boss:
            break
    return world


def only(world: Podline) -> tuple[int, Foe]:
    """The one foe, and its lane."""
    ((lane, foe),) = [(lane, foe) for lane, row in enumerate(world.foes) for foe in row]
    return lane, foe


def kind(letter: str) -> int:
    return LETTERS[letter]


def steps(world: Podline, ticks: int, buttons: int = 0) -> set[str]:
    """The cues that were heard."""
    heard: set[str] = set()
    for _ in range(ticks):
        world.step(buttons)
        heard.update(world.cues)
    return heard


def tap(world: Podline, buttons: int) -> list[str]:
    """Pressed for a tick and let go; what was heard at the press."""
    world.step(buttons)
    heard = list(world.cues)
    world.step(0)
    return heard


def buttons_of(rng: random.Random, ticks: int) -> list[int]:
    """Held for a while each, as hands do, and now and then what no keyboard has."""
    stream: list[int] = []
    while len(stream) < ticks:
        held = rng.choice([rng.randrange(BUTTONS + 1), 1 << rng.randrange(6), 0, -1, 1 << 40])
        stream += [held] * rng.choice([1, 1, 2, 5, 30])
    return stream[:ticks]
