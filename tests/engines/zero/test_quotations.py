"""What is quoted is what somebody printed; a formula gives the other value that stands there."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from engines.zero.anchors import accelerate, cookbook, deepspeed, paper, zeropp
from engines.zero.anchors.quotations import QUOTATIONS, measured_key, table_2_key

GB = 10**9
GIB = 1 << 30
DOCS = 2_851_000_000
BERT, NUMBERS = 108_310_272, 8192
PYTHIA = cookbook.Case(
    layers=32,
    hidden=4096,
    heads=32,
    batch=8,
    checkpointing=True,
    partition_activations=True,
    tensor=2,
    gpus=128,
)


def gib(size: Fraction | int, unit: str) -> str:
    return f"{float(Fraction(size) / GIB):.2f}{unit}"


def trained(dtype: accelerate.Dtype) -> str:
    size = accelerate.trained(BERT, dtype, NUMBERS)
    return "N/A" if size is None else accelerate.printed(size)


def table_1(stage: int) -> str:
    return paper.rounded(paper.model_states(1000 * GB, 64, stage) / GB, 2)


def table_2(parallel: int, stage: int) -> str:
    largest = paper.largest_model(paper.V100, 64, stage, parallel)
    return f"{paper.rounded(Fraction(largest, GB), 1)}B"


def full_recomputation() -> str:
    kept = 2 * PYTHIA.sequence * PYTHIA.batch * PYTHIA.hidden * PYTHIA.layers
    return gib(Fraction(kept, PYTHIA.tensor), " GiB")


def checkpoints(hidden: int, layers: int, digits: int) -> str:
    size = 2 * paper.checkpoints(hidden, layers, batch=32, sequence=1024)
    return f"{paper.rounded(Fraction(size, GB), digits)} GB"


HOST_2X8 = deepspeed.estimate_zero2(DOCS, 8, 2).host
MADE: dict[str, Callable[[], str]] = {
    "deepspeed-docs": lambda: gib(deepspeed.estimate_zero2(DOCS, 8, offload=False).gpu, "GB"),
    "deepspeed-nodes": lambda: gib(Fraction(HOST_2X8, 2), "GB"),
    "deepspeed-unit": lambda: f"{deepspeed.estimate_zero2(DOCS).gpu / GB:.2f}GB",
    "accelerate-docs": lambda: accelerate.printed(accelerate.loaded(BERT, "float32", NUMBERS)),
    "accelerate-int8": lambda: trained("int8"),
    "accelerate-int4": lambda: trained("int4"),
    "accelerate-fp16": lambda: accelerate.printed(float(paper.model_states(BERT, 1, 0))),
    "cookbook-checkpointing": full_recomputation,
    "cookbook-gradients": lambda: gib(cookbook.memory(PYTHIA).gradients / 2 * GIB, " GiB"),
    "infinity-mswm": lambda: paper.rounded(Fraction(16 * 10240**2, GIB), 4),
    "zero-checkpoints-100b": lambda: checkpoints(8192, 125, 1),
    "zero-checkpoints-1.5b": lambda: checkpoints(1600, 48, 2),
    "zero-figure-1": lambda: paper.rounded(paper.model_states(7_500_000_000, 64, 3) / GB, 3),
    "zero-table-1-os": lambda: table_1(1),
    "zero-table-1-g": lambda: table_1(2),
    "zeropp-factor": lambda: paper.rounded(zeropp.hpz_factor(1024, 16), 3),
    "zeropp-both": lambda: paper.rounded(zeropp.hpz_factor(1024, 16, both_copies=True), 3),
}
for key in QUOTATIONS:
    if key.startswith("zero-table-2"):
        PARALLEL, STAGE = (int(word.strip("mpstage")) for word in key.split("-")[3:])
        MADE[key] = lambda parallel=PARALLEL, stage=STAGE: table_2(parallel, stage)
for parallel in paper.MEASURED:
    for stage in (0, 1):
        MADE[measured_key(parallel, stage)] = lambda parallel=parallel, stage=stage: (
            paper.table_2_cell(parallel, stage)
        )


@pytest.mark.parametrize("key", QUOTATIONS)
def test_the_formula_gives_what_the_quotation_says_and_not_what_is_printed(key: str) -> None:
    quotation = QUOTATIONS[key]
    assert MADE[key]() == quotation.formula
    assert quotation.printed != quotation.formula
    assert quotation.what and quotation.where and quotation.why


def test_no_formula_is_left_over() -> None:
    assert set(MADE) == set(QUOTATIONS)
    assert table_2_key(4, 3) in QUOTATIONS


def test_the_misprint_of_infinity_is_another_factor() -> None:
    quotation = QUOTATIONS["infinity-mswm"]
    assert paper.rounded(Fraction(20 * 10240**2, GIB), 2) == quotation.printed


def test_the_stale_page_of_deepspeed_has_the_formula_of_before() -> None:
    before = Fraction(DOCS * 4 + DOCS * 16 // 8)
    assert gib(before, "GB") == QUOTATIONS["deepspeed-docs"].printed


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("deepspeed-nodes", lambda: gib(HOST_2X8, "GB")),
        ("deepspeed-unit", lambda: gib(deepspeed.estimate_zero2(DOCS).gpu, "GB")),
        ("accelerate-fp16", lambda: trained("float16")),
        ("cookbook-checkpointing", lambda: gib(cookbook.memory(PYTHIA)[0] * GIB, " GiB")),
        ("cookbook-gradients", lambda: gib(cookbook.memory(PYTHIA)[2] * GIB, " GiB")),
        ("zero-table-1-os", lambda: paper.table_1_cell(paper.model_states(1000 * GB, 64, 1))),
        ("zero-table-1-g", lambda: paper.table_1_cell(paper.model_states(1000 * GB, 64, 2))),
    ],
)
def test_a_fault_is_reproduced_by_the_anchor(key: str, printed: Callable[[], str]) -> None:
    assert printed() == QUOTATIONS[key].printed
