"""The C kernel (kernel.c) where it was built: found beside this file, and called through ctypes.

Nothing depends on it: without it the Python search gives the same answers, later.
"""

import ctypes
import os
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engines.gomoku.player import MOST_LINES
from engines.gomoku.rules import BLACK, Rules
from engines.gomoku.worth.patterns import table
from engines.gomoku.worth.ranks import ranks
from engines.gomoku.worth.shapes import PACKED, codes, lines, shapes, suspects
from engines.gomoku.worth.weights import Weights, weights
from engines.gomoku.zobrist import keys
from engines.wire import N_

LONGEST = 160
NOT_BUILT = N_(
    "The fast kernel is not here: it is built with zerodeck where there is a C compiler."
)
STALE = N_("The fast kernel here belongs to another version: install zerodeck again.")

INTERFACE = 3
"""As in kernel.c."""

WORTH = np.dtype(
    [("mine", "<i2"), ("theirs", "<i2"), ("rank", "<i2"), ("shape", "u1"), ("suspect", "u1")]
)
"""What kernel.c calls a Worth."""


class Line(ctypes.Structure):
    _fields_ = [
        ("score", ctypes.c_int32),
        ("length", ctypes.c_int32),
        ("moves", ctypes.c_int16 * LONGEST),
    ]


class Progress(ctypes.Structure):
    """What a search knows so far; `serial` is odd while it is being written."""

    _fields_ = [
        ("serial", ctypes.c_int32),
        ("found", ctypes.c_int32),
        ("depth", ctypes.c_int32),
        ("count", ctypes.c_int32),
        ("capped", ctypes.c_int32),
        ("nodes", ctypes.c_int64),
        ("lines", Line * MOST_LINES),
    ]


class Limits(ctypes.Structure):
    """0 is no limit; `fours` are more nodes, for a VCF alone, with 0 a part of the others."""

    _fields_ = [
        ("nodes", ctypes.c_int64),
        ("fours", ctypes.c_int64),
        ("seconds", ctypes.c_double),
        ("depth", ctypes.c_int32),
        ("lines", ctypes.c_int32),
    ]


POINTER, INT = ctypes.c_void_p, ctypes.c_int
SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "interface": (INT, []),
    "new": (POINTER, [INT, INT, *[POINTER] * 4, INT, INT]),
    "free": (None, [POINTER]),
    "reset": (None, [POINTER]),
    "play": (None, [POINTER, INT]),
    "undo": (None, [POINTER]),
    "packed": (None, [POINTER, POINTER]),
    "forbidden": (INT, [POINTER, INT]),
    "evaluation": (INT, [POINTER]),
    "hash": (ctypes.c_uint64, [POINTER]),
    "perft": (ctypes.c_int64, [POINTER, INT]),
    "search": (None, [POINTER] * 4),
    "prove": (None, [POINTER, INT, ctypes.c_int64, ctypes.c_int64, POINTER, POINTER]),
}


def backend() -> tuple[str, str]:
    """What does the work here, "C" or "Python", and why where it is not C."""
    if os.environ.get("ZERODECK_KERNEL") == "python":
        return "Python", "ZERODECK_KERNEL=python"
    try:
        library()
    except OSError as error:
        return "Python", str(error)
    return "C", ""


@cache
def library() -> ctypes.CDLL:
    """The kernel that was installed. OSError where there is none, or none for this machine."""
    paths = (Path(__file__).with_name(f"_kernel{suffix}") for suffix in EXTENSION_SUFFIXES)
    for path in paths:
        if path.exists():
            return load(path)
    raise OSError(NOT_BUILT)


def load(path: Path) -> ctypes.CDLL:
    """OSError where it is not the kernel of this version."""
    found = ctypes.CDLL(str(path))
    try:
        for name, (result, arguments) in SIGNATURES.items():
            function = getattr(found, f"kernel_{name}")
            function.restype, function.argtypes = result, arguments
    except AttributeError:
        raise OSError(STALE) from None
    if found.kernel_interface() != INTERFACE:
        raise OSError(STALE)
    return found


@cache
def worths(rules: Rules) -> tuple[npt.NDArray[np.void], ...]:
    return worths_of(rules, weights(rules))


def worths_of(rules: Rules, values: tuple[Weights, Weights]) -> tuple[npt.NDArray[np.void], ...]:
    """All that follows from packed patterns, for black and white, of shape (65536,)."""
    found = []
    for line, weight in zip(lines(rules), values, strict=True):
        worth = np.zeros(PACKED, WORTH)
        worth["mine"], worth["theirs"] = weight.mine[codes()], weight.theirs[codes()]
        worth["rank"], worth["shape"] = ranks(line), shapes(line)
        worth["suspect"] = suspects(line)
        found.append(worth)
    return tuple(found)


def addresses(arrays: Sequence[npt.NDArray[Any]]) -> ctypes.Array[ctypes.c_void_p]:
    return (ctypes.c_void_p * len(arrays))(*(array.ctypes.data for array in arrays))


class Kernel:
    """A board, and the search on it. It serves one thread at a time."""

    def __init__(
        self,
        rules: Rules,
        moves: Iterable[int] = (),
        *,
        table_bits: int = 18,
        failure_bits: int = 16,
        lib: ctypes.CDLL | None = None,
        values: tuple[Weights, Weights] | None = None,
    ) -> None:
        """`values` take the place of the rules' own weights.

        Memory: 32 bytes << table_bits for positions, 16 << failure_bits for what did not win.
        """
        self.rules, self.lib = rules, lib or library()
        windows = [table(line) for line in lines(rules)]
        tables = worths_of(rules, values) if values else worths(rules)
        numbers = [np.array(color, np.uint64) for color in keys(rules.size)]
        self.state = self.lib.kernel_new(
            rules.size,
            rules.kind == "renju",
            (INT * 2)(*(line.reach for line in lines(rules))),
            addresses(windows),
            addresses(tables),
            addresses(numbers),
            table_bits,
            failure_bits,
        )
        if not self.state:
            raise MemoryError
        for move in moves:
            self.play(move)

    def __del__(self) -> None:
        if state := getattr(self, "state", None):
            self.lib.kernel_free(state)

    def reset(self, moves: Iterable[int] = ()) -> None:
        """Another game; the moves are taken to be legal."""
        self.lib.kernel_reset(self.state)
        for move in moves:
            self.play(move)

    def play(self, point: int) -> None:
        self.lib.kernel_play(self.state, point)

    def undo(self) -> None:
        self.lib.kernel_undo(self.state)

    def packed(self) -> npt.NDArray[np.uint16]:
        """Black's and white's patterns by point (see shapes.py), 0 for stones."""
        found = np.zeros((2, self.rules.points), np.uint16)
        self.lib.kernel_packed(self.state, found.ctypes.data)
        return found

    def forbidden(self, point: int) -> bool:
        """Whether renju's black may not play here."""
        return bool(self.lib.kernel_forbidden(self.state, point))

    @property
    def evaluation(self) -> int:
        return int(self.lib.kernel_evaluation(self.state))

    @property
    def hash(self) -> int:
        return int(self.lib.kernel_hash(self.state))

    def perft(self, depth: int) -> int:
        return int(self.lib.kernel_perft(self.state, depth))

    def search(
        self, limits: Limits, progress: Progress | None = None, stop: ctypes.c_int | None = None
    ) -> Progress:
        """Think, with the GIL released. Another thread may read `progress` and set `stop` to 1."""
        progress = progress or Progress()
        stop = ctypes.c_int(0) if stop is None else stop  # a c_int of 0 is false
        self.lib.kernel_search(self.state, *map(ctypes.byref, (limits, stop, progress)))
        return progress

    def prove(
        self,
        color: int,
        fours: int,
        threats: int,
        progress: Progress,
        stop: ctypes.c_int | None = None,
    ) -> None:
        """Look whether a color wins by force if it is to move: `progress` then has a line. With so
        many nodes for fours alone, and for threes too where that is not 0; else as `search`."""
        stop = ctypes.c_int(0) if stop is None else stop
        told = (ctypes.byref(stop), ctypes.byref(progress))
        self.lib.kernel_prove(self.state, color - BLACK, fours, threats, *told)
