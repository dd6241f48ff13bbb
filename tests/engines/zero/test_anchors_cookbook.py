"""calc_transformer_mem.py: what it printed for these cases, digit by digit."""

import pytest

from engines.zero.anchors import cookbook
from engines.zero.anchors.cookbook import Case

PYTHIA_7B = Case(
    layers=32,
    hidden=4096,
    heads=32,
    batch=8,
    checkpointing=True,
    partition_activations=True,
    tensor=2,
    gpus=128,
)
PYTHIA_12B = PYTHIA_7B._replace(layers=36, hidden=5120, heads=40, tensor=4, gpus=256)
DEFAULT_20B = Case(checkpointing=True, partition_activations=True)
LLAMA_7B = Case(layers=32, hidden=4096, heads=32, sequence=4096, expansion=3.5)
ON_8 = Case(layers=32, hidden=4096, heads=32, vocabulary=50432, checkpointing=True, gpus=8)

PRINTED = {
    "Pythia 6.9B": (PYTHIA_7B, "34.00 6.40 25.60 0.60 0.93 67.53 183.19"),
    "Pythia 12B": (PYTHIA_12B, "23.91 5.52 44.19 0.52 0.93 75.06 294.46"),
    "20B": (DEFAULT_20B, "17.53 38.32 76.65 229.95 0.00 362.45"),
    "Llama 7B": (LLAMA_7B, "97.00 11.81 23.63 70.89 0.00 203.33"),
}

PARTS = [
    (case, field, cell)
    for case, cells in PRINTED.values()
    for field, cell in zip(cookbook.Memory._fields, cells.split(), strict=False)
]
IDS = [
    f"{name}-{field}"
    for name, (_, cells) in PRINTED.items()
    for field, _ in zip(cookbook.Memory._fields, cells.split(), strict=False)
]

PARAMETERS = [
    (PYTHIA_7B, "6.87"),
    (PYTHIA_12B, "11.86"),
    (DEFAULT_20B, "20.58"),
    (LLAMA_7B, "6.34"),
    (ON_8, "6.87"),
]

STAGES = [
    (ON_8, 0, "123.58"),
    (ON_8, 1, "57.38"),
    (ON_8, 2, "35.01"),
    (ON_8, 3, "25.68"),
    (ON_8._replace(checkpointing=False), 0, "143.58"),
    (ON_8._replace(checkpointing=False), 3, "45.68"),
]


@pytest.mark.parametrize(("case", "field", "cell"), PARTS, ids=IDS)
def test_memory(case: Case, field: str, cell: str) -> None:
    assert f"{float(getattr(cookbook.memory(case), field)):.2f}" == cell


@pytest.mark.parametrize(("case", "billions"), PARAMETERS)
def test_parameters(case: Case, billions: str) -> None:
    assert f"{float(cookbook.parameters(case) / 10**9):.2f}" == billions


@pytest.mark.parametrize(("case", "stage", "cell"), STAGES)
def test_stages(case: Case, stage: int, cell: str) -> None:
    assert f"{float(cookbook.memory(case._replace(stage=stage)).total):.2f}" == cell


def test_fp32_keeps_the_twelve_bytes_of_a_mixed_optimizer() -> None:
    mixed, single = Case(), Case(mixed_precision=False)
    assert cookbook.memory(single).model == 2 * cookbook.memory(mixed).model
    assert cookbook.memory(single).optimizer == cookbook.memory(mixed).optimizer


def test_experts_count_on_a_gpu_but_not_in_the_replicas_parameters() -> None:
    one, eight = Case(), Case(experts=8, expert_parallel=2)
    feed_forward = cookbook.parameters(one) - cookbook.held(one._replace(linears=0))
    assert cookbook.held(eight) == cookbook.held(one) + 3 * feed_forward
    more = cookbook.memory(eight).replica - cookbook.memory(one).replica
    assert more == 3 * feed_forward * 16 / cookbook.GIB


def test_what_nobody_can_explain_is_added_for_every_gpu() -> None:
    plain, more = cookbook.memory(PYTHIA_7B), cookbook.memory(PYTHIA_7B._replace(other=5))
    assert more.total - plain.total == 5
    assert more.replica - plain.replica == 5 * 128
