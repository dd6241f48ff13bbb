"""The original project, where somebody has it: junxiaosong/AlphaZero_Gomoku, in the folder that
ZERODECK_ORIGINAL names. Nothing of it is kept here. And models like its own, written by hand.
"""

import importlib.util
import math
import os
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FOLDER = Path(os.environ.get("ZERODECK_ORIGINAL", "/nonexistent"))
"""Read when this is imported: tests see no such setting."""

MODELS = tuple(
    f"best_policy_{size}.model{twin}" for size in ("6_6_4", "8_8_5") for twin in ("", "2")
)


def absent() -> str:
    """Why nothing can be held beside the original project; "" where it is there."""
    if all((FOLDER / name).is_file() for name in (*MODELS, "game.py")):
        return ""
    return "ZERODECK_ORIGINAL names no folder with junxiaosong/AlphaZero_Gomoku"


def module(name: str) -> ModuleType:
    """One of its files. Those that import others of it need these first."""
    spec = importlib.util.spec_from_file_location(f"original_{name}", FOLDER / f"{name}.py")
    assert spec and spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


needed = pytest.mark.skipif(bool(absent()), reason=absent())


def drawn(size: int, seed: int) -> list[np.ndarray]:
    """The arrays of a model that nobody trained, as the original writes them."""
    rng, points = np.random.default_rng(seed), size * size
    shapes = [
        *((32, 4, 3, 3), (32,), (64, 32, 3, 3), (64,), (128, 64, 3, 3), (128,)),
        *((4, 128, 1, 1), (4,), (4 * points, points), (points,)),
        *((2, 128, 1, 1), (2,), (2 * points, 64), (64,), (64, 1), (1,)),
    ]
    spread = [math.prod(shape[1:] if len(shape) == 4 else shape[:-1]) for shape in shapes]
    return [
        rng.normal(0, (2 / max(1, each)) ** 0.5 if len(shape) > 1 else 0.3, shape).astype("<f4")
        for shape, each in zip(shapes, spread, strict=True)
    ]


def pickled(arrays: list[np.ndarray], module: bytes = b"numpy.core.multiarray") -> bytes:
    """A list of arrays by protocol 2, as Python 2 writes it: texts are bytes."""
    return b"\x80\x02]q\x00(" + b"".join(written(each, module) for each in arrays) + b"e."


def written(array: np.ndarray, module: bytes = b"numpy.core.multiarray") -> bytes:
    data, kind = array.tobytes(), array.dtype.str[1:].encode()
    return (
        b"c%b\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01(" % module
        + b"".join(b"M" + size.to_bytes(2, "little") for size in array.shape)
        + b"tcnumpy\ndtype\nU%c%bK\x00K\x01\x87R(K\x03U\x01<NNNJ" % (len(kind), kind)
        + b"\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        + b"T%btb" % (len(data).to_bytes(4, "little") + data)
    )
