"""A game in a window of its own, on the display of the machine that it runs on."""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engines.arcade import display, stage
from engines.arcade.display import Display
from engines.arcade.game import RATE
from engines.arcade.gamepads import Gamepads
from engines.arcade.messages import Request, Rest
from engines.arcade.pace import LATE
from engines.arcade.stage import Left, Stage
from engines.inbox import Inbox, Stopped
from engines.wire import N_, EngineError

if TYPE_CHECKING:
    from engines.arcade.program import Program

UNSEEN = ("offscreen", "dummy", "evdev", "")
"""Drivers of SDL that draw where nobody looks."""
FRAMES = 30
"""Pictures a second: half the work for a small machine, and quick enough."""

ROOM = 0.9
"""Of a display, that a window takes at most."""

NO_WINDOW = N_("No window can be opened here.")


def opened() -> Display:
    """Pygame with a display, and the display. EngineError where there is none."""
    found = display.found(os.environ)
    if not found.kind:
        raise EngineError(NO_WINDOW, found.why.format(name=found.name))
    stage.prepared({"SDL_VIDEODRIVER": found.kind, "SDL_VIDEO_CENTERED": "1"})
    import pygame

    driver = pygame.display.get_driver() if pygame.display.get_init() else ""
    if driver in UNSEEN:
        raise EngineError(NO_WINDOW, f"SDL draws to {driver or 'nothing'}: {pygame.get_error()}")
    return found


def scale(width: int, height: int) -> int:
    """How many times as large as it is drawn a picture of this size fits the display."""
    import pygame

    screen = pygame.display.Info()
    room = int(screen.current_w * ROOM) // width, int(screen.current_h * ROOM) // height
    return max(1, min(room))


class Window:
    """Until it is closed, or the player leaves, or Stopped."""

    def __init__(
        self,
        stage: Stage,
        inbox: Inbox[Request],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stage, self.inbox, self.clock = stage, inbox, clock
        self.program: Program | None = getattr(stage.module, "GAME", None)
        self.next = self.drawn = clock()
        self.resting = self.played = False
        self.pads = Gamepads()

    def run(self) -> None:
        try:
            while True:
                self.turn()
        except Left:
            return
        except Stopped:
            self.close()
            raise

    def turn(self) -> None:
        """One tick, or one request."""
        import pygame

        request = self.inbox.wait(max(0.0, self.next - self.clock()))
        if isinstance(request, Rest):
            self.rest(request.resting)
        if request is not None:
            return
        events = [key for event in pygame.event.get() for key in self.heard(event)]
        now = self.clock()
        due = min(LATE, 1 + int((now - self.next) * RATE))
        self.next = max(self.next + due / RATE, now - LATE / RATE)
        for number in range(0 if self.resting else due):
            self.stage.tick([] if number else events)
        if now - self.drawn >= 1 / FRAMES:
            self.drawn = now
            self.stage.drawn()
            pygame.display.flip()

    def heard(self, event: Any) -> list[Any]:
        """What the program is told of an event. Left where the window is closed."""
        import pygame

        if event.type == pygame.QUIT:
            self.close()
            raise Left
        if event.type == pygame.WINDOWFOCUSLOST:
            self.rest(self.played)  # some windows are told so as they open
        elif event.type in (pygame.WINDOWFOCUSGAINED, pygame.KEYDOWN):
            self.played |= event.type == pygame.KEYDOWN
            self.rest(False)
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE and self.pause():
            return []
        return self.pads.heard(event)

    def close(self) -> None:
        if self.program:
            self.program.leave()

    def pause(self) -> bool:
        """Whether it was a game of ours, and played."""
        session = self.program.session if self.program else None
        if session is None or session.scene != "playing":
            return False
        session.pause()
        return True

    def rest(self, resting: bool) -> None:
        if resting:
            self.pause()
        self.resting = resting and not (self.program and self.program.session)
