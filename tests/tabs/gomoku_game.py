"""A game of gomoku in the console, with an engine that says what a test lets it say."""

from functools import reduce

import msgspec

from engines.gomoku.messages import Chosen, Ready, Request
from engines.gomoku.player import Analysis, Line
from engines.gomoku.points import line, point
from engines.gomoku.rules import Rules
from tests import eventually
from tests.tabs import SMALL, console, press, settled, type_in
from tui.gomoku_table import PERSON, Table

NODES = (1000, 100, 300, 1000, 3000, 10_000, 30_000, 80_000, 200_000)
READY = Ready("C", nodes=NODES)


def at(names, size=15):
    return tuple(point(name, size) for name in names.split())


class Playing:
    """The console with the tab, once its engine has been asked."""

    def __init__(self, size=SMALL, **options):
        self.console = console("gomoku", size, **options)

    async def __aenter__(self):
        self.pilot = await self.console.__aenter__()
        await eventually(lambda: self.pilot.app.tab.state.ready)
        await settled(self.pilot)
        return self.pilot

    async def __aexit__(self, *error):
        return await self.console.__aexit__(*error)


def playing(size=SMALL, **options):
    return Playing(size, **options)


def asked(engine, kind=None):
    """What the engine was asked, in order."""
    decode = msgspec.json.Decoder(Request).decode
    found = [decode(line) for line in engine._lines("requests")]
    return [each for each in found if isinstance(each, kind or object)]


async def newest(engine, kind, holds=lambda _: True):
    """The last request, once it is of that kind and what must hold of it does."""
    return await eventually(
        lambda: next(
            (each for each in asked(engine)[-1:] if isinstance(each, kind) and holds(each)), None
        ),
        10,
    )


def tell(pilot, *events):
    tab = pilot.app.tab
    tab.state = reduce(tab.step, events, tab.state)


def found(move, *then, winrate=0.5, win=None, **fields):
    """What an engine says of a move."""
    return Analysis((Line((move, *then), winrate, win),), **{"backend": "C", **fields})


async def answer(pilot, name, **fields):
    """The engine plays, as it was asked to."""
    game = pilot.app.tab.table.game
    level = pilot.app.tab.table.player.level
    tell(pilot, Chosen(game, level, found(point(name, game.rules.size), **fields)))
    await settled(pilot)


async def play(pilot, *names):
    """Set these stones as a person does: type where."""
    for name in names:
        await press(pilot, "colon")
        await type_in(pilot, name.lower())
        await press(pilot, "enter")


async def set_up(pilot, names, sides=(PERSON, PERSON), **rules):
    """A game with these moves."""
    made = Rules(**rules)
    pilot.app.tab.begin_game(Table(made, sides, at(names, made.size)))
    pilot.app.tab.paint()
    await settled(pilot)


def stones(pilot):
    """The moves that stand on the board, as people call them."""
    table = pilot.app.tab.table
    return line(tuple(table.moves), table.rules.size)
