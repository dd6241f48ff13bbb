"""The models that junxiaosong/AlphaZero_Gomoku ships, read from its own files.

They are pickles: a list of 16 arrays as Python 2 and numpy wrote them. A pickle may call whatever
it names, so what it says is read as text first, and a file with anything but these few words is not
run. Nor does it meet numpy then: in place of its functions stand classes that only remember what
they were told, and the arrays are made here.
"""

import hashlib
import io
import math
import pickle
import pickletools
import re
from pathlib import Path
from typing import Any

import numpy as np

from engines.gomoku.policy_value_net.planes import PLANES
from engines.gomoku.policy_value_net.weights import (
    ORIGINAL_CHANNELS,
    ORIGINAL_HEADS,
    Array,
    Header,
    Weights,
    sealed,
)
from engines.gomoku.rules import LARGEST as LARGEST_BOARD
from engines.gomoku.rules import SMALLEST as SMALLEST_BOARD
from engines.regular import content
from engines.wire import N_, EngineError

NO_MODEL = N_("This file holds no model of the original project.")

LARGEST = 4 << 20
"""Bytes of a file: the model for 20x20 would have 3.5 million."""
MOST_KEPT = 1000
"""What a file may number to come back to. Theirs number some 70 things."""

WORDS = {
    *("PROTO", "STOP", "MARK", "EMPTY_LIST", "APPENDS", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3"),
    *("GLOBAL", "REDUCE", "BUILD", "BINPUT", "BINGET", "LONG_BINPUT", "LONG_BINGET"),
    *("NONE", "NEWFALSE", "BININT", "BININT1", "BININT2", "LONG1", "SHORT_BINSTRING", "BINSTRING"),
}
"""Those of protocol 2 that such a list needs."""


class Recalled:
    """In place of an array or its type: how it was made, and what was then put into it."""

    def __init__(self, *made: Any) -> None:
        self.made, self.state = made, ()

    def __setstate__(self, state: Any) -> None:
        self.state = state


NAMES = {
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
}


class Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type[Recalled]:
        if (module, name) not in NAMES:
            raise pickle.UnpicklingError(f"it names {module}.{name}")
        return Recalled


def imported(path: Path) -> Weights:
    """The row is taken from the file's name, as best_policy_8_8_5; it is 5 where there is none.
    EngineError for every other file."""
    try:
        data = content(path, LARGEST)
        arrays = read(data)
    except OSError as error:
        raise EngineError(NO_MODEL, str(error)) from error
    except EngineError as error:
        raise EngineError(NO_MODEL, f"{path}: {error.failed.why}") from error
    size = math.isqrt(arrays[9].size)
    row = re.fullmatch(r".*_\d+_\d+_([3-9])", path.stem)
    history = {"what": "import", "file": path.name, "sha256": hashlib.sha256(data).hexdigest()}
    header = Header(
        f"original-{size}",
        "original",
        row=min(int(row[1]) if row else 5, size),
        sizes=(size,),
        history=(history,),
    )
    return sealed(header, turned(arrays, size))


def read(data: bytes) -> list[Array]:
    """The 16 arrays as they lie in the file, of its numbers and of the right shapes."""
    try:
        scan(data)
        found = Reader(io.BytesIO(data), encoding="bytes").load()
        if type(found) is not list:
            raise EngineError(NO_MODEL, N_("it is not a list"))
        arrays = [array(each) for each in found]
    except (
        pickle.UnpicklingError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OverflowError,
        EOFError,
    ) as error:
        raise EngineError(NO_MODEL, str(error)) from error
    size = math.isqrt(arrays[9].size) if len(arrays) == len(shapes(0)) else 0
    if not SMALLEST_BOARD <= size <= LARGEST_BOARD:
        raise EngineError(
            NO_MODEL,
            N_("{number} arrays, a board of {size} lines").format(number=len(arrays), size=size),
        )
    for number, (each, shape) in enumerate(zip(arrays, shapes(size), strict=True)):
        if each.shape != shape:
            raise EngineError(
                NO_MODEL,
                N_("array {number} should have the shape {shape}").format(
                    number=number, shape=shape
                ),
            )
        if not np.isfinite(each).all():
            raise EngineError(
                NO_MODEL, N_("array {number} is not all numbers").format(number=number)
            )
    return arrays


def scan(data: bytes) -> None:
    """Nothing is run here. EngineError for a word that a list of arrays does not need."""
    for word, argument, _place in pickletools.genops(data):
        if word.name not in WORDS:
            raise EngineError(NO_MODEL, N_("it says {word}").format(word=word.name))
        if word.name == "GLOBAL" and tuple(str(argument).split(" ")) not in NAMES:
            raise EngineError(NO_MODEL, N_("it names {name}").format(name=repr(str(argument)[:80])))
        if "PUT" in word.name and int(argument or 0) > MOST_KEPT:
            raise EngineError(NO_MODEL, N_("it numbers {number} things").format(number=argument))


def array(told: Any) -> Array:
    """From what numpy's __setstate__ would be told: version, shape, type, order and bytes."""
    _version, shape, of, turned, data = told.state
    if (of.made[0], of.state[1], turned) != (b"f4", b"<", False):
        raise EngineError(NO_MODEL, N_("not all of it is plain numbers"))
    return np.frombuffer(data, "<f4").reshape(shape)


def shapes(size: int) -> list[tuple[int, ...]]:
    """As the files have them: of each layer what it is multiplied with, and what is added."""
    points, (policy, value) = size * size, ORIGINAL_HEADS
    found: list[tuple[int, ...]] = []
    seen = PLANES
    for wide in ORIGINAL_CHANNELS:
        found += [(wide, seen, 3, 3), (wide,)]
        seen = wide
    found += [(policy, seen, 1, 1), (policy,), (points * policy, points), (points,)]
    found += [(value, seen, 1, 1), (value,), (points * value, 64), (64,), (64, 1), (1,)]
    return found


def turned(arrays: list[Array], size: int) -> dict[str, Array]:
    """As original_net.OriginalNet has them.

    Theano turns its kernels by half a turn, and the network sees the board upside down: on a board
    that is not, the kernels are mirrored left to right.
    """
    found = {}
    for number in range(len(ORIGINAL_CHANNELS)):
        kernel, found[f"{number}.bias"] = arrays[2 * number : 2 * number + 2]
        mirrored = kernel[..., ::-1].transpose(2, 3, 1, 0)
        found[f"{number}"] = mirrored.reshape(3, -1, len(kernel))
    heads, biases = zip(*(arrays[at : at + 2] for at in (6, 10)), strict=True)
    found["heads"] = np.concatenate(heads)[:, :, 0, 0].T
    found["heads.bias"] = np.concatenate(biases)
    found["policy"], found["policy.bias"] = upright(arrays[8], size), arrays[9]
    found["value.hidden"], found["value.hidden.bias"] = upright(arrays[12], size), arrays[13]
    found["value"], found["value.bias"] = arrays[14:]
    return found


def upright(layer: Array, size: int) -> Array:
    """What it is multiplied with comes channel by channel, and upside down; it shall come point by
    point."""
    return (
        layer.reshape(-1, size, size, layer.shape[1])[:, ::-1]
        .transpose(1, 2, 0, 3)
        .reshape(layer.shape)
    )
