"""Which keys are held, as far as a terminal tells: most tell of presses and repeats alone.

Without releases a key is pressed, and goes up again by itself: at once where it was tapped, or as
soon as no repeat has come for a while. Some, as the directions of somebody who walks, stay down
until another of them is pressed, or one that stops. With releases a key is held, and released.
"""

from collections.abc import Callable, Collection
from typing import Protocol

TAP = 0.09
"""Seconds for which a key that was pressed once is down."""
HELD = 0.13
"""Seconds until a key is up whose repeats have ended: they come every 33 to 90 ms."""
FIRST, REPEATS = 0.2, 0.7
"""Seconds between which the first repeat of a key comes. What comes sooner is another tap: a slow
link delivers them in bunches."""


class Timer(Protocol):
    def stop(self) -> None: ...


After = Callable[[float, Callable[[], None]], Timer]
Tell = Callable[[str, bool], None]
"""That a key goes down, or up."""


class HeldKeys:
    """`after` calls something once so many seconds have passed, as Textual's set_timer."""

    def __init__(self, tell: Tell, after: After, clock: Callable[[], float]) -> None:
        self.tell, self.after, self.clock = tell, after, clock
        self.down: dict[str, Timer | None] = {}
        self.pressed: dict[str, float] = {}
        """When each was pressed last."""
        self.repeating: set[str] = set()

    def press(self, key: str, latched: Collection[str] = (), stops: Collection[str] = ()) -> None:
        """A terminal says that this key was pressed, for the first time or again."""
        now = self.clock()
        apart = now - self.pressed.get(key, -REPEATS)
        self.pressed[key] = now
        if apart >= FIRST:
            (self.repeating.add if apart < REPEATS else self.repeating.discard)(key)
        if key in latched or key in stops:
            for other in set(self.down) & set(latched) - {key}:
                self.release(other)
        if key in latched:
            self.hold(key)
        else:
            if key not in self.repeating:
                self.release(key)
            self.hold(key, HELD if key in self.repeating else TAP)

    def hold(self, key: str, seconds: float | None = None) -> None:
        """It is down: for so long, or until it is released."""
        if timer := self.down.get(key):
            timer.stop()
        if key not in self.down:
            self.tell(key, True)
        self.down[key] = None if seconds is None else self.after(seconds, lambda: self.release(key))

    def release(self, key: str) -> None:
        """It is up now; nothing happens where it was."""
        if key not in self.down:
            return
        if timer := self.down.pop(key):
            timer.stop()
        self.tell(key, False)

    def release_all(self) -> None:
        for key in list(self.down):
            self.release(key)
