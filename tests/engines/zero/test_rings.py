"""Traffic against rings that are walked rank by rank, with every GPU in its node."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from engines.zero.communication import group_of, sent
from engines.zero.model import Model
from engines.zero.modes import MODES, Move
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup

PAPER = PROFILES["paper"]
SIZE = 10007  # a prime: nothing divides it


def rings(setup: Setup, reach: str) -> Iterator[tuple[list[int], int]]:
    """Data-parallel ranks in the order of their ring, and elements of all of them."""
    ranks, node, group = setup.ranks, setup.node_ranks, group_of(setup)
    whole = setup.parameters
    match reach:
        case "ranks":
            yield list(range(ranks)), whole
        case "node" | "group":
            size = node if reach == "node" else group
            for first in range(0, ranks, size):
                yield list(range(first, first + size)), whole
        case "groups":
            for first in range(group):
                yield list(range(first, ranks, group)), -(-whole // group)
        case "hops":
            yield from rings(setup, "node")
            for first in range(node):
                yield list(range(first, ranks, node)), -(-whole // node)


def walked(setup: Setup, move: Move) -> tuple[Fraction, Fraction]:
    """Bytes of a GPU on average, within its node and across: tensor parallel ranks are neighbours,
    then come data-parallel ones, then stages (Megatron's order)."""
    within = across = Fraction(0)
    for lane in range(setup.pipeline * setup.tensor):
        stage, tensor = divmod(lane, setup.tensor)
        first = stage * setup.ranks * setup.tensor + tensor
        for ring, whole in rings(setup, move.reach):
            each = move.times * move.share * PAPER.moved * (len(ring) - 1) * -(-whole // len(ring))
            nodes = [(first + rank * setup.tensor) // setup.gpus_per_node for rank in ring]
            crossing = sum(a != b for a, b in zip(nodes, nodes[1:] + nodes[:1], strict=True))
            within += each * (len(ring) - crossing)
            across += each * crossing
    return within / setup.gpus, across / setup.gpus


def setups() -> Iterator[Setup]:
    for node in (1, 2, 4, 6, 8):
        for gpus in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48):
            for tensor in (1, 2, 3, 8):
                for pipeline in (1, 2, 3):
                    for subgroup in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24):
                        try:
                            yield Setup(
                                Model("any", SIZE),
                                gpus=gpus,
                                gpus_per_node=node,
                                tensor=tensor,
                                pipeline=pipeline,
                                subgroup=subgroup,
                            )
                        except ValueError:
                            continue


@pytest.mark.parametrize("key", MODES)
def test_what_is_sent_is_what_rings_send_rank_by_rank(key):
    asked = [each for each in setups() if key == "mics" or not each.subgroup]
    assert len(asked) > 100
    for setup in asked:
        stage = setup.ranks * setup.tensor
        even = stage % setup.gpus_per_node == 0 or setup.gpus_per_node % stage == 0
        for move in MODES[key].moves:
            found, (within, across) = sent(setup, move, PAPER), walked(setup, move)
            assert found.within + found.across == within + across
            if even:
                assert (found.within, found.across) == (within, across), (setup, move)
            else:  # stages share nodes: what crosses is an upper bound
                assert found.across >= across, (setup, move)
