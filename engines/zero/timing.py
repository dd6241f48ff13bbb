"""How long a step takes: computing, and the traffic that computing does not hide.

A model of the machine, not a measurement: kernels reach a set share of the GPU's peak, links their
full rate. Parts follow each other; `Setup.overlap` says how much of the traffic may run meanwhile.
Of what has no bytes, such as starting a collective on thousands of GPUs, it knows nothing.
"""

from typing import NamedTuple

from engines.zero.communication import Sent, Traffic, pipeline_traffic
from engines.zero.machines import Gpu, Network
from engines.zero.modes import Mode, Move
from engines.zero.profiles import Profile
from engines.zero.setup import Setup
from engines.zero.states import states

UPDATE_ON_HOST = 2
"""The update on the CPU reads the optimizer's states and writes them."""


class Time(NamedTuple):
    """Seconds of a step. `exposed` is what of all traffic computing cannot hide.

    `network` are the collectives, one after the other, `parallel` what tensor parallelism and the
    pipeline send.
    """

    compute: float
    network: float
    parallel: float
    host: float
    update: float
    exposed: float

    @property
    def total(self) -> float:
        return self.compute + self.exposed + self.update


def time(
    setup: Setup, mode: Mode, profile: Profile, traffic: Traffic, gpu: Gpu, network: Network
) -> Time:
    node_gpus = min(setup.gpus, setup.gpus_per_node)
    # A node's network is shared by its GPUs.
    across = network.rate / node_gpus

    collectives = sum(
        taken(move, sent, gpu.link, across)
        for move, sent in zip(mode.moves, traffic.moves, strict=True)
    )
    stages = pipeline_traffic(setup)
    parallel = (traffic.tensor + float(stages.within)) / gpu.link + float(stages.across) / across
    host = traffic.host / gpu.host + traffic.nvme * node_gpus / gpu.nvme
    moved = collectives + parallel + host
    compute = bubble(setup) * flops(setup) / (gpu.peak * setup.efficiency)
    hidden = min(moved * setup.overlap, compute)
    update = UPDATE_ON_HOST * on_host(setup, mode, profile) * node_gpus / gpu.host_memory
    return Time(compute, collectives, parallel, host, update, moved - hidden)


def taken(move: Move, sent: Sent, link: float, across: float) -> float:
    """Seconds of one collective: a ring's two parts are on their way together, two hops are not."""
    times = float(sent.within) / link, float(sent.across) / across
    return sum(times) if move.reach == "hops" else max(times)


def bubble(setup: Setup) -> float:
    """How much longer a pipeline takes, as it fills and empties (GPipe, arXiv 1811.06965, 2.3)."""
    return (setup.accumulation + setup.pipeline - 1) / setup.accumulation


def on_host(setup: Setup, mode: Mode, profile: Profile) -> int:
    """Bytes of the optimizer's states of one rank that the CPU updates, wherever they rest."""
    return sum(states(setup, mode, profile, place).optimizer for place in ("host", "nvme"))


def flops(setup: Setup) -> float:
    """FLOPs of a step on one GPU, recomputation included."""
    again = {"none": 3, "selective": 3, "full": 4}[setup.checkpointing] / 3
    scores = attention_flops(setup) if setup.checkpointing == "selective" else 0
    return (model_flops(setup) * again + scores) / (setup.tensor * setup.pipeline)


def model_flops(setup: Setup) -> int:
    """FLOPs that a step of one data-parallel rank needs, nothing twice.

    6 for each parameter and token, and 12 L h s for attention (PaLM, arXiv 2204.02311, appendix B).
    """
    return 6 * setup.model.met * tokens(setup) + 3 * attention_flops(setup)


def attention_flops(setup: Setup) -> int:
    """Of one forward pass: scores and their sums, 4 L (heads x head size) s a token."""
    shape = setup.model.shape
    if shape is None:
        return 0
    return 4 * shape.layers * shape.heads * shape.head * setup.sequence * tokens(setup)


def tokens(setup: Setup) -> int:
    """Of one data-parallel rank in a step."""
    return setup.batch * setup.sequence * setup.accumulation
