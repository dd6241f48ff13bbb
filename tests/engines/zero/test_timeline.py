"""The step's frames against the comparison table, and against what a training step must not do.

Every property is asked of every mode, with drawn sizes, ranks, nodes, groups and micro-batches.
"""

import timeit
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.zero import partition
from engines.zero.cells import Stretch, updated_in
from engines.zero.communication import traffic
from engines.zero.model import Model
from engines.zero.modes import MODES, STAGES, Copy, Mode, Move
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup
from engines.zero.states import States, among, states
from engines.zero.timeline import MOST_RANKS, at_rest, peak, timeline

PAPER = PROFILES["paper"]
PLACES = ("gpu", "host", "nvme")


def divisors(number: int) -> list[int]:
    return [part for part in range(1, number + 1) if number % part == 0]


@st.composite
def setups(draw, largest: int = 10**6, accumulation: int = 3) -> Setup:
    ranks = draw(st.sampled_from((1, 2, 3, 4, 5, 8)))
    tensor = draw(st.sampled_from((1, 1, 2)))
    return Setup(
        Model("drawn", draw(st.integers(1, 40) | st.integers(1, largest))),
        gpus=ranks * tensor,
        gpus_per_node=draw(st.sampled_from(divisors(ranks))) * tensor,
        tensor=tensor,
        subgroup=draw(st.sampled_from((0, *divisors(ranks)))),
        accumulation=draw(st.integers(1, accumulation)),
    )


profiles, cuts = st.sampled_from(list(PROFILES.values())), st.integers(1, 9)


@pytest.fixture(params=MODES.values(), ids=MODES)
def mode(request) -> Mode:
    return request.param


@pytest.fixture
def for_all(count):
    """Runs a check on drawn arguments, as often as `count` says."""

    def run(*arguments):
        return lambda check: settings(max_examples=count(300), deadline=None)(
            given(*arguments)(check)
        )()

    return run


def covered(stretches: list[Stretch] | list[tuple[int, int]]) -> Counter:
    """How often each elementary interval is held; (start, stop) -> times."""
    edges = sorted({edge for start, stop, *_ in stretches for edge in (start, stop)})
    return Counter(
        {
            (low, high): sum(start <= low and high <= stop for start, stop, *_ in stretches)
            for low, high in pairwise(edges)
        }
    )


def covers(stretches, elements: int, times: set[int] | None = None) -> bool:
    """Whether every element is there: at least once, or as often as one of `times`."""
    held = covered(stretches)
    whole = sum(high - low for (low, high), often in held.items() if often) == elements
    return whole and (times is None or set(held.values()) == times)


def neighbours(rank: int, size: int, ranks: int) -> range:
    """Those of `ranks` that share one copy with this one: neighbours in number."""
    first = rank - rank % size
    return range(first, min(first + size, ranks))


def test_what_is_kept_is_the_tables_in_every_frame(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        for frame in timeline(setup, mode, profile, units):
            kept = dict(zip(PLACES, frame.holding[:1] + frame.holding[2:], strict=True))
            for place in PLACES:
                table = states(setup, mode, profile, place)
                assert kept[place].parameters == table.parameters
                assert kept[place].optimizer == table.optimizer
                assert 0 <= kept[place].gradients <= table.gradients


def test_gradients_are_the_tables_from_the_end_of_backward_to_the_end_of_the_update(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        frames = timeline(setup, mode, profile, units)
        updating = [frame for frame in frames if frame.event.phase == "update"][:-1]
        ending = [frame for frame in frames if frame.event.phase == "backward"][-1]
        whole = [ending] if setup.ranks > 1 or mode.gradients.place != "gpu" else []
        for frame in [*whole, *updating]:
            gpu, passing, host, nvme = frame.holding
            assert passing.gradients == 0 or frame.event.phase == "update"
            for place, held in zip(PLACES, (gpu, host, nvme), strict=True):
                assert held.gradients == states(setup, mode, profile, place).gradients
        assert all(frame.holding.kept.gradients == 0 for frame in (frames[0], *frames[-2:]))


def test_a_step_begins_and_ends_at_rest(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        frames = timeline(setup, mode, profile, units)
        for frame in (frames[0], frames[-1]):
            assert at_rest(frame)
            assert frame.event.action == "rest"
            assert frame.holding.passing == States(0, 0, 0)
        assert not any(at_rest(frame) for frame in frames if frame.event.phase == "backward")


def test_the_gradients_of_stage_2_peak_at_a_shard_and_the_others_part_of_the_largest_unit(for_all):
    """As measured in a run of ranks that free what is not theirs."""

    @for_all(setups(accumulation=1), cuts)
    def check(setup, units):
        ranks, sizes = setup.ranks, partition.units(setup.parameters, setup.ranks, units)
        own, unit = (partition.shard(each, ranks) for each in (setup.parameters, sizes[0]))
        found = peak(timeline(setup, MODES["zero2"], PAPER, units))
        assert found.gradients == 2 * (own + (ranks - 1) * unit)
        assert found.parameters == 2 * setup.parameters

        found = peak(timeline(setup, MODES["zero3"], PAPER, units))
        assert found.gradients == 2 * (own + (ranks - 1) * unit)
        assert found.parameters == 2 * (own + (ranks * unit if ranks > 1 else 0))


def test_in_round_numbers_the_peak_is_the_papers_formula():
    setup = Setup(Model("m", 4096), gpus=4)
    assert peak(timeline(setup, MODES["zero2"], PAPER, 4)).gradients == 2 * (1024 + 768)


def test_nothing_passes_between_units(mode, for_all):
    """One unit at a time is whole: a skipped free would leave two."""

    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        for frame in timeline(setup, mode, profile, units):
            passing = [
                index
                for index, unit in enumerate(frame.units)
                if any(cell and cell.passing != "nothing" for cell in unit)
            ]
            assert passing in ([], [frame.event.unit])
            if frame.event.action == "free":
                assert passing == []


def test_what_has_moved_at_the_end_is_the_tables_traffic(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        sent = timeline(setup, mode, profile, units)[-1].sent
        table = traffic(setup, mode, profile)
        assert sent.intra_node == table.intra_node - table.tensor
        assert sent.inter_node == table.inter_node
        assert (sent.host, sent.nvme) == (table.host, table.nvme)
        assert sent.elements == table.elements


def test_what_has_moved_grows_where_something_moves_and_nowhere_else(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        for before, frame in pairwise(timeline(setup, mode, profile, units)):
            if frame.event.running is not None:
                assert frame.sent != before.sent
            elif frame.event.action != "earlier":
                assert frame.sent[:2] + frame.sent[3:] == before.sent[:2] + before.sent[3:]
            assert all(now >= past for now, past in zip(frame.sent, before.sent, strict=True))


@pytest.mark.parametrize("stage", STAGES, ids=lambda mode: mode.key)
def test_bytes_are_elements_times_the_rings_factor_in_every_frame(stage, for_all):
    @for_all(setups(accumulation=1), profiles, cuts)
    def check(setup, profile, units):
        padded = partition.shard(setup.parameters, setup.ranks) * setup.ranks
        ring = Fraction(setup.ranks - 1, setup.ranks)
        for frame in timeline(setup, stage, profile, units):
            sent = frame.sent.intra_node + frame.sent.inter_node
            assert sent == frame.sent.elements * padded * ring * profile.moved


def test_every_unit_is_computed_once_forward_and_once_backward_and_in_order(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        frames = timeline(setup, mode, profile, units)
        order = range(len(frames[0].units))
        for phase, expected in (("forward", order), ("backward", order[::-1])):
            computed = [f.event.unit for f in frames if f.event[:2] == (phase, "compute")]
            assert computed == list(expected)
        assert [f.event.unit for f in frames if f.event.action == "update"] == list(order)
        phases = ("forward", "backward", "update")
        ranked = [phases.index(f.event.phase) for f in frames if f.event.phase]
        assert ranked == sorted(ranked)


def test_nothing_is_computed_without_its_parameters_or_with_new_ones(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        for frame in timeline(setup, mode, profile, units):
            if frame.event.action == "compute":
                cell = frame.units[frame.event.unit].parameters
                for rank in range(setup.ranks):
                    stretches = list(cell.stretches(rank))
                    assert covers(stretches, cell.elements, {1})
                    assert {(each.place, each.value) for each in stretches} == {("gpu", "before")}


def test_what_is_gathered_was_on_the_gpus_of_those_who_take_part(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        size = {
            "ranks": setup.ranks,
            "node": setup.node_ranks,
            "group": among(setup, mode.optimizer.cut),
        }
        for before, frame in pairwise(timeline(setup, mode, profile, units)):
            phase, _, index, move = frame.event
            if not (isinstance(move, Move) and move.what == "parameters"):
                continue
            unit = before.units[index]
            second = move.reach == "node"
            source = unit.secondary if second else unit.parameters
            value = "after" if phase == "update" or second else "before"
            for rank in range(setup.ranks):
                there = [
                    each
                    for other in neighbours(rank, size[move.reach], setup.ranks)
                    for each in source.stretches(other)
                    if each.place == "gpu" and each.value == value
                ]
                assert covers(there, source.elements)


def test_gradients_are_reduced_where_every_rank_has_its_own_whole(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        for before, frame in pairwise(timeline(setup, mode, profile, units)):
            _, _, index, move = frame.event
            if isinstance(move, Move) and move.what == "gradients":
                old, new = before.units[index].gradients, frame.units[index].gradients
                for rank in range(setup.ranks):
                    across = move.reach == "groups" and old.parts > 1
                    start, stop = old.shard(rank)
                    own = [
                        each
                        for each in old.stretches(rank)
                        if each.place == "gpu" and each.value == ("group" if across else "before")
                    ]
                    if move.reach == "groups":
                        assert sum(each.stop - each.start for each in own) >= stop - start
                    else:
                        assert covers(own, old.elements, {1})
                    partial = move.reach == "group" and setup.ranks > old.parts
                    reduced = {
                        each.value: each[:2] == (start, stop) for each in new.stretches(rank)
                    }
                    value = "group" if partial else "after"
                    assert reduced.items() <= {(value, True), ("before", False)}


def test_an_update_uses_reduced_gradients_where_the_optimizer_works(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        where = updated_in(mode)
        for before, frame in pairwise(timeline(setup, mode, profile, units)):
            if frame.event.action != "update":
                continue
            unit, past = frame.units[frame.event.unit], before.units[frame.event.unit]
            for rank in range(setup.ranks):
                own = unit.gradients.shard(rank)
                for start, stop, _, value in unit.gradients.stretches(rank):
                    assert value == "after" or not (own[0] <= start and stop <= own[1])
                if own[0] < own[1]:
                    used = [past.optimizer] + [past.gradients] * (setup.ranks > 1)
                    for cell in used:
                        held = [each for each in cell.stretches(rank) if each[:2] == own]
                        assert [each.place for each in held] == [where]


def test_every_element_is_updated_by_one_rank_of_each_copy(mode, for_all):
    """By every rank in DDP, by one of each group in MiCS, by one in all others."""

    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        frames = timeline(setup, mode, profile, units)
        updated: dict[int, list[tuple[int, int]]] = {}
        for before, frame in pairwise(frames):
            for index, (old, new) in enumerate(zip(before.units, frame.units, strict=True)):
                if old.optimizer.value != new.optimizer.value:
                    assert frame.event[:3] == ("update", "update", index)
                    updated[index] = [
                        each[:2]
                        for rank in range(setup.ranks)
                        for each in new.optimizer.stretches(rank)
                    ]
        copies = setup.ranks // among(setup, mode.optimizer.cut)
        for index, unit in enumerate(frames[0].units):
            assert covers(updated[index], unit.parameters.elements, {copies})


def test_parameters_are_new_on_a_rank_only_where_it_updated_them_or_was_told(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        for before, frame in pairwise(timeline(setup, mode, profile, units)):
            for old, new in zip(before.units, frame.units, strict=True):
                for rank in range(setup.ranks):
                    fresh = [s for s in new.parameters.stretches(rank) if s.value == "after"]
                    past = [s for s in old.parameters.stretches(rank) if s.value == "after"]
                    gain = sum(s.stop - s.start for s in fresh) - sum(
                        s.stop - s.start for s in past
                    )
                    start, stop = new.optimizer.shard(rank)
                    assert gain >= 0
                    if gain > stop - start:
                        assert frame.event.running.collective == "all_gather"
                    if gain:
                        assert new.optimizer.value == "after"


def test_after_the_last_frame_everything_is_new_and_whole(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        last = timeline(setup, mode, profile, units)[-1]
        for unit in last.units:
            for cell, held in (
                (unit.parameters, mode.parameters),
                (unit.optimizer, mode.optimizer),
            ):
                for rank in range(setup.ranks):
                    group = neighbours(rank, among(setup, held.cut), setup.ranks)
                    stretches = [s for other in group for s in cell.stretches(other)]
                    assert covers(stretches, cell.elements, {1})
                    assert {s.value for s in stretches} == {"after"}
                    assert {s.place for s in stretches} == {held.place}


def test_what_is_kept_off_the_gpu_changes_only_by_copies_and_the_update(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        for before, frame in pairwise(timeline(setup, mode, profile, units)):
            if frame.holding[2:] != before.holding[2:]:
                cleared = frame.event[:2] == ("update", "free")
                assert frame.event.action in ("copy", "earlier") or cleared


def test_the_second_copy_is_whole_in_every_node_and_renewed_in_every_forward(for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        for frame in timeline(setup, MODES["zeropp_hpz"], profile, units):
            for unit in frame.units:
                if frame.event.action in ("rest", "earlier") or frame.event.phase == "backward":
                    renewed = frame.event.action != "rest"
                    assert unit.secondary.value == ("after" if renewed else "before")
                for rank in range(setup.ranks):
                    node = neighbours(rank, setup.node_ranks, setup.ranks)
                    stretches = [s for other in node for s in unit.secondary.stretches(other)]
                    assert covers(stretches, unit.secondary.elements, {1})


@given(st.integers(1, 10**6), st.sampled_from((1, 2, 3, 4, 5, 8, 12)), st.integers(1, 12))
def test_units_are_cut_so_that_their_shards_add_up(elements, ranks, count):
    sizes = partition.units(elements, ranks, count)
    assert sum(sizes) == elements
    assert len(sizes) == min(count, partition.shard(elements, ranks))
    assert sizes[0] == max(sizes) and min(sizes) > 0
    for parts in divisors(ranks):
        shards = [partition.shard(size, parts) for size in sizes]
        assert sum(shards) == partition.shard(elements, parts)
        assert [partition.padding(size, parts) for size in sizes[:-1]] == [0] * (len(sizes) - 1)


def test_shards_and_padding_are_the_whole(mode, for_all):
    @for_all(setups(), profiles, cuts)
    def check(setup, profile, units):
        frame = timeline(setup, mode, profile, units)[0]
        parts = among(setup, mode.optimizer.cut)
        cells = [unit.optimizer for unit in frame.units]
        for cell in cells:
            shards = [cell.shard(rank) for rank in range(parts)]
            assert covers([each for each in shards if each[0] < each[1]], cell.elements, {1})
        kept = parts * sum(cell.kept_elements for cell in cells)
        assert kept == setup.parameters + partition.padding(setup.parameters, parts)


def test_every_caption_can_be_formatted_and_names_its_unit(mode):
    setup = Setup(Model("m", 10_000), gpus_per_node=4, accumulation=3)
    for frame in timeline(setup, mode, PAPER):
        named = {field for _, field, _, _ in Formatter().parse(frame.caption) if field}
        assert named <= set(frame.fields)
        assert ("unit" in named) == (frame.event.unit is not None)
        assert frame.caption.format(**frame.fields)


def test_captions_tell_the_events_of_a_step_apart(mode):
    frames = timeline(Setup(Model("m", 10_000), gpus_per_node=4), mode, PAPER)
    said = {}
    for frame in frames:
        phase, action, _, running = frame.event
        kind = action, running and running._replace(phase="backward", each=True)
        kind = (
            (kind, phase) if action == "compute" or (action, phase) == ("free", "update") else kind
        )
        assert said.setdefault(frame.caption, kind) == kind


def test_moves_and_copies_of_the_row_are_all_shown_once_a_unit(mode):
    frames = timeline(Setup(Model("m", 10_000), gpus_per_node=4, subgroup=2), mode, PAPER, 5)
    shown = Counter(frame.event.running for frame in frames if frame.event.running)
    assert shown == dict.fromkeys(mode.moves + mode.copies, 5)
    assert {type(each) for each in shown} <= {Move, Copy}


def test_micro_batches_before_the_last_one_are_one_frame():
    setup = Setup(Model("m", 1000), accumulation=5)
    frames = timeline(setup, MODES["zero2"], PAPER, 2)
    earlier = [frame for frame in frames if frame.event.action == "earlier"]
    assert earlier == [frames[1]]
    assert frames[1].sent.intra_node == 4 * 2 * 7 * 125
    assert frames[1].holding.kept.gradients == 2 * 125
    assert timeline(setup, MODES["ddp"], PAPER, 2)[1].sent.intra_node == 0


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="at most 64 ranks"):
        timeline(Setup(Model("m", 1000), gpus=2 * MOST_RANKS), MODES["zero3"], PAPER)
    for units in (0, 65):
        with pytest.raises(ValueError, match="units are 1 to 64"):
            timeline(Setup(Model("m", 1000)), MODES["zero3"], PAPER, units)
    assert timeline(Setup(Model("m", 1000), gpus=MOST_RANKS), MODES["zero3"], PAPER)


def test_a_timeline_is_there_on_a_keystroke(mode):
    setup = Setup(Model("m", 6_738_415_616), gpus_per_node=4)
    assert min(timeit.repeat(lambda: timeline(setup, mode, PAPER), number=1, repeat=5)) < 0.010
