"""The arcade: which games there are, and one of them, or a replay of one, for a terminal."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engines import wire
from engines.arcade import added, lobby, program, replay
from engines.arcade.attract import attraction
from engines.arcade.game import HEIGHT, RATE, WIDTH, Setup, World
from engines.arcade.games import begin, game
from engines.arcade.messages import (
    Bot,
    Botted,
    Like,
    Lobby,
    Opened,
    Place,
    Play,
    Preview,
    Request,
    Runs,
    Trouble,
    Watch,
    Window,
)
from engines.arcade.words import WORDS
from engines.inbox import Inbox
from engines.wire import Done, EngineError, Failed

if TYPE_CHECKING:
    from engines.arcade.playing import Playing

LINGER = 2 * RATE
"""Ticks for which the end of a replay is seen."""

Emit = Callable[[wire.Message], None]


def serve(inbox: Inbox[Request], emit: Emit) -> Done:
    """The lobby, until a game or a replay is asked for; that, until the player leaves. Raises
    EngineError."""
    preview: Playing | None = None
    while True:
        match request := preview.run() if preview else inbox.wait():
            case Preview():
                preview = previewed(request, inbox, emit)
            case Play() | Watch():
                play(request, inbox, emit)
                return Done()
            case Window():
                show(request, inbox, emit)
                return Done()
            case Bot():
                bots(request, inbox, emit)
                return Done()
            case Lobby() | Like() | Runs():
                emit(lobby.answered(request))


def play(request: Play | Watch, inbox: Inbox[Request], emit: Emit) -> None:
    playing = staged(asked(request, emit), request.place, inbox, emit)
    playing.speed = request.speed if isinstance(request, Watch) else 1
    while playing.run():
        pass  # what is asked of the lobby is not for a game


def previewed(request: Preview, inbox: Inbox[Request], emit: Emit) -> "Playing | None":
    """None where it cannot be shown: the cabinet does without."""
    try:
        found = game(request.game)
        program.asked = program.Asked(words=False)
        program.asked.film = attraction(found, lobby.card(found.name))
        return staged(found.program, request.place, inbox, emit)
    except EngineError as error:
        emit(Trouble(*msgspec.structs.astuple(error.failed)))
        return None


def staged(path: Path, place: Place, inbox: Inbox[Request], emit: Emit) -> "Playing":
    """A program that is ready to be shown in a terminal."""
    # Only now: these take their time, and refuse what is not there.
    from engines.arcade import stage

    stage.prepared(stage.NO_SCREEN | stage.NO_SOUND)
    from engines.arcade.playing import Playing
    from engines.arcade.showing import Shown, tile

    program.asked.tile = tile(place)
    os.chdir(path.parent)  # where a program looks for files of its own
    return Playing(stage.Stage(path), Shown(place), inbox, emit)


def show(request: Window, inbox: Inbox[Request], emit: Emit) -> None:
    path = asked(request, emit)
    program.asked.words, program.asked.how = True, "window"
    from engines.arcade import stage, window

    display = window.opened()
    program.asked.scale = window.scale(WIDTH, HEIGHT + WORDS)
    os.chdir(path.parent)
    playing = window.Window(stage.Stage(path), inbox)
    emit(Opened(display.kind))
    playing.run()


def bots(request: Bot, inbox: Inbox[Request], emit: Emit) -> None:
    found = game(request.game)
    levels = request.levels or found.levels
    # Before one is played: a level that there is not is refused at once.
    worlds = [begin(Setup(found.name, each, request.difficulty, request.seed)) for each in levels]
    for level, world in zip(levels, worlds, strict=True):
        for buttons in found.bot(world):
            inbox.check()
            world.step(buttons)
            if world.ended:
                break
        emit(Botted(level, world.ended, world.score, world.tick, world.checksum))


def asked(request: Play | Window | Watch, emit: Emit) -> Path:
    """The program that is to run; what it is to know stands in program.asked. EngineError for what
    cannot be played."""

    def troubled(failed: Failed) -> None:
        emit(Trouble(failed.what, failed.why, failed.fix))

    asked = program.asked = program.Asked(words=False, troubled=troubled)
    if isinstance(request, Watch):
        shown = replay.load(Path(request.path))
        found = game(shown.setup.game)
        begin(shown.setup)  # refused here, where that is still a message
        asked.film = film(shown, troubled)
        return found.program
    if request.path:
        return added.found(Path(request.path))
    if request.game in (others := added.all_added()):
        return added.found(Path(others[request.game].path))
    asked.how = request.how if isinstance(request, Play) else "window"
    asked.heed(request.options)
    if request.setup:
        begin(request.setup)
        asked.setup = request.setup
    return game(request.game).program


def film(shown: replay.Replay, troubled: Callable[[Failed], None]) -> Iterator[World]:
    """As far as it goes the way that it went; its end is seen for a moment."""
    world = None
    try:
        for world in replay.played(shown, begin):
            yield world
    except EngineError as error:
        troubled(error.failed)
    yield from [world] * LINGER if world else []
