"""EleutherAI cookbook, calc/calc_transformer_mem.py (commit 827ee3b): training, not inference.

Its assumptions are kept: an embedding on either side, learned positions, and "checkpointing" that
keeps 34·s·b·h a layer, which others call selective (full recomputation keeps 2·s·b·h).
"""

from fractions import Fraction
from typing import NamedTuple

GIB = 1 << 30


class Case(NamedTuple):
    """The program's options and their defaults."""

    layers: int = 44
    hidden: int = 6144
    heads: int = 64
    vocabulary: int = 51200
    sequence: int = 2048
    batch: int = 1
    """Of one GPU."""
    expansion: Fraction | float = 4.0
    """Of the feed-forward part over `hidden`."""
    linears: int = 2
    """Matrices in a feed-forward part."""
    kv_ratio: Fraction | float = 1.0
    """Heads of keys and values for one of queries."""
    gpus: int = 1
    tensor: int = 1
    pipeline: int = 1
    stage: int = 1
    partition_activations: bool = False
    checkpointing: bool = False
    bucket: int = 500_000_000
    """Elements of the all-gather bucket."""
    live: int = 1_000_000_000
    """Parameters that stage 3 keeps gathered."""
    mixed_precision: bool = True
    low: int = 2
    high: int = 4
    """Bytes of an element in the two precisions."""
    gradient: int = 4
    """Bytes of a gradient."""
    optimizer: int = 12
    """Bytes a parameter: 12 for adamw, 8 for muon and sgd_momentum; in fp32 as well."""
    experts: int = 0
    expert_parallel: int = 1
    other: int = 0
    """GiB of a GPU that nobody can explain."""

    @property
    def width(self) -> int:
        """Bytes of a parameter."""
        return self.low if self.mixed_precision else self.high


class States(NamedTuple):
    """Bytes of one GPU."""

    model: Fraction
    gradients: Fraction
    optimizer: Fraction


class Memory(NamedTuple):
    """GiB of one GPU; `replica` is the sum for one copy of the model, over its GPUs."""

    activations: Fraction
    model: Fraction
    gradients: Fraction
    optimizer: Fraction
    communication: Fraction
    total: Fraction
    replica: Fraction


def _feed_forward(case: Case) -> Fraction:
    return case.linears * case.layers * case.hidden**2 * Fraction(case.expansion)


def _rest(case: Case) -> int:
    """What is not in the feed-forward parts; 8·h of norms and biases a layer."""
    embeddings = 2 * case.vocabulary * case.hidden + case.sequence * case.hidden
    norms = 8 * case.hidden * case.layers + 2 * case.hidden
    attention = int(2 * (1 + Fraction(case.kv_ratio)) * case.layers * case.hidden**2)
    return embeddings + norms + attention


def parameters(case: Case) -> Fraction:
    """All of them, with one expert; a fraction where `expansion` makes it one."""
    return _rest(case) + _feed_forward(case)


def held(case: Case) -> Fraction:
    """Parameters that a rank holds before anything but experts is cut."""
    here = Fraction(case.experts, case.expert_parallel) if case.experts else Fraction(1)
    return _rest(case) + here * _feed_forward(case)


def states(held: Fraction, case: Case) -> States:
    """Gradients and optimizer are not divided by tensor and pipeline parallelism, and stage 3
    divides by all GPUs what was divided by these already: its faults, kept.
    """
    gpus = case.gpus
    parts = case.tensor * case.pipeline * (gpus if case.stage == 3 else 1)
    return States(
        held * case.width / parts,
        held * case.gradient / (gpus if case.stage >= 2 else 1),
        held * case.optimizer / (gpus if case.stage >= 1 else 1),
    )


def communication(case: Case) -> int:
    """Bytes of buffers."""
    if case.gpus == 1 or case.stage == 0:
        return 0
    return (case.bucket + (case.live if case.stage == 3 else 0)) * case.width


def activations(case: Case) -> Fraction:
    """Bytes of all tensor-parallel GPUs together; every pipeline stage is thought to hold all."""
    each = Fraction(16 * case.low + 2)
    if not case.checkpointing:
        each += (2 * case.low + 1) * Fraction(case.heads * case.sequence, case.hidden)
    return case.sequence * case.batch * case.hidden * case.layers * each


def memory(case: Case) -> Memory:
    """What the program prints."""
    rank = held(case)
    whole = activations(case)
    parts = States(*(size / GIB for size in states(rank, case)))
    cut = whole / (case.tensor if case.partition_activations else 1) / GIB
    buffers = Fraction(communication(case), GIB)
    weights = parameters(case) * case.width  # its sum for a replica forgets the experts
    replica = (whole + weights + rank * (case.gradient + case.optimizer)) / GIB
    return Memory(
        cut,
        *parts,
        buffers,
        cut + sum(parts, buffers) + case.other,
        replica + case.other * case.gpus,
    )
