"""What is set on the board beside the stones: hints, heat, threats, a proof, numbers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engines.gomoku.board import Board
from engines.gomoku.messages import Proof, Threat, Watched
from engines.gomoku.player import Analysis
from engines.gomoku.rules import other
from tui.gomoku_table import Table
from tui.tabs.gomoku_panel import RANKS
from tui.widgets.go_board import Mark, Scene

HEATS = 5
LEAST_HEAT = 0.5
"""Half as good as the best: what is less hides what is worth a look."""
LEAST_SHARE = 0.3
"""Of what a network expects of the point that it expects most of."""
THREAT = ("*", "mark")


class Overlay(NamedTuple):
    """`analysis` only where its moves, `heat` only where its heat is to be seen; of the proof, `at`
    moves are set."""

    forbidden: Sequence[int] = ()
    analysis: Analysis | None = None
    heat: Analysis | None = None
    threats: Sequence[Threat] = ()
    proof: Proof | None = None
    at: int = 0
    numbers: bool = False


def scene(table: Table, over: Overlay) -> Scene:
    cells, moves = bytearray(table.board.cells), table.moves
    numbers = dict(zip(moves, range(1, len(moves) + 1), strict=True)) if over.numbers else {}
    last = moves[-1] if moves else None
    lit: set[int] = set()
    marks = {**heated(over.heat), **ranked(over.analysis)}
    if over.proof and over.at:
        color, numbers = over.proof.color, {}
        for number, point in enumerate(over.proof.moves[: over.at], 1):
            cells[point] = color if number % 2 else other(color)
            numbers[point] = number
            lit.add(point)
            last = point
        marks = {}
    else:
        for threat in over.threats:
            lit.update(threat.stones)
            marks |= dict.fromkeys(threat.points, THREAT)
    return Scene(
        table.rules.size,
        bytes(cells),
        last,
        frozenset(table.board.row),
        frozenset(over.forbidden),
        numbers,
        marks,
        frozenset(lit),
    )


def watched(seen: Watched | None, size: int) -> Scene:
    """A game that is played to learn from; an empty board while there is none."""
    if seen is None:
        return Scene(size, bytes(size * size))
    board = Board(seen.game.rules, seen.game.moves)
    marks = {
        point: (digit(share), heat(share, LEAST_SHARE))
        for point, share in seen.policy
        if share >= LEAST_SHARE
    }
    last = board.moves[-1] if board.moves else None
    return Scene(board.rules.size, bytes(board.cells), last, frozenset(board.row), marks=marks)


def heated(found: Analysis | None) -> Mapping[int, Mark]:
    """A digit for each point that looks good, and a ground by how good."""
    worth = [(point, each) for point, each in found.heat if each >= LEAST_HEAT] if found else []
    return {point: (digit(share), heat(share, LEAST_HEAT)) for point, share in worth}


def digit(share: float) -> str:
    return str(min(9, 1 + int(share * 9)))


def heat(share: float, least: float) -> str:
    """The role of a ground."""
    return f"heat{min(HEATS, 1 + int((share - least) / (1 - least) * HEATS))}"


def ranked(found: Analysis | None) -> Mapping[int, Mark]:
    lines = zip(RANKS, found.lines, strict=False) if found else ()
    return {line.moves[0]: (rank, "heat5" if rank == "a" else "heat3") for rank, line in lines}
