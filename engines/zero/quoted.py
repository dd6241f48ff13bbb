"""Which printed figures belong to a cell of the table: those that its formula does not give."""

from collections.abc import Iterator

from engines.zero.anchors.quotations import QUOTATIONS, Quotation
from engines.zero.modes import Mode

STAGES = {"ddp": 0, "zero1": 1, "zero2": 2, "zero3": 3}

_KEYS = {
    ("ddp", "total"): ("accelerate-docs", "accelerate-fp16", "accelerate-int8", "accelerate-int4"),
    ("zero1", "total"): ("zero-table-1-os",),
    ("zero2", "total"): ("zero-table-1-g", "deepspeed-docs"),
    ("zero3", "total"): ("zero-figure-1",),
    ("offload", "total"): ("deepspeed-unit",),
    ("offload", "host"): ("deepspeed-nodes",),
    ("infinity", "buffers"): ("infinity-mswm",),
    ("infinity_nvme", "buffers"): ("infinity-mswm",),
    ("zeropp", "parameters"): ("zeropp-factor", "zeropp-both"),
    ("zeropp_hpz", "parameters"): ("zeropp-factor", "zeropp-both"),
}
_EVERYWHERE = {
    "activations": ("zero-checkpoints-1.5b", "zero-checkpoints-100b", "cookbook-checkpointing"),
    "gradients": ("cookbook-gradients",),
}


def quoted(mode: Mode, cell: str) -> tuple[Quotation, ...]:
    return tuple(QUOTATIONS[key] for key in _keys(mode, cell))


def _keys(mode: Mode, cell: str) -> Iterator[str]:
    yield from _KEYS.get((mode.key, cell), ())
    yield from _EVERYWHERE.get(cell, ())
    if cell == "total" and mode.key in STAGES:
        stage = f"-stage{STAGES[mode.key]}"  # ZeRO's table 2: the largest models
        yield from (key for key in QUOTATIONS if key.endswith(stage))
