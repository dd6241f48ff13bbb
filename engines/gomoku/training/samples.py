"""Positions to learn from, as they are kept: small, and of one size of board.

A file of them is written whole or not at all, and whoever reads one knows that it is what was
written.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.board import Board
from engines.gomoku.kernel.native import Kernel, backend
from engines.gomoku.kernel.position import Position as Searched
from engines.gomoku.rules import BLACK, WHITE, Rules, other
from engines.gomoku.worth.shapes import Shape, shapes
from engines.gomoku.worth.shapes import lines as rows_of

Bytes = npt.NDArray[np.uint8]

NONE = -1
"""The reply to the last move of a game."""
SCALE = 255
"""Of the largest share in a policy."""
LONGEST = 255

KINDS = ((Shape.FIVE,), (Shape.FOUR, Shape.FOUR_THREE, Shape.WINNING), (Shape.THREE, Shape.THREES))
THREATS = 2 * len(KINDS)
"""Planes: where who is to move would make a five, a four, an open three; then the other."""


class Samples(NamedTuple):
    """Each array has a row for each position, seen by who is to move in it.

    stones   (n, 2, bytes) his and the other's, eight points a byte
    threats  (n, THREATS, bytes) likewise
    policy   (n, points) the share that each move had in the search, of SCALE
    learn    (n,) whether that search was a full one, whose policy is to be learnt
    reply    (n,) the other's next move, or NONE
    result   (n,) what came of the game: 1, 0 or -1
    thought  (n,) what the search thought would come of it, -1 to 1
    left     (n,) how many moves the game still had, LONGEST at most
    black    (n,) whether black is to move
    """

    stones: Bytes
    threats: Bytes
    policy: Bytes
    learn: npt.NDArray[np.bool_]
    reply: npt.NDArray[np.int16]
    result: npt.NDArray[np.int8]
    thought: npt.NDArray[np.float16]
    left: Bytes
    black: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.result)

    @property
    def points(self) -> int:
        return int(self.policy.shape[1])


class Position(NamedTuple):
    """One row of them while its game is played: what came of it is not known yet."""

    stones: Bytes
    threats: Bytes
    policy: Bytes
    learn: bool
    thought: float
    turn: int


Patterns = Callable[[Sequence[int]], npt.NDArray[np.uint16]]
"""What stands on the empty points after these moves, black's and white's: of shape (2, points)."""


def patterns(rules: Rules) -> Patterns:
    """By the kernel where it was built. EngineError for rows too long to be searched."""
    if backend()[0] == "C":
        kernel = Kernel(rules, table_bits=1, failure_bits=1)

        def in_c(moves: Sequence[int]) -> npt.NDArray[np.uint16]:
            kernel.reset(moves)
            return kernel.packed()

        return in_c

    def in_python(moves: Sequence[int]) -> npt.NDArray[np.uint16]:
        position = Searched(rules, moves)
        each = [[position.packed(of, at) for at in range(rules.points)] for of in (BLACK, WHITE)]
        return np.array(each, np.uint16)

    return in_python


def seen(board: Board, packed: Patterns, policy: Bytes, learn: bool, thought: float) -> Position:
    """The position that the board stands in."""
    turn, stones = board.turn, np.frombuffer(board.cells, np.uint8)
    both = np.packbits(np.stack([stones == turn, stones == other(turn)]), axis=1)
    made = threats(board.rules, packed(board.moves), turn)
    return Position(both, made, policy, learn, thought, turn)


def threats(rules: Rules, packed: npt.NDArray[np.uint16], turn: int) -> Bytes:
    """As Samples has them."""
    colors = rows_of(rules)
    made = [shapes(colors[of - BLACK])[packed[of - BLACK]] for of in (turn, other(turn))]
    return np.packbits(np.stack([np.isin(each, kind) for each in made for kind in KINDS]), axis=1)


def told(positions: list[Position], moves: list[int], winner: int) -> Samples:
    """Of one game whose last moves these are, one for each position."""
    count = len(positions)
    results = [0 if not winner else 1 if winner == each.turn else -1 for each in positions]
    return Samples(
        np.stack([each.stones for each in positions]),
        np.stack([each.threats for each in positions]),
        np.stack([each.policy for each in positions]),
        np.array([each.learn for each in positions]),
        np.array([*moves[1:], NONE], np.int16),
        np.array(results, np.int8),
        np.array([each.thought for each in positions], np.float16),
        np.minimum(np.arange(count, 0, -1), LONGEST).astype(np.uint8),
        np.array([each.turn == BLACK for each in positions]),
    )


def joined(parts: list[Samples]) -> Samples:
    columns: list[Any] = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Samples(*columns)
