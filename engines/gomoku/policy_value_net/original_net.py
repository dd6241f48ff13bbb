"""The network of junxiaosong/AlphaZero_Gomoku with numpy: three plain convolutions, two heads.

As its policy_value_net_numpy.py: beside the stones it sees the last move, and it sees the board
upside down. What has to be turned for that was turned when its arrays were imported (original.py).
"""

import numpy as np

from engines.gomoku.policy_value_net.numpy_net import Told, spread, windows
from engines.gomoku.policy_value_net.planes import IS_BLACK, LAST, MINE, THEIRS, Planes
from engines.gomoku.policy_value_net.weights import (
    ORIGINAL_CHANNELS,
    ORIGINAL_HEADS,
    Array,
    Weights,
)
from engines.wire import N_, EngineError

SEEN = [MINE, THEIRS, LAST, IS_BLACK]


class OriginalNet:
    """It plays on boards of one size."""

    planes = LAST + 1
    """It is shown the last move too."""

    def __init__(self, weights: Weights) -> None:
        self.arrays, self.size = weights.arrays, weights.header.sizes[0]

    def __call__(self, planes: Planes) -> Told:
        """`planes` are of shape (games, size, size, LAST + 1). EngineError for another size."""
        arrays, (games, size) = self.arrays, planes.shape[:2]
        if size != self.size:
            raise EngineError(
                N_("This network plays on boards of one size only."), f"{self.size}, not {size}"
            )
        channels = planes[..., SEEN].transpose(1, 0, 2, 3)
        for number, _wide in enumerate(ORIGINAL_CHANNELS):
            channels = self.convolved(channels, str(number))
        heads = np.maximum(channels @ arrays["heads"] + arrays["heads.bias"], 0)
        policy, value = (
            np.ascontiguousarray(part.transpose(1, 0, 2, 3)).reshape(games, -1)
            for part in np.split(heads, ORIGINAL_HEADS[:1], axis=3)
        )
        hidden = np.maximum(value @ arrays["value.hidden"] + arrays["value.hidden.bias"], 0)
        values = np.tanh(hidden @ arrays["value"][:, 0] + arrays["value.bias"][0])
        return Told(policy @ arrays["policy"] + arrays["policy.bias"], values)

    def convolved(self, channels: Array, name: str) -> Array:
        """Of shape (rows, games, columns, channels), as what it is given."""
        size, games, _size, seen = channels.shape
        around = windows(games, size, seen)
        spread(channels, around)
        rows, kernel = around.reshape(size + 2, -1), self.arrays[name]
        found = np.zeros((size * games * size, kernel.shape[2]), np.float32)
        for row in range(3):
            found += rows[row : row + size].reshape(-1, kernel.shape[1]) @ kernel[row]
        found += self.arrays[f"{name}.bias"]
        return np.maximum(found, 0, out=found).reshape(size, games, size, -1)
