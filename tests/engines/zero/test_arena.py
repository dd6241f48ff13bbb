"""The range of addresses over a training step: what holes cost, and what MD ends."""

import random
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.zero.activations import activations, checkpoint, layer
from engines.zero.arena import Arena, Step, _Memory, replay, simulate, step
from engines.zero.model import Model, Shape
from engines.zero.setup import Setup

LLAMA = Shape(
    32, 4096, 32, 32000, intermediate=11008, gated=True, rms_norm=True, dropout=False, tied=False
)
SHAPES = {
    "gpt2-xl": Shape(48, 1600, 25, 50257),
    "llama-2-7b": LLAMA,
    "llama-3-70b": msgspec.structs.replace(
        LLAMA, layers=80, hidden=8192, heads=64, kv_heads=8, intermediate=28672, vocabulary=128256
    ),
    "gpt-3": Shape(96, 12288, 96, 50257),
    "mixtral": msgspec.structs.replace(
        LLAMA, kv_heads=8, intermediate=14336, experts=8, experts_used=2
    ),
}


def setup(shape: Shape | None, **changes: Any) -> Setup:
    one = Setup(Model("m", 10**9, shape), gpus=64, defragmentation=False)
    return msgspec.structs.replace(one, **changes)


def simulated(shape: Shape, ranks: int = 1, **changes: Any) -> Arena:
    return simulate(setup(shape, **changes), ranks)


def test_a_model_without_a_shape_has_no_arena() -> None:
    with pytest.raises(ValueError, match="shape"):
        simulate(setup(None))


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("ranks", [1, 64])
@pytest.mark.parametrize("batch", [1, 16])
def test_checkpoints_between_activations_leave_holes_and_md_leaves_none(
    name: str, ranks: int, batch: int
) -> None:
    plain = simulated(SHAPES[name], ranks, batch=batch)
    assert 0 < plain.fragmentation < 0.5
    assert simulated(SHAPES[name], ranks, batch=batch, defragmentation=True).fragmentation == 0


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """With checkpoints and nothing else that stays."""
    temporary = draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
    kept = draw(st.integers(1, 10**6))
    return Step(
        blocks=draw(st.integers(1, 20)),
        layers=draw(st.integers(1, 3)),
        tensors=(*((size, "temporary") for size in temporary), (kept, "checkpoint")),
        gradients=tuple(draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=3))),
        ranks=draw(st.sampled_from([1, 2, 64])),
        head=tuple(draw(st.lists(st.integers(1, 10**6), max_size=3))),
        head_gradient=draw(st.sampled_from([0, 12345])),
        defragmentation=False,
    )


def check(arena: Arena) -> None:
    """Runs lie end to end, from the first address to the last one."""
    end = 0
    for run in arena.runs:
        assert run.start == end and run.size > 0
        end += run.size
    assert end == arena.extent >= arena.peak >= arena.live > 0
    assert arena.fragmentation == arena.free / arena.extent
    assert arena.runs[-1].kind != "free"


@given(steps())
def test_md_never_has_more_holes(plain: Step) -> None:
    found, ended = replay(plain), replay(plain._replace(defragmentation=True))
    check(found)
    check(ended)
    assert ended.fragmentation <= found.fragmentation


@given(steps())
def test_what_must_be_there_at_once_fits_into_the_range(plain: Step) -> None:
    """All checkpoints and the whole head; the last block's activations beside all checkpoints."""
    temporary = sum(size for size, kind in plain.tensors if kind == "temporary")
    head = sum(plain.head) + plain.head_gradient
    assert replay(plain).peak >= plain.checkpoint_bytes + max(head, temporary)
    aside = replay(plain._replace(defragmentation=True))
    assert aside.peak >= plain.checkpoint_bytes + plain.gradient_bytes + temporary


def test_the_sizes_are_those_of_the_activations() -> None:
    """Gradients aside, all of a step that is kept: what `activations` says a GPU keeps."""
    for checkpointing in ("none", "full"):
        asked = setup(LLAMA, checkpointing=checkpointing)
        found = activations(asked)
        assert found is not None
        made = step(asked, LLAMA)
        kept = sum(size for size, kind in made.tensors if kind != "temporary")
        assert kept * made.blocks == found.kept
        temporary = sum(size for size, kind in made.tensors if kind == "temporary")
        assert temporary == found.working
        assert sum(made.head) == found.head


def test_selective_recomputation_gives_the_core_back() -> None:
    asked = setup(SHAPES["gpt-3"], checkpointing="selective", flash=False)
    made = step(asked, SHAPES["gpt-3"])
    temporary = [size for size, kind in made.tensors if kind == "temporary"]
    whole, kept = (layer(asked, SHAPES["gpt-3"], level) for level in ("none", "selective"))
    assert sum(temporary) == whole - kept


def test_checkpoints_on_the_host_are_not_in_the_range() -> None:
    arena = simulated(LLAMA, activations_on_host=True)
    assert "checkpoint" not in {run.kind for run in arena.runs}
    assert arena.peak < simulated(LLAMA).peak


def test_pa_makes_the_range_shorter() -> None:
    whole = setup(LLAMA, tensor=8)
    parted = msgspec.structs.replace(whole, partition_activations=True)
    assert step(whole, LLAMA).checkpoint_bytes == 32 * checkpoint(whole, LLAMA)
    assert step(parted, LLAMA).checkpoint_bytes * 8 == step(whole, LLAMA).checkpoint_bytes


def test_gradients_of_a_rank_are_all_that_stays_of_them() -> None:
    whole, part = step(setup(LLAMA), LLAMA), step(setup(LLAMA), LLAMA, 64)
    matrices = 32 * (4 * 4096**2 + 3 * 4096 * 11008) + 32000 * 4096
    assert whole.gradient_bytes == 2 * matrices == 64 * part.gradient_bytes


def test_what_does_not_fit_goes_above_though_enough_is_free() -> None:
    memory = _Memory()
    first, second, third, last = (memory.take(10, "temporary") for _ in range(4))
    memory.give_back(first)
    memory.give_back(third)
    assert memory.take(15, "gradient") == 40
    arena = memory.arena()
    assert (arena.extent, arena.free, arena.fragmentation) == (55, 20, 20 / 55)
    kinds = ["free", "temporary", "free", "temporary", "gradient"]
    assert [run.kind for run in arena.runs] == kinds
    memory.give_back(second)
    assert memory.take(30, "gradient") == 0
    memory.give_back(last)


def test_the_smallest_hole_that_holds_it_is_taken_and_the_lowest_of_equals() -> None:
    memory = _Memory()
    addresses = [memory.take(size, "temporary") for size in (30, 1, 20, 1, 20, 1)]
    for address in addresses[::2]:
        memory.give_back(address)
    assert memory.take(20, "gradient") == addresses[2]
    assert memory.take(15, "gradient") == addresses[4]
    assert memory.take(21, "gradient") == addresses[0]


def test_holes_agree_with_a_plain_search(count: Callable[[int], int], rng: random.Random) -> None:
    """Against a list of every byte."""
    for _ in range(count(1000)):
        memory, cells, taken = _Memory(), [False] * 2000, {}
        for _ in range(60):
            if taken and rng.random() < 0.45:
                start = rng.choice(list(taken))
                memory.give_back(start)
                size = taken.pop(start)
                cells[start : start + size] = [False] * size
            else:
                size = rng.randint(1, 30)
                start = memory.take(size, "temporary")
                assert start == best(cells, size)
                cells[start : start + size] = [True] * size
                taken[start] = size
            assert memory.live == sum(cells)


def best(cells: list[bool], size: int) -> int:
    """The start of the smallest run of free cells that is as long; the last one has no end."""
    holes, start = [], 0
    for index, cell in enumerate([*cells, True]):
        if cell:
            if index - start >= size:
                holes.append((index - start, start))
            start = index + 1
    return min(holes)[1]


def test_eighty_layers_take_less_than_three_milliseconds() -> None:
    made = step(setup(SHAPES["llama-3-70b"]), SHAPES["llama-3-70b"], 64)
    best = 1.0
    for _ in range(20):
        replay.cache_clear()
        start = time.perf_counter()
        replay(made)
        best = min(best, time.perf_counter() - start)
    assert best < 0.003


def test_a_grid_of_3840_takes_less_than_a_second() -> None:
    """40 models, 8 counts of GPUs, 12 ways, of which some cut the gradients."""
    replay.cache_clear()
    start = time.process_time()
    for layers in range(20, 100, 2):
        shape = msgspec.structs.replace(LLAMA, layers=layers)
        for power in range(8):
            asked = setup(shape, gpus=1 << power)
            for way in range(12):
                simulate(asked, asked.ranks if way > 5 else 1)
    assert time.process_time() - start < 1
