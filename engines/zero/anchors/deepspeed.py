"""DeepSpeed 0.19.8: the two estimators of model states, and the count of its Autotuner.

Sizes are bytes; what DeepSpeed prints as "GB" is GiB. Its estimators reckon in floats, these here
exactly: below 2^53 bytes they differ by one byte at most, and only on numbers of nodes that are no
power of two.
"""

from fractions import Fraction
from typing import NamedTuple

BUFFERS = Fraction(3, 2)
"""additional_buffer_factor: what the host keeps beside the states."""


class Estimate(NamedTuple):
    """`host` is called "per CPU" there and means a node."""

    host: int
    gpu: int


def estimate_zero2(
    parameters: int,
    gpus_per_node: int = 1,
    nodes: int = 1,
    offload: bool = True,
    buffers: Fraction = BUFFERS,
) -> Estimate:
    """runtime/zero/stage_1_and_2.py, estimate_zero2_model_states_mem_needs.

    Its fault is kept: with `offload`, a node's host memory grows with the GPUs of all nodes.
    """
    gpus = nodes * gpus_per_node
    if offload:
        return Estimate(int(parameters * max(4 * gpus, 16) * buffers), 2 * parameters)
    host = parameters * 4 * gpus_per_node * buffers
    return Estimate(int(host), 2 * parameters + 18 * parameters // gpus)


def estimate_zero3(
    parameters: int,
    largest: int,
    gpus_per_node: int = 1,
    nodes: int = 1,
    offload: bool = True,
    offload_parameters: bool = True,
    zero_init: bool = True,
    buffers: Fraction = BUFFERS,
) -> Estimate:
    """runtime/zero/stage3.py, estimate_zero3_model_states_mem_needs.

    `largest` are the parameters of the largest module by itself, which is gathered whole.
    `zero_init`: the model is cut while it is made, so that no process ever holds all of it.
    `offload_parameters` means nothing without `offload`.
    """
    gpus = nodes * gpus_per_node
    gathered = 4 * largest
    loading = 4 * gpus_per_node
    if not offload:
        host = (largest if zero_init else parameters) * loading * buffers
        return Estimate(int(host), gathered + 18 * parameters // gpus)
    share = Fraction(18 if offload_parameters else 16, nodes)
    host = parameters * (share if zero_init else max(Fraction(loading), share)) * buffers
    kept = 0 if offload_parameters else 2 * parameters // gpus
    return Estimate(int(host), gathered + kept)


def autotuner(
    parameters: int, gpus: int, stage: int, half: bool = True, model_parallel: int = 1
) -> Fraction:
    """Bytes of one GPU: 2 + 2 + 16 a parameter in fp16, 4 + 4 + 8 in fp32, cut as the stage says.

    autotuning/autotuner.py, get_instantiation_memory_required_per_gpu. States are cut by all GPUs
    and then by the model parallelism once more.
    """
    weights, gradients, optimizer = (2, 2, 16) if half else (4, 4, 8)
    return (
        Fraction(weights * parameters, gpus if stage >= 3 else 1)
        + Fraction(gradients * parameters, gpus if stage >= 2 else 1)
        + Fraction(optimizer * parameters, gpus if stage >= 1 else 1)
    ) / model_parallel
