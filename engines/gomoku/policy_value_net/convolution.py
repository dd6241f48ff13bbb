"""A convolution of 3x3 over boards with numpy alone, by half the products.

Four lines of a board are worked out at once, from the six that they see: read as numbers of
polynomials, both are known by their values at six points, and there a column of the kernel is one
product each instead of two (Cook and Toom; as Lavin and Gray 2016, arXiv:1509.09308, section 4, in
one dimension). Along a line nothing is saved: each point holds its left neighbour's channels, its
own and its right neighbour's, and all that is left is one product of matrices for each of the six.

The boards of a batch stand side by side, in the order (line, game, column, channel), so that
whatever is done to lines is done to long rows.
"""

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from engines.gomoku.policy_value_net.weights import Array

TOLD, TAPS = 4, 3
"""Lines that are worked out at once; lines of a kernel."""
SEEN = TOLD + TAPS - 1

POINTS = 0.0, 0.75, -0.75, 1.5, -1.5
"""Infinity is one more. Of all that were tried, these round the least: three times as much as plain
products do, the 1 and 2 of the paper four times."""


def powers(count: int) -> npt.NDArray[np.float64]:
    """What turns a polynomial's `count` numbers into its values at the points; of shape (SEEN,
    count)."""
    infinity = np.eye(1, count, count - 1)
    return np.vstack([np.vander(POINTS, count, increasing=True), infinity])


INTO = np.linalg.inv(powers(SEEN)).T.astype(np.float32)
BACK = np.hstack([powers(TOLD).T, np.ones((TOLD, 1))]).astype(np.float32)
"""With one value more, which all lines get: the bias."""


def turned(kernel: Array) -> Array:
    """A kernel, of shape (TAPS, 3 * channels, channels told), at the points."""
    found: Array = np.einsum("pt,tio->pio", powers(TAPS), kernel.astype(np.float64))
    return found.astype(np.float32)


class Boards:
    """Channels at the points of some boards, to be written to `inside`, which has the shape (size,
    games, size, channels). Around it 0 stands everywhere."""

    def __init__(self, games: int, size: int, channels: int) -> None:
        lines = blocks(size) * TOLD + TAPS - 1
        around = np.zeros((lines, games, size, channels), np.float32)
        self.inside = around[1 : size + 1]
        every = sliding_window_view(around.reshape(lines, -1), SEEN, axis=0)
        self.windows = every[::TOLD].transpose(0, 2, 1)


class Convolution:
    """The memory in which boards are convolved: `channels` are seen, `told` come of them."""

    def __init__(self, games: int, size: int, channels: int, told: int) -> None:
        count = blocks(size)
        self.size, self.channels = size, channels
        self.shape = count, games, size
        self.turned = np.empty((count, SEEN, games * size * channels), np.float32)
        self.wide = np.zeros((SEEN, *self.shape, 3, channels), np.float32)
        self.parts = np.empty((SEEN + 1, *self.shape, told), np.float32)
        self.lines = np.empty((count, TOLD, games * size * told), np.float32)
        self.found = self.lines.reshape(count * TOLD, games, size, told)[:size]

    def __call__(self, boards: Boards, kernel: Array, bias: Array) -> Array:
        """`kernel` as from `turned`; `bias` is of a shape that fits (game, column, channel). What
        is returned, of the shape of `inside`, stands until the next call."""
        np.matmul(INTO, boards.windows, out=self.turned)
        channels = self.turned.reshape(-1, SEEN, *self.shape[1:], self.channels)
        spread(channels.transpose(1, 0, 2, 3, 4), self.wide)
        products = self.parts[:SEEN].reshape(SEEN, -1, kernel.shape[2])
        np.matmul(self.wide.reshape(SEEN, -1, kernel.shape[1]), kernel, out=products)
        self.parts[SEEN] = bias
        values = self.parts.reshape(SEEN + 1, self.shape[0], -1).transpose(1, 0, 2)
        np.matmul(BACK, values, out=self.lines)
        return self.found


def blocks(size: int) -> int:
    """Of TOLD lines, for a board of `size`; the last may go beyond its edge."""
    return -(-size // TOLD)


def spread(channels: Array, wide: Array) -> None:
    """Each point's channels to its own place and to those of its neighbours; beyond the sides of
    the board, 0 stands everywhere."""
    wide[..., 1, :] = channels
    wide[..., 1:, 0, :] = channels[..., :-1, :]
    wide[..., :-1, 2, :] = channels[..., 1:, :]
