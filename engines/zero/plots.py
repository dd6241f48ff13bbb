"""Plots for reports, with matplotlib: memory and frontier against N, time against the network."""

from typing import Any

import msgspec

from engines import picture, wire
from engines.marking import N_
from engines.zero import search
from engines.zero.machines import NETWORKS
from engines.zero.modes import Mode
from engines.zero.plan import plan
from engines.zero.setup import Setup

GB = 10**9


def draw(setup: Setup, modes: list[Mode], kind: str, path: str) -> str:
    """Write the plot; the path it has. Raises EngineError: a file that is there stays."""
    picture.refuse(path)
    if kind not in PLOTS:
        why = N_("{name}; there are {known}").format(name=repr(kind), known=", ".join(PLOTS))
        raise wire.EngineError("There is no such plot.", why)
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    PLOTS[kind](setup, modes, figure.subplots())
    return picture.write(figure, path)


def memory(setup: Setup, modes: list[Mode], axes: Any) -> None:
    """Bytes of one GPU against the number of GPUs."""
    numbers = search.counts(setup)
    setups = [search.with_gpus(setup, gpus) for gpus in numbers]
    tables = [plan(each, modes) for each in setups]
    for mode in modes:
        totals = [table.rows[mode.key].total / GB for table in tables]
        axes.plot(numbers, totals, marker=".", label=mode.title)
    axes.axhline(tables[0].capacity / GB, linestyle="--", color="gray")
    _labelled(axes, setup, "GPUs", "GB (10^9 bytes) on one GPU")


def frontier(setup: Setup, modes: list[Mode], axes: Any) -> None:
    """The most parameters that fit against the number of GPUs."""
    numbers = search.counts(setup)
    for mode in modes:
        points = search.frontier(setup, numbers, [mode])
        axes.plot(numbers, [point.parameters for point in points], marker=".", label=mode.title)
    _labelled(axes, setup, "GPUs", "parameters that fit, without activations")


def network(setup: Setup, modes: list[Mode], axes: Any) -> None:
    """Seconds of a step against what the network between nodes carries."""
    nets = sorted(NETWORKS.values(), key=lambda net: net.rate)
    tables = [plan(msgspec.structs.replace(setup, network=net.name), modes) for net in nets]
    for mode in modes:
        times = [table.rows[mode.key].time.total for table in tables]
        axes.plot([net.rate / GB for net in nets], times, marker=".", label=mode.title)
    _labelled(axes, setup, "GB/s between nodes, a node's", "seconds a step")


def _labelled(axes: Any, setup: Setup, across: str, up: str) -> None:
    axes.set(xscale="log", yscale="log", xlabel=across, ylabel=up)
    title = f"{setup.model.name}, profile {setup.profile}, batch {setup.batch}"
    axes.set_title(title, parse_math=False)  # a name is no formula, whatever signs it has
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend(fontsize="small")


PLOTS = {"memory": memory, "frontier": frontier, "network": network}
