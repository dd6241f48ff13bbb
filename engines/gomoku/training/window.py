"""The samples that are learnt from, the newest of all there were, and batches drawn from them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.mcts.sight import sources, targets
from engines.gomoku.policy_value_net.planes import BOARD, IS_BLACK, MINE, PLANES, THEIRS, Planes
from engines.gomoku.symmetry import SYMMETRIES
from engines.gomoku.training.samples import NONE, Samples

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


class Batch(NamedTuple):
    """Positions of one size of board, n of them, each laid in one of the eight ways.

    planes   (n, size, size, PLANES)
    policy   (n, points) shares that add up to 1
    learn    (n,) 1 where the policy is to be learnt, else 0
    reply    (n,) the point, or NONE
    threats  (n, THREATS, points) 1 where there is one, else 0
    result, thought  (n,) from -1 to 1
    left     (n,) the moves to come, as a part of the points
    """

    planes: Planes
    policy: Floats
    learn: Floats
    reply: Numbers
    threats: Floats
    result: Floats
    thought: Floats
    left: Floats


class Window:
    """Parts of one training, the oldest first."""

    def __init__(self, parts: list[Samples]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def batches(self, rng: np.random.Generator, size: int) -> Iterator[Batch]:
        """Batches of that size without end; each of one size of board, drawn by how many samples
        it has."""
        groups: dict[int, list[Samples]] = {}
        for part in self.parts:
            groups.setdefault(part.points, []).append(part)
        of = [Group(parts) for parts in groups.values()]
        shares = np.array([len(group) for group in of], float)
        while True:
            group = of[int(rng.choice(len(of), p=shares / shares.sum()))]
            yield group.batch(rng, size)


class Group:
    """The samples of one size of board."""

    def __init__(self, parts: list[Samples]) -> None:
        self.parts = parts
        self.ends = np.cumsum([len(part) for part in parts])

    def __len__(self) -> int:
        return int(self.ends[-1])

    def batch(self, rng: np.random.Generator, size: int) -> Batch:
        at = np.sort(rng.integers(0, len(self), size))
        part = np.searchsorted(self.ends, at, side="right")
        first = np.concatenate([[0], self.ends[:-1]])
        rows = [
            [column[at[part == number] - first[number]] for column in self.parts[number]]
            for number in np.unique(part)
        ]
        drawn = Samples(*(np.concatenate(column) for column in zip(*rows, strict=True)))
        return laid(drawn, rng.integers(0, len(SYMMETRIES), size))


def laid(samples: Samples, symmetries: Numbers) -> Batch:
    """Each sample in the way of its number, as engines.gomoku.symmetry has them."""
    points = samples.points
    size = round(points**0.5)
    here, there = sources(size)[symmetries], targets(size)[symmetries]

    def turned(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        bits = np.unpackbits(packed, axis=2, count=points)
        return np.take_along_axis(bits, here[:, None], axis=2)

    stones = turned(samples.stones)
    planes = np.empty((len(samples), points, PLANES), np.float32)
    planes[..., MINE], planes[..., THEIRS] = stones[:, 0], stones[:, 1]
    planes[..., BOARD] = 1.0
    planes[..., IS_BLACK] = samples.black[:, None]
    policy = np.take_along_axis(samples.policy, here, axis=1).astype(np.float32)
    policy /= np.maximum(policy.sum(axis=1, keepdims=True), 1)
    reply = np.take_along_axis(
        there, np.maximum(samples.reply, 0)[:, None].astype(np.int64), axis=1
    )[:, 0]
    return Batch(
        planes.reshape(-1, size, size, PLANES),
        policy,
        samples.learn.astype(np.float32),
        np.where(samples.reply == NONE, NONE, reply),
        turned(samples.threats).astype(np.float32),
        samples.result.astype(np.float32),
        samples.thought.astype(np.float32),
        (samples.left / points).astype(np.float32),
    )
