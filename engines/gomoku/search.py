"""The search as a player: by the C kernel where it was built, else the same in Python."""

import ctypes
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engines.gomoku.kernel import native as kernel
from engines.gomoku.kernel.native import Kernel, Progress, backend
from engines.gomoku.kernel.position import Position
from engines.gomoku.kernel.root import NAMES, ONLY, SEARCH, Found, Root
from engines.gomoku.kernel.tree import PROVED, WIN, Tree
from engines.gomoku.lines import DIRECTIONS, run
from engines.gomoku.player import TELL, Analysis, Limits, Line, Stop, Tell
from engines.gomoku.rules import BLACK, WHITE, other
from engines.gomoku.worth.ranks import ranks
from engines.gomoku.worth.shapes import lines
from engines.gomoku.worth.weights import winrate

if TYPE_CHECKING:
    from engines.gomoku.board import Board


POLL = 0.01
"""Seconds between two looks at a kernel that thinks."""
HOT = 40
"""Points whose heat is given, at most."""

Told = tuple[int, Iterable[int]]
"""The score of a line, and its moves."""
Packed = npt.NDArray[np.uint16]


class Search:
    """Where nodes alone limit it, it answers the same each time: it begins with nothing in mind."""

    def __init__(self, nodes: int | None = None, name: str = "", fours: int = 0) -> None:
        """`nodes` for a move where it is not told others; None is no limit. `fours` are more of
        them, for a win by fours alone: whoever thinks little need not miss that."""
        self.nodes, self.fours = nodes, fours
        self.name = name or (f"nodes:{nodes}" if nodes else "search")

    def choose(
        self,
        board: "Board",
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        thought = Thought(board, tell)
        if not board.moves:
            return thought.opening()
        think = in_c if backend()[0] == "C" else in_python
        if limits.nodes is not None:
            return think(thought, limits, stop)
        return think(thought, Limits(self.nodes, limits.seconds, limits.lines), stop, self.fours)


class Thought:
    """What is known of a position, and when it was last told."""

    def __init__(self, board: "Board", tell: Tell) -> None:
        self.board, self.tell = board, tell
        self.begin = self.told = time.monotonic()
        self.heat: tuple[tuple[int, float], ...] = ()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begin

    def left(self, limits: Limits) -> float:
        """Of its seconds, once all is prepared; 0 where there is no cap."""
        return 0.0 if limits.seconds is None else max(0.001, limits.seconds - self.seconds)

    def pace(self, known: Callable[[], Analysis]) -> None:
        """Tell it, unless something was told a moment ago."""
        if time.monotonic() - self.told >= TELL:
            self.tell(known())
            self.told = time.monotonic()

    def opening(self) -> Analysis:
        size = self.board.rules.size
        middle = size // 2 * (size + 1)
        return Analysis((Line((middle,), 0.5),), found="opening", backend=backend()[0])

    def analysis(
        self, told: Iterable[Told], found: int, depth: int, nodes: int, capped: bool, backend: str
    ) -> Analysis:
        # A line that is not searched again yet may begin with what has become the best move.
        best: dict[int, Line] = {}
        for score, moves in told:
            found_line = line(score, tuple(moves))
            best.setdefault(found_line.moves[0], found_line)
        name = NAMES[found]
        if found in (SEARCH, ONLY) and stops_row(self.board, next(iter(best))):
            name = "block"
        return Analysis(
            tuple(best.values()), name, depth, nodes, self.seconds, capped, backend, self.heat
        )

    def warm(self, packed: Packed, forbidden: Callable[[int], bool]) -> None:
        """`heat` from what both colors would make on each point, of shape (2, points)."""
        rules, turn = self.board.rules, self.board.turn
        black, white = (
            ranks(each)[of].astype(np.int64) for each, of in zip(lines(rules), packed, strict=True)
        )
        mine, theirs = (black, white) if turn == BLACK else (white, black)
        scores = mine + theirs - theirs // 4
        order = [int(point) for point in np.argsort(-scores, kind="stable")[:HOT]]
        hot = [point for point in order if scores[point] > 0 and not forbidden(point)]
        self.heat = tuple((point, float(scores[point] / scores[hot[0]])) for point in hot)


def in_c(thought: Thought, limits: Limits, stop: Stop, fours: int = 0) -> Analysis:
    board = thought.board
    thinker, progress, halt = Kernel(board.rules, board.moves), Progress(), ctypes.c_int(0)
    black = board.turn == BLACK
    thought.warm(thinker.packed(), lambda point: black and thinker.forbidden(point))

    def known() -> Analysis:
        now = settled(progress)
        told = ((each.score, each.moves[: each.length]) for each in now.lines[: now.count])
        return thought.analysis(told, now.found, now.depth, now.nodes, bool(now.capped), "C")

    def asked() -> bool:
        if progress.count:
            thought.pace(known)
        return stop()

    told = kernel.Limits(allowed(limits), fours, thought.left(limits), 0, limits.lines)
    attended(lambda: thinker.search(told, progress, halt), halt, asked)
    return known()


def attended(work: Callable[[], object], halt: ctypes.c_int, stop: Stop) -> None:
    """Let the kernel work in a thread, and ask meanwhile whether to stop it."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(POLL)
            if stop():
                halt.value = 1
    finally:
        halt.value = 1
        thread.join()


def settled(progress: Progress) -> Progress:
    """A copy that was not written to meanwhile."""
    while True:
        before = progress.serial
        copy = Progress.from_buffer_copy(progress)
        if before == progress.serial and before % 2 == 0:
            return copy


def in_python(thought: Thought, limits: Limits, stop: Stop, fours: int = 0) -> Analysis:
    board = thought.board
    position, latest = Position(board.rules, board.moves), [Found(0, 0, 0, SEARCH, ())]
    told: dict[int, Told] = {}
    packed = [
        [position.packed(of, at) for at in range(board.rules.points)] for of in (BLACK, WHITE)
    ]
    color = board.turn
    thought.warm(np.array(packed, np.uint16), lambda point: position.forbidden(color, point))

    def heard(found: Found) -> None:
        latest[0], told[found.line] = found, (found.score, found.moves)

    def known() -> Analysis:
        now = latest[0]
        lines = [told[number] for number in sorted(told)]
        return thought.analysis(lines, now.found, now.depth, tree.nodes, tree.capped, "Python")

    def asked() -> bool:
        if told:
            thought.pace(known)
        return stop()

    tree = Tree(position, seconds=thought.left(limits), stop=asked)
    Root(tree, heard).search(allowed(limits), limits.lines, fours=fours)
    return known()


def allowed(limits: Limits) -> int:
    """Nodes; 0 is no limit, and more than C can count are as good as none."""
    return 0 if limits.nodes is None else min(max(limits.nodes, 1), 1 << 62)


def line(score: int, moves: tuple[int, ...]) -> Line:
    if abs(score) < PROVED:
        return Line(moves, winrate(score))
    return Line(moves, 1.0, WIN - score) if score > 0 else Line(moves, 0.0, -WIN - score)


def stops_row(board: "Board", point: int) -> bool:
    """Whether the other would have made his row here."""
    color, cells, row = other(board.turn), board.cells[:], board.rules.row
    cells[point] = color
    lengths = [len(run(cells, board.rules.size, point, dx, dy)) for dx, dy in DIRECTIONS]
    if board.rules.exact(color):
        return row in lengths
    return max(lengths) >= row
