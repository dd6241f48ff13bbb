"""What came of runs, on disk: the card, and the replay of each run that got onto it."""

from datetime import datetime
from pathlib import Path

import msgspec

from engines import paths
from engines.arcade import cards, replay
from engines.arcade.cards import Card, Result
from engines.arcade.game import RATE, Ended, Setup
from engines.arcade.replay import Replay
from engines.wire import EngineError

KEPT = 50
"""Replays of a game, at most; the oldest that stands in no table goes first."""
NAME = "%Y%m%d-%H%M%S"
"""Of a replay, how it begins: when its run ended."""
SHORTEST = 5 * RATE
"""Ticks of a run that is kept as a replay though it is in no table."""


class Keeper:
    """Where something cannot be written, it waits and is tried again with whatever comes next."""

    def __init__(self, game: str) -> None:
        self.game = game
        self.waiting: list[tuple[Result, Replay, datetime]] = []

    def keep(self, result: Result, replay: Replay, now: datetime) -> Card:
        """The card as it is then. EngineError where anything of it is not on disk yet."""
        self.waiting.append((result, replay, now))
        return self.again()

    def again(self) -> Card:
        """Try what waits. EngineError as `keep`."""
        card = None
        while self.waiting:
            card = written(self.game, *self.waiting[0])
            self.waiting.pop(0)
        return card or cards.read(self.game)


def folder(game: str) -> Path:
    return cards.folder() / "replays" / game


def written(game: str, result: Result, played: Replay, now: datetime) -> Card:
    score = msgspec.structs.replace(result.score, made=now.date().isoformat())
    if score.ticks >= SHORTEST:
        name = f"{now.strftime(NAME)}-{score.level.replace(' ', '-')}.json"
        replay.save(
            private(folder(game)) / name,
            msgspec.structs.replace(played, made=score.made),
        )
        score = msgspec.structs.replace(score, replay=name)
    told = msgspec.structs.replace(result, score=score)
    card = cards.change(
        game, lambda card: cards.told(card, told, now.isoformat(timespec="minutes"))
    )
    tidy(game, card)
    return card


def private(folder: Path) -> Path:
    """EngineError where it cannot be made."""
    try:
        for each in (cards.folder(), folder.parent):
            paths.private(each)
        return paths.private(folder)
    except OSError as error:
        raise EngineError(cards.NOT_KEPT, str(error)) from error


def replays(game: str) -> list[Path]:
    """The newest first."""
    try:
        return sorted(folder(game).glob("[0-9]*.json"), reverse=True)
    except OSError:
        return []


class Run(msgspec.Struct, frozen=True):
    """A run that can be seen again; `when` it ended, as 2026-11-26T18:00."""

    path: str
    when: str
    setup: Setup
    how: str
    ticks: int
    score: int
    ended: Ended


def runs(game: str) -> list[Run]:
    """The newest first; what cannot be read is none."""
    found = []
    for path in replays(game):
        try:
            kept, when = replay.load(path), datetime.strptime(path.name[:15], NAME)
        except (EngineError, ValueError):
            continue
        told = kept.setup, kept.how, kept.ticks, kept.score, kept.ended
        found.append(Run(str(path), when.isoformat(timespec="minutes"), *told))
    return found


def tidy(game: str, card: Card) -> None:
    """Of what is too much, what stands in no table goes."""
    named = {score.replay for score in card.scores}
    for path in replays(game)[KEPT:]:
        if path.name not in named:
            path.unlink(missing_ok=True)
