"""The arcade: which games there are, and one of them, or a replay of one, for a terminal."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from engines import wire
from engines.arcade import added, lobby, program, replay
from engines.arcade.game import HEIGHT, WIDTH, Setup, World
from engines.arcade.games import begin, game
from engines.arcade.messages import (
    Bot,
    Botted,
    Like,
    Lobby,
    Opened,
    Play,
    Request,
    Trouble,
    Watch,
    Window,
)
from engines.arcade.words import WORDS
from engines.inbox import Inbox
from engines.wire import Done, EngineError, Failed

Emit = Callable[[wire.Message], None]


def serve(inbox: Inbox[Request], emit: Emit) -> Done:
    """The lobby, until a game or a replay is asked for; that, until the player leaves. Raises
    EngineError."""
    while True:
        match request := inbox.wait():
            case Play() | Watch():
                play(request, inbox, emit)
                return Done()
            case Window():
                show(request, inbox, emit)
                return Done()
            case Bot():
                bots(request, inbox, emit)
                return Done()
            case Lobby() | Like():
                emit(lobby.answered(request))


def play(request: Play | Watch, inbox: Inbox[Request], emit: Emit) -> None:
    path = asked(request, emit)
    # Only now: these take their time, and refuse what is not there.
    from engines.arcade import stage

    stage.prepared(stage.NO_SCREEN | stage.NO_SOUND)
    from engines.arcade.playing import Playing
    from engines.arcade.showing import Shown, tile

    program.asked.tile = tile(request.place)
    os.chdir(path.parent)  # where a program looks for files of its own
    playing = Playing(stage.Stage(path), Shown(request.place), inbox, emit)
    playing.speed = request.speed if isinstance(request, Watch) else 1
    playing.run()


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
    for level in request.levels or found.levels:
        world = begin(Setup(request.game, level, request.difficulty, request.seed))
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
    if request.setup:
        begin(request.setup)
        asked.setup = request.setup
    return game(request.game).program


def film(shown: replay.Replay, troubled: Callable[[Failed], None]) -> Iterator[World]:
    """As far as it goes the way that it went."""
    try:
        yield from replay.played(shown, begin)
    except EngineError as error:
        troubled(error.failed)
