"""The network of junxiaosong/AlphaZero_Gomoku with numpy: three plain convolutions, two heads.

As its policy_value_net_numpy.py: beside the stones it sees the last move, and it sees the board
upside down. What has to be turned for that was turned when its arrays were imported (original.py).
"""

import numpy as np

from engines.gomoku.policy_value_net.convolution import Boards, Convolution, turned
from engines.gomoku.policy_value_net.numpy_net import Told
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
        names = [str(number) for number in range(len(ORIGINAL_CHANNELS))]
        self.kernels = {name: turned(self.arrays[name]) for name in names}

    def __call__(self, planes: Planes) -> Told:
        """`planes` are of shape (games, size, size, LAST + 1). EngineError for another size."""
        arrays, (games, size) = self.arrays, planes.shape[:2]
        if size != self.size:
            raise EngineError(
                N_("This network plays on boards of one size only."), f"{self.size}, not {size}"
            )
        channels = planes[..., SEEN].transpose(1, 0, 2, 3)
        for name in self.kernels:
            channels = self.convolved(channels, name)
        heads = np.maximum(channels @ arrays["heads"] + arrays["heads.bias"], 0)
        policy, value = (
            np.ascontiguousarray(part.transpose(1, 0, 2, 3)).reshape(games, -1)
            for part in np.split(heads, ORIGINAL_HEADS[:1], axis=3)
        )
        hidden = np.maximum(value @ arrays["value.hidden"] + arrays["value.hidden.bias"], 0)
        values = np.tanh(hidden @ arrays["value"][:, 0] + arrays["value.bias"][0])
        return Told(policy @ arrays["policy"] + arrays["policy.bias"], values)

    def convolved(self, channels: Array, name: str) -> Array:
        """Of shape (lines, games, columns, channels), as what it is given."""
        size, games, _size, seen = channels.shape
        kernel = self.kernels[name]
        boards = Boards(games, size, seen)
        boards.inside[...] = channels
        convolution = Convolution(games, size, seen, kernel.shape[2])
        return np.maximum(convolution(boards, kernel, self.arrays[f"{name}.bias"]), 0)
