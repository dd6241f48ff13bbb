"""A game in a terminal: keys in, pictures out, at the pace of the game and of the terminal.

The game goes on by the clock, 60 ticks a second; pictures are drawn as the terminal takes them: of
those that it has not confirmed there are never more than AHEAD, so a slow link costs pictures, and
keys are never answered late because old pictures are still on their way.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engines import wire
from engines.arcade.messages import (
    Beside,
    Frame,
    Key,
    LetGo,
    Mouse,
    Place,
    Request,
    Rest,
    Seen,
    Speed,
)
from engines.arcade.pace import Pace
from engines.arcade.showing import Shown, tile
from engines.arcade.stage import Left, Stage
from engines.inbox import Inbox, Stopped

if TYPE_CHECKING:
    from engines.arcade.program import Program

AHEAD = 2
ARROWS = "left", "right", "up", "down"

Emit = Callable[[wire.Message], None]


class Playing:
    """Until the player leaves, or Stopped."""

    def __init__(
        self,
        stage: Stage,
        shown: Shown,
        inbox: Inbox[Request],
        emit: Emit,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stage, self.shown, self.inbox, self.emit = stage, shown, inbox, emit
        self.program: Program | None = getattr(stage.module, "GAME", None)
        self.speed = 1
        self.resting = False
        self.pace = Pace(shown.where.fastest, clock)
        self.sent = self.seen = 0
        self.events: list[Any] = []
        self.beside: Beside | None = None

    def run(self) -> Request | None:
        """Until something is asked for that is not about a game: that is returned, and it may be
        run on. None where the player has left."""
        try:
            while (other := self.turn()) is None:
                pass
            return other
        except Left:
            return None
        except Stopped:
            if self.program:
                self.program.leave()
            raise

    def turn(self) -> Request | None:
        """One request, or one tick. The request where it is not about a game."""
        request = self.inbox.wait(None if self.resting else self.pace.wait)
        if request is not None:
            if not self.hear(request):
                return request
        else:
            self.tick()
        self.draw()
        return None

    def tick(self) -> None:
        for _ in range(self.pace.ticks() * self.speed):
            count = at_once(self.events)
            self.stage.tick(self.events[:count])
            del self.events[:count]
            self.let_go()

    def let_go(self) -> None:
        """Where the last tick says so."""
        if self.program and set(self.program.cues) & set(self.program.game.lets_go):
            self.emit(LetGo())

    def draw(self) -> None:
        """If it is time, and the terminal has taken what it was sent."""
        if self.sent - self.seen >= AHEAD or not self.pace.shows():
            return
        runs, whole = self.shown.changes(self.stage.drawn())
        if runs or whole:
            self.sent += 1
            columns, rows = self.shown.size
            self.emit(Frame(self.sent, columns, rows, runs, whole))
        self.tell()

    def tell(self) -> None:
        """The words, when they are others."""
        if self.program:
            beside = self.program.told
        else:
            beside = Beside(str(getattr(self.stage.module, "TITLE", "")), latched=ARROWS)
        if beside != self.beside:
            self.beside = beside
            self.emit(beside)

    def hear(self, request: Request) -> bool:
        """False for one that is not about a game."""
        match request:
            case Key():
                self.rest(False)
                self.events += keyed(request)
            case Mouse():
                self.events += self.shown.pointed(request)
            case Place():
                self.place(request)
            case Rest():
                self.rest(request.resting)
            case Seen():
                self.seen = max(self.seen, min(request.number, self.sent))
            case Speed():
                self.speed = request.speed if self.program and self.program.film else 1
            case _:
                return False
        return True

    def place(self, place: Place) -> None:
        """A game of ours is drawn in other images where others fit."""
        self.shown.place(place)
        if self.program:
            self.program.fit(tile(place))
            width, height = self.program.size
            vars(self.stage.module).update(WIDTH=width, HEIGHT=height)
            self.stage.resize()
        self.pace.at_most(place.fastest)
        self.pace.hurry()

    def rest(self, resting: bool) -> None:
        """A game of ours is paused besides, with its page over the picture."""
        if resting and self.program and self.program.session:
            self.program.session.pause()
            self.stage.tick([])
            self.pace.hurry()
        if self.resting and not resting:
            self.pace.resume()
        self.resting = resting


def at_once(events: list[Any]) -> int:
    """How many of these belong into one tick: each key changes once, else whoever asks in each tick
    what is held would miss it."""
    changed = set()
    for number, event in enumerate(events):
        key = getattr(event, "key", None)
        if key in changed:
            return number
        if key is not None:
            changed.add(key)
    return len(events)


def keyed(key: Key) -> list[Any]:
    """As pygame tells of a key; nothing for one that it does not know."""
    import pygame

    try:
        code = pygame.key.key_code(NAMES.get(key.name, key.name))
    except ValueError:
        return []
    kind = pygame.KEYDOWN if key.down else pygame.KEYUP
    text = key.name if len(key.name) == 1 else ""
    return [pygame.event.Event(kind, key=code, mod=0, unicode=text)]


NAMES = {"lshift": "left shift", "lctrl": "left ctrl", "lalt": "left alt"}
"""Keys that pygame calls otherwise than Pygame Zero."""
