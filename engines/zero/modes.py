"""The ways to share a model's training out: what is cut, where it lives, and what moves when.

Everything else (table, traffic, animation, explanations) is computed from these rows.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

Place = Literal["gpu", "host", "nvme"]
Cut = Literal["whole", "ranks", "group"]
"""Every rank has it whole, or it is cut among all ranks, or among those of a MiCS group."""
State = Literal["parameters", "gradients", "optimizer"]
Phase = Literal["forward", "backward", "update"]
Collective = Literal["all_reduce", "all_gather", "reduce_scatter"]
Reach = Literal["ranks", "node", "group", "groups", "hops"]
"""Who takes part: all ranks; those of a node; those of a MiCS group; one of every group; or all, in
two hops, first within the node and then across (qgZ)."""


class Held(NamedTuple):
    cut: Cut
    place: Place = "gpu"


class Move(NamedTuple):
    """One collective over Ψ elements. `share` is what an element weighs, 1 as it is computed with.

    `each`: for every micro-batch, not once a step.
    """

    phase: Phase
    collective: Collective
    what: State
    reach: Reach = "ranks"
    share: int | Fraction = 1
    each: bool = True

    @property
    def times(self) -> int:
        """How often each element is sent: an all-reduce is a reduce-scatter and an all-gather."""
        return 2 if self.collective == "all_reduce" else 1


class Copy(NamedTuple):
    """A rank's shard of `what` on its way from or to the host's memory or its NVMe."""

    phase: Phase
    what: State
    place: Place
    out: bool
    """Off the GPU, not onto it."""
    each: bool = True


class Mode(NamedTuple):
    key: str
    title: str
    stage: int
    parameters: Held
    gradients: Held
    optimizer: Held
    moves: tuple[Move, ...]
    source: str
    copies: tuple[Copy, ...] = ()
    secondary: bool = False
    """hpZ: a second copy of the parameters, cut among the ranks of the node alone."""

    @property
    def states(self) -> dict[State, Held]:
        return {
            "parameters": self.parameters,
            "gradients": self.gradients,
            "optimizer": self.optimizer,
        }

    def elements(self, group: int = 1, micro_batches: int = 1) -> int | Fraction:
        """Multiple of Ψ that a rank sends in a step, for N -> infinity, as the mode's paper counts.

        ZeRO++ counts what crosses nodes. `group` is a MiCS group's size.
        """
        return sum(weight(move, group) * (micro_batches if move.each else 1) for move in self.moves)


def weight(move: Move, group: int) -> int | Fraction:
    """Its part of `Mode.elements`."""
    match move.reach:
        case "node":
            return 0
        case "groups":
            return Fraction(move.times * move.share, group)
    return move.times * move.share


WHOLE, RANKS, GROUP = Held("whole"), Held("ranks"), Held("group")
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

DP = "ZeRO (arXiv 1910.02054), sections 5 and 7"
OFFLOAD = "ZeRO-Offload (arXiv 2101.06840), sections 3 and 4"
INFINITY = "ZeRO-Infinity (arXiv 2104.07857), sections 5 and 6"
PLUS = "ZeRO++ (arXiv 2306.10209), section 3 and table 2"
MICS = "MiCS (arXiv 2205.00119), section 3"
FSDP = "PyTorch, fully_shard with reshard_after_forward=True"

_GATHER = Move("update", "all_gather", "parameters", each=False)
_GATHERS = (
    Move("forward", "all_gather", "parameters"),
    Move("backward", "all_gather", "parameters"),
)
_SCATTER = Move("backward", "reduce_scatter", "gradients")


def _plus(
    key: str, title: str, *, weights: bool = False, local: bool = False, gradients: bool = False
) -> Mode:
    """`weights`: qwZ, `local`: hpZ, `gradients`: qgZ."""
    share = HALF if weights else 1
    return Mode(
        key,
        title,
        3,
        RANKS,
        RANKS,
        RANKS,
        (
            Move("forward", "all_gather", "parameters", "ranks", share),
            Move("backward", "all_gather", "parameters", "node" if local else "ranks", share),
            Move("backward", "reduce_scatter", "gradients", "hops", QUARTER)
            if gradients
            else _SCATTER,
        ),
        PLUS,
        secondary=local,
    )


_ALL = (
    Mode(
        "ddp",
        "DDP",
        0,
        WHOLE,
        WHOLE,
        WHOLE,
        (Move("backward", "all_reduce", "gradients", each=False),),
        DP,
    ),
    Mode("zero1", "ZeRO-1", 1, WHOLE, WHOLE, RANKS, (_SCATTER._replace(each=False), _GATHER), DP),
    Mode("zero2", "ZeRO-2", 2, WHOLE, RANKS, RANKS, (_SCATTER, _GATHER), DP),
    Mode("zero3", "ZeRO-3", 3, RANKS, RANKS, RANKS, (*_GATHERS, _SCATTER), DP),
    Mode(
        "offload",
        "ZeRO-Offload",
        2,
        WHOLE,
        Held("ranks", "host"),
        Held("ranks", "host"),
        (_SCATTER, _GATHER),
        OFFLOAD,
        (
            Copy("backward", "gradients", "host", out=True),
            Copy("update", "parameters", "host", out=False, each=False),
        ),
    ),
    Mode(
        "zero3_offload",
        "ZeRO-3 offload",
        3,
        RANKS,
        Held("ranks", "host"),
        Held("ranks", "host"),
        (*_GATHERS, _SCATTER),
        OFFLOAD,
        (
            Copy("backward", "gradients", "host", out=True),
            Copy("update", "parameters", "host", out=False, each=False),
        ),
    ),
    Mode(
        "infinity",
        "Infinity, CPU",
        3,
        Held("ranks", "host"),
        Held("ranks", "host"),
        Held("ranks", "host"),
        (*_GATHERS, _SCATTER),
        INFINITY,
        (
            Copy("forward", "parameters", "host", out=False),
            Copy("backward", "parameters", "host", out=False),
            Copy("backward", "gradients", "host", out=True),
        ),
    ),
    Mode(
        "infinity_nvme",
        "Infinity, NVMe",
        3,
        Held("ranks", "nvme"),
        Held("ranks", "nvme"),
        Held("ranks", "nvme"),
        (*_GATHERS, _SCATTER),
        INFINITY,
        (
            Copy("forward", "parameters", "nvme", out=False),
            Copy("backward", "parameters", "nvme", out=False),
            Copy("backward", "gradients", "nvme", out=True),
            Copy("update", "gradients", "nvme", out=False, each=False),
            Copy("update", "optimizer", "nvme", out=False, each=False),
            Copy("update", "optimizer", "nvme", out=True, each=False),
            Copy("update", "parameters", "nvme", out=True, each=False),
        ),
    ),
    _plus("zeropp", "ZeRO++", weights=True, local=True, gradients=True),
    _plus("zeropp_qwz", "ZeRO++ qwZ", weights=True),
    _plus("zeropp_hpz", "ZeRO++ hpZ", local=True),
    _plus("zeropp_qgz", "ZeRO++ qgZ", gradients=True),
    Mode(
        "mics",
        "MiCS",
        3,
        GROUP,
        GROUP,
        GROUP,
        (
            Move("forward", "all_gather", "parameters", "group"),
            Move("backward", "all_gather", "parameters", "group"),
            Move("backward", "reduce_scatter", "gradients", "group"),
            Move("backward", "all_reduce", "gradients", "groups", each=False),
        ),
        MICS,
    ),
    Mode("fsdp2", "FSDP2", 3, RANKS, RANKS, RANKS, (*_GATHERS, _SCATTER), FSDP),
)

MODES: Mapping[str, Mode] = MappingProxyType({mode.key: mode for mode in _ALL})
STAGES = tuple(MODES[key] for key in ("ddp", "zero1", "zero2", "zero3"))
