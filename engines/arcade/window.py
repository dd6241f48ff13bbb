"""A game in a window of its own, on the display of the machine that it runs on."""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engines.arcade import display, stage
from engines.arcade.display import Display
from engines.arcade.game import RATE
from engines.arcade.gamepads import Gamepads
from engines.arcade.keys import DEFAULTS
from engines.arcade.messages import Request, Rest
from engines.arcade.pace import Pace
from engines.arcade.playing import at_once
from engines.arcade.stage import Left, Stage
from engines.inbox import Inbox, Stopped
from engines.wire import N_, EngineError

if TYPE_CHECKING:
    from engines.arcade.program import Program

UNSEEN = "offscreen", "dummy", "evdev"
"""Drivers of SDL that draw where nobody looks."""
FRAMES = 30
"""Pictures a second: half the work for a small machine, and quick enough. Where they are CHEAP, one
of each tick."""
CHEAP = 0.2 / RATE
"""Seconds. On a PC a picture takes a third of that, on a Pi some three times as much."""
PLAIN = {"SDL_FRAMEBUFFER_ACCELERATION": "0"}
"""For X: SDL hands it points. Else it draws them by OpenGL, which where there is no GPU takes four
times as long for each picture, and 100 MB."""

ROOM = 0.9
"""Of a display, that a window takes at most."""

NO_WINDOW = N_("No window can be opened here.")


def opened() -> Display:
    """Pygame with a display, and the display. EngineError where there is none."""
    found = display.found(os.environ)
    if not found.kind:
        raise EngineError(NO_WINDOW, found.why.format(name=found.name))
    plain = PLAIN if found.kind == "x11" else {}
    stage.prepared({"SDL_VIDEODRIVER": found.kind, "SDL_VIDEO_CENTERED": "1"} | plain)
    import pygame

    try:
        pygame.display.init()  # where it could not as pygame began: now it says why
    except pygame.error as error:
        raise EngineError(NO_WINDOW, f"{found.kind} {found.name}: {error}") from error
    if (driver := pygame.display.get_driver()) in UNSEEN:
        raise EngineError(NO_WINDOW, N_("SDL draws to {driver}").format(driver=driver))
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
        self.pace = Pace(FRAMES, clock)
        self.cost = CHEAP
        """Of a picture, in seconds, as of late."""
        self.resting = self.played = False
        self.pads = Gamepads(self.program.asked.keys if self.program else DEFAULTS)
        self.events: list[Any] = []

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
        """One request, or one tick."""
        request = self.inbox.wait(self.pace.wait)
        if isinstance(request, Rest):
            self.rest(request.resting)
        elif request is None:
            self.tick()
            self.draw()

    def tick(self) -> None:
        import pygame

        self.events += [key for event in pygame.event.get() for key in self.heard(event)]
        due = self.pace.ticks()
        for _ in range(0 if self.resting else due):
            count = at_once(self.events)
            self.stage.tick(self.events[:count])
            del self.events[:count]

    def draw(self) -> None:
        """What rests is shown as it was: a window may have lain over it."""
        import pygame

        if not self.pace.shows():
            return
        begun = self.clock()
        if not self.resting:
            self.stage.drawn()
        pygame.display.flip()
        self.cost += (self.clock() - begun - self.cost) / FRAMES
        self.pace.at_most(RATE if self.cost < CHEAP else FRAMES)

    def heard(self, event: Any) -> list[Any]:
        """What the program is told of an event. Left where the window is closed."""
        import pygame

        if event.type == pygame.QUIT:
            self.close()
            raise Left
        if event.type == pygame.WINDOWFOCUSLOST:
            self.rest(self.played)  # some windows are told so as they open
        elif event.type == pygame.WINDOWFOCUSGAINED:
            self.rest(False)
        return [key for key in self.pads.heard(event) if self.told(key)]

    def told(self, event: Any) -> bool:
        """Whether the program is: not of what is for the window, nor, while it rests, of more than
        what is let go of."""
        import pygame

        if event.type in (pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN):
            self.played = True
            self.rest(False)
        if event.type == pygame.KEYDOWN and self.ours(event.key):
            return False
        return not self.resting or event.type in (pygame.KEYUP, pygame.MOUSEBUTTONUP)

    def ours(self, key: int) -> bool:
        """Whether this key is for what stands around a game of ours."""
        import pygame

        if key == pygame.K_ESCAPE:
            return self.pause()
        if key == pygame.K_m and self.program and self.program.free("m"):
            self.program.mute()
            return True
        return False

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
