"""ZeRO++ (arXiv 2306.10209): traffic between nodes, and what it costs in memory.

A volume of 1 is M, the size of the fp16 model in bytes.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from engines.zero.anchors import paper

BLOCK = 256
"""Elements that share one scale."""


class Flags(NamedTuple):
    """qwZ: weights gathered in int8. hpZ: a second copy of them in every node, for the backward
    pass. qgZ: gradients reduced in int4.
    """

    qwz: bool = False
    hpz: bool = False
    qgz: bool = False


class Volume(NamedTuple):
    """Between nodes, in M."""

    forward: Fraction
    backward: Fraction
    scatter: Fraction

    @property
    def total(self) -> Fraction:
        return self.forward + self.backward + self.scatter


ROWS: Mapping[str, Flags] = MappingProxyType(
    {
        "ZeRO-3": Flags(),
        "qwZ": Flags(qwz=True),
        "hpZ": Flags(hpz=True),
        "qgZ": Flags(qgz=True),
        "ZeRO++": Flags(True, True, True),
    }
)


def volume(flags: Flags) -> Volume:
    """Scales left out, as in the paper: `scale_overhead` says how much they are.

    qwZ quantizes both gathers, as DeepSpeed does; with hpZ the backward one stays in its node.
    """
    gather = Fraction(1, 2) if flags.qwz else Fraction(1)
    return Volume(
        gather,
        Fraction(0) if flags.hpz else gather,
        Fraction(1, 4) if flags.qgz else Fraction(1),
    )


def scale_overhead(bits: int, scale: int, block: int = BLOCK) -> Fraction:
    """Scales of so many bytes over the integers they belong to; int8 has 2, int4 has 4 a block."""
    return Fraction(scale * 8, bits * block)


def hpz_factor(gpus: int, gpus_per_node: int, both_copies: bool = False) -> Fraction:
    """Model states with hpZ over those of ZeRO-3 on as many GPUs.

    The paper's 8.9 counts the parameters once, as the node's copy; `both_copies` counts the shards
    of the first as well.
    """
    alone = paper.model_states(gpus, gpus, 3) / gpus
    second = Fraction(paper.PAPER.parameters, gpus_per_node)
    first = 0 if both_copies else Fraction(paper.PAPER.parameters, gpus)
    return (alone - first + second) / alone


def mics_factor(gpus: int, group: int) -> Fraction:
    """Model states with MiCS, which cuts them within a group alone, over those of ZeRO-3."""
    return Fraction(gpus, group)
