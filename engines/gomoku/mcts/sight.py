"""What the network is shown of the leaves of trees, many at once."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.mcts.tree import Floats, Leaf
from engines.gomoku.policy_value_net.numpy_net import Told
from engines.gomoku.policy_value_net.planes import LAST, MINE, PLANES, THEIRS, Planes, planes
from engines.gomoku.rules import other
from engines.gomoku.symmetry import INVERSE, SYMMETRIES, images

Net = Callable[[Planes], Told]
"""Where it has an attribute `planes`, it is shown so many, else PLANES."""


class Sight:
    """The position at the root of a tree, from both sides. `last` is the move that led to it."""

    def __init__(
        self, cells: bytes | bytearray, turn: int, size: int, last: int | None = None
    ) -> None:
        self.size, self.last = size, last
        self.sides = [
            planes(cells, color, size).reshape(-1, PLANES) for color in (turn, other(turn))
        ]

    def show(self, leaf: Leaf, out: npt.NDArray[np.float32]) -> None:
        """Of shape (points, PLANES), or (points, LAST + 1)."""
        moves = leaf.moves
        odd = len(moves) % 2
        out[:, :PLANES] = self.sides[odd]
        if moves:
            out[moves[0::2], THEIRS if odd else MINE] = 1.0
            out[moves[1::2], MINE if odd else THEIRS] = 1.0
        if out.shape[1] > LAST:
            out[:, LAST] = 0.0
            out[moves[-1:] if moves or self.last is None else self.last, LAST] = 1.0


class Seen(NamedTuple):
    """Of each leaf, of shape (leaves, points): what is expected of each move, which adds up to 1
    over the free points; and the walls, 0 on these and minus infinity on stones. `values` of shape
    (leaves,), -1 to 1, to who is to move."""

    priors: Floats
    walls: Floats
    values: list[float]


def asked(net: Net, leaves: Sequence[tuple[Sight, Leaf]], symmetry: int = 0) -> Seen:
    """What the network tells of them, laid in one of the eight ways; all are of one size."""
    size = leaves[0][0].size
    wide = getattr(net, "planes", PLANES)
    shown = np.empty((len(leaves), size * size, wide), np.float32)
    for (sight, leaf), out in zip(leaves, shown, strict=True):
        sight.show(leaf, out)
    walls = np.where(shown[..., MINE] + shown[..., THEIRS] > 0, -np.inf, 0.0).astype(np.float32)
    if symmetry:
        shown = shown[:, sources(size)[symmetry]]
    logits, values = net(shown.reshape(-1, size, size, wide))
    if symmetry:
        logits = logits[:, targets(size)[symmetry]]
    return Seen(softmax(logits + walls), walls, values.tolist())


def softmax(logits: Floats) -> Floats:
    """Of each row."""
    likely = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = likely / likely.sum(axis=1, keepdims=True)
    return found


@cache
def targets(size: int) -> npt.NDArray[np.int64]:
    """For each symmetry and point, where it comes to lie."""
    return np.array(images(size))


@cache
def sources(size: int) -> npt.NDArray[np.int64]:
    """For each symmetry and point, which point comes to lie there."""
    return targets(size)[list(INVERSE)]


def ways(number: int) -> int:
    """The symmetry for this batch: each in its turn, so that no way of looking is favored."""
    return number % len(SYMMETRIES)
