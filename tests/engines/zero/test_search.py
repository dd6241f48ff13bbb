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
