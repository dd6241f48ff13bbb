"""A game of ours after so many ticks of its bot, as events. A program of its own, as pygame is not
to be in a console's process: `python -m tests.snapshots.arcade_picture GAME LEVEL TICKS PLACE`, the
place as JSON."""

import sys
from itertools import islice

import msgspec

from engines import wire
from engines.arcade import program
from engines.arcade.game import Setup, World
from engines.arcade.games import game
from engines.arcade.messages import Beside, Frame, Place
from engines.arcade.stage import NO_SCREEN, NO_SOUND, Stage, prepared


def played(name: str, level: str, ticks: int) -> World:
    found = game(name)
    world = found.begin(Setup(name, level))
    for buttons in islice(found.bot(world), ticks):
        world.step(buttons)
    return world


def events(name: str, level: str, ticks: int, place: Place) -> tuple[Beside, Frame]:
    from engines.arcade.showing import Shown, tile

    program.asked.tile, program.asked.words = tile(place), False
    program.asked.film = iter([played(name, level, ticks)])
    stage, shown = Stage(game(name).program), Shown(place)
    stage.tick()
    runs, whole = shown.changes(stage.drawn())
    facts = tuple((fact.label, fact.value) for fact in stage.module.GAME.facts)
    found = game(name)
    told = Beside(found.title, facts, how=found.how, deeds=found.deeds)
    return told, Frame(1, *shown.size, runs, whole)


if __name__ == "__main__":
    name, level, ticks, place = sys.argv[1:]
    prepared(NO_SCREEN | NO_SOUND)
    for event in events(name, level, int(ticks), msgspec.json.decode(place, type=Place)):
        sys.stdout.buffer.write(wire.encode(event))
