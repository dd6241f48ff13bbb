"""What the last bars come to, kept without ever taking anything away again.

A running sum that adds the new and subtracts the old drifts, and what has no inverse (a maximum)
cannot be kept so at all. Two stacks can: the older bars lie as totals of all that is newer among
them, so that dropping the oldest is a pop; the newer bars have one total. When the older run out,
the newer become the older. A bar costs O(1) on the average.
"""

from collections.abc import Callable
from itertools import accumulate
from typing import Generic, TypeVar

Part = TypeVar("Part")
Merge = Callable[[Part, Part], Part]


class Window(Generic[Part]):
    """The bars before the current one: at most `n` - 1, or all of them if `n` is 0.

    `merge(older, newer)` puts two neighbouring parts together; it must be associative.
    """

    __slots__ = ("_back", "_front", "_merge", "_newer", "_room")

    def __init__(self, n: int, merge: Merge[Part]) -> None:
        self._room = n - 1
        self._merge = merge
        self._front: list[Part] = []
        self._back: list[Part] = []
        self._newer: Part | None = None

    def peek(self, part: Part) -> Part:
        """The window with this as its newest; nothing changes."""
        if self._newer is not None:
            part = self._merge(self._newer, part)
        return self._merge(self._front[-1], part) if self._front else part

    def push(self, part: Part) -> None:
        """This is no longer the current bar; the oldest makes room for the next."""
        self._newer = part if self._newer is None else self._merge(self._newer, part)
        if self._room < 0:
            return
        self._back.append(part)
        if len(self._front) + len(self._back) > self._room:
            if not self._front:
                self._turn()
            self._front.pop()

    def _turn(self) -> None:
        merge = self._merge
        self._front = list(
            accumulate(reversed(self._back), lambda newer, older: merge(older, newer))
        )
        self._back.clear()
        self._newer = None
