"""The same case side by side."""

import pytest

from engines.zero import comparison
from engines.zero.anchors import deepspeed
from engines.zero.comparison import Row
from engines.zero.profiles import PROFILES

MODEL, LARGEST = 6_738_415_616, 131_072_000
ANCHORS = [
    "deepspeed estimator",
    "deepspeed autotuner",
    "cookbook calculator",
    "accelerate float32",
    "accelerate float16",
]


def rows(gpus: int, stage: int, largest: int = LARGEST, gpus_per_node: int = 8) -> dict[str, Row]:
    made = comparison.compare(MODEL, largest, gpus, gpus_per_node, stage)
    return {row.name: row for row in made}


@pytest.mark.parametrize("stage", range(4))
def test_every_profile_and_every_anchor_has_a_row_the_papers_first(stage: int) -> None:
    names = list(rows(8, stage))
    assert names == [*PROFILES, *ANCHORS]
    assert names[0] == "paper"


@pytest.mark.parametrize(
    ("stage", "bytes_a_parameter"),
    [(0, 16), (1, 4 + 12 / 8), (2, 2 + 14 / 8), (3, 16 / 8)],
)
def test_the_paper(stage: int, bytes_a_parameter: float) -> None:
    row = rows(8, stage)["paper"]
    assert (row.gpu, row.host, row.difference) == (MODEL * bytes_a_parameter, None, 0)


@pytest.mark.parametrize(
    ("name", "stage", "bytes_a_parameter"),
    [
        ("deepspeed", 2, 2 + 18 / 8),
        ("deepspeed", 3, 18 / 8),
        ("cookbook calculator", 0, 18),
        ("cookbook calculator", 1, 6 + 12 / 8),
        ("cookbook calculator", 2, 2 + 16 / 8),
        ("cookbook", 3, 18 / 8),
        ("fsdp2-fp32", 3, 16 / 8),
        ("bf16-pure", 3, 8 / 8),
        ("adam-8bit", 0, 10 + 1 / 32),
        ("deepspeed estimator", 2, 2 + 18 / 8),
        ("deepspeed autotuner", 0, 20),
        ("deepspeed autotuner", 1, 4 + 16 / 8),
        ("deepspeed autotuner", 2, 2 + 18 / 8),
        ("deepspeed autotuner", 3, 20 / 8),
    ],
)
def test_others_and_their_difference(name: str, stage: int, bytes_a_parameter: float) -> None:
    made = rows(8, stage)
    assert made[name].gpu == MODEL * bytes_a_parameter
    assert made[name].difference == made[name].gpu - made["paper"].gpu


def test_the_estimator_of_stage_3_counts_the_gathered_module_and_the_host() -> None:
    row = rows(16, 3)["deepspeed estimator"]
    theirs = deepspeed.estimate_zero3(MODEL, LARGEST, 8, 2, offload=False)
    assert (row.host, row.gpu) == theirs
    assert row.gpu == rows(16, 3)["deepspeed"].gpu + 4 * LARGEST


@pytest.mark.parametrize("stage", [0, 1])
def test_the_estimator_does_not_know_stages_0_and_1(stage: int) -> None:
    row = rows(8, stage)["deepspeed estimator"]
    assert (row.gpu, row.host, row.difference) == (None, None, None)
    assert "stages 2 and 3" in row.accounting


def test_the_estimator_needs_the_largest_module_in_stage_3() -> None:
    assert rows(8, 3, largest=0)["deepspeed estimator"].gpu is None
    assert rows(8, 2, largest=0)["deepspeed estimator"].gpu is not None


def test_accelerate_knows_one_gpu_alone() -> None:
    alone = rows(1, 0)
    assert alone["accelerate float32"].gpu == 16 * MODEL
    assert alone["accelerate float16"].difference == -8 * MODEL
    assert rows(1, 1)["accelerate float32"].gpu is None
    assert rows(8, 0)["accelerate float16"].gpu is None


def test_a_node_that_is_not_full_has_its_gpus_alone() -> None:
    assert rows(4, 2) == rows(4, 2, gpus_per_node=4)


def test_the_cookbook_says_which_buffers_are_left_out() -> None:
    assert "1 GB of buffers" in rows(8, 2)["cookbook calculator"].accounting
    assert "3 GB of buffers" in rows(8, 3)["cookbook calculator"].accounting
    assert "buffers" not in rows(1, 2)["cookbook calculator"].accounting


@pytest.mark.parametrize(
    "case",
    [
        (MODEL, 0, 8, 8, 4),
        (MODEL, 0, 8, 8, -1),
        (0, 0, 8, 8, 1),
        (MODEL, -1, 8, 8, 1),
        (MODEL, MODEL + 1, 8, 8, 1),
        (MODEL, 0, 0, 8, 1),
        (MODEL, 0, 8, 0, 1),
        (MODEL, 0, 12, 8, 1),
    ],
)
def test_what_cannot_be_is_refused(case: tuple[int, int, int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"^(stage|parameters|largest|gpus)\b"):
        comparison.compare(*case)
