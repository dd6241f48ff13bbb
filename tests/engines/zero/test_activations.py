"""What a GPU keeps until its backward pass: Korthikanti's table, and a modern layer's."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.zero.activations import activations, checkpoint, layer, paper_elements
from engines.zero.model import Model, Shape
from engines.zero.operators import SYMBOLS, Saved, embedding, head, operators
from engines.zero.setup import Checkpointing, Setup

GIB = 1 << 30
LEVELS: tuple[Checkpointing, ...] = ("none", "selective", "full")


@dataclass(frozen=True)
class Column:
    checkpointing: Checkpointing
    tensor: int = 1
    sequence_parallel: bool = False

    def setup(self, shape: Shape, batch: int, sequence: int) -> Setup:
        return Setup(
            Model("m", 10**9, shape),
            batch=batch,
            sequence=sequence,
            flash=False,
            checkpointing=self.checkpointing,
            tensor=self.tensor,
            gpus=self.tensor,
            gpus_per_node=self.tensor,
            sequence_parallel=self.sequence_parallel,
        )


COLUMNS = (
    Column("none"),
    Column("none", 8),
    Column("none", 8, True),
    Column("selective", 8),
    Column("selective", 8, True),
    Column("full"),
)
GPT_22B, GPT_175B, GPT_530B = Shape(48, 6144, 64), Shape(96, 12288, 96), Shape(105, 20480, 128)


@pytest.mark.parametrize(
    ("shape", "batch", "printed"),
    [
        (GPT_22B, 4, "6.5938 1.2344 0.8242 0.6094 0.1992 0.0938"),
        (GPT_175B, 1, "2.6719 0.5391 0.3340 0.3047 0.0996 0.0469"),
    ],
)
def test_the_papers_layers_cost_what_their_formulas_give(
    shape: Shape, batch: int, printed: str
) -> None:
    setups = [column.setup(shape, batch, 2048) for column in COLUMNS]
    sizes = [layer(setup, shape, setup.checkpointing) for setup in setups]
    assert " ".join(f"{size / GIB:.4f}" for size in sizes) == printed


def core(shape: Shape, sequence: int = 2048) -> Fraction:
    """5 a s / h: of a layer's 34 + 5 a s / h."""
    rows = operators(shape, 1, sequence, False)
    return Fraction(sum(row.size for row in rows if row.core), sequence * shape.hidden)


@pytest.mark.parametrize(
    ("shape", "share", "saved"),
    [(GPT_22B, "106.67", None), (GPT_175B, "80.00", "70"), (GPT_530B, "64.00", "65")],
)
def test_selective_recomputation_saves_what_the_paper_says(
    shape: Shape, share: str, saved: str | None
) -> None:
    assert f"{float(core(shape)):.2f}" == share
    if saved is not None:
        assert f"{float(core(shape) / (34 + core(shape))):.0%}" == f"{saved}%"


@st.composite
def gpts(draw: st.DrawFn) -> Shape:
    """Of the paper's kind, with any head size; up to 8 GPUs share its heads."""
    heads = 8 * draw(st.integers(1, 16))
    hidden = heads * draw(st.integers(1, 256))
    return Shape(draw(st.integers(1, 200)), hidden, heads, draw(st.integers(0, 300_000)))


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Of any kind."""
    heads = draw(st.integers(1, 128))
    experts = draw(st.sampled_from([0, 0, 4, 64]))
    return Shape(
        draw(st.integers(1, 200)),
        heads * draw(st.integers(1, 256)),
        heads,
        vocabulary=draw(st.sampled_from([0, 50257])),
        kv_heads=draw(st.sampled_from([0, *(n for n in range(1, heads + 1) if heads % n == 0)])),
        head_size=draw(st.sampled_from([0, 64, 128])),
        intermediate=draw(st.integers(0, 50_000)),
        gated=draw(st.booleans()),
        rms_norm=draw(st.booleans()),
        dropout=draw(st.booleans()),
        experts=experts,
        experts_used=draw(st.integers(0, experts)),
    )


@given(gpts(), st.integers(1, 64), st.integers(1, 5000), st.sampled_from([1, 2, 4, 8]))
def test_the_rows_of_a_gpt_are_the_papers_formulas(shape: Shape, b: int, s: int, t: int) -> None:
    h, a = shape.hidden, shape.heads
    rest, scores = 24 * s * b * h, 5 * a * s * s * b
    expected = {
        Column("none"): 34 * s * b * h + scores,
        Column("none", t): 10 * s * b * h + Fraction(rest + scores, t),
        Column("none", t, True): Fraction(34 * s * b * h + scores, t),
        Column("selective", t): 10 * s * b * h + Fraction(rest, t),
        Column("selective", t, True): Fraction(34 * s * b * h, t),
        Column("full", t): Fraction(2 * s * b * h),
        Column("full", t, True): Fraction(2 * s * b * h, t),
    }
    for column, size in expected.items():
        assert layer(column.setup(shape, b, s), shape, column.checkpointing) == size


@given(shapes(), st.integers(1, 64), st.integers(1, 5000), st.booleans())
def test_the_words_of_a_row_say_its_size(shape: Shape, b: int, s: int, flash: bool) -> None:
    values = {
        "s": s,
        "b": b,
        "h": shape.hidden,
        "a": shape.heads,
        "k": shape.keys,
        "d": shape.head,
        "i": shape.inner,
        "e": shape.experts,
        "u": max(1, shape.experts_used),
        "v": shape.vocabulary,
    }
    assert values.keys() == SYMBOLS.keys()
    rows = (*operators(shape, b, s, flash), *head(shape, b, s), *embedding(shape, b, s))
    for row in rows:
        number, *symbols = row.words.split()
        size = int(number)
        for symbol in symbols:
            size *= s * s if symbol == "s²" else values[symbol]
        assert size == row.size, row


def everything(shape: Shape, b: int, s: int, flash: bool) -> int:
    return sum(row.size for row in operators(shape, b, s, flash))


@given(shapes(), st.integers(1, 64), st.integers(1, 5000))
def test_a_modern_layer_is_its_closed_formula(shape: Shape, b: int, s: int) -> None:
    shape = msgspec.structs.replace(shape, rms_norm=True, gated=True, dropout=False, experts=0)
    h, a, k, d = shape.hidden, shape.heads, shape.keys, shape.head
    tokens = 8 * h + 8 + 4 * a * d + 4 * k * d + 8 * shape.inner
    assert everything(shape, b, s, flash=True) == s * b * (tokens + 4 * a)
    assert everything(shape, b, s, flash=False) == s * b * (tokens + 2 * a * s)


LLAMA = Shape(1, 256, 8, head_size=32, intermediate=704, gated=True, rms_norm=True, dropout=False)
MEASURED: tuple[tuple[dict[str, int], bool, int], ...] = (
    ({"kv_heads": 8}, True, 2500608),
    ({"kv_heads": 2}, True, 2304000),
    ({"kv_heads": 2, "head_size": 48}, True, 2467840),
    ({"kv_heads": 2}, False, 2820096),
    ({"kv_heads": 8, "intermediate": 1024}, False, 3672064),
    ({"kv_heads": 2, "intermediate": 352, "experts": 8, "experts_used": 2}, True, 2852864),
    ({"kv_heads": 2, "intermediate": 352, "experts": 4, "experts_used": 1}, False, 2374144),
    (
        {"kv_heads": 1, "head_size": 64, "intermediate": 96, "experts": 16, "experts_used": 4},
        True,
        3007488,
    ),
)


@pytest.mark.parametrize(("changed", "flash", "measured"), MEASURED)
def test_a_modern_layer_is_what_autograd_saved(
    changed: dict[str, int], flash: bool, measured: int
) -> None:
    """PyTorch 2.13 (CPU), bf16, b 2, s 128: storages that saved_tensors_hooks saw, weights and what
    layers share left out; RMS norm as one function that saves its input and 1/rms in fp32."""
    shape = msgspec.structs.replace(LLAMA, **changed)
    assert everything(shape, 2, 128, flash) == measured


@pytest.mark.parametrize(
    ("dropout", "flash", "measured"),
    [(True, False, 3540992), (False, False, 2623488), (False, True, 2107392)],
)
def test_a_gpt_layer_is_what_autograd_saved_but_for_the_norms_statistics(
    dropout: bool, flash: bool, measured: int
) -> None:
    """As above, in fp16 and bf16 alike: mean and 1/deviation of two norms, there in 16 bits."""
    shape = Shape(1, 256, 8, dropout=dropout)
    assert everything(shape, 2, 128, flash) == measured - 2 * 2 * 2 * (2 * 128)


@given(shapes(), st.sampled_from([1, 2, 4, 8, 64]), st.integers(1, 5000), st.booleans())
def test_recomputing_more_and_dividing_more_never_keeps_more(
    shape: Shape, tensor: int, s: int, flash: bool
) -> None:
    def sizes(column: Column) -> list[int]:
        setup = msgspec.structs.replace(column.setup(shape, 2, s), flash=flash)
        return [layer(setup, shape, level) for level in LEVELS]

    alone, tensors, both = (
        sizes(column)
        for column in (Column("none"), Column("none", tensor), Column("none", tensor, True))
    )
    for kept in (alone, tensors, both):
        assert kept == sorted(kept, reverse=True)
    for more, less in ((alone, tensors), (tensors, both)):
        assert all(a >= b for a, b in zip(more, less, strict=True))


@given(shapes(), st.integers(2, 5000))
def test_flash_attention_keeps_less_from_a_few_tokens_on(shape: Shape, s: int) -> None:
    """4 bytes a head and position against 2 a score: equal at two tokens."""
    flash, scores = everything(shape, 1, s, True), everything(shape, 1, s, False)
    assert flash < scores or (s == 2 and not shape.dropout and flash == scores)


def gpu(shape: Shape | None = GPT_22B, **changes: object) -> Setup:
    setup = Setup(Model("m", 10**9, shape), gpus=64, batch=4, flash=False)
    return msgspec.structs.replace(setup, **changes)


def test_nobody_knows_the_activations_of_a_model_without_a_shape() -> None:
    assert activations(gpu(None)) is None


def test_checkpoints_are_kept_and_one_layer_is_computed_again() -> None:
    setup = gpu()
    found = activations(setup)
    assert found is not None
    assert found.kept == 48 * 2 * 2048 * 4 * 6144
    assert found.working == layer(setup, GPT_22B, "none")
    assert (found.head, found.host) == (0, 0)
    assert found.embedding == 2048 * 4 * 6144
    assert found.total == found.kept + found.working + found.embedding


def test_selective_recomputation_works_on_the_attention_core_alone() -> None:
    found = activations(gpu(checkpointing="selective"))
    assert found is not None
    assert found.kept == 48 * 34 * 2048 * 4 * 6144
    assert found.working == 5 * 64 * 2048 * 2048 * 4


def test_the_head_is_the_papers_with_tensor_and_sequence_parallelism() -> None:
    shape = msgspec.structs.replace(GPT_22B, vocabulary=51200)
    found = activations(gpu(shape, tensor=8, sequence_parallel=True))
    assert found is not None
    assert found.head == 4 * 2048 * 4 * (6144 + 51200) // 8
    apart = activations(gpu(shape, tensor=8))
    assert apart is not None
    assert apart.head == 4 * 2048 * 4 * (6144 + 51200 // 8)


def test_pa_divides_checkpoints_and_pa_cpu_moves_them_to_the_host() -> None:
    whole = checkpoint(gpu(tensor=8), GPT_22B)
    assert checkpoint(gpu(tensor=8, partition_activations=True), GPT_22B) * 8 == whole
    both = gpu(tensor=8, partition_activations=True, sequence_parallel=True)
    assert checkpoint(both, GPT_22B) * 8 == whole

    found = activations(gpu(tensor=8, partition_activations=True, activations_on_host=True))
    assert found is not None
    assert (found.kept, found.host) == (0, 48 * whole // 8)
    kept = activations(gpu(checkpointing="none", activations_on_host=True))
    assert kept is not None
    assert kept.host == 0


@pytest.mark.parametrize(("accumulation", "in_flight"), [(1, 1), (3, 3), (4, 4), (100, 4)])
def test_the_first_stage_of_a_pipeline_has_as_many_micro_batches_as_it_is_long(
    accumulation: int, in_flight: int
) -> None:
    found = activations(gpu(pipeline=4, accumulation=accumulation))
    assert found is not None
    assert (found.layers, found.in_flight) == (12, in_flight)
    assert found.kept == 12 * in_flight * 2 * 2048 * 4 * 6144
    assert found.embedding == in_flight * 2048 * 4 * 6144


def test_the_last_stage_is_the_larger_one_when_it_has_the_logits_and_nothing_waits() -> None:
    shape = msgspec.structs.replace(GPT_22B, vocabulary=200_000)
    last = activations(gpu(shape, pipeline=4))
    first = activations(gpu(shape, pipeline=4, accumulation=100, checkpointing="none"))
    assert last is not None and first is not None
    assert (last.embedding, last.head > 0) == (0, True)
    assert (first.embedding > 0, first.head) == (True, 0)


def test_a_head_of_keys_is_not_cut() -> None:
    shape = Shape(1, 1024, 16, kv_heads=2)
    keys = next(row for row in operators(shape, 1, 8, True) if row.name == "keys")
    assert [keys.on_gpu(tensor) * 2 // keys.size for tensor in (1, 2, 4, 16)] == [2, 1, 1, 1]


def test_what_does_not_divide_is_rounded_up() -> None:
    assert Saved("x", "x", 10, "tensor").on_gpu(4) == 3
    assert Saved("x", "x", 10, "sequence").on_gpu(4) == 10
    assert Saved("x", "x", 10, "sequence").on_gpu(4, True) == 3
    assert Saved("x", "x", 10, "never").on_gpu(4, True) == 10


def test_many_setups_hold_together(count: Callable[[int], int], rng: random.Random) -> None:
    """No part is negative, and what is on the host is on no GPU."""
    for _ in range(count(5000)):
        shape = Shape(
            rng.randint(1, 100),
            128 * rng.randint(1, 128),
            rng.choice([1, 8, 64]),
            rng.choice([0, 32000]),
            gated=rng.random() < 0.5,
            experts=rng.choice([0, 8]),
            experts_used=2,
        )
        pipeline = rng.choice([n for n in (1, 2, 4) if n <= shape.layers])
        setup = gpu(
            shape,
            tensor=rng.choice([1, 2, 8]),
            pipeline=pipeline,
            accumulation=rng.randint(1, 8),
            checkpointing=rng.choice(LEVELS),
            sequence_parallel=rng.random() < 0.5,
            activations_on_host=rng.random() < 0.5,
        )
        found = activations(setup)
        assert found is not None
        assert min(found[1:]) >= 0 and found.layers * pipeline >= shape.layers
        assert not (found.host and found.kept)
        assert found.total == sum(term.value for term in found.terms) > 0


def test_a_term_says_how_it_comes_about() -> None:
    found = activations(gpu(tensor=8, partition_activations=True, pipeline=4, accumulation=9))
    assert found is not None
    terms = {term.words: term for term in found.terms}
    checkpoints, softmax = terms["checkpoints"], terms["softmax"]
    assert checkpoints.formula == "2 s b h L m / t"
    assert checkpoints.numbers == "2 × 2,048 × 4 × 6,144 × 12 × 4 / 8"
    assert checkpoints.value == found.kept == 2 * 2048 * 4 * 6144 * 12 * 4 // 8
    assert (softmax.formula, softmax.numbers) == ("2 a s² b / t", "2 × 64 × 2,048² × 4 / 8")
    few = msgspec.structs.replace(GPT_22B, kv_heads=2)
    keys = activations(gpu(few, tensor=8))
    assert keys is not None
    assert [term.formula for term in keys.terms if term.words == "keys"] == ["2 s b k d / k"]


def test_zeros_rule_of_thumb_gives_the_papers_sixty_gigabytes() -> None:
    assert f"{2 * paper_elements(48, 1600, 1024, 32) / 1e9:.1f}" == "60.4"
    one = Setup(Model("m", 10**9, Shape(48, 1600, 25)), batch=32, sequence=1024)
    found = activations(one)
    assert found is not None
    assert f"{found.kept / 1e9:.2f}" == "5.03"
