"""The network with numpy alone: all that is needed to play."""

from collections import OrderedDict
from typing import NamedTuple

import numpy as np

from engines.gomoku.policy_value_net.convolution import Boards, Convolution, turned
from engines.gomoku.policy_value_net.planes import PLANES, Planes
from engines.gomoku.policy_value_net.weights import HEADS, POOLS, Array, Weights, pools

USUAL, STEP = 10, 10
"""Boards of USUAL lines are neither large nor small; STEP lines more make one large by 1."""

PARTS = "first", "second"
"""Convolutions of a block."""

KEPT = 4
"""For how many kinds of batches the memory is kept."""


class Told(NamedTuple):
    """For each game: the logits of all its points, of shape (games, points), and who wins, -1 to
    1."""

    logits: Array
    values: Array


class Room:
    """The memory in which a batch is worked out."""

    def __init__(self, games: int, size: int, channels: int) -> None:
        self.scale = np.float32((size - USUAL) / STEP)
        self.seen = Boards(games, size, PLANES)
        self.trunk, self.inner = (Boards(games, size, channels) for _ in range(2))
        self.stem = Convolution(games, size, PLANES, channels)
        self.block = Convolution(games, size, channels, channels)
        self.heads = np.empty((size, games, size, 2 * HEADS), np.float32)

    def over_board(self, channels: Array) -> Array:
        """What each game's channels are over its whole board, as weights.POOLS; of shape (games, 3
        * channels)."""
        lines, _, columns, _ = channels.shape
        mean = channels.sum(axis=0).sum(axis=1) / np.float32(lines * columns)
        most = channels.max(axis=0).max(axis=1)
        return np.concatenate([mean, mean * self.scale, most], axis=1)


class Net:
    """It serves one thread at a time."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.arrays = weights.arrays
        self.blocks = weights.header.architecture.blocks
        convolutions = ["stem", *(f"{n}.{each}" for n in range(self.blocks) for each in PARTS)]
        self.kernels = {name: turned(self.arrays[name]) for name in convolutions}
        # Over all channels of the heads: a slice of them would be copied for each product.
        self.policy = np.concatenate([self.arrays["policy"], np.zeros(HEADS, np.float32)])
        self.rooms: OrderedDict[tuple[int, int], Room] = OrderedDict()

    def __call__(self, planes: Planes) -> Told:
        """`planes` are of shape (games, size, size, PLANES)."""
        room, arrays = self.room(*planes.shape[:2]), self.arrays
        room.seen.inside[...] = planes.transpose(1, 0, 2, 3)
        trunk, inner = room.trunk.inside, room.inner.inside
        found = room.stem(room.seen, self.kernels["stem"], arrays["stem.bias"])
        np.maximum(found, 0, out=trunk)
        for block in range(self.blocks):
            first, second = (f"{block}.{part}" for part in PARTS)
            bias = arrays[f"{first}.bias"]
            if pools(block):
                bias = (room.over_board(trunk) @ arrays[f"{block}.pool"] + bias)[:, None]
            found = room.block(room.trunk, self.kernels[first], bias)
            np.maximum(found, 0, out=inner)
            trunk += room.block(room.inner, self.kernels[second], arrays[f"{second}.bias"])
            np.maximum(trunk, 0, out=trunk)
        return self.told(trunk, room)

    def room(self, games: int, size: int) -> Room:
        key = games, size
        if key not in self.rooms:
            self.rooms[key] = Room(games, size, self.weights.header.architecture.channels)
            if len(self.rooms) > KEPT:
                self.rooms.popitem(last=False)
        self.rooms.move_to_end(key)
        return self.rooms[key]

    def told(self, trunk: Array, room: Room) -> Told:
        arrays, (size, games, _, channels) = self.arrays, trunk.shape
        heads = room.heads
        np.matmul(trunk.reshape(-1, channels), arrays["heads"], out=heads.reshape(-1, 2 * HEADS))
        whole = room.over_board(trunk) @ arrays["policy.pool"]
        bias = np.concatenate([whole, np.zeros_like(whole)], axis=1) + arrays["heads.bias"]
        heads += bias[:, None]
        np.maximum(heads, 0, out=heads)
        logits = (heads.reshape(-1, 2 * HEADS) @ self.policy).reshape(size, games, size)
        pooled = room.over_board(heads).reshape(games, POOLS, -1)[..., HEADS:]
        hidden = pooled.reshape(games, -1) @ arrays["value.hidden"] + arrays["value.hidden.bias"]
        np.maximum(hidden, 0, out=hidden)
        values = np.tanh(hidden @ arrays["value"][:, 0] + arrays["value.bias"][0])
        return Told(logits.transpose(1, 0, 2).reshape(games, -1), values)
