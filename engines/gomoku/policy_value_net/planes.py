"""What a network sees of a position: planes of 0 and 1, from the side of who is to move."""

import numpy as np
import numpy.typing as npt

from engines.gomoku.rules import BLACK, other

Planes = npt.NDArray[np.float32]

PLANES = 4
"""The stones of who is to move, the other's, the board itself (beyond its edge all is 0), and
whether black is to move."""
MINE, THEIRS, BOARD, IS_BLACK = range(PLANES)
LAST = PLANES
"""One more, the last move: for a network whose attribute `planes` says that it wants it."""


def planes(cells: bytes | bytearray, turn: int, size: int) -> Planes:
    """Of shape (size, size, PLANES)."""
    stones = np.frombuffer(cells, np.uint8).reshape(size, size)
    found = np.empty((size, size, PLANES), np.float32)
    found[..., MINE] = stones == turn
    found[..., THEIRS] = stones == other(turn)
    found[..., BOARD] = 1.0
    found[..., IS_BLACK] = turn == BLACK
    return found
