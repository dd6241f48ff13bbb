"""The same case in every accounting and every calculator, side by side.

Model states alone, without activations. Where a calculator knows no such case it has None, and its
accounting says why.
"""

import math
from fractions import Fraction
from typing import NamedTuple

from engines.marking import N_
from engines.zero.anchors import accelerate, cookbook, deepspeed, paper
from engines.zero.profiles import PROFILES, Profile

ESTIMATOR = "DeepSpeed 0.19.8, estimate_zero{}_model_states_mem_needs, nothing offloaded"


class Row(NamedTuple):
    """`gpu` are bytes of one GPU, `host` of one node's host; `difference` to the paper's `gpu`."""

    name: str
    gpu: int | None
    host: int | None
    accounting: str
    source: str
    difference: int | None


def compare(parameters: int, largest: int, gpus: int, gpus_per_node: int, stage: int) -> list[Row]:
    """The accounting profiles, the paper's first, then the anchors.

    `largest` are the parameters of the largest module, 0 where nobody knows. All GPUs are
    data-parallel ranks. Raises ValueError for a stage or machines that there cannot be.
    """
    if stage not in range(4):
        raise ValueError(N_("stage is 0 to 3"))
    if parameters < 1 or gpus < 1 or gpus_per_node < 1:
        raise ValueError(N_("parameters, gpus and gpus_per_node are at least 1"))
    if not 0 <= largest <= parameters:
        raise ValueError(N_("largest is a part of the parameters"))
    if gpus > gpus_per_node and gpus % gpus_per_node:
        raise ValueError(N_("gpus are whole nodes of gpus_per_node"))
    ours = math.ceil(paper.model_states(parameters, gpus, stage))
    rows = [_of_profile(profile, parameters, gpus, stage) for profile in PROFILES.values()]
    rows += [
        _estimator(parameters, largest, gpus, gpus_per_node, stage),
        _autotuner(parameters, gpus, stage),
        _cookbook(parameters, gpus, stage),
        _accelerate("float32", parameters, gpus, stage),
        _accelerate("float16", parameters, gpus, stage),
    ]
    return [row._replace(difference=None if row.gpu is None else row.gpu - ours) for row in rows]


def _row(
    name: str,
    gpu: int | Fraction | None,
    accounting: str,
    source: str,
    host: int | None = None,
) -> Row:
    return Row(name, None if gpu is None else math.ceil(gpu), host, accounting, source, None)


def _of_profile(profile: Profile, parameters: int, gpus: int, stage: int) -> Row:
    size = paper.model_states(parameters, gpus, stage, profile)
    return _row(profile.name, size, profile.title, profile.source)


def _estimator(parameters: int, largest: int, gpus: int, gpus_per_node: int, stage: int) -> Row:
    name = "deepspeed estimator"
    here = min(gpus, gpus_per_node)
    nodes = gpus // here
    if stage == 2:
        host, gpu = deepspeed.estimate_zero2(parameters, here, nodes, offload=False)
        return _row(name, gpu, N_("2 + 18/N; host 4 a GPU, x 1.5"), ESTIMATOR.format(2), host)
    source = ESTIMATOR.format(3)
    if stage < 2:
        return _row(name, None, N_("knows stages 2 and 3 alone"), source)
    if not largest:
        words = N_("needs the largest module, which nobody knows here")
        return _row(name, None, words, source)
    host, gpu = deepspeed.estimate_zero3(parameters, largest, here, nodes, offload=False)
    words = N_("18/N, and 4 of the largest module, which is gathered; host 4 of it a GPU, x 1.5")
    return _row(name, gpu, words, source, host)


def _autotuner(parameters: int, gpus: int, stage: int) -> Row:
    return _row(
        "deepspeed autotuner",
        deepspeed.autotuner(parameters, gpus, stage),
        N_("2 + 2 + 16 in fp16"),
        "DeepSpeed 0.19.8, Autotuner.get_instantiation_memory_required_per_gpu",
    )


def _cookbook(parameters: int, gpus: int, stage: int) -> Row:
    case = cookbook.Case(gpus=gpus, stage=stage)
    buffers = cookbook.communication(case)
    words = "2 + 4 + 12"
    if buffers:
        words = N_("2 + 4 + 12; {size} GB of buffers, which it adds, left out")
        words = words.format(size=f"{buffers / 10**9:g}")
    return _row(
        "cookbook calculator",
        sum(cookbook.states(Fraction(parameters), case)),
        words,
        "EleutherAI cookbook, calc_transformer_mem.py",
    )


def _accelerate(dtype: accelerate.Dtype, parameters: int, gpus: int, stage: int) -> Row:
    one = gpus == 1 and stage == 0
    phase = {
        "float32": N_("16 in its largest phase"),
        "float16": N_("8 in its largest phase"),
    }
    return _row(
        f"accelerate {dtype}",
        accelerate.trained(parameters, dtype) if one else None,
        phase[dtype] if one else N_("knows one GPU without stages alone"),
        "accelerate 1.15, estimate-memory, Training using Adam",
    )
