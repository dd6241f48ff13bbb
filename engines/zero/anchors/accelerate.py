"""Hugging Face accelerate 1.15, `accelerate estimate-memory`: loading a model, and Adam.

Knows no stages, GPUs or activations. `buffers` are bytes that a model has beside its parameters
(position numbers and the like), which it counts as well. 1024-based, whatever it prints.
"""

from typing import Literal

Dtype = Literal["float32", "float16", "int8", "int4"]

DIVISORS: dict[Dtype, int] = {"float32": 1, "float16": 2, "int8": 4, "int4": 8}
"""Of the size in fp32."""


def loaded(parameters: int, dtype: Dtype, buffers: int = 0) -> float:
    """Bytes ("Total Size"; of the largest layer's parameters, "Largest Layer"). Exact."""
    size = 4 * parameters + buffers
    return size if dtype == "float32" else size / DIVISORS[dtype]


def trained(parameters: int, dtype: Dtype, buffers: int = 0) -> int | None:
    """Bytes ("Training using Adam"), batch 1; None for integers, where it prints "N/A".

    The largest of four phases, not their sum: 16 bytes a parameter in fp32, but 8 in fp16.
    """
    size = 4 * parameters + buffers
    return {"float32": 4 * size, "float16": 2 * size}.get(dtype)


def printed(size: float) -> str:
    """As it prints: KB, MB and GB of 1024, two decimals at most."""
    for unit in ("bytes", "KB", "MB", "GB", "TB"):
        if size < 1024:
            return f"{round(size, 2)} {unit}"
        size /= 1024
    return f"{round(size, 2)} PB"
