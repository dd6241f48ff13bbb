"""The player at his best: a faint hero who goes through a room as he himself once did.

A passage is what a try came to: from where it began to the exit, or to the save. Passages are those
of the runs that are played, and of those that are kept, which are stepped again, a little in each
tick of the game. All this looks at worlds and changes none.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple, cast

from engines.arcade import keeping, replay
from engines.arcade.cards import Score
from engines.arcade.game import RATE, Sprite
from engines.arcade.thornstep.world import ONLY, World, begin
from engines.wire import EngineError

SLICE = 12
"""Ticks of kept runs for each one that is played: 0.1 ms on a PC, so a slow machine is in time."""
MOST = 3600 * RATE
"""Ticks of kept runs, for each difficulty: learned in five minutes."""
LONGEST = 120 * RATE
"""Ticks of a passage."""
POSES = tuple(f"{side}_{pose}" for side in ("left", "right") for pose in range(5))

Start = tuple[int, ...]
"""Where a try begins: difficulty, level, x, y."""


class Passage(NamedTuple):
    """`path` has for each tick x, y, and a place in POSES; `out`: it led to the exit."""

    start: Start
    path: "array[int]"
    out: bool

    @property
    def worth(self) -> tuple[bool, int]:
        """Of all from one start the one with most of it is shown."""
        return self.out, -len(self.path)


class Watch:
    """A world that is looked at after each of its ticks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.begin()

    def begin(self) -> None:
        self.start, self.save = start(self.world), self.world.save
        self.path = array("h")
        self.over = False
        """Nothing more comes of this try."""

    def see(self) -> list[Passage]:
        """What this tick was the end of."""
        world = self.world
        if not self.over and (world.ended or world.number != self.start[1]):
            self.over = True
            return [Passage(self.start, self.path, True)]
        if not world.clock:
            self.begin()
            return []
        ticks = len(self.path) // 3
        self.over |= bool(world.dying) or ticks == LONGEST
        if self.over or world.clock != ticks + 1:
            return []
        _, x, y, image = world.place
        self.path.extend((x, y, POSES.index(image.removeprefix("hero_"))))
        return self.reached()

    def reached(self) -> list[Passage]:
        if self.world.save == self.save:
            return []
        self.save = self.world.save
        return [Passage(self.start, self.path[:], False)]


class Ghost:
    def __init__(self, scores: Iterable[Score]) -> None:
        """`scores` tell which runs are kept."""
        self.scores = scores
        self.best: dict[Start, Passage] = {}
        self.watch: Watch | None = None
        self.kept: dict[int, Iterator[None]] = {}
        """What is still to be learned, by difficulty."""

    def see(self, world: World) -> None:
        """After each tick that is played."""
        if not self.watch or self.watch.world is not world:
            self.watch = Watch(world)
        self.take(self.watch.see())
        kept = self.kept.setdefault(world.setup.difficulty, islice(self.learn(world), MOST))
        for _ in islice(kept, SLICE):
            pass

    def sprites(self, world: World) -> list[Sprite]:
        """In this tick of the try; nothing any more once the passage is at its end."""
        passage, at = self.best.get(start(world)), 3 * (world.clock - 1)
        if not passage or at not in range(len(passage.path)):
            return []
        x, y, pose = passage.path[at : at + 3]
        return [Sprite(f"ghost_{POSES[pose]}", x, y)]

    def take(self, passages: Iterable[Passage]) -> None:
        for passage in passages:
            known = self.best.get(passage.start, passage)
            self.best[passage.start] = max(known, passage, key=lambda each: each.worth)

    def learn(self, world: World) -> Iterator[None]:
        """Tick by tick, from the kept runs that may be of use here."""
        for path in useful(self.scores, world):
            yield
            yield from self.repeat(path)

    def repeat(self, path: Path) -> Iterator[None]:
        """As far as it goes the way that it went: a passage counts at the next checksum."""
        seen: list[Passage] = []
        try:
            worlds = replay.played(replay.load(path), begin)
            watch = Watch(cast(World, next(worlds)))
            for world in worlds:
                seen += watch.see()
                if world.tick % replay.CHECKED == 0:
                    self.take(seen)
                    seen.clear()
                yield
        except (EngineError, ValueError):  # no replay, or one of other levels or rules
            return
        self.take(seen)


def start(world: World) -> Start:
    return world.setup.difficulty, world.number, *world.begun


def useful(scores: Iterable[Score], world: World) -> list[Path]:
    """Of the same difficulty; first what began in this room, then what was worth most."""
    kept = [score for score in scores if score.replay]
    alike = [score for score in kept if score.difficulty == world.setup.difficulty]
    alike.sort(key=lambda score: (score.level.removeprefix(ONLY) != world.level, -score.points))
    return [keeping.folder(world.setup.game) / score.replay for score in alike]
