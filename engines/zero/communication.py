"""What one rank sends in a step, within its node and across, and over its link to the host.

Collectives are rings in the order of the nodes: of N ranks each sends N-1 shards to the next, and
of a node's r ranks one sends across. So a rank's average share across is 1/r of what it sends.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from engines.zero.modes import Mode, Move, Place, State
from engines.zero.partition import shard
from engines.zero.profiles import Profile
from engines.zero.setup import Setup

Exact = int | Fraction
"""Never rounded; fractions are slow, so what is whole is an int."""


class Sent(NamedTuple):
    """One collective's bytes, a rank's."""

    within: Exact
    across: Exact


class Traffic(NamedTuple):
    """Bytes that one rank sends in a step, on average over the ranks. Exact.

    `tensor` is tensor parallelism's part of `intra_node`; `pipeline` are the activations that pass
    from stage to stage, and their gradients, in either. `host` and `nvme` are what passes the
    rank's link to the host, in and out; what is on the NVMe passes both.
    """

    intra_node: Exact
    inter_node: Exact
    elements: Exact
    """Multiple of Ψ, for N -> infinity, as the papers have it."""
    tensor: int
    pipeline: Exact
    moves: tuple[Sent, ...]
    """Of each of the mode's moves, in their order."""
    host: int
    nvme: int


def traffic(setup: Setup, mode: Mode, profile: Profile) -> Traffic:
    moves = tuple(sent(setup, move, profile) for move in mode.moves)
    tensor, stages = tensor_traffic(setup), pipeline_traffic(setup)
    nvme = copied(setup, mode, profile, "nvme")
    return Traffic(
        intra_node=tensor + stages.within + sum(each.within for each in moves),
        inter_node=stages.across + sum(each.across for each in moves),
        elements=mode.elements(group_of(setup), setup.accumulation),
        tensor=tensor,
        pipeline=stages.within + stages.across,
        moves=moves,
        host=copied(setup, mode, profile, "host") + nvme,
        nvme=nvme,
    )


def group_of(setup: Setup) -> int:
    """Ranks of a MiCS group."""
    return setup.subgroup or setup.node_ranks


def sent(setup: Setup, move: Move, profile: Profile) -> Sent:
    """In a step, over all its micro-batches."""
    within, across = sent_once(setup, move, profile, setup.parameters)
    times = setup.accumulation if move.each else 1
    return Sent(within * times, across * times)


def sent_once(setup: Setup, move: Move, profile: Profile, whole: int) -> Sent:
    """For one micro-batch, where the whole has this many elements."""
    within: Exact = 0
    across: Exact = 0
    for ranks, node_ranks, elements in _rings(setup, move, whole):
        each = move.times * profile.moved * (ranks - 1) * shard(elements, ranks)
        crossing = Fraction(each, node_ranks) if ranks > node_ranks else 0
        within, across = within + each - crossing, across + crossing
    return Sent(within * move.share, across * move.share)


def _rings(setup: Setup, move: Move, whole: int) -> Iterator[tuple[int, int, int]]:
    """(ranks, how many of them are in one node, elements of all of them) of each ring."""
    ranks, node = setup.ranks, setup.node_ranks
    group = group_of(setup)
    match move.reach:
        case "ranks":
            yield ranks, node, whole
        case "node":
            yield node, node, whole
        case "group":
            yield group, min(group, node), whole
        case "groups":
            # The groups' ranks with the same shard: neighbours in the node, where groups are small.
            yield ranks // group, max(1, node // group), shard(whole, group)
        case "hops":
            yield node, node, whole
            yield ranks // node, 1, shard(whole, node)


def copied(setup: Setup, mode: Mode, profile: Profile, place: Place) -> int:
    """Bytes that one rank's shards weigh on their way from and to this place, in a step."""
    if not mode.copies:
        return 0
    size = shard(setup.parameters, setup.ranks)
    return sum(
        in_transit(profile, copy.what, size) * (setup.accumulation if copy.each else 1)
        for copy in mode.copies
        if copy.place == place
    )


def in_transit(profile: Profile, what: State, size: int) -> int:
    """Bytes of that many elements, as they are computed with and sent."""
    match what:
        case "parameters":
            return profile.parameters * size
        case "gradients":
            return profile.moved * size
    return ceil(profile.optimizer_bytes * size)


def tensor_traffic(setup: Setup) -> int:
    """Bytes that tensor parallelism sends in a step, a GPU's (Megatron-LM, arXiv 1909.08053).

    Two all-reduces of the activations in a block's forward pass, two in its backward pass, and two
    in the recomputation. Pa gathers the checkpoint, too (ZeRO, section 8).
    """
    degree, shape = setup.tensor, setup.model.shape
    if degree == 1 or shape is None:
        return 0
    tokens = setup.batch * setup.sequence * setup.accumulation
    layers = -(-shape.layers // setup.pipeline)
    reduces = 6 if setup.checkpointing == "full" else 4
    gathers = int(setup.partition_activations and setup.checkpointing == "full")
    parts = (2 * reduces + gathers) * (degree - 1)
    return parts * layers * shard(tokens * shape.hidden, degree) * 2


def pipeline_traffic(setup: Setup) -> Sent:
    """Activations forward and their gradients back, over each border of two stages.

    Each GPU of a tensor parallel group sends its part. Stages are neighbours in a node where there
    is room for several.
    """
    shape, stages = setup.model.shape, setup.pipeline
    if stages == 1 or shape is None:
        return Sent(0, 0)
    tokens = setup.batch * setup.sequence * setup.accumulation
    border = Fraction(2 * 2 * shard(tokens * shape.hidden, setup.tensor), stages)
    crossing = min(setup.nodes, stages) - 1
    return Sent(border * (stages - 1 - crossing), border * crossing)
