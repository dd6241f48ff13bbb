"""Wins by force that need no network: fours, and threes, looked for by the search's own proofs."""

import ctypes
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from engines.gomoku.kernel.native import Kernel, Progress, backend
from engines.gomoku.kernel.position import Position
from engines.gomoku.kernel.root import NAMES, Found, Root
from engines.gomoku.kernel.tree import Tree
from engines.gomoku.player import Stop
from engines.gomoku.rules import BLACK, WHITE, Rules
from engines.gomoku.search import attended


class Won(NamedTuple):
    """Plies to the five, and the line there; 0 and nothing where no win was found. `found` says by
    what, as of an Analysis."""

    plies: int
    moves: tuple[int, ...]
    found: str


NOT_WON = Won(0, (), "")


class Proofs(Protocol):
    def won(self, moves: Sequence[int], fours: int, threats: int = 0) -> Won:
        """By who is to move after these moves from the root, with so many nodes for either kind of
        proof."""
        ...


def proofs(rules: Rules, moves: Sequence[int], stop: Stop = lambda: False) -> Proofs:
    """For the position after these moves, by the kernel where it was built. EngineError for rows
    too long."""
    return (ByKernel if backend()[0] == "C" else InPython)(rules, moves, stop)


SOON = 5_000
"""Nodes that the kernel looks at in milliseconds, even on a small Pi: for so few of them nobody is
asked meanwhile whether to stop."""


class ByKernel:
    def __init__(self, rules: Rules, moves: Sequence[int], stop: Stop = lambda: False) -> None:
        self.kernel, self.progress = Kernel(rules, moves, table_bits=1, failure_bits=12), Progress()
        self.turn, self.stop = len(moves) % 2, stop

    def won(self, moves: Sequence[int], fours: int, threats: int = 0) -> Won:
        kernel, told = self.kernel, self.progress
        for move in moves:
            kernel.play(move)
        color, halt = (BLACK, WHITE)[(self.turn + len(moves)) % 2], ctypes.c_int(0)
        if fours + threats <= SOON:
            kernel.prove(color, fours, threats, told)
        else:
            attended(lambda: kernel.prove(color, fours, threats, told, halt), halt, self.stop)
        for _ in moves:
            kernel.undo()
        if not told.count:
            return NOT_WON
        line = told.lines[0]
        return Won(told.depth, tuple(line.moves[: line.length]), NAMES[told.found])


SLOWER_FOURS, SLOWER_THREATS = 16, 320
"""In Python so many times fewer nodes, or a move would take too long."""


class InPython:
    """The same, less thoroughly."""

    def __init__(self, rules: Rules, moves: Sequence[int], stop: Stop = lambda: False) -> None:
        self.position, self.stop = Position(rules, moves), stop

    def won(self, moves: Sequence[int], fours: int, threats: int = 0) -> Won:
        position, told = self.position, [Found(0, 0, 0, 0, ())]
        for move in moves:
            position.play(move)
        root = Root(Tree(position, stop=self.stop), told.append)
        plies = root.proved(max(1, fours // SLOWER_FOURS), threats // SLOWER_THREATS)
        for _ in moves:
            position.undo()
        return Won(plies, told[-1].moves, NAMES[told[-1].found]) if plies else NOT_WON
