"""What a cabinet shows while nobody plays: the player at his best, and how our bots play."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from engines.arcade import keeping, replay
from engines.arcade.cards import Card
from engines.arcade.game import RATE, Setup, World
from engines.arcade.games import Game, begin
from engines.wire import EngineError

LONGEST = 40 * RATE
"""Ticks of one run that are shown."""
BEST = 3
"""Runs of the player."""


def attraction(game: Game, card: Card) -> Iterator[World]:
    """Without end, a world for each tick."""
    while True:
        for path in best(game.name, card):
            yield from islice(seen(path), LONGEST)
        for level in game.levels:
            yield from islice(botted(game, level), LONGEST)


def best(game: str, card: Card) -> list[Path]:
    """Replays of the player's best runs."""
    scores = sorted(card.scores, key=lambda score: -score.points)
    return [keeping.folder(game) / score.replay for score in scores if score.replay][:BEST]


def seen(path: Path) -> Iterator[World]:
    """As far as it goes the way that it went; nothing of what is no replay any more."""
    try:
        yield from replay.played(replay.load(path), begin)
    except EngineError:
        return


def botted(game: Game, level: str) -> Iterator[World]:
    world = game.begin(Setup(game.name, level))
    yield world
    for buttons in game.bot(world):
        world.step(buttons)
        yield world
