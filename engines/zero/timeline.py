"""One training step, frame by frame: where the model states are, and what has moved so far.

Driven by the mode's row and by the cutting and the accounting that the comparison table has: in
every frame the bytes that are kept are the table's, and at the end so is the traffic.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from engines.zero import captions, schedule
from engines.zero.cells import Cell, Unit, changed, resting
from engines.zero.communication import Exact, group_of, in_transit, sent_once
from engines.zero.modes import Mode, Move, Place, State, weight
from engines.zero.partition import shard
from engines.zero.partition import units as cut
from engines.zero.profiles import Profile
from engines.zero.schedule import Event
from engines.zero.setup import Setup
from engines.zero.states import States, among, per_parameter

MOST_RANKS = 64
MOST_UNITS = 64


class Holding(NamedTuple):
    """Bytes of one rank, by state.

    `kept` is on the GPU and counts as the table does, gradients as far as they have come; `host`
    and `nvme` likewise. `passing` is on the GPU beside that, and gone at the end of the step.
    """

    kept: States
    passing: States
    host: States
    nvme: States

    @property
    def gpu(self) -> States:
        return States(*map(sum, zip(self.kept, self.passing, strict=True)))


class Moved(NamedTuple):
    """Bytes that one rank has sent since the step began, as `communication.Traffic` counts.

    Without what tensor parallelism and a pipeline send.
    """

    intra_node: Exact = 0
    inter_node: Exact = 0
    elements: Exact = 0
    host: int = 0
    nvme: int = 0


class Frame(NamedTuple):
    """The state right after `event`; for `compute`, while its gradients are there.

    It speaks of any rank: all are at the same event with as many bytes. What tells them apart is
    which elements are whose: `units[0].parameters.stretches(rank)`.
    """

    event: Event
    caption: str
    """A constant English sentence, the key of its translation; to be formatted with `fields`."""
    fields: dict[str, int]
    units: tuple[Unit, ...]
    sent: Moved
    mode: Mode
    profile: Profile

    @property
    def holding(self) -> Holding:
        """Worked out when it is looked at: one frame is drawn, out of a hundred."""
        return holding(self.units, self.mode, self.profile)


def timeline(setup: Setup, mode: Mode, profile: Profile, units: int = 6) -> tuple[Frame, ...]:
    """From rest to rest.

    The model is cut in `units` (fewer where a rank has fewer elements) as `partition.units` says:
    so a rank's shards of the units are together the table's shard, to the byte. Of `accumulation`
    micro-batches all but the last are one frame. What would neither move nor free anything, such
    as a collective of one rank, has no frame.

    Raises ValueError for more ranks than anybody draws, and for no or too many units.
    """
    if setup.ranks > MOST_RANKS:
        raise ValueError(f"a timeline has at most {MOST_RANKS} ranks")
    if not 1 <= units <= MOST_UNITS:
        raise ValueError(f"units are 1 to {MOST_UNITS}")
    return tuple(_frames(setup, mode, profile, units))


def at_rest(frame: Frame) -> bool:
    """Whether a rank holds just what it keeps between two steps."""
    return all(
        unit.gradients.kept == "nothing" and all(cell.passing == "nothing" for cell in unit if cell)
        for unit in frame.units
    )


def peak(frames: Iterable[Frame]) -> States:
    """The most bytes of each state that a GPU ever has in a step, kept and passing.

    The gradients of stage 2 come to Ψ/N + (1 - 1/N) u elements, u those of the largest unit.
    """
    return States(*map(max, zip(*(frame.holding.gpu for frame in frames), strict=True)))


def _frames(setup: Setup, mode: Mode, profile: Profile, count: int) -> Iterator[Frame]:
    parts = among(setup, mode.optimizer.cut)
    groups = setup.ranks // parts
    sizes = cut(setup.parameters, setup.ranks, count)
    units = tuple(resting(mode, size, parts, setup.node_ranks) for size in sizes)
    sent = Moved()

    def frame(event: Event) -> Frame:
        fields = {
            "unit": 0 if event.unit is None else event.unit + 1,
            "units": len(sizes),
            "earlier": setup.accumulation - 1,
        }
        caption = captions.caption(event, shared=parts > 1)
        return Frame(event, caption, fields, units, sent, mode, profile)

    yield frame(Event(None, "rest"))
    if setup.accumulation > 1:
        for event in schedule.micro_batch(mode, len(sizes), last=False):
            units = _after(units, event, mode, groups)
            moved = _moved(setup, profile, sizes, event)
            sent = _sum(sent, moved, setup.accumulation - 1)
        yield frame(Event(None, "earlier"))
    for event in schedule.step(mode, len(sizes)):
        before, moved = units, _moved(setup, profile, sizes, event)
        units, sent = _after(units, event, mode, groups), _sum(sent, moved)
        if event.running and moved._replace(elements=0) == Moved():
            continue
        if event.action == "free" and units == before:
            continue
        yield frame(event)
    yield frame(Event(None, "rest"))


def _after(units: tuple[Unit, ...], event: Event, mode: Mode, groups: int) -> tuple[Unit, ...]:
    chosen = range(len(units)) if event.unit is None else (event.unit,)
    return tuple(
        changed(unit, event, mode, groups) if index in chosen else unit
        for index, unit in enumerate(units)
    )


def holding(units: tuple[Unit, ...], mode: Mode, profile: Profile) -> Holding:
    """What the cells weigh. Gradients that pass are as they are computed and sent."""
    kept: dict[Place, dict[State, int]] = {
        place: dict.fromkeys(mode.states, 0) for place in ("gpu", "host", "nvme")
    }
    passing: dict[State, int] = {}
    columns: tuple[tuple[Cell, ...], ...] = tuple(zip(*(unit[:3] for unit in units), strict=True))
    for (state, held), cells in zip(mode.states.items(), columns, strict=True):
        elements = sum(cell.kept_elements for cell in cells)
        kept[held.place][state] = ceil(per_parameter(profile, mode, state) * elements)
        passing[state] = in_transit(profile, state, sum(cell.passing_elements for cell in cells))
    if mode.secondary:
        second = sum(unit.secondary.kept_elements for unit in units if unit.secondary)
        kept["gpu"]["parameters"] += profile.parameters * second
    gpu, host, nvme = (States(**each) for each in kept.values())
    return Holding(gpu, States(**passing), host, nvme)


def _moved(setup: Setup, profile: Profile, sizes: tuple[int, ...], event: Event) -> Moved:
    """In this event alone. Copies of the units add up to a copy of the whole."""
    unit, running = event.unit, event.running
    if unit is None or running is None:
        return Moved()
    before = sum(shard(size, setup.ranks) for size in sizes[:unit])
    own = shard(sizes[unit], setup.ranks)
    if isinstance(running, Move):
        sent = sent_once(setup, running, profile, sizes[unit])
        part = Fraction(own, shard(setup.parameters, setup.ranks))
        return Moved(sent.within, sent.across, weight(running, group_of(setup)) * part)
    copied = in_transit(profile, running.what, before + own) - in_transit(
        profile, running.what, before
    )
    return Moved(host=copied, nvme=copied if running.place == "nvme" else 0)


def _sum(sent: Moved, moved: Moved, times: int = 1) -> Moved:
    return Moved(
        sent.intra_node + times * moved.intra_node,
        sent.inter_node + times * moved.inter_node,
        sent.elements + times * moved.elements,
        sent.host + times * moved.host,
        sent.nvme + times * moved.nvme,
    )
