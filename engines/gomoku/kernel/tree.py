"""What all parts of a search share: the position, what may still be spent, and the lines found."""

import time
from collections.abc import Callable

from engines.gomoku.kernel.position import Position
from engines.gomoku.worth.shapes import Shape

DEEPEST = 160
"""Plies of a line."""
WIN = 30_000
"""A win in n plies is worth WIN - n."""
PROVED = 25_000
"""Nothing that is only evaluated reaches it."""
HIGHEST = 20_000
ENDLESS = 1 << 62


class Tree:
    """`lines[ply]` is what was found to follow at that ply, both sides' moves in turn.

    A move made is a node. Every 32nd looks at the clock and asks whether to stop, as they may take
    a millisecond each; `aborted` is then set, as it is when the nodes are spent, and all searches
    return as soon as they can.
    """

    def __init__(
        self,
        position: Position,
        nodes: int = 0,
        seconds: float = 0.0,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """0 is no limit."""
        self.position, self.stop, self.seconds = position, stop, seconds
        self.nodes, self.proof_limit = 0, ENDLESS
        self.allow(nodes)
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds if seconds else 0.0
        self.aborted = self.capped = False
        self.lines: list[list[int]] = [[] for _ in range(DEEPEST + 2)]

    def make(self, point: int) -> None:
        self.nodes += 1
        if self.nodes & 31 == 0:
            self.look_up()
        if self.nodes >= self.node_limit:
            self.aborted = True
        self.position.play(point)

    def undo(self) -> None:
        self.position.undo()

    def look_up(self) -> None:
        if self.stop():
            self.aborted = True
        if self.deadline and time.monotonic() >= self.deadline:
            self.aborted = self.capped = True

    def allow(self, nodes: int) -> None:
        """So many more from now on; 0 is no limit."""
        self.node_limit = self.nodes + nodes if nodes else ENDLESS

    def until(self, part: float) -> None:
        """From now on it may think until this part of its time is over. That it was cut short stays
        said."""
        if not self.seconds:
            return
        self.deadline = self.begun + part * self.seconds
        if self.capped:
            self.aborted = False

    @property
    def spent(self) -> bool:
        """Whether a proof search must end."""
        return self.aborted or self.nodes >= self.proof_limit

    def within(self, nodes: int, search: Callable[[], int]) -> int:
        """A proof search with so many nodes more."""
        outer = self.proof_limit
        self.proof_limit = min(self.nodes + nodes, outer)
        plies = search()
        self.proof_limit = outer
        return plies

    def add(self, ply: int, point: int) -> None:
        """The point, and then what follows it."""
        self.lines[ply] = [point, *self.lines[ply + 1]]

    def only(self, ply: int, point: int, plies: int) -> int:
        """The point, and nothing more needs to be said. Returns `plies`."""
        self.lines[ply] = [point]
        return plies

    def stuck(self, color: int) -> bool:
        """Whether no point is left where a color may play: the game is drawn then."""
        position = self.position
        return all(position.forbidden(color, point) for point in position.empty())

    def winning(self, color: int) -> int:
        """The first WINNING point where the color may play, -1 where there is none."""
        for point in self.position.points(color, Shape.WINNING):
            if not self.position.forbidden(color, point):
                return point
        return -1
