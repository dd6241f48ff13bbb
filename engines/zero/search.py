"""What fits: the largest model, batch and sequence, the fewest GPUs, the quickest mode.

Every search is a bisection: more of any of these never needs less memory, but for what a simulated
allocator loses between tensors. Without MD, in about one setup of a thousand, a batch that is up to
6 % larger would fit again. What a search finds always fits, and one more does not.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from math import lcm
from typing import NamedTuple

import msgspec

from engines.zero.model import MOST_PARAMETERS, Model
from engines.zero.modes import MODES, Mode
from engines.zero.plan import Plan, Row, plan
from engines.zero.setup import MOST_GPUS, Setup

replace = msgspec.structs.replace

SIMPLE = (
    *("ddp", "zero1", "zero2", "zero3"),
    *("offload", "zero3_offload", "infinity", "infinity_nvme"),
)
"""Modes by the machinery that they need."""

MOST_BATCH = 1 << 16
MOST_SEQUENCE = 1 << 24
COUNTS = tuple(1 << power for power in range(11))


def fits(setup: Setup, mode: Mode) -> bool:
    return plan(setup, (mode,)).rows[mode.key].fits


def largest(most: int, good: Callable[[int], bool]) -> int:
    """The largest number from 1 to `most` that is good, 0 without one. Good ones come first."""
    if not good(1):
        return 0
    low, high = 1, 2
    while high <= most and good(high):
        low, high = high, high * 2
    high = min(high, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if good(middle) else (low, middle)
    return low


def largest_model(setup: Setup, mode: Mode) -> int:
    """Parameters whose states and buffers fit; activations are not asked, as there is no shape."""

    def good(parameters: int) -> bool:
        return fits(replace(setup, model=Model("any", parameters)), mode)

    return largest(MOST_PARAMETERS, good)


def largest_batch(setup: Setup, mode: Mode) -> int:
    return largest(MOST_BATCH, lambda batch: fits(replace(setup, batch=batch), mode))


def largest_sequence(setup: Setup, mode: Mode) -> int:
    """Tokens; whether the model was made for so many is another question."""
    return largest(MOST_SEQUENCE, lambda tokens: fits(replace(setup, sequence=tokens), mode))


def fewest_gpus(setup: Setup, mode: Mode) -> int | None:
    """A number of GPUs that is whole nodes from one node on; None where no number is enough."""
    parts, node = setup.tensor * setup.pipeline, setup.gpus_per_node
    step, even = lcm(parts, node), node * setup.pipeline
    # One by one as long as more may need more: the first of two ranks has something to gather, and
    # where stages share nodes, a MiCS group and hpZ's second copy have fewer ranks to be cut among.
    for gpus in chain(range(parts, node, parts), range(step, even + 1, step)):
        if _sound(setup, gpus) and fits(with_gpus(setup, gpus), mode):
            return gpus
    many = MOST_GPUS // even
    if not _sound(setup, many * even) or not fits(with_gpus(setup, many * even), mode):
        return None
    bad = even * largest(many, lambda stages: not fits(with_gpus(setup, stages * even), mode))
    for gpus in range(bad + step, bad + even, step):
        if fits(with_gpus(setup, gpus), mode):
            return gpus
    return bad + even


def with_gpus(setup: Setup, gpus: int) -> Setup:
    """Raises ValueError where so many are not whole nodes or replicas."""
    return replace(setup, gpus=gpus, subgroup=0)


def counts(setup: Setup) -> list[int]:
    """Numbers of GPUs to look at: whole replicas within a node, whole nodes beyond it.

    Powers of two of one GPU, a replica, a node, and of the setup's own number.
    """
    odd = setup.gpus // (setup.gpus & -setup.gpus)
    firsts = (1, setup.tensor * setup.pipeline, setup.gpus_per_node, odd)
    tried = {first * power for first in firsts for power in COUNTS}
    return [n for n in sorted(tried) if n <= COUNTS[-1] and _sound(setup, n)] or [setup.gpus]


def _sound(setup: Setup, gpus: int) -> bool:
    try:
        with_gpus(setup, gpus)
    except ValueError:
        return False
    return True


def simplest(table: Plan) -> Row | None:
    """The first mode that fits, from the one that needs nothing to the one that needs most."""
    rows = (table.rows[key] for key in SIMPLE if key in table.rows)
    return next((row for row in rows if row.fits), None)


def quickest(table: Plan) -> Row | None:
    """The mode that fits and takes the least time a step; among equals the simplest."""
    rows = [row for row in table.rows.values() if row.fits]
    return min(rows, key=lambda row: row.time.total, default=None)


class Fit(NamedTuple):
    """How far one mode goes; `model` in parameters. Nobody knows batch and sequence of a model
    without a shape."""

    mode: str
    model: int
    gpus: int | None
    batch: int | None
    sequence: int | None


def fit(setup: Setup, modes: Iterable[Mode] = MODES.values()) -> Iterator[Fit]:
    shaped = setup.model.shape is not None
    for mode in modes:
        yield Fit(
            mode.key,
            largest_model(setup, mode),
            fewest_gpus(setup, mode),
            largest_batch(setup, mode) if shaped else None,
            largest_sequence(setup, mode) if shaped else None,
        )


class Cell(NamedTuple):
    """One model, one number of GPUs, one mode. Bytes of one GPU."""

    model: str
    gpus: int
    mode: str
    total: int
    fits: bool


def grid(
    setup: Setup,
    models: Iterable[Model],
    gpus: Iterable[int],
    modes: Iterable[Mode] = MODES.values(),
) -> Iterator[Cell]:
    """Every model on every number of GPUs in every mode. The setup's subgroup is left out."""
    counts, chosen = tuple(gpus), tuple(modes)
    for model in models:
        for count in counts:
            table = plan(with_gpus(replace(setup, model=model), count), chosen)
            for key, row in table.rows.items():
                yield Cell(model.name, count, key, row.total, row.fits)


class Point(NamedTuple):
    """On the fit frontier: so many parameters fit on so many GPUs."""

    mode: str
    gpus: int
    parameters: int


def frontier(setup: Setup, gpus: Iterable[int], modes: Iterable[Mode]) -> Iterator[Point]:
    counts = tuple(gpus)
    for mode in modes:
        for count in counts:
            yield Point(mode.key, count, largest_model(with_gpus(setup, count), mode))
