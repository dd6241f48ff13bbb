"""ZeRO-Infinity's own equations (arXiv 2104.07857, sections 3 and 4.1), and its table.

They are of a GPT whose feed-forward part is four times as wide, in fp16 with Adam. Bytes, unless
said otherwise; `interval` is the number of layers from one checkpoint to the next (ci).
"""

from typing import NamedTuple

from engines.wire import N_

PEAK = 70e12
"""Floating point operations a second that the paper takes a V100 to reach."""


def parameters(layers: int, hidden: int) -> int:
    """Elements."""
    return 12 * layers * hidden**2


def states(layers: int, hidden: int) -> int:
    """20 bytes a parameter, not 16; fp32 gradients are in it."""
    return 240 * layers * hidden**2


def checkpoints(layers: int, hidden: int, sequence: int, batch: int, interval: int = 1) -> int:
    """Each a layer's input, in fp16."""
    return -(-2 * batch * sequence * hidden * layers // interval)


def model_working(hidden: int) -> int:
    """MSWM: parameters and gradients of the largest operator, h to 4 h."""
    return 16 * hidden**2


def activation_working(
    hidden: int, heads: int, sequence: int, batch: int, interval: int = 1
) -> int:
    """AWM: what is computed again from one checkpoint to the next."""
    return batch * sequence * interval * (16 * hidden + 2 * heads * sequence)


def activations(layers: int, hidden: int, heads: int, sequence: int, batch: int) -> int:
    """Of all layers, without checkpointing: the working memory of each."""
    return layers * activation_working(hidden, heads, sequence, batch)


def parameter_intensity(sequence: int, batch: int) -> float:
    """Operations a byte of parameters and gradients."""
    return sequence * batch


def optimizer_intensity(sequence: int, batch: int) -> float:
    """Operations a byte of optimizer states."""
    return sequence * batch / 4


def checkpoint_intensity(hidden: int, interval: int = 1) -> float:
    """Operations a byte of activation checkpoints."""
    return 24 * hidden * interval


def efficiency(intensity: float, bandwidth: float, peak: float = PEAK) -> float:
    """Share of the peak that is left when traffic hides behind nothing.

    `bandwidth` in bytes a second, `peak` in operations a second.
    """
    return intensity * bandwidth / (intensity * bandwidth + peak)


class Printed(NamedTuple):
    """A row of figure 2a as printed: trillions of parameters, TiB, TiB a node, GiB a GPU."""

    layers: int
    hidden: int
    heads: int
    parameters: str
    states: str
    activations: str
    checkpoints: str
    model_working: str
    activation_working: str


FIGURE_2A = (
    Printed(80, 10 << 10, 128, "0.10", "1.83", "2.03", "0.05", "1.95", "1.63"),
    Printed(128, 25 << 10, 256, "1.01", "18.31", "7.13", "0.20", "9.77", "3.56"),
    Printed(315, 160 << 10, 1024, "101.47", "1845.70", "88.59", "3.08", "400.00", "18.00"),
)

SEQUENCE = 1024
NODE_BATCH, NODE_CHECKPOINT_BATCH, GPU_BATCH = 64, 32, 4
"""Figure 2a mixes them: full activations of 64 a node, checkpoints of 32, and 4 a GPU for AWM."""

MIXED = N_(
    "ZeRO-Infinity's figure 2a counts full activations for a batch of 64 a node, checkpoints for "
    "32 a node, and activation working memory for 4 a GPU."
)
"""Said beside the activations of Infinity's modes."""
