"""What is kept of each game: who won what, how often it was played, what is liked.

A card is changed by pure functions, and on disk under a lock, in one step: two consoles that end a
game at once lose nothing, nor does a kill.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engines import paths
from engines.regular import content
from engines.whole import write
from engines.wire import N_, EngineError

LARGEST = 4 << 20
"""Bytes of a card."""
BEST = 10
"""Scores that are kept of each table."""

BROKEN = N_("What was kept of this game cannot be read. It was put aside, nothing of it is lost.")
NOT_KEPT = N_("This could not be kept.")

Change = Callable[["Card"], "Card"]


class Score(msgspec.Struct, frozen=True):
    """`how` it was played: "window", or "release", "latch" or "hold" in a terminal (keys that are
    heard in other ways are other games). `made` is a day; `replay` a file's name."""

    points: int
    level: str
    difficulty: int
    how: str
    made: str = ""
    ticks: int = 0
    replay: str = ""

    @property
    def table(self) -> tuple[str, int, str]:
        return self.level, self.difficulty, self.how


class Result(msgspec.Struct, frozen=True):
    """What came of a run; `beaten` are the levels that were won in it. `counts` are a game's own
    figures, as deaths: they add up. `quickest` are ticks, by what was done in them, as a room: the
    fewest are kept."""

    score: Score
    beaten: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    quickest: dict[str, int] = {}


class Card(msgspec.Struct, frozen=True):
    """`beaten` is by level the highest difficulty at which it was won; `last` a time, as
    2026-11-26T18:00."""

    plays: int = 0
    ticks: int = 0
    last: str = ""
    favourite: bool = False
    beaten: dict[str, int] = {}
    counts: dict[str, int] = {}
    quickest: dict[str, int] = {}
    scores: tuple[Score, ...] = ()

    @property
    def best(self) -> Score | None:
        return max(self.scores, key=lambda score: score.points, default=None)


def told(card: Card, result: Result, now: str) -> Card:
    """With what came of a run, which ended `now`."""
    score = result.score
    beaten = dict(card.beaten)
    for level in result.beaten:
        beaten[level] = max(score.difficulty, beaten.get(level, 0))
    return msgspec.structs.replace(
        card,
        plays=card.plays + 1,
        ticks=card.ticks + score.ticks,
        last=now,
        beaten=beaten,
        counts=card.counts | {k: card.counts.get(k, 0) + n for k, n in result.counts.items()},
        quickest=card.quickest
        | {k: min(n, card.quickest.get(k, n)) for k, n in result.quickest.items()},
        scores=best([*card.scores, score]),
    )


def best(scores: list[Score]) -> tuple[Score, ...]:
    """The BEST of each table, the highest first; of equal ones the earlier."""
    kept: dict[tuple[str, int, str], list[Score]] = {}
    for score in sorted(scores, key=lambda score: -score.points):
        table = kept.setdefault(score.table, [])
        if score.points > 0 and len(table) < BEST:
            table.append(score)
    return tuple(score for table in kept.values() for score in table)


def place(card: Card, score: Score) -> int:
    """At which place of its table a score stands or would stand, 1 the best; 0 for none."""
    better = sum(
        each.points > score.points or (each.points == score.points and each != score)
        for each in card.scores
        if each.table == score.table
    )
    return better + 1 if score.points > 0 and better < BEST else 0


# On disk


def folder() -> Path:
    return paths.state() / "arcade"


def path(game: str) -> Path:
    return folder() / f"{game}.json"


def read(game: str) -> Card:
    """An empty one where nothing was kept yet. EngineError where what is there is no card."""
    try:
        return msgspec.json.decode(content(path(game), LARGEST), type=Card)
    except FileNotFoundError:
        return Card()
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise EngineError(BROKEN, f"{path(game)}: {error}") from error


def change(game: str, changed: Change) -> Card:
    """The card as it is then. EngineError where it cannot be kept; on disk it is then as before.
    One that cannot be read is put aside, and the change is made to an empty one."""
    with locked(game):
        try:
            card = read(game)
        except EngineError:
            aside(path(game))
            card = Card()
        card = changed(card)
        write(path(game), msgspec.json.encode(card))
        return card


def aside(path: Path) -> None:
    """Under a name that is free. EngineError where that cannot be."""
    number = 1
    while (other := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    try:
        path.rename(other)
    except OSError as error:
        raise EngineError(NOT_KEPT, str(error)) from error


@contextmanager
def locked(game: str) -> Iterator[None]:
    try:
        lock = (paths.private(folder()) / f".{game}.lock").open("ab")
    except OSError as error:
        raise EngineError(NOT_KEPT, str(error)) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
