"""The model states: what of them a GPU, a node's memory and its NVMe hold."""

from fractions import Fraction
from math import ceil
from typing import NamedTuple

from engines.zero.communication import group_of
from engines.zero.modes import Cut, Mode, Place, State
from engines.zero.partition import shard
from engines.zero.profiles import Profile
from engines.zero.setup import Setup


class States(NamedTuple):
    """Bytes of one rank, by state."""

    parameters: int
    gradients: int
    optimizer: int

    @property
    def total(self) -> int:
        return sum(self)


def states(setup: Setup, mode: Mode, profile: Profile, place: Place = "gpu") -> States:
    """What one rank has in this place."""
    parameters = rank_bytes(setup, mode, profile, "parameters", place)
    if mode.secondary and place == "gpu":
        parameters += profile.parameters * shard(setup.parameters, setup.node_ranks)
    return States(
        parameters,
        rank_bytes(setup, mode, profile, "gradients", place),
        rank_bytes(setup, mode, profile, "optimizer", place),
    )


def rank_bytes(setup: Setup, mode: Mode, profile: Profile, state: State, place: Place) -> int:
    held = mode.states[state]
    if held.place != place:
        return 0
    return ceil(per_parameter(profile, mode, state) * kept(setup, held.cut))


def per_parameter(profile: Profile, mode: Mode, state: State) -> int | Fraction:
    """Bytes."""
    match state:
        case "parameters":
            return profile.parameters
        case "gradients":
            return profile.gradient_bytes(mode.stage)
    return profile.optimizer_bytes


def kept(setup: Setup, cut: Cut) -> int:
    """Elements of the model that one rank keeps."""
    return shard(setup.parameters, among(setup, cut))


def among(setup: Setup, cut: Cut) -> int:
    """How many ranks share one copy."""
    return {"whole": 1, "ranks": setup.ranks, "group": group_of(setup)}[cut]
