"""Which games there are, and what is known of each."""

import os

import msgspec

from engines.arcade import added, cards, display, keeping
from engines.arcade.added import Added
from engines.arcade.cards import Card
from engines.arcade.games import OURS, Game
from engines.arcade.messages import Kept, Like, Listed, Lobby, Runs, Shelf
from engines.wire import EngineError


def answered(request: Lobby | Like | Runs) -> Shelf | Kept:
    """EngineError where something cannot be kept."""
    if isinstance(request, Runs):
        return Kept(request.game, tuple(keeping.runs(request.game)))
    if isinstance(request, Like):
        cards.change(
            request.game, lambda card: msgspec.structs.replace(card, favourite=request.liked)
        )
    return shelf()


def shelf() -> Shelf:
    found = display.found(os.environ)
    return Shelf((*map(listed, OURS.values()), *others()), found.kind, found.why, found.name)


def listed(game: Game) -> Listed:
    told = game.how, game.deeds, game.practice
    return Listed(game.name, game.title, game.about, game.levels, card(game.name), None, *told)


def others() -> list[Listed]:
    return [described(each) for each in added.all_added().values()]


def described(game: Added) -> Listed:
    return Listed(game.name, game.title, card=card(game.name), added=game)


def card(name: str) -> Card:
    """An empty one where it cannot be read: it is put aside when something new is to be kept."""
    try:
        return cards.read(name)
    except EngineError:
        return Card()
