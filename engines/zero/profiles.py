"""How many bytes a parameter costs: the accountings that papers and programs use.

They disagree (16, 18 and 20 bytes for what is called the same), so every table says whose it is.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from engines import wire
from engines.marking import N_

BLOCK = 256
"""Elements that share one scale in an 8-bit optimizer (bitsandbytes, blockwise)."""


class Profile(NamedTuple):
    """Bytes a parameter. `moved` is what one element weighs on the wire.

    `gradients_stage3` is set where an accounting counts other gradients once parameters are cut.
    """

    name: str
    title: str
    parameters: int
    gradients: int
    optimizer: tuple[tuple[str, Fraction], ...]
    """What the optimizer keeps, by name."""
    source: str
    moved: int = 2
    gradients_stage3: int | None = None

    @property
    def optimizer_bytes(self) -> int | Fraction:
        return _whole(self.optimizer)

    def gradient_bytes(self, stage: int) -> int:
        if stage == 3 and self.gradients_stage3 is not None:
            return self.gradients_stage3
        return self.gradients

    def whole(self, stage: int = 0) -> int | Fraction:
        """All that a parameter costs on one GPU alone."""
        return self.parameters + self.gradient_bytes(stage) + self.optimizer_bytes


@cache
def _whole(parts: tuple[tuple[str, Fraction], ...]) -> int | Fraction:
    """Their sum: an int where it is one, as tables of thousands of rows are made with it."""
    total = sum((size for _, size in parts), Fraction(0))
    return total.numerator if total.denominator == 1 else total


MASTER, MOMENTUM, VARIANCE = "fp32 parameters", "momentum", "variance"

ADAM = ((MASTER, Fraction(4)), (MOMENTUM, Fraction(4)), (VARIANCE, Fraction(4)))
ADAM_8BIT = (
    (MASTER, Fraction(4)),
    (MOMENTUM, Fraction(1)),
    (VARIANCE, Fraction(1)),
    ("scales", Fraction(2 * 4, BLOCK)),
)

_ALL = (
    Profile("paper", "2 + 2 + 12", 2, 2, ADAM, "ZeRO (arXiv 1910.02054), section 3.1"),
    Profile(
        "deepspeed",
        N_("2 + 6 + 12; stage 3: 2 + 4 + 12"),
        2,
        6,
        ADAM,
        "DeepSpeed 0.19.8, estimate_zero2_ and estimate_zero3_model_states_mem_needs: "
        "fp16 and fp32 gradients, and in stage 3 the fp32 ones alone",
        gradients_stage3=4,
    ),
    Profile("cookbook", "2 + 4 + 12", 2, 4, ADAM, "EleutherAI cookbook, calc_transformer_mem.py"),
    Profile(
        "fsdp2-fp32",
        "4 + 4 + 8",
        4,
        4,
        ((MOMENTUM, Fraction(4)), (VARIANCE, Fraction(4))),
        "PyTorch fully_shard: fp32 shards, Adam in fp32",
        moved=4,
    ),
    Profile(
        "bf16-pure",
        "2 + 2 + 4",
        2,
        2,
        ((MOMENTUM, Fraction(2)), (VARIANCE, Fraction(2))),
        "everything in bf16, no fp32 copy",
    ),
    Profile(
        "adam-8bit",
        "2 + 2 + 6 1/32",
        2,
        2,
        ADAM_8BIT,
        "bitsandbytes: 8-bit moments (arXiv 2110.02861), a scale of 4 bytes per 256",
    ),
    Profile(
        "bf16-8bit",
        "2 + 2 + 2 1/32",
        2,
        2,
        ADAM_8BIT[1:],
        "bf16 without a copy, 8-bit moments (arXiv 2110.02861)",
    ),
)

PROFILES: Mapping[str, Profile] = MappingProxyType({profile.name: profile for profile in _ALL})


def profile(name: str) -> Profile:
    """Raises EngineError for a name that is none."""
    try:
        return PROFILES[name]
    except KeyError:
        raise wire.EngineError(
            "There is no such accounting profile.",
            N_("{name}; there are {known}").format(name=repr(name), known=", ".join(PROFILES)),
            "zerodeck zero plan --profile paper",
        ) from None
