"""One thought after another about one game, and how it is told."""

import time
from collections.abc import Callable

import msgspec

from engines import wire
from engines.gomoku.messages import Game, Request, Thinking
from engines.gomoku.player import Analysis, Line
from engines.inbox import Inbox

Emit = Callable[[wire.Message], None]

EVERY = 0.25
"""Seconds between two Thinking."""


class Teller:
    """Tells what a player thinks, at most four times a second, and ends it once something newer was
    asked. What comes too early is told when its time has come, unless it is out of date by then."""

    def __init__(
        self,
        game: Game,
        inbox: Inbox[Request],
        emit: Emit,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.game, self.inbox, self.emit, self.clock = game, inbox, emit, clock
        self.latest: Analysis | None = None
        self.due = 0.0

    def tell(self, analysis: Analysis) -> None:
        self.latest = ordered(analysis)
        self.pace()

    def stop(self) -> bool:
        self.pace()
        return self.inbox.waiting

    def pace(self) -> None:
        now = self.clock()
        if self.latest and now >= self.due and not self.inbox.waiting:
            self.emit(Thinking(self.game, self.latest))
            self.latest, self.due = None, now + EVERY


def ordered(analysis: Analysis) -> Analysis:
    """With the best line first. A search looks at one line after another, deeper each time: until
    the last has been looked at, what is worth most may stand behind. Of playouts the most visited
    move is the best, whatever its rate."""
    if analysis.found == "playouts":
        return analysis
    return msgspec.structs.replace(analysis, lines=tuple(sorted(analysis.lines, key=place)))


def place(line: Line) -> tuple[int, float, int]:
    """In rising order: the sooner win, the higher rate, the later loss."""
    win = line.win or 0
    return (win < 0) - (win > 0), -line.winrate, win
