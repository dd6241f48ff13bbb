"""Setups for the tests of exports."""

from math import gcd

from hypothesis import assume
from hypothesis import strategies as st

from engines.zero.model import Model, Shape
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup

LLAMA = Model(
    "llama-2-7b",
    6_738_415_616,
    Shape(32, 4096, 32, vocabulary=32000, sequence=4096, intermediate=11008, gated=True),
    largest=131_072_000,
    block=202_383_360,
)
TWO_NODES = Setup(LLAMA, gpus=16, batch=4, accumulation=8)
BARE = Model("7b", 7 * 10**9)

GPUS = ("v100", "t4", "a100", "h100", "mi300x", "rtx-4090")


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    """Any that is a Setup: whole nodes, parts that divide."""
    tensor = draw(st.sampled_from([1, 2, 4]))
    pipeline = draw(st.sampled_from([1, 1, 1, 2]))
    node = tensor * draw(st.integers(1, 8))
    nodes = pipeline * draw(st.integers(1, 6))
    gpus = node * nodes
    ranks = gpus // (tensor * pipeline)
    assume(gpus <= 1 << 20)
    layers, hidden = draw(st.integers(pipeline, 100)), draw(st.integers(1, 20_000))
    parameters = draw(st.integers(1, 10**12))
    shape = draw(st.sampled_from([None, Shape(layers, hidden, 1)]))
    most = draw(st.integers(0, parameters)) if shape else 0
    return Setup(
        Model("any", parameters, shape, largest=most, block=most),
        gpus=gpus,
        gpus_per_node=node,
        gpu=draw(st.sampled_from(GPUS)),
        profile=draw(st.sampled_from(sorted(PROFILES))),
        batch=draw(st.integers(1, 1 << 20)),
        accumulation=draw(st.integers(1, 1 << 20)),
        checkpointing=draw(st.sampled_from(["none", "selective", "full"])),
        tensor=tensor,
        pipeline=pipeline,
        partition_activations=draw(st.booleans()),
        activations_on_host=draw(st.booleans()),
        constant_buffers=draw(st.booleans()),
        bucket=draw(st.integers(1, 10**12)),
        defragmentation=draw(st.booleans()),
        subgroup=draw(st.sampled_from([0, *_groups(ranks, gcd(ranks, node // tensor))])),
    )


def _groups(ranks: int, node_ranks: int) -> list[int]:
    """Sizes of a MiCS group: parts of a node's ranks, or those of whole nodes."""
    sizes = [n for n in range(1, ranks + 1) if ranks % n == 0]
    return [n for n in sizes if n % node_ranks == 0 or node_ranks % n == 0]
