"""What fits: a search's answer is right, and one more is not."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.zero import search
from engines.zero.model import Model
from engines.zero.modes import MODES
from engines.zero.plan import plan
from engines.zero.presets import preset
from engines.zero.setup import Setup

GB = 10**9
SMALL = Setup(preset("gpt2"), gpus=8, sequence=1024)

modes = st.sampled_from(list(MODES.values()))


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_the_largest_that_is_good(limit, most):
    assert search.largest(most, lambda number: number <= limit) == min(limit, most)


@settings(max_examples=20, deadline=None)
@given(modes, st.sampled_from([1, 4, 8, 16, 64]))
def test_the_largest_model_fits_and_one_parameter_more_does_not(mode, gpus):
    setup = search.with_gpus(SMALL, gpus)
    found = search.largest_model(setup, mode)
    if found < search.MOST_PARAMETERS:
        for extra in (0, 1):
            model = Model("any", found + extra)
            fits = search.fits(msgspec.structs.replace(setup, model=model), mode)
            assert fits == (extra == 0) or _rounded(setup, mode, found)


def _rounded(setup, mode, found):
    """A parameter more may still fit into what a shard's padding was."""
    more = Model("any", found + setup.ranks)
    return not search.fits(msgspec.structs.replace(setup, model=more), mode)


@pytest.mark.parametrize("key", ["ddp", "zero2", "zero3", "infinity"])
def test_the_largest_batch_and_sequence_fit_and_one_more_do_not(key):
    mode = MODES[key]
    batch, sequence = search.largest_batch(SMALL, mode), search.largest_sequence(SMALL, mode)
    for field, found in (("batch", batch), ("sequence", sequence)):
        for extra, fits in ((0, True), (1, False)):
            setup = msgspec.structs.replace(SMALL, **{field: found + extra})
            assert search.fits(setup, mode) == fits


def test_the_fewest_gpus_fit_and_fewer_do_not():
    setup = Setup(preset("llama-2-70b"), gpus=8)
    for key in ("zero3", "fsdp2", "zeropp"):
        found = search.fewest_gpus(setup, MODES[key])
        assert found
        assert search.fits(search.with_gpus(setup, found), MODES[key])
        assert not search.fits(search.with_gpus(setup, found - 8 or 4), MODES[key])
    assert search.fewest_gpus(setup, MODES["ddp"]) is None
    assert search.fewest_gpus(SMALL, MODES["ddp"]) == 1


def test_one_replica_that_fits_is_found_though_two_need_more():
    """Two ranks have something to reduce, and a bucket for it."""
    setup = Setup(preset("llama-2-13b"), gpus=16, tensor=8)
    ddp = MODES["ddp"]
    one, two = (plan(search.with_gpus(setup, gpus), [ddp]).rows["ddp"].total for gpus in (8, 16))
    assert one < two
    assert search.fewest_gpus(msgspec.structs.replace(setup, memory=one), ddp) == 8


def test_the_fewest_gpus_where_stages_share_nodes():
    """24 GPUs are stages of 3 ranks, and no two of a node can share a copy: 32 need less."""
    setup = Setup(preset("qwen3-30b-a3b"), gpus=16, tensor=4, pipeline=2)
    for key in ("mics", "zeropp"):
        mode = MODES[key]
        needed = {
            gpus: plan(search.with_gpus(setup, gpus), [mode]).rows[key].total
            for gpus in range(8, 129, 8)
        }
        assert list(needed.values()) != sorted(needed.values(), reverse=True)
        for memory in needed.values():
            limited = msgspec.structs.replace(setup, memory=memory)
            fewest = min(gpus for gpus, total in needed.items() if total <= memory)
            assert search.fewest_gpus(limited, mode) == fewest


def test_numbers_of_gpus_that_are_no_whole_nodes_are_not_tried():
    setup = Setup(preset("llama-2-70b"), gpus=6, tensor=3)  # 3 do not divide a node of 8
    assert search.fewest_gpus(setup, MODES["ddp"]) is None


def test_batch_and_sequence_of_a_model_without_a_shape_are_unknown():
    (found,) = search.fit(Setup(Model("any", 10**9)), [MODES["zero3"]])
    assert (found.batch, found.sequence) == (None, None)
    assert found.model > 0


def test_the_largest_batch_and_sequence_of_the_largest_shape_are_planned():
    setup = Setup(preset("llama-3.1-405b"), batch=1 << 20, sequence=1 << 24, flash=False)
    for level in ("none", "selective", "full"):
        table = plan(msgspec.structs.replace(setup, checkpointing=level))
        assert not any(row.fits for row in table.rows.values())


def test_nothing_fits_where_there_is_no_memory():
    setup = msgspec.structs.replace(SMALL, memory=10**6)
    for mode in MODES.values():
        assert search.largest_batch(setup, mode) == 0
        assert search.fewest_gpus(setup, mode) is None


def test_the_quickest_that_fits():
    table = plan(Setup(preset("llama-2-7b"), gpus=8))
    best = search.quickest(table)
    assert best.fits
    assert all(row.time.total >= best.time.total for row in table.rows.values() if row.fits)
    assert search.quickest(plan(msgspec.structs.replace(SMALL, memory=1))) is None


def test_the_simplest_that_fits_needs_least_machinery():
    def simplest(name, **options):
        row = search.simplest(plan(Setup(preset(name), gpus=8, **options)))
        return row and row.mode.key

    assert simplest("gpt2") == "ddp"
    assert simplest("llama-2-7b") == "zero1"
    assert simplest("llama-2-70b") == "zero3_offload"
    assert simplest("llama-3.1-405b") == "infinity"
    assert simplest("llama-2-70b", host_memory=10**9) == "infinity_nvme"
    assert simplest("llama-2-70b", memory=10**9) is None


def test_the_documents_grid():
    """8 GPUs, all parameters trained, one sequence, with checkpointing: what fits 80 GB."""
    setup = Setup(preset("llama-2-7b"), gpus=8)
    models = [preset(name) for name in ("llama-2-7b", "llama-2-13b", "llama-2-70b")]
    stages = [MODES[key] for key in ("ddp", "zero1", "zero2", "zero3")]
    found = {(cell.model, cell.mode): cell.fits for cell in search.grid(setup, models, [8], stages)}
    names = [model.name for model in models]
    assert [[found[name, mode.key] for mode in stages] for name in names] == [
        [False, True, True, True],
        [False, True, True, True],
        [False, False, False, False],
    ]


def test_the_frontier_rises_with_gpus():
    stages = [MODES["zero1"], MODES["zero3"]]
    points = list(search.frontier(SMALL, [1, 2, 4, 8, 16], stages))
    for mode in stages:
        reached = [point.parameters for point in points if point.mode == mode.key]
        assert reached == sorted(reached)
        assert len(reached) == 5


def test_numbers_of_gpus_are_whole_nodes_and_whole_replicas():
    assert search.counts(SMALL) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
    assert search.counts(msgspec.structs.replace(SMALL, tensor=4))[0] == 4
    assert search.counts(Setup(preset("gpt2"), gpus=6, gpus_per_node=6, tensor=3))[:3] == [3, 6, 12]
    assert search.counts(Setup(preset("gpt2"), gpus=96 * 32, tensor=8, pipeline=12)) != []
