"""Positions to learn from, as they are kept: small, and of one size of board.

A file of them is written whole or not at all, and whoever reads one knows that it is what was
written.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.kernel.native import Kernel
from engines.gomoku.rules import BLACK, other
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


def seen(
    kernel: Kernel, cells: bytes | bytearray, turn: int, policy: Bytes, learn: bool, thought: float
) -> Position:
    """The kernel stands in that position."""
    stones = np.frombuffer(cells, np.uint8)
    both = np.packbits(np.stack([stones == turn, stones == other(turn)]), axis=1)
    return Position(both, threats(kernel, turn), policy, learn, thought, turn)


def threats(kernel: Kernel, turn: int) -> Bytes:
    """As Samples has them."""
    packed, lines = kernel.packed(), rows_of(kernel.rules)
    made = [shapes(lines[color - BLACK])[packed[color - BLACK]] for color in (turn, other(turn))]
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
