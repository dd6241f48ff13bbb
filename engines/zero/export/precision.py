"""What a setup computes, keeps and sends numbers in, as DeepSpeed and FSDP2 need to be told."""

from typing import Literal, NamedTuple

from engines import wire
from engines.marking import N_
from engines.zero import machines
from engines.zero.profiles import MASTER, profile
from engines.zero.setup import Setup

Dtype = Literal["bf16", "fp16", "fp32"]

TORCH = {"bf16": "bfloat16", "fp16": "float16", "fp32": "float32"}
"""PyTorch's names."""

WITHOUT_BF16 = ("v100-16gb", "v100-32gb", "t4")
"""GPUs older than Ampere: their matrix units take fp16 alone."""


class Precision(NamedTuple):
    """`master`: an fp32 copy of 16-bit parameters is kept. `eight_bit`: the moments have 8 bits."""

    computed: Dtype
    accumulated: Dtype
    """Gradients over the micro-batches."""
    sent: Dtype
    master: bool
    eight_bit: bool

    @property
    def pure(self) -> bool:
        """16 bits throughout."""
        return self.computed != "fp32" and not self.master


def precision(setup: Setup) -> Precision:
    """Raises EngineError for a GPU or a profile that is none, or where they do not go together."""
    accounting, gpu = profile(setup.profile), machines.gpu(setup.gpu)
    kept = dict(accounting.optimizer)
    half: Dtype = "fp16" if gpu.name in WITHOUT_BF16 else "bf16"
    computed: Dtype = "fp32" if accounting.parameters == 4 else half
    found = Precision(
        computed,
        computed if accounting.gradients == 2 else "fp32",
        computed if accounting.moved == 2 else "fp32",
        MASTER in kept,
        "scales" in kept,
    )
    if found.pure and half == "fp16":
        raise wire.EngineError(
            "This GPU has no bf16, and fp16 does not train without an fp32 copy.",
            N_("{gpu}, profile {name}").format(gpu=gpu.title, name=accounting.name),
            "zerodeck zero export --profile paper",
        )
    return found
