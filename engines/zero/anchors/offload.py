"""ZeRO-Offload (arXiv 2101.06840), Table 1: what each way of cutting the data flow saves."""

from fractions import Fraction

from engines.zero import partition
from engines.zero.profiles import PROFILES

PAPER = PROFILES["paper"]


def gpu_bytes(parameters: int, gradients_on_host: bool, optimizer_on_host: bool) -> Fraction:
    """Of one GPU alone; "update on the CPU" of the paper is `optimizer_on_host`."""
    gradients = 0 if gradients_on_host else PAPER.gradients
    optimizer = Fraction(0 if optimizer_on_host else PAPER.optimizer_bytes)
    return parameters * (PAPER.parameters + gradients + optimizer)


def saving(gradients_on_host: bool, optimizer_on_host: bool) -> Fraction:
    """How many times less than with everything on the GPU."""
    return PAPER.whole() / gpu_bytes(1, gradients_on_host, optimizer_on_host)


def traffic(parameters: int, ranks: int = 1) -> int:
    """Bytes between a GPU and its host in a step: gradients out, parameters in (section 3).

    The least that is possible while the optimizer is on the host; each rank moves its own part.
    """
    return (PAPER.gradients + PAPER.parameters) * partition.shard(parameters, ranks)
