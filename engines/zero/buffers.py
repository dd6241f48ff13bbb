"""What a step needs beside model states and activations: buffers, gathered parameters, holes."""

from functools import lru_cache
from typing import NamedTuple

from engines.zero import arena
from engines.zero.modes import Mode
from engines.zero.profiles import Profile
from engines.zero.setup import Setup
from engines.zero.states import among

FUSED = 4
"""Bytes an element of a buffer that all gradients are fused in, in fp32 (ZeRO, section 3.2)."""

MOST_LIVE = 10**9
"""DeepSpeed's stage3_max_live_parameters, for a model whose largest part nobody knows."""


class Buffers(NamedTuple):
    """Bytes on one GPU. `working` are gathered parameters, `fragmentation` lies between tensors."""

    communication: int
    working: int
    fragmentation: int

    @property
    def total(self) -> int:
        return sum(self)


def buffers(setup: Setup, mode: Mode, profile: Profile) -> Buffers:
    return Buffers(
        communication(setup, mode, profile),
        live(setup) * profile.parameters if gathers(setup, mode) else 0,
        fragmentation(setup, among(setup, mode.gradients.cut)),
    )


def gathers(setup: Setup, mode: Mode) -> bool:
    """Parameters come to the GPU for their use: from other ranks, or from the host to one alone."""
    return mode.parameters.cut != "whole" and (setup.ranks > 1 or mode.parameters.place != "gpu")


def communication(setup: Setup, mode: Mode, profile: Profile) -> int:
    """A bucket for what is reduced; in stages 1 and 2 one for what is gathered after the update."""
    if setup.ranks == 1 and mode.gradients.place == "gpu":
        return 0
    if not setup.constant_buffers:
        return FUSED * setup.parameters
    buckets = 2 if mode.stage in (1, 2) else 1
    return buckets * profile.moved * bucket(setup)


def bucket(setup: Setup) -> int:
    """Elements of a bucket: never more than there are."""
    return min(setup.bucket, setup.parameters)


def live(setup: Setup) -> int:
    """Elements that stage 3 has gathered at most: the part in use, and the next one on its way.

    An export sets DeepSpeed's stage3_max_live_parameters to it.
    """
    largest = max(setup.model.block, setup.model.largest)
    part = -(-largest // setup.tensor)
    return min(2 * part or MOST_LIVE, setup.parameters)


@lru_cache(maxsize=64)  # a table asks for it once a mode, and has two answers
def fragmentation(setup: Setup, ranks: int) -> int:
    """What lies fallow between tensors at the worst moment; 0 where no shape tells of tensors.

    So many `ranks` share the gradients.
    """
    if setup.model.shape is None:
        return 0
    found = arena.simulate(setup, ranks)
    return found.extent - found.live
