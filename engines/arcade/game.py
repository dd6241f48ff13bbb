"""What every game of ours is, for whoever steps, shows, records or replays it.

A game is a package `engines.arcade.NAME` of these files:

    world.py   `LEVELS`, the names of its levels in their order, and `begin(setup)`, its World
    scene.py   `scene(world)`, what is to be seen, and `status(world)`, what is told beside it
    bot.py     `play(world)`, which yields the buttons for each next tick, and beats every level
    ghost.py   in some: `Ghost(scores)`, the player at his best, who is seen beside him
    NAME.py    beside its images and sounds in assets/arcade/NAME: the program for Pygame Zero
"""

import zlib
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import msgspec

RATE = 60
"""Ticks a second."""
WIDTH, HEIGHT = 160, 88
"""Of a picture, in points; a tile is TILE points wide and high."""
TILE = 8

LEFT, RIGHT, UP, DOWN, A, B = (1 << number for number in range(6))
"""Buttons: a tick is stepped with the sum of those that are held."""
BUTTONS = LEFT | RIGHT | UP | DOWN | A | B
NAMED = {"left": LEFT, "right": RIGHT, "up": UP, "down": DOWN, "a": A, "b": B}
"""By the names that settings and messages have for them."""

DIFFICULTIES = ("easy", "normal", "hard", "cruel")

MOST_SEED = (1 << 64) - 1

Ended = Literal["", "won", "lost"]
W = TypeVar("W", bound="World")


class Setup(msgspec.Struct, frozen=True):
    """All that a run depends on but its buttons. `difficulty` is a place in DIFFICULTIES."""

    game: str
    level: str
    difficulty: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.difficulty < len(DIFFICULTIES):
            raise ValueError(f"difficulty is 0 to {len(DIFFICULTIES) - 1}")
        if not 0 <= self.seed <= MOST_SEED:
            raise ValueError(f"a seed is 0 to {MOST_SEED}")


class World(msgspec.Struct):
    """A game in the middle of a level: whole numbers, words, and lists of such, nothing else. It
    knows no clock and no screen. `cues` are the sounds of the last tick."""

    setup: Setup
    tick: int = 0
    score: int = 0
    ended: Ended = ""
    cues: list[str] = []

    def step(self, buttons: int) -> None:
        """The next 60th of a second; nothing happens any more once it has ended."""
        self.cues.clear()
        if not self.ended:
            self.tick += 1
            self.go(buttons & BUTTONS)

    def go(self, buttons: int) -> None:
        """What a game does in a tick."""
        raise NotImplementedError

    @property
    def beaten(self) -> tuple[str, ...]:
        """The levels that were won in this run."""
        return (self.setup.level,) if self.ended == "won" else ()

    @property
    def counts(self) -> dict[str, int]:
        """Figures of this run that are added up over all runs, as deaths; by English names."""
        return {}

    @property
    def quickest(self) -> dict[str, int]:
        """Ticks of what was done in this run, as a room; of all runs the fewest are kept."""
        return {}

    @property
    def checksum(self) -> int:
        return zlib.crc32(msgspec.msgpack.encode(self))


def saved(world: World) -> bytes:
    return msgspec.msgpack.encode(world)


def loaded(kind: type[W], data: bytes) -> W:
    """msgspec.MsgspecError where it is no world of this kind."""
    return msgspec.msgpack.decode(data, type=kind)


class Sprite(NamedTuple):
    """An image with its upper left corner at this point; it may reach beyond the picture."""

    image: str
    x: int
    y: int


class Scene(NamedTuple):
    """`ground` covers the picture, and is the same object for as long as it looks the same;
    `sprites` stand before it, the last one nearest."""

    ground: tuple[Sprite, ...]
    sprites: list[Sprite]


class Ghost(Protocol):
    """Of whom `scores` tell how he played, at his best. It changes no world."""

    def see(self, world: Any) -> None:
        """After each tick that is played."""

    def sprites(self, world: Any) -> list[Sprite]:
        """Where it is now, beside this world."""


class Fact(NamedTuple):
    """Something that is told beside the picture, as lives or a score; `label` is English."""

    label: str
    value: str
