"""What the events of a step are called. Their fields are {unit}, {units} and {earlier}."""

from collections.abc import Mapping
from types import MappingProxyType

from engines.wire import N_
from engines.zero.modes import Collective, Copy, Move, Place, Reach, State
from engines.zero.schedule import Event

REST = N_("At rest, between two steps")
EARLIER = N_("The micro-batches before the last one ({earlier}) went the way that it goes now")
FORWARD = N_("Forward: unit {unit} of {units} is computed")
BACKWARD = N_("Backward: the gradients of unit {unit} of {units} are computed")
UPDATE = N_("Update: unit {unit}, every rank its own shard")
UPDATE_WHOLE = N_("Update: unit {unit}, every rank all of it")
FREE = N_("Unit {unit}: the GPU frees what is kept elsewhere")
ALL_FREE = N_("The gradients are used up and freed")

MOVES: Mapping[tuple[Collective, Reach, bool], str] = MappingProxyType(
    {
        ("all_gather", "ranks", False): N_("All-gather: the parameters of unit {unit}"),
        ("all_gather", "ranks", True): N_(
            "All-gather: the parameters of unit {unit}, quantized to 8 bits"
        ),
        ("all_gather", "node", False): N_(
            "All-gather within the node: the parameters of unit {unit}, from the second copy"
        ),
        ("all_gather", "node", True): N_(
            "All-gather within the node: the parameters of unit {unit}, from the second copy, "
            "quantized to 8 bits"
        ),
        ("all_gather", "group", False): N_(
            "All-gather within the group: the parameters of unit {unit}"
        ),
        ("reduce_scatter", "ranks", False): N_(
            "Reduce-scatter: the gradients of unit {unit}, to every rank its shard"
        ),
        ("reduce_scatter", "group", False): N_(
            "Reduce-scatter within the group: the gradients of unit {unit}"
        ),
        ("reduce_scatter", "hops", True): N_(
            "Reduce-scatter in two hops: the gradients of unit {unit}, quantized to 4 bits"
        ),
        ("all_reduce", "ranks", False): N_("All-reduce: the gradients of unit {unit}"),
        ("all_reduce", "groups", False): N_(
            "All-reduce across the groups: the gradients of unit {unit}, shard by shard"
        ),
    }
)
"""By collective, who takes part, and whether it is quantized."""

COPIES: Mapping[tuple[State, Place, bool], str] = MappingProxyType(
    {
        ("parameters", "host", False): N_("Unit {unit}: parameters from host memory to the GPU"),
        ("parameters", "nvme", False): N_("Unit {unit}: parameters from NVMe to the GPU"),
        ("parameters", "nvme", True): N_("Unit {unit}: new parameters to NVMe"),
        ("gradients", "host", True): N_("Unit {unit}: gradients to host memory"),
        ("gradients", "nvme", True): N_("Unit {unit}: gradients to NVMe"),
        ("gradients", "nvme", False): N_("Unit {unit}: gradients from NVMe"),
        ("optimizer", "nvme", False): N_("Unit {unit}: optimizer states from NVMe"),
        ("optimizer", "nvme", True): N_("Unit {unit}: optimizer states back to NVMe"),
    }
)
"""By what it is, its place, and whether it leaves the GPU."""


def caption(event: Event, *, shared: bool) -> str:
    """`shared`: the optimizer states are cut among ranks."""
    match event.running:
        case Move() as move:
            return MOVES[move.collective, move.reach, move.share < 1]
        case Copy() as copy:
            return COPIES[copy.what, copy.place, copy.out]
    match event.action:
        case "earlier":
            return EARLIER
        case "compute":
            return FORWARD if event.phase == "forward" else BACKWARD
        case "update":
            return UPDATE if shared else UPDATE_WHOLE
        case "free":
            return ALL_FREE if event.unit is None else FREE
    return REST
