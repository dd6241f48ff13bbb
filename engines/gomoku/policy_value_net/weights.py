"""Weights of a network as a file: an .npz of plain arrays, and a header in JSON among them.

The same file is written by whoever trains and read by whoever plays, with torch or without.
Nothing in it is pickled, and what does not hold what its header says is refused.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from engines.gomoku.policy_value_net.planes import PLANES
from engines.gomoku.policy_value_net.shelf import NO_NET, packed
from engines.gomoku.rules import Kind, Rules
from engines.regular import content
from engines.whole import write
from engines.wire import N_, EngineError

Array = npt.NDArray[np.float32]

FORMAT = 1
"""Raised when an array's meaning changes; files of another format are refused."""

POOLS = 3
"""What is known of a channel over the whole board: its mean, that mean times how large the board
is, its maximum."""
HEADS = 32
"""Channels of either head."""
HIDDEN = 64
"""Numbers between the value head's two layers."""
VALUES = 2
"""What the value head tells: who wins, and how many moves are left."""

ORIGINAL_CHANNELS, ORIGINAL_HEADS, ORIGINAL_HIDDEN = (32, 64, 128), (4, 2), 64
"""Channels of the original project's three convolutions and two heads; as HIDDEN."""

LARGEST = 32 << 20
"""Bytes of a file; more is no network of ours."""


class Architecture(msgspec.Struct, frozen=True):
    """`channels` of the trunk, and how many residual blocks. ValueError for what is not built."""

    channels: int = 32
    blocks: int = 4

    def __post_init__(self) -> None:
        if not 8 <= self.channels <= 256 or self.channels % 8:
            raise ValueError(N_("channels are 8 to 256, a multiple of 8"))
        if not 1 <= self.blocks <= 40:
            raise ValueError(N_("blocks are 1 to 40"))

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Of each array. A convolution of 3x3 is (rows, columns * channels in, channels out)."""
        wide, pooled = self.channels, POOLS * self.channels
        found: dict[str, tuple[int, ...]] = {"stem": (3, 3 * PLANES, wide), "stem.bias": (wide,)}
        for block in range(self.blocks):
            for each in ("first", "second"):
                found[f"{block}.{each}"] = (3, 3 * wide, wide)
                found[f"{block}.{each}.bias"] = (wide,)
            if pools(block):
                found[f"{block}.pool"] = (pooled, wide)
        return found | {
            "heads": (wide, 2 * HEADS),
            "heads.bias": (2 * HEADS,),
            "policy.pool": (pooled, HEADS),
            "policy": (HEADS,),
            "value.hidden": (POOLS * HEADS, HIDDEN),
            "value.hidden.bias": (HIDDEN,),
            "value": (HIDDEN, VALUES),
            "value.bias": (VALUES,),
        }

    @property
    def parameters(self) -> int:
        return sum(int(np.prod(shape)) for shape in self.shapes.values())


def original_shapes(size: int) -> dict[str, tuple[int, ...]]:
    """Of the arrays of junxiaosong/AlphaZero_Gomoku's network, which plays on boards of one size.
    Convolutions as in Architecture; of the channels of `heads`, the policy's stand first."""
    points, (policy, value) = size * size, ORIGINAL_HEADS
    found: dict[str, tuple[int, ...]] = {}
    seen = PLANES
    for number, wide in enumerate(ORIGINAL_CHANNELS):
        found[f"{number}"], found[f"{number}.bias"] = (3, 3 * seen, wide), (wide,)
        seen = wide
    return found | {
        "heads": (seen, policy + value),
        "heads.bias": (policy + value,),
        "policy": (points * policy, points),
        "policy.bias": (points,),
        "value.hidden": (points * value, ORIGINAL_HIDDEN),
        "value.hidden.bias": (ORIGINAL_HIDDEN,),
        "value": (ORIGINAL_HIDDEN, 1),
        "value.bias": (1,),
    }


def pools(block: int) -> bool:
    """Whether a block knows of the whole board: every second one does."""
    return block % 2 == 1


class Header(msgspec.Struct, frozen=True):
    """What a file says of itself. `sha256` is over the arrays, by their names' order.

    `family`: "residual" is what is trained here, by its `architecture`; "original" the network of
    junxiaosong/AlphaZero_Gomoku, which needs no more than its one size. `sizes` are the boards that
    it has learnt on; if residual, it may be asked about others. `history` is one entry for each
    thing that was done to it, the oldest first: what, with which settings, and what came of it.
    """

    name: str = ""
    family: Literal["residual", "original"] = "residual"
    architecture: Architecture = Architecture()
    kind: Kind = "freestyle"
    row: int = 5
    sizes: tuple[int, ...] = ()
    generation: int = 0
    sha256: str = ""
    history: tuple[dict[str, Any], ...] = ()
    format: int = FORMAT

    def __post_init__(self) -> None:
        if self.family == "original" and len(self.sizes) != 1:
            raise ValueError("an original network is for one size of board")

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Of each array."""
        if self.family == "original":
            return original_shapes(self.sizes[0])
        return self.architecture.shapes


class Weights(msgspec.Struct, frozen=True):
    header: Header
    arrays: dict[str, Array]

    @property
    def name(self) -> str:
        return f"{self.header.name} {self.header.sha256[:8]}".strip()


def sealed(header: Header, arrays: Mapping[str, npt.NDArray[Any]]) -> Weights:
    """With the hash of these arrays. EngineError where they do not fit the header."""
    plain = {
        name: np.ascontiguousarray(arrays[name], np.float32)
        for name in header.shapes
        if name in arrays
    }
    found = Weights(msgspec.structs.replace(header, sha256=digest(plain)), plain)
    check(found)
    return found


def digest(arrays: Mapping[str, Array]) -> str:
    found = hashlib.sha256()
    for name in sorted(arrays):
        found.update(f"{name} {arrays[name].shape}\n".encode())
        found.update(arrays[name].astype("<f4").tobytes())
    return found.hexdigest()


def check(weights: Weights) -> None:
    header, arrays = weights.header, weights.arrays
    if header.format != FORMAT:
        raise EngineError(
            NO_NET,
            N_("format {format}, and this is {known}").format(format=header.format, known=FORMAT),
        )
    Rules(max(header.sizes, default=15), header.row, header.kind)
    for name, shape in header.shapes.items():
        if name not in arrays or arrays[name].shape != shape:
            raise EngineError(
                NO_NET, N_("{name} should have the shape {shape}").format(name=name, shape=shape)
            )
        if not np.isfinite(arrays[name]).all():
            raise EngineError(NO_NET, N_("{name} is not all numbers").format(name=name))
    if digest(arrays) != header.sha256:
        raise EngineError(
            NO_NET, N_("its numbers are not those that were written: the hash differs")
        )


def dumps(weights: Weights) -> bytes:
    file = io.BytesIO()
    header = np.frombuffer(msgspec.json.encode(weights.header), np.uint8)
    np.savez_compressed(file, header=header, **weights.arrays)  # type: ignore[arg-type] # by name
    return file.getvalue()


def loads(data: bytes) -> Weights:
    """EngineError where it is not what `dumps` makes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            members = [packed(file, each) for each in file.namelist()]
            if sum(each.file_size for each in members) > LARGEST:
                raise EngineError(NO_NET, N_("over {number} MiB").format(number=LARGEST >> 20))
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            header = msgspec.json.decode(file["header"].tobytes(), type=Header)
            shapes = header.shapes
            arrays = {name: file[name] for name in file.files if name in shapes}
        if any(array.dtype != np.float32 for array in arrays.values()):
            raise EngineError(NO_NET, N_("not all of it is float32"))
        found = Weights(header, arrays)
        check(found)
        return found
    except EngineError:
        raise
    except Exception as error:  # zipfile, numpy and msgspec have many words for what they refuse
        raise EngineError(NO_NET, str(error)) from error


def load(path: Path) -> Weights:
    """EngineError where there is no such file, or where it holds something else."""
    try:
        data = content(path, LARGEST)
    except OSError as error:
        raise EngineError(NO_NET, str(error)) from error
    try:
        return loads(data)
    except EngineError as error:
        raise EngineError(NO_NET, f"{path}: {error.failed.why}") from error


def save(path: Path, weights: Weights) -> None:
    """In one step: whoever reads it meanwhile has the old one whole. EngineError where it cannot be
    written."""
    write(path, dumps(weights))
