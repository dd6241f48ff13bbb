"""What is asked of the planner: a model, its training, and the machines."""

from math import gcd
from typing import Literal

import msgspec

from engines.marking import N_
from engines.zero.model import Model

Checkpointing = Literal["none", "selective", "full"]

MOST_GPUS = 1 << 20

LONGEST_NAME = 100
"""Characters of a GPU's, a network's or a profile's name."""

LEAST_EFFICIENCY = 1e-6
"""Below it times grow towards what a float cannot hold."""


def usual_node(gpus: int) -> int:
    """GPUs of a node where nobody said: 8, or fewer where that leaves no node half empty."""
    return 8 if gpus <= 8 else gcd(gpus, 8)


class Setup(msgspec.Struct, frozen=True):
    """`batch` and `sequence` are of one GPU's micro-batch, `accumulation` micro-batches are a step.

    `memory` overrides what the `gpu` has, in bytes; `host_memory` and `nvme` are a node's, 0 where
    nobody said. Raises ValueError, which names the field.
    """

    model: Model
    gpus: int = 8
    gpus_per_node: int = 8
    gpu: str = "a100-80gb"
    network: str = ""
    """Between nodes; the GPU's usual one without."""
    profile: str = "paper"
    batch: int = 1
    sequence: int = 2048
    accumulation: int = 1
    checkpointing: Checkpointing = "full"
    flash: bool = True
    """Attention that keeps no scores of s x s."""
    tensor: int = 1
    sequence_parallel: bool = False
    pipeline: int = 1
    partition_activations: bool = False
    """ZeRO-R Pa: every GPU of a tensor-parallel group keeps its part of the checkpoints."""
    activations_on_host: bool = False
    """ZeRO-R Pa+cpu."""
    constant_buffers: bool = True
    """ZeRO-R CB; without it, buffers are as large as the model."""
    bucket: int = 500_000_000
    """Elements of such a buffer (DeepSpeed's reduce_bucket_size)."""
    defragmentation: bool = True
    """ZeRO-R MD."""
    subgroup: int = 0
    """GPUs that share one copy in the MiCS mode; a node's without."""
    memory: int = 0
    host_memory: int = 0
    nvme: int = 0
    efficiency: float = 0.5
    """Of the GPU's peak that its kernels reach."""
    overlap: float = 0.0
    """Share of the traffic that computing can hide, as long as it lasts."""

    def __post_init__(self) -> None:
        one_to = {
            "gpus": MOST_GPUS,
            "gpus_per_node": 1024,
            "batch": 1 << 20,
            "sequence": 1 << 24,
            "accumulation": 1 << 20,
            "tensor": 1024,
            "pipeline": 1024,
            "bucket": 10**12,
        }
        for field, most in one_to.items():
            if not 1 <= getattr(self, field) <= most:
                raise ValueError(N_("{field} is 1 to {most}").format(field=field, most=most))
        for field in ("memory", "host_memory", "nvme", "subgroup"):
            if not 0 <= getattr(self, field) <= 10**18:
                raise ValueError(N_("{field} is 0 to 10^18").format(field=field))
        for field in ("gpu", "network", "profile"):
            if len(getattr(self, field)) > LONGEST_NAME:
                says = N_("{field} is a name of at most {most} characters")
                raise ValueError(says.format(field=field, most=LONGEST_NAME))
        if not LEAST_EFFICIENCY <= self.efficiency <= 1:
            says = N_("efficiency is {least} to 1")
            raise ValueError(says.format(least=f"{LEAST_EFFICIENCY:f}"))
        if not 0 <= self.overlap <= 1:
            raise ValueError(N_("overlap is 0 to 1"))
        if self.gpus % (self.tensor * self.pipeline):
            raise ValueError(N_("gpus are a multiple of tensor times pipeline"))
        if self.gpus > self.gpus_per_node and self.gpus % self.gpus_per_node:
            raise ValueError(N_("gpus are whole nodes of gpus_per_node"))
        if min(self.gpus, self.gpus_per_node) % self.tensor:
            raise ValueError(N_("tensor divides the GPUs of a node"))
        if self.subgroup and self.ranks % self.subgroup:
            raise ValueError(N_("subgroup divides the data-parallel ranks"))
        if self.subgroup and self.subgroup % self.node_ranks and self.node_ranks % self.subgroup:
            # Some groups would lie across two nodes and others in one.
            says = N_("subgroup is a part of a node's data-parallel ranks, or whole nodes")
            raise ValueError(says)
        if self.model.shape and self.pipeline > self.model.shape.layers:
            says = N_("pipeline is at most the model's layers, {layers}")
            raise ValueError(says.format(layers=f"{self.model.shape.layers:,}"))

    @property
    def ranks(self) -> int:
        """Data-parallel ranks: N of the papers."""
        return self.gpus // (self.tensor * self.pipeline)

    @property
    def nodes(self) -> int:
        return max(1, self.gpus // self.gpus_per_node)

    @property
    def parameters(self) -> int:
        """Ψ of one data-parallel rank: its part of the model.

        Stages have equal parts; in a pipeline cut by layers the one with the embedding has more.
        """
        parts = self.tensor * self.pipeline
        return -(-self.model.parameters // parts)

    @property
    def node_ranks(self) -> int:
        """Data-parallel ranks that are neighbours in a node.

        Where a pipeline's stages end within a node, what every node has of each: a lower bound, and
        what is said to cross nodes is then an upper one.
        """
        return gcd(self.ranks, min(self.gpus, self.gpus_per_node) // self.tensor)
