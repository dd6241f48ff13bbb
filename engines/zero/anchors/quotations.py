"""What the anchors print and a formula does not give: to be shown as a quotation, never computed.

A table's cell that agrees with its formula is not here; the tests reproduce those.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from engines.marking import N_
from engines.zero.anchors import paper

Kind = Literal["misprint", "stale", "fault", "rounding", "measured"]
"""`stale`: right once, and the program has changed. `fault`: a program reckons so."""


class Quotation(NamedTuple):
    """`formula` is what the formula gives, in the same unit, with digits that tell them apart."""

    kind: Kind
    what: str
    where: str
    printed: str
    formula: str
    why: str


ZERO = "ZeRO, arXiv 1910.02054"
INFINITY = "ZeRO-Infinity, arXiv 2104.07857, figure 2a"
PLUS = "ZeRO++, arXiv 2306.10209, hpZ"
ESTIMATOR = "DeepSpeed 0.19.8, "
DEEPSPEED_DOCS = "DeepSpeed documentation, Memory Requirements"
ACCELERATE_DOCS = "accelerate documentation, Model memory estimator, bert-base-cased"
COOKBOOK = "EleutherAI cookbook, calc_transformer_mem.py, Pythia 6.9B example"

_PROGRAMS: dict[str, Quotation] = {
    "deepspeed-docs": Quotation(
        "stale",
        N_("ZeRO-2 without offload, 2851M parameters on 8 GPUs, a GPU"),
        DEEPSPEED_DOCS,
        "15.93GB",
        "11.28GB",
        N_(
            "the page has 4 + 16/N bytes a parameter, "
            "the code 2 + 18/N since pull request 5099 (2024)"
        ),
    ),
    "deepspeed-nodes": Quotation(
        "fault",
        N_("ZeRO-2 with offload, 2851M parameters on 2 nodes of 8 GPUs, a node's host"),
        ESTIMATOR + "estimate_zero2_model_states_mem_needs",
        "254.90GB",
        "127.45GB",
        N_("it multiplies a node's host memory by the GPUs of all nodes"),
    ),
    "deepspeed-unit": Quotation(
        "fault",
        N_("ZeRO-2 with offload, 2851M parameters, a GPU"),
        ESTIMATOR + "estimate_zero2_model_states_mem_needs_all_cold",
        "5.31GB",
        "5.70GB",
        N_('what it prints as "GB" is GiB'),
    ),
    "accelerate-docs": Quotation(
        "misprint",
        N_("Total Size in float32"),
        ACCELERATE_DOCS,
        "418.18 MB",
        "413.18 MB",
        N_("the same page has 413.18 MB further down, and half of it for float16"),
    ),
    "accelerate-int8": Quotation(
        "stale",
        N_("Training using Adam in int8"),
        ACCELERATE_DOCS,
        "413.18 MB",
        "N/A",
        N_("the program has no estimate of training in integers any more"),
    ),
    "accelerate-int4": Quotation(
        "stale",
        N_("Training using Adam in int4"),
        ACCELERATE_DOCS,
        "206.59 MB",
        "N/A",
        N_("the program has no estimate of training in integers any more"),
    ),
    "accelerate-fp16": Quotation(
        "fault",
        N_("Training using Adam in float16"),
        ACCELERATE_DOCS,
        "826.36 MB",
        "1.61 GB",
        N_("it takes the largest phase, 8 bytes a parameter, where 2 + 2 + 12 are held at once"),
    ),
    "cookbook-checkpointing": Quotation(
        "fault",
        N_("activations with --checkpoint-activations, a GPU"),
        COOKBOOK,
        "34.00 GiB",
        "2.00 GiB",
        N_("it keeps 34·s·b·h a layer (selective); full recomputation keeps 2·s·b·h"),
    ),
    "cookbook-gradients": Quotation(
        "fault",
        N_("gradients at tensor parallelism 2, a GPU"),
        COOKBOOK,
        "25.60 GiB",
        "12.80 GiB",
        N_("it divides parameters by tensor and pipeline parallelism, gradients not"),
    ),
}

_PAPERS: dict[str, Quotation] = {
    "infinity-mswm": Quotation(
        "misprint",
        N_("model state working memory, 0.10T parameters, GB a GPU"),
        INFINITY,
        "1.95",
        "1.5625",
        N_("16·h² by its text; 1.95 is 20·h²; the other rows agree with 16·h²"),
    ),
    "zero-checkpoints-100b": Quotation(
        "misprint",
        N_("activation checkpoints of 100B parameters, batch 32, sequence 1024, MP 16"),
        ZERO + ", section 6.1",
        "33 GB",
        "67.1 GB",
        N_("2·b·s·h·L bytes with h 8192 and L 125: twice what is printed"),
    ),
    "zero-checkpoints-1.5b": Quotation(
        "measured",
        N_("activations of 1.5B parameters with checkpointing, batch 32, sequence 1024"),
        ZERO + ", section 3.2",
        "8 GB",
        "5.03 GB",
        N_("checkpoints alone are 2·b·s·h·L; the working memory of a block comes on top"),
    ),
    "zero-figure-1": Quotation(
        "rounding",
        N_("7.5B parameters on 64 GPUs, Pos+g+p, GB a GPU"),
        ZERO + ", figure 1",
        "1.9",
        "1.875",
        N_("two digits; Table 1 prints 1.88"),
    ),
    "zero-table-1-os": Quotation(
        "rounding",
        N_("1T parameters on 64 GPUs, Pos, GB a GPU"),
        ZERO + ", table 1",
        "4187",
        "4187.5",
        N_("large numbers are cut off, small ones rounded"),
    ),
    "zero-table-1-g": Quotation(
        "rounding",
        N_("1T parameters on 64 GPUs, Pos+g, GB a GPU"),
        ZERO + ", table 1",
        "2218",
        "2218.75",
        N_("large numbers are cut off, small ones rounded"),
    ),
    "zeropp-factor": Quotation(
        "rounding",
        N_("memory of hpZ against ZeRO-3, 1024 GPUs, 16 a node"),
        PLUS,
        "8.9",
        "8.875",
        N_("(14/1024 + 2/16) over 16/1024"),
    ),
    "zeropp-both": Quotation(
        "rounding",
        N_("memory of hpZ against ZeRO-3, 1024 GPUs, 16 a node, both copies counted"),
        PLUS,
        "8.9",
        "9",
        N_("the second copy comes beside the first: 16/1024 + 2/16 over 16/1024"),
    ),
}

_ROWS = N_("the row is the rounded first one times the model parallelism")
_LARGEST = N_("largest model, {stage}, MP {parallel}, {gpus} V100 of 32 GB")
_RAN = N_("largest model that ran, {stage}, MP {parallel}")

_TABLE_2 = {
    (2, 1): "15.3B",
    (4, 1): "30.6B",
    (8, 1): "61.1B",
    (16, 1): "122.3B",
    (4, 2): "57.7B",
    (8, 2): "115.4B",
    (16, 2): "230.8B",
    (4, 3): "512B",
    (8, 3): "1024B",
    (16, 3): "2048B",
}
"""By model parallelism and stage, where the largest model is not what Table 2 prints."""


def table_2_key(model_parallel: int, stage: int) -> str:
    return f"zero-table-2-mp{model_parallel}-stage{stage}"


def measured_key(model_parallel: int, stage: int) -> str:
    """Stage 0 is the baseline; stage 1 is what the paper calls ZeRO-OS."""
    return f"zero-measured-mp{model_parallel}-stage{stage}"


def _table_2() -> dict[str, Quotation]:
    return {
        table_2_key(parallel, stage): Quotation(
            "rounding",
            _LARGEST.format(stage=paper.STAGES[stage], parallel=parallel, gpus=64 * parallel),
            ZERO + ", table 2",
            paper.TABLE_2[parallel][stage],
            formula,
            N_("1T stands for 1024B") if stage == 3 else _ROWS,
        )
        for (parallel, stage), formula in _TABLE_2.items()
    }


def _measured() -> dict[str, Quotation]:
    return {
        measured_key(parallel, stage): Quotation(
            "measured",
            _RAN.format(stage=paper.STAGES[stage], parallel=parallel),
            ZERO + ", table 2",
            printed,
            paper.TABLE_2[parallel][stage],
            N_("measured; the formula has no activations, buffers or fragments"),
        )
        for parallel, row in paper.MEASURED.items()
        for stage, printed in enumerate(row)
    }


QUOTATIONS: Mapping[str, Quotation] = MappingProxyType(
    {**_PROGRAMS, **_PAPERS, **_table_2(), **_measured()}
)
