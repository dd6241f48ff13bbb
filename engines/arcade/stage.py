"""A program for Pygame Zero, run tick by tick: by whoever shows it in a terminal, or in a window.

Pygame Zero's own loop waits for a clock, hands the seconds since the last frame to the program, and
ends with the process. Here a tick is a 60th of a second for the program whatever the clock says,
keys come from anywhere, and whoever runs it stays alive when it breaks. What it keeps is global, so
a process runs one program.
"""

import io
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from engines.arcade.game import RATE
from engines.installing import install
from engines.regular import content
from engines.wire import N_, EngineError

if TYPE_CHECKING:
    import pygame

LARGEST = 4 << 20
"""Bytes of a program."""
WIDEST = 1 << 12
"""Points of a picture, one way."""
LONGEST = 500
"""Letters of what a program says as it breaks."""

NO_PYGAME = N_("The games need Pygame Zero, and it is not here.")
NO_PROGRAM = N_("This program cannot be read.")
BROKE = N_("The game broke down.")
TOO_LARGE = N_("This game's picture is too large.")

NO_SCREEN, NO_SOUND = {"SDL_VIDEODRIVER": "dummy"}, {"SDL_AUDIODRIVER": "dummy"}


def prepared(environment: dict[str, str]) -> None:
    """Before pygame is imported for the first time. EngineError where it is not there."""
    os.environ.update({"PYGAME_HIDE_SUPPORT_PROMPT": "1"} | environment)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # pgzero's threads
            import pgzero.runner  # noqa: F401 - it starts pygame
    except ImportError as error:
        fix = f"{install('pygame-ce')} && {install('--no-deps', 'pgzero')}"
        raise EngineError(NO_PYGAME, str(error), fix) from error
    import pygame

    if not pygame.mixer.get_init():
        # No sound here: without a mixer, each sound that a program plays would end it.
        os.environ.update(NO_SOUND)
        pygame.mixer.init()


class Stage:
    """EngineError where the program cannot be read, or breaks; with where it broke."""

    def __init__(self, path: Path) -> None:
        """`prepared` comes first."""
        from pgzero import clock, runner
        from pgzero.game import PGZeroGame

        self.path, self.clock = path, clock.clock
        self.module = module = ModuleType(path.stem)
        module.__file__ = str(path)
        try:
            code = compile(content(path, LARGEST), str(path), "exec", dont_inherit=True)
        except (OSError, SyntaxError, ValueError) as error:
            raise EngineError(NO_PROGRAM, f"{path}: {error}") from error
        sys.stdin = io.StringIO()  # what comes by the real one are requests
        sys._pgzrun = True  # type: ignore[attr-defined] # its word for: somebody else runs it
        sys.modules[path.stem] = module
        self.guarded(lambda: runner.prepare_mod(module))
        self.guarded(lambda: exec(code, module.__dict__))  # noqa: S102 - the program that was asked for
        self.game = PGZeroGame(module)
        self.guarded(self.begin)

    def begin(self) -> None:
        self.game.need_redraw = True
        self.resize()
        self.game.load_handlers()
        self.update = self.game.get_update_func()
        self.draw = self.game.get_draw_func()

    def resize(self) -> None:
        """As WIDTH and HEIGHT are now."""
        size = [getattr(self.module, name, 1) for name in ("WIDTH", "HEIGHT")]
        if not all(isinstance(each, int) and 0 < each <= WIDEST for each in size):
            raise EngineError(TOO_LARGE, " x ".join(map(str, size)))
        before = self.game.width, self.game.height
        self.game.reinit_screen()
        self.game.need_redraw |= before != (self.game.width, self.game.height)

    @property
    def surface(self) -> "pygame.Surface":
        return self.module.screen.surface  # type: ignore[no-any-return] # of Pygame Zero

    def tick(self, events: Iterable[Any] = ()) -> None:
        """The next 60th of a second, after these events of pygame."""
        self.guarded(lambda: self.ticked(events))

    def ticked(self, events: Iterable[Any]) -> None:
        import pygame

        for event in events:
            if event.type == pygame.KEYDOWN:
                self.game.keyboard._press(event.key)
            elif event.type == pygame.KEYUP:
                self.game.keyboard._release(event.key)
            self.game.dispatch_event(event)
        self.clock.tick(1 / RATE)
        if self.update:
            self.update(1 / RATE)
        self.resize()
        if self.update or self.clock.fired:
            self.game.need_redraw = True

    def drawn(self) -> "pygame.Surface":
        """As it is now. Who has no `update` draws, as with Pygame Zero, once for what happens: it
        may well draw something else each time."""
        if self.game.need_redraw:
            self.game.need_redraw = False
            self.guarded(self.draw)
        return self.surface

    def guarded(self, act: Callable[[], object]) -> None:
        """A program may raise anything, and leave as a whole process would."""
        try:
            act()
        except EngineError:
            raise
        except SystemExit as error:
            raise Left from error
        except Exception as error:
            traceback.print_exc()
            raise EngineError(BROKE, where(error, self.path)) from error


class Left(Exception):
    """The program has ended itself."""


def where(error: Exception, path: Path) -> str:
    """What broke, and in which line of the program."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    said = f"{type(error).__name__}: {error}"[:LONGEST]
    return f"{path.name}, line {lines[-1]}: {said}" if lines else f"{path.name}: {said}"
