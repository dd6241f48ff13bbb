"""The comparison table: what every mode costs a GPU, its node and its links, and what fits."""

from collections.abc import Iterable
from typing import NamedTuple

from engines.zero import machines
from engines.zero.activations import Activations, activations
from engines.zero.buffers import Buffers, buffers
from engines.zero.communication import Traffic, traffic
from engines.zero.machines import Gpu, Network
from engines.zero.modes import MODES, Mode
from engines.zero.profiles import Profile, profile
from engines.zero.setup import Setup
from engines.zero.states import States, states
from engines.zero.timing import Time, model_flops, time, tokens


class Row(NamedTuple):
    """One mode. Bytes on one GPU; `host` and `nvme` are a node's.

    `activations` is None where the model's shape is unknown; then they are not in `total`.
    """

    mode: Mode
    states: States
    activations: Activations | None
    buffers: Buffers
    host: int
    nvme: int
    traffic: Traffic
    time: Time
    capacity: int
    """What a GPU has, in bytes."""
    fits: bool

    @property
    def total(self) -> int:
        kept = self.activations.total if self.activations else 0
        return self.states.total + kept + self.buffers.total

    @property
    def free(self) -> int:
        """Bytes left on the GPU, negative where they are missing."""
        return self.capacity - self.total


class Plan(NamedTuple):
    setup: Setup
    profile: Profile
    gpu: Gpu
    network: Network
    rows: dict[str, Row]

    @property
    def capacity(self) -> int:
        return self.setup.memory or self.gpu.memory

    def tokens_per_second(self, row: Row) -> float:
        """Of all GPUs together."""
        return tokens(self.setup) * self.setup.ranks / row.time.total

    def utilization(self, row: Row) -> float:
        """Model FLOPs utilization: useful FLOPs of the peak's, 0 to 1."""
        parts = self.setup.tensor * self.setup.pipeline
        return model_flops(self.setup) / parts / row.time.total / self.gpu.peak


def plan(setup: Setup, modes: Iterable[Mode] = MODES.values()) -> Plan:
    """Raises EngineError for a GPU, a network or a profile that nobody knows."""
    accounting, gpu = profile(setup.profile), machines.gpu(setup.gpu)
    network = machines.network(setup.network or gpu.network)
    kept = activations(setup)
    rows = {mode.key: row(setup, mode, accounting, gpu, network, kept) for mode in modes}
    return Plan(setup, accounting, gpu, network, rows)


def row(
    setup: Setup,
    mode: Mode,
    accounting: Profile,
    gpu: Gpu,
    network: Network,
    kept: Activations | None,
) -> Row:
    node_gpus = min(setup.gpus, setup.gpus_per_node)
    sent = traffic(setup, mode, accounting)
    if kept and kept.host:
        sent = sent._replace(host=sent.host + kept.over_link)
    on_host = states(setup, mode, accounting, "host").total + (kept.host if kept else 0)
    capacity = setup.memory or gpu.memory
    found = Row(
        mode,
        states(setup, mode, accounting),
        kept,
        buffers(setup, mode, accounting),
        on_host * node_gpus,
        states(setup, mode, accounting, "nvme").total * node_gpus,
        sent,
        time(setup, mode, accounting, sent, gpu, network),
        capacity,
        fits=True,
    )
    fits = (
        found.total <= capacity
        and within(found.host, setup.host_memory)
        and within(found.nvme, setup.nvme)
    )
    return found._replace(fits=fits)


def within(bytes: int, limit: int) -> bool:
    """A limit of 0 is one that nobody has set."""
    return not limit or bytes <= limit
