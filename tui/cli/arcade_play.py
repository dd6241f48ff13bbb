"""What `zerodeck arcade play` makes of what is typed."""

import os
import secrets
from pathlib import Path

from engines.arcade import added, display, games
from engines.arcade.game import DIFFICULTIES, Setup
from engines.arcade.messages import Opened, Play, Trouble, Window
from engines.wire import N_, EngineError, Message
from tui import arcade_settings
from tui.cli.arcade_words import trouble
from tui.cli.stream import show
from tui.i18n import _

NO_LEVELS = N_("This program has no levels, no difficulty and no seed that could be chosen.")
NO_DIFFICULTY = N_("There is no such difficulty.")


def asked(game: str, level: str, difficulty: str, seed: int | None) -> Play:
    """EngineError for what cannot be played."""
    title = not level and seed is None and difficulty == "normal"
    is_path = "/" in game or game.endswith(".py")
    if is_path or game in added.all_added():
        if not title:
            raise EngineError(NO_LEVELS, game)
        return Play(path=str(added.found(Path(game)))) if is_path else Play(game)
    found = games.game(game)
    if title:
        return Play(game)
    luck = secrets.randbits(32) if seed is None else seed
    setup = Setup(game, level or found.levels[0], hard(difficulty), luck)
    games.begin(setup)
    return Play(game, setup=setup)


def hard(difficulty: str) -> int:
    if difficulty not in DIFFICULTIES:
        raise EngineError(NO_DIFFICULTY, f"{difficulty}: {', '.join(DIFFICULTIES)}")
    return DIFFICULTIES.index(difficulty)


def displayed() -> bool:
    """Whether a window can be opened where the player looks."""
    found = display.found(os.environ)
    return bool(found.kind) and not found.far


def in_window(play: Play) -> int:
    settings, _problems = arcade_settings.load()
    window = Window(play.game, play.path, play.setup, settings.options())
    return show("arcade", window, told)


def told(event: Message) -> str | None:
    match event:
        case Opened():
            said = _("a window is open ({display}); it ends with Ctrl+C too")
            return said.format(display=event.display)
        case Trouble():
            return trouble(event)
    return None
