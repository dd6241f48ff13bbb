"""A run that can be seen again: how it began, and which buttons were held for how long.

Every CHECKED ticks its checksum stands beside them, so that a replay which another version would
play differently is noticed, with the tick, and never shown as something that it was not.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from engines.arcade.game import RATE, Ended, Setup, World
from engines.regular import content
from engines.whole import write
from engines.wire import N_, EngineError

FORMAT = 1
CHECKED = RATE
LARGEST = 4 << 20
"""Bytes of a file."""
LONGEST = 24 * 3600 * RATE
"""Ticks."""

NO_REPLAY = N_("This is no replay.")
DIVERGED = N_("This replay was made with other rules: it goes another way here.")

Begin = Callable[[Setup], World]


class Replay(msgspec.Struct, frozen=True):
    """`held` are pairs: for so many ticks, these buttons. `how` it was played is a word for scores
    (scores.py); `made` is a day, as 2026-11-26. What came of it stands at the end."""

    setup: Setup
    how: str = ""
    made: str = ""
    held: tuple[tuple[int, int], ...] = ()
    checksums: tuple[int, ...] = ()
    last: int = 0
    score: int = 0
    ended: Ended = ""
    format: int = FORMAT

    def __post_init__(self) -> None:
        if any(ticks < 1 or buttons < 0 for ticks, buttons in self.held):
            raise ValueError("buttons are held for one tick at least")
        if self.ticks > LONGEST:
            raise ValueError(f"a replay has {LONGEST:,} ticks at most")

    @property
    def ticks(self) -> int:
        return sum(ticks for ticks, _buttons in self.held)

    def buttons(self) -> Iterator[int]:
        for ticks, buttons in self.held:
            for _ in range(ticks):
                yield buttons


class Recorder:
    """It is told the buttons of each tick, once the world has made it."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.held: list[tuple[int, int]] = []
        self.checksums: list[int] = []

    def add(self, buttons: int, world: World) -> None:
        ticks, last = self.held[-1] if self.held else (0, -1)
        if last == buttons:
            self.held[-1] = ticks + 1, buttons
        else:
            self.held.append((1, buttons))
        if world.tick % CHECKED == 0:
            self.checksums.append(world.checksum)

    def replay(self, world: World, how: str = "", made: str = "") -> Replay:
        """Of all that was played until now."""
        return Replay(
            self.setup,
            how,
            made,
            tuple(self.held),
            tuple(self.checksums),
            world.checksum,
            world.score,
            world.ended,
        )


def played(replay: Replay, begin: Begin) -> Iterator[World]:
    """The world at its beginning and after each tick. EngineError where it goes another way."""
    world = begin(replay.setup)
    checksums = iter(replay.checksums)
    yield world
    for buttons in replay.buttons():
        if world.ended:
            raise diverged(world)
        world.step(buttons)
        if world.tick % CHECKED == 0 and world.checksum != next(checksums, None):
            raise diverged(world)
        yield world
    if (world.checksum, world.score, world.ended) != (replay.last, replay.score, replay.ended):
        raise diverged(world)


def diverged(world: World) -> EngineError:
    return EngineError(DIVERGED, N_("at tick {tick}").format(tick=f"{world.tick:,}"))


def save(path: Path, replay: Replay) -> None:
    """EngineError where it cannot be written."""
    write(path, msgspec.json.encode(replay))


def load(path: Path) -> Replay:
    """EngineError where it is none."""
    try:
        replay = msgspec.json.decode(content(path, LARGEST), type=Replay)
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        why = getattr(error, "strerror", None) or error
        raise EngineError(NO_REPLAY, f"{path}: {why}", "zerodeck arcade replay") from error
    if replay.format != FORMAT:
        why = N_("format {format}, not {known}").format(format=replay.format, known=FORMAT)
        raise EngineError(NO_REPLAY, f"{path}: {why}")
    return replay
