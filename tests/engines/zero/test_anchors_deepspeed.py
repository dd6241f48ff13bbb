"""The estimators of DeepSpeed 0.19.8: what they printed, and they themselves where installed."""

import importlib.util
import json
import random
import subprocess
import sys
from fractions import Fraction

import pytest

from engines.zero.anchors import deepspeed

DOCS = (2_851_000_000, 32_000_000)
NEO = (2_651_307_520, 128_657_920)
LLAMA_7B = (6_738_415_616, 131_072_000)
LLAMA_13B = (13_015_864_320, 163_840_000)
LLAMA_8B = (8_030_261_248, 525_336_576)

CPU_1, CPU_0 = (True, True, True), (True, True, False)
HALF_1, HALF_0 = (True, False, True), (True, False, False)
GPU_1, GPU_0 = (False, False, True), (False, False, False)
OPTIONS = (CPU_1, CPU_0, HALF_1, HALF_0, GPU_1, GPU_0)
"""Of stage 3: offload, offload_parameters, zero_init; in the order of its table."""

TABLE = [  # model, nodes, GPUs a node; stage 2 with and without offload, then stage 3 by OPTIONS
    (
        DOCS,
        1,
        1,
        "63.72/5.31 15.93/53.10 71.69/0.12 71.69/0.12 63.72/5.43 63.72/5.43 0.18/47.91 15.93/47.91",
    ),
    (
        DOCS,
        1,
        8,
        "127.45/5.31 127.45/11.28 "
        "71.69/0.12 127.45/0.12 63.72/0.78 127.45/0.78 1.43/6.09 127.45/6.09",
    ),
    (
        DOCS,
        2,
        8,
        "254.90/5.31 127.45/8.30 "
        "35.85/0.12 127.45/0.12 31.86/0.45 127.45/0.45 1.43/3.11 127.45/3.11",
    ),
    (
        NEO,
        1,
        8,
        "118.52/4.94 118.52/10.49 "
        "66.67/0.48 118.52/0.48 59.26/1.10 118.52/1.10 5.75/6.04 118.52/6.04",
    ),
    (
        NEO,
        2,
        8,
        "237.05/4.94 118.52/7.72 "
        "33.33/0.48 118.52/0.48 29.63/0.79 118.52/0.79 5.75/3.26 118.52/3.26",
    ),
    (
        LLAMA_7B,
        1,
        1,
        "150.62/12.55 37.65/125.51 "
        "169.44/0.49 169.44/0.49 150.62/13.04 150.62/13.04 0.73/113.45 37.65/113.45",
    ),
    (
        LLAMA_7B,
        1,
        8,
        "301.23/12.55 301.23/26.67 "
        "169.44/0.49 301.23/0.49 150.62/2.06 301.23/2.06 5.86/14.61 301.23/14.61",
    ),
    (
        LLAMA_7B,
        2,
        8,
        "602.46/12.55 301.23/19.61 "
        "84.72/0.49 301.23/0.49 75.31/1.27 301.23/1.27 5.86/7.55 301.23/7.55",
    ),
    (
        LLAMA_13B,
        1,
        8,
        "581.85/24.24 581.85/51.52 "
        "327.29/0.61 581.85/0.61 290.93/3.64 581.85/3.64 7.32/27.88 581.85/27.88",
    ),
    (
        LLAMA_8B,
        2,
        8,
        "717.96/14.96 358.98/23.37 "
        "100.96/1.96 358.98/1.96 89.75/2.89 358.98/2.89 23.48/10.37 358.98/10.37",
    ),
]

STAGE_2 = [
    (model, nodes, gpus, offload, side, cell)
    for model, nodes, gpus, pairs in TABLE
    for offload, pair in zip((True, False), pairs.split()[:2], strict=True)
    for side, cell in zip(deepspeed.Estimate._fields, pair.split("/"), strict=True)
]
STAGE_3 = [
    (model, nodes, gpus, options, side, cell)
    for model, nodes, gpus, pairs in TABLE
    for options, pair in zip(OPTIONS, pairs.split()[2:], strict=True)
    for side, cell in zip(deepspeed.Estimate._fields, pair.split("/"), strict=True)
]


def printed(size: int) -> str:
    return f"{size / 2**30:.2f}"


@pytest.mark.parametrize(("model", "nodes", "gpus", "offload", "side", "cell"), STAGE_2)
def test_stage_2(
    model: tuple[int, int], nodes: int, gpus: int, offload: bool, side: str, cell: str
) -> None:
    estimate = deepspeed.estimate_zero2(model[0], gpus, nodes, offload)
    assert printed(getattr(estimate, side)) == cell


@pytest.mark.parametrize(("model", "nodes", "gpus", "options", "side", "cell"), STAGE_3)
def test_stage_3(
    model: tuple[int, int],
    nodes: int,
    gpus: int,
    options: tuple[bool, bool, bool],
    side: str,
    cell: str,
) -> None:
    estimate = deepspeed.estimate_zero3(*model, gpus, nodes, *options)
    assert printed(getattr(estimate, side)) == cell


@pytest.mark.parametrize(
    ("stage", "half", "size"),
    [
        (0, True, 2 + 2 + 16),
        (1, True, 2 + 2 + 16 / 8),
        (2, True, 2 + (2 + 16) / 8),
        (3, True, 20 / 8),
        (0, False, 4 + 4 + 8),
        (3, False, 16 / 8),
    ],
)
def test_autotuner_in_bytes_a_parameter(stage: int, half: bool, size: float) -> None:
    assert deepspeed.autotuner(8000, 8, stage, half) == 8000 * size
    assert deepspeed.autotuner(8000, 8, stage, half, model_parallel=2) == 4000 * size


THEIRS = """
import json, sys
from deepspeed.runtime.zero.stage_1_and_2 import estimate_zero2_model_states_mem_needs as zero2
from deepspeed.runtime.zero.stage3 import estimate_zero3_model_states_mem_needs as zero3
from deepspeed.autotuning.autotuner import Autotuner

class Case:
    fp16_enabled = lambda self: self.half
    mp_size = lambda self: self.parallel
    get_model_num_params = lambda self: self.parameters

count = Autotuner.get_instantiation_memory_required_per_gpu
answers = []
for line in json.load(sys.stdin):
    parameters, largest, gpus, nodes, offload, of_parameters, init, *more = line
    factor, stage, half, parallel = more
    case = Case()
    case.parameters, case.exp_num_gpus, case.exp_num_nodes = parameters, gpus, nodes
    case.half, case.parallel = half, parallel
    answers.append((
        zero2(parameters, gpus, nodes, offload, factor),
        zero3(parameters, largest, gpus, nodes, offload, of_parameters, init, factor)[:2],
        count(case, stage),
    ))
json.dump(answers, open(sys.argv[1], "w"))
"""


@pytest.mark.skipif(
    not (importlib.util.find_spec("deepspeed") and importlib.util.find_spec("torch")),
    reason="DeepSpeed is not installed here; what it printed is in the tables above",
)
def test_their_own_functions_agree(tmp_path) -> None:
    """Their floats may be a byte off where the number of nodes is no power of two."""
    chance = random.Random(8)  # noqa: S311
    cases = [
        (
            parameters := chance.randrange(10**6, 10 ** chance.randrange(7, 12)),
            chance.randrange(1, parameters),
            chance.choice((1, 2, 3, 4, 6, 8, 16)),
            chance.choice((1, 2, 3, 4, 5, 7, 8, 16, 48, 100)),
            *(chance.random() < 0.5 for _ in range(3)),
            chance.choice((1.0, 1.25, 1.5, 2.0)),
            chance.randrange(4),
            chance.random() < 0.5,
            chance.choice((1, 2, 8)),
        )
        for _ in range(1000)
    ]
    answers = tmp_path / "answers.json"
    command = [sys.executable, "-c", THEIRS, str(answers)]
    subprocess.run(
        command, input=json.dumps(cases), text=True, check=True, stdout=subprocess.DEVNULL
    )
    for case, (zero2, zero3, count) in zip(cases, json.loads(answers.read_text()), strict=True):
        parameters, largest, gpus, nodes, *options, buffers, stage, half, parallel = case
        factor = Fraction(buffers)
        off = 0 if nodes & (nodes - 1) == 0 else 1
        ours2 = deepspeed.estimate_zero2(parameters, gpus, nodes, options[0], factor)
        assert ours2 == tuple(zero2), case
        ours3 = deepspeed.estimate_zero3(parameters, largest, gpus, nodes, *options, factor)
        assert abs(ours3.host - zero3[0]) <= off, case
        assert ours3.gpu == zero3[1], case
        ours = deepspeed.autotuner(parameters, gpus * nodes, stage, half, parallel)
        assert float(ours) == pytest.approx(count, rel=1e-15), case
