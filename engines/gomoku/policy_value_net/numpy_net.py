"""The network with numpy alone: all that is needed to play.

A convolution of 3x3 is three products of matrices, one for each row of its window. The board is
laid out as (row, game, column, 3 * channels): each point holds its left neighbour's channels, its
own and its right neighbour's. So a row of the window is a plain slice, and nothing is gathered but
these three.
"""

from collections import OrderedDict
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.policy_value_net.planes import PLANES, Planes
from engines.gomoku.policy_value_net.weights import HEADS, POOLS, Array, Weights, pools

USUAL, STEP = 10, 10
"""Boards of USUAL lines are neither large nor small; STEP lines more make one large by 1."""

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
        rows = size * games * size
        self.shape = size, games, size
        self.seen = windows(games, size, PLANES)
        self.wide = windows(games, size, channels)
        self.trunk, self.inner, self.part = (
            np.empty((rows, channels), np.float32) for _ in range(3)
        )
        self.heads = np.empty((rows, 2 * HEADS), np.float32)


def windows(games: int, size: int, channels: int) -> Array:
    """A line above the board and one below, and beyond its sides, 0 stands everywhere."""
    return np.zeros((size + 2, games, size, 3, channels), np.float32)


class Net:
    """It serves one thread at a time."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.arrays = weights.arrays
        self.blocks = weights.header.architecture.blocks
        # Over all channels of the heads: a slice of them would be copied for each product.
        self.policy = np.concatenate([self.arrays["policy"], np.zeros(HEADS, np.float32)])
        self.rooms: OrderedDict[tuple[int, int], Room] = OrderedDict()

    def __call__(self, planes: Planes) -> Told:
        """`planes` are of shape (games, size, size, PLANES)."""
        games, size = planes.shape[:2]
        room, arrays = self.room(games, size), self.arrays
        scale = np.float32((size - USUAL) / STEP)
        spread(planes.transpose(1, 0, 2, 3), room.seen)
        trunk = self.convolved(room.seen, "stem", room.trunk, room)
        np.maximum(trunk, 0, out=trunk)
        for block in range(self.blocks):
            spread(trunk.reshape(*room.shape, -1), room.wide)
            inner = self.convolved(room.wide, f"{block}.first", room.inner, room)
            if pools(block):
                pooled = over_board(trunk, room.shape, scale) @ arrays[f"{block}.pool"]
                inner.reshape(*room.shape, -1)[...] += pooled[:, None]
            np.maximum(inner, 0, out=inner)
            spread(inner.reshape(*room.shape, -1), room.wide)
            inner = self.convolved(room.wide, f"{block}.second", room.inner, room)
            trunk += inner
            np.maximum(trunk, 0, out=trunk)
        return self.told(trunk, room, scale)

    def room(self, games: int, size: int) -> Room:
        key = games, size
        if key not in self.rooms:
            self.rooms[key] = Room(games, size, self.weights.header.architecture.channels)
            if len(self.rooms) > KEPT:
                self.rooms.popitem(last=False)
        self.rooms.move_to_end(key)
        return self.rooms[key]

    def convolved(self, seen: Array, name: str, out: Array, room: Room) -> Array:
        kernel, size = self.arrays[name], room.shape[0]
        flat = seen.reshape(size + 2, -1)
        width = kernel.shape[1]
        np.matmul(flat[:size].reshape(-1, width), kernel[0], out=out)
        for row in (1, 2):
            np.matmul(flat[row : row + size].reshape(-1, width), kernel[row], out=room.part)
            out += room.part
        add(out, self.arrays[f"{name}.bias"], size)
        return out

    def told(self, trunk: Array, room: Room, scale: np.float32) -> Told:
        arrays, (size, games, _) = self.arrays, room.shape
        heads = np.matmul(trunk, arrays["heads"], out=room.heads)
        whole = over_board(trunk, room.shape, scale) @ arrays["policy.pool"]
        bias = np.concatenate([whole, np.zeros_like(whole)], axis=1) + arrays["heads.bias"]
        heads.reshape(*room.shape, -1)[...] += bias[:, None]
        np.maximum(heads, 0, out=heads)
        logits = (heads @ self.policy).reshape(size, games, size).transpose(1, 0, 2)
        pooled = over_board(heads, room.shape, scale).reshape(games, POOLS, -1)[..., HEADS:]
        hidden = pooled.reshape(games, -1) @ arrays["value.hidden"] + arrays["value.hidden.bias"]
        np.maximum(hidden, 0, out=hidden)
        values = np.tanh(hidden @ arrays["value"][:, 0] + arrays["value.bias"][0])
        return Told(logits.reshape(games, -1), values)


def add(rows: Array, bias: Array, size: int) -> None:
    """To each point, a line of the board at a time: numpy takes longer to go from row to row than
    to add so few numbers."""
    line = np.tile(bias, size)
    lines = rows.reshape(-1, len(line))
    lines += line


def spread(channels: npt.NDArray[np.float32], out: Array) -> None:
    """Each point's channels to its own place and to those of its neighbours."""
    out[1:-1, :, :, 1] = channels
    out[1:-1, :, 1:, 0] = channels[:, :, :-1]
    out[1:-1, :, :-1, 2] = channels[:, :, 1:]


def over_board(rows: Array, shape: tuple[int, int, int], scale: np.float32) -> Array:
    """What each game's channels are over its whole board, as weights.POOLS; of shape (games, 3 *
    channels)."""
    each = rows.reshape(*shape, -1)
    mean = each.sum(axis=0).sum(axis=1) / np.float32(shape[0] * shape[2])
    return np.concatenate([mean, mean * scale, each.max(axis=0).max(axis=1)], axis=1)
