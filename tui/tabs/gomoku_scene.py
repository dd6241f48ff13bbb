"""What is set on the board beside the stones: hints, heat, threats, a proof, numbers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engines.gomoku.messages import Proof, Threat
from engines.gomoku.player import Analysis
from engines.gomoku.rules import other
from tui.gomoku_table import Table
from tui.tabs.gomoku_panel import RANKS
from tui.widgets.go_board import Mark, Scene

HEATS = 5
LEAST_HEAT = 0.5
"""Half as good as the best: what is less hides what is worth a look."""
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


def heated(found: Analysis | None) -> Mapping[int, Mark]:
    """A digit for each point that looks good, and a ground by how good."""
    worth = [(point, heat) for point, heat in found.heat if heat >= LEAST_HEAT] if found else []
    return {
        point: (
            str(min(9, 1 + int(heat * 9))),
            f"heat{min(HEATS, 1 + int((heat - LEAST_HEAT) / (1 - LEAST_HEAT) * HEATS))}",
        )
        for point, heat in worth
    }


def ranked(found: Analysis | None) -> Mapping[int, Mark]:
    lines = zip(RANKS, found.lines, strict=False) if found else ()
    return {line.moves[0]: (rank, "heat5" if rank == "a" else "heat3") for rank, line in lines}
