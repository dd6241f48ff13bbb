"""The ZeRO paper (arXiv 1910.02054): its formulas, and its tables as they are printed.

GB is 1e9 here. The tables round small numbers to three digits but cut large ones off: compare exact
values, and show `table_1_cell` and `table_2_cell` where the paper's own print is wanted.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from engines.zero import partition
from engines.zero.profiles import PROFILES, Profile

PAPER = PROFILES["paper"]

GB = 10**9
V100 = 32 * GB
"""The memory that Table 2 fills."""

TABLE_2_RANKS = 64
"""Data-parallel ranks in every row of Table 2."""

STAGES = ("baseline", "Pos", "Pos+g", "Pos+g+p")

FIGURE_1: Mapping[int, str] = MappingProxyType({0: "120", 1: "31.4", 2: "16.6", 3: "1.9"})
"""By stage, in GB: 7.5B parameters on 64 GPUs."""

TABLE_1: Mapping[int, tuple[tuple[str, str, str], ...]] = MappingProxyType(
    {
        1: (("120",) * 3, ("2048",) * 3, ("16000",) * 3),
        4: (("52.5", "41.3", "30"), ("896", "704", "512"), ("7000", "5500", "4000")),
        16: (("35.6", "21.6", "7.5"), ("608", "368", "128"), ("4750", "2875", "1000")),
        64: (("31.4", "16.6", "1.88"), ("536", "284", "32"), ("4187", "2218", "250")),
    }
)
"""By ranks; in GB of a GPU, stages 1 to 3 of each of `TABLE_1_MODELS`."""

TABLE_1_MODELS = (7_500_000_000, 128 * GB, 1000 * GB)

TABLE_2: Mapping[int, tuple[str, str, str, str]] = MappingProxyType(
    {
        1: ("2B", "7.6B", "14.4B", "128B"),
        2: ("4B", "15.2B", "28.8B", "256B"),
        4: ("8B", "30.4B", "57.6B", "0.5T"),
        8: ("16B", "60.8B", "115.2B", "1T"),
        16: ("32B", "121.6B", "230.4B", "2T"),
    }
)
"""By degree of model parallelism; the largest model in theory, stages 0 to 3."""

MEASURED: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        1: ("1.3B", "6.2B"),
        2: ("2.5B", "12.5B"),
        4: ("5B", "25B"),
        8: ("10B", "50B"),
        16: ("20B", "100B"),
    }
)
"""Table 2, last columns: what they trained, without ZeRO and with stage 1; no formula gives it."""


def model_states(parameters: int, ranks: int, stage: int, profile: Profile = PAPER) -> Fraction:
    """Bytes of one rank, with the padding that makes all shards equal (section 5)."""
    part = partition.shard(parameters, ranks)
    return Fraction(
        profile.parameters * (part if stage >= 3 else parameters)
        + profile.gradient_bytes(stage) * (part if stage >= 2 else parameters)
        + profile.optimizer_bytes * (part if stage >= 1 else parameters)
    )


def largest_model(
    memory: int,
    ranks: int,
    stage: int,
    model_parallel: int = 1,
    profile: Profile = PAPER,
) -> int:
    """Parameters of which nothing but the states fits `memory` bytes a GPU; padding left out."""
    per_parameter = model_states(ranks, ranks, stage, profile) / ranks
    return math.floor(memory * model_parallel / per_parameter)


def traffic(parameters: int, stage: int) -> int:
    """Elements that a rank sends in a step, as the paper counts: for many ranks (section 7)."""
    return parameters * (3 if stage == 3 else 2)


def ring_traffic(parameters: int, ranks: int, stage: int) -> Fraction:
    """Elements that a rank really sends in a step, on a ring: (N - 1) / N of `traffic`."""
    return traffic(parameters, stage) * Fraction(ranks - 1, ranks)


def activations(hidden: int, layers: int, batch: int, sequence: int) -> int:
    """Elements, without checkpointing; a rule of thumb (section 3.2, footnote)."""
    return 12 * hidden * layers * batch * sequence


def checkpoints(hidden: int, layers: int, batch: int, sequence: int) -> int:
    """Elements, one checkpoint a block (section 6.1)."""
    return hidden * layers * batch * sequence


def partitioning_share() -> Fraction:
    """What Pa adds to the traffic of model parallelism (section 8): b·s·h on 12·b·s·h a block."""
    return Fraction(1, 12)


def rounded(value: Fraction, digits: int) -> str:
    """With at most so many decimals; a half goes up, as the paper has it (41.25 is 41.3)."""
    scaled = math.floor(value * 10**digits + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**digits)
    return f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".") if digits else str(whole)


def table_1_cell(size: Fraction) -> str:
    """Bytes as Table 1 prints them, in GB: three digits, but what is above 100 is cut off."""
    gigabytes = size / GB
    if gigabytes >= 100:
        return str(math.floor(gigabytes))
    return rounded(gigabytes, 1 if gigabytes >= 10 else 2)


def table_2_cell(model_parallel: int, stage: int) -> str:
    """As Table 2 prints it: the first row, rounded to 0.1B, times the model parallelism."""
    first = largest_model(V100, TABLE_2_RANKS, stage)
    billions = Fraction(rounded(Fraction(first, GB), 1)) * model_parallel
    if billions >= 500:
        return f"{rounded(billions / 1000, 1)}T"
    return f"{rounded(billions, 1)}B"
