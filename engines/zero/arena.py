"""What holes cost: the memory of one GPU as one range of addresses, over one training step.

Short-lived tensors are given back between long-lived ones, and what is free may be no use to the
next that asks (arXiv 1910.02054, section 3.2: out of memory with over 30 % of it free). ZeRO-R's
MD (section 6.3) copies checkpoints and gradients into blocks that are set aside before.

A tensor goes into the smallest hole that holds it, as in PyTorch's caching allocator, whose free
blocks are ordered by size; one range instead of its segments is what `expandable_segments` does.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

from engines.zero.activations import checkpoint, on_gpu
from engines.zero.model import Shape
from engines.zero.operators import head, operators
from engines.zero.partition import shard
from engines.zero.profiles import profile
from engines.zero.setup import Setup

Kind = Literal["checkpoint", "activation", "gradient", "temporary", "free"]

BLOCKS = 48
"""Layers are told apart up to so many; beyond, neighbours share their long-lived allocations, which
moves the extent by a few percent (selective, without flash attention: up to a tenth). Every row of
a table asks for it, at every keystroke.
"""

PIECES = 4
"""Tensors of a layer, about: small neighbours are one allocation."""

ENDLESS = 1 << 200
"""Beyond what the largest batch and sequence of the largest shape ask for."""


class Run(NamedTuple):
    """Bytes in a row of one kind."""

    start: int
    size: int
    kind: Kind


class Arena(NamedTuple):
    """Bytes: `peak` is the most that was ever in use, `extent` the highest address that ever was.

    `runs` are the whole range, lowest address first, when it first was as long as that.

    What MD sets aside counts as in use for the whole step, checkpoints and gradients both; the
    plain sequence gives checkpoints back as gradients come. MD ends holes and may still need more.
    """

    peak: int
    extent: int
    runs: tuple[Run, ...]

    @property
    def free(self) -> int:
        """Bytes in holes, in that moment."""
        return sum(run.size for run in self.runs if run.kind == "free")

    @property
    def live(self) -> int:
        """Bytes in use, in that moment: `peak` or less."""
        return self.extent - self.free

    @property
    def fragmentation(self) -> float:
        """Share of the range that is holes, in that moment: 1 - live / extent."""
        return self.free / self.extent if self.extent else 0.0


class Step(NamedTuple):
    """The tensors of a training step, in bytes: all that a simulation depends on."""

    blocks: int
    layers: int
    """Of each block."""
    tensors: tuple[tuple[int, Kind], ...]
    """Of a block's forward pass, in order; temporary ones are those of one layer, and are there
    again during its backward pass."""
    gradients: tuple[int, ...]
    """Of one layer's parameters as they are computed, in order."""
    ranks: int
    head: tuple[int, ...]
    head_gradient: int
    defragmentation: bool

    @property
    def gradient_bytes(self) -> int:
        """That stay until the step is over."""
        layers = self.blocks * self.layers
        parts = [layers * shard(size, self.ranks) for size in self.gradients]
        return sum(parts) + shard(self.head_gradient, self.ranks)

    @property
    def checkpoint_bytes(self) -> int:
        return self.blocks * sum(size for size, kind in self.tensors if kind == "checkpoint")


def simulate(setup: Setup, ranks: int = 1) -> Arena:
    """Raises ValueError where the model's shape is not known.

    `ranks` share the gradients (stages 2 and 3): a whole one is short-lived then, a rank's part of
    it stays. Parameters and optimizer states never move: they are not in it. The micro-batches that
    a pipeline has in flight lie side by side.
    """
    shape = setup.model.shape
    if shape is None:
        raise ValueError("a model without a shape has no tensors")
    return replay(step(setup, shape, ranks))


def step(setup: Setup, shape: Shape, ranks: int = 1) -> Step:
    """A training step of the first stage of a pipeline, with the head if it is the last one too."""
    layers = -(-shape.layers // setup.pipeline)
    each = -(-layers // BLOCKS)
    ends = head(shape, setup.batch, setup.sequence) if setup.pipeline == 1 else ()
    moved = profile(setup.profile).moved
    return Step(
        blocks=-(-layers // each),
        layers=each,
        tensors=tuple(_tensors(setup, shape, each)),
        gradients=tuple(moved * shard(number, setup.tensor) for number in _matrices(shape)),
        ranks=ranks,
        head=tuple(on_gpu(setup, row) for row in ends),
        head_gradient=moved * shard(shape.vocabulary * shape.hidden, setup.tensor) if ends else 0,
        defragmentation=setup.defragmentation,
    )


@lru_cache(maxsize=4096)
def replay(step: Step) -> Arena:
    """Forward, head, backward."""
    memory = _Memory()
    if step.defragmentation:
        if step.checkpoint_bytes:
            memory.take(step.checkpoint_bytes, "checkpoint")
        memory.take(step.gradient_bytes, "gradient")
    blocks = [_forward(step, memory) for _ in range(step.blocks)]
    ends = [memory.take(size, "temporary") for size in step.head]
    if step.head_gradient:
        _gradient(step, memory, step.head_gradient, 1)
    for address in ends:
        memory.give_back(address)
    for kept in reversed(blocks):
        _backward(step, memory, kept)
    return memory.arena()


def _forward(step: Step, memory: "_Memory") -> list[int]:
    """The addresses that the block keeps. A temporary tensor goes when the next one is there."""
    kept, last = [], None
    for size, kind in step.tensors:
        if step.defragmentation and kind == "checkpoint":
            continue
        address = memory.take(size, kind)
        if last is not None:
            memory.give_back(last)
        last = address if kind == "temporary" else None
        if kind != "temporary":
            kept.append(address)
    if last is not None:
        memory.give_back(last)
    return kept


def _backward(step: Step, memory: "_Memory", kept: list[int]) -> None:
    """Computed again, then used up from the end, as the gradients come."""
    again = [memory.take(size, kind) for size, kind in step.tensors if kind == "temporary"]
    for left in reversed(range(len(step.gradients))):
        _gradient(step, memory, step.gradients[left], step.layers)
        while len(again) > left * len(again) // len(step.gradients):
            memory.give_back(again.pop())
    for address in reversed(kept):
        memory.give_back(address)


def _gradient(step: Step, memory: "_Memory", size: int, layers: int) -> None:
    """Made whole; what stays of it is the tensor itself, a rank's part, or a copy set aside."""
    stays = layers * shard(size, step.ranks)
    if step.ranks == 1 and not step.defragmentation:
        memory.take(stays, "gradient")
        return
    whole = memory.take(size, "temporary")
    if not step.defragmentation:
        memory.take(stays, "gradient")
    memory.give_back(whole)


class _Memory:
    """The range. `holes` are (size, start), smallest and then lowest first; the last has no end."""

    def __init__(self) -> None:
        self.holes = [(ENDLESS, 0)]
        self.starts = {0: ENDLESS}
        self.ends = {ENDLESS: 0}
        self.used: dict[int, tuple[int, Kind]] = {}
        self.live = self.peak = self.extent = 0
        self.longest: dict[int, tuple[int, Kind]] = {}

    def take(self, size: int, kind: Kind) -> int:
        """The address in the smallest hole that is large enough, the lowest of equals."""
        index = bisect_left(self.holes, (size, 0))
        hole, start = self.holes.pop(index)
        end = start + size
        del self.starts[start]
        if hole > size:
            self._open(end, hole - size)
        else:
            del self.ends[end]
        self.used[start] = size, kind
        self.live += size
        if self.live > self.peak:
            self.peak = self.live
        if end > self.extent:
            self.extent = end
            self.longest = self.used.copy()
        return start

    def give_back(self, start: int) -> None:
        """The hole becomes one with its neighbours."""
        size, _ = self.used.pop(start)
        self.live -= size
        if after := self.starts.pop(start + size, 0):
            del self.holes[bisect_left(self.holes, (after, start + size))]
            size += after
        if (before := self.ends.pop(start, None)) is not None:
            hole = self.starts[before]
            del self.holes[bisect_left(self.holes, (hole, before))]
            start, size = before, size + hole
        self._open(start, size)

    def _open(self, start: int, size: int) -> None:
        insort(self.holes, (size, start))
        self.starts[start] = size
        self.ends[start + size] = start

    def arena(self) -> Arena:
        runs: list[Run] = []
        end = 0
        for start, (size, kind) in sorted(self.longest.items()):
            if start > end:
                runs.append(Run(end, start - end, "free"))
            if runs and runs[-1].kind == kind:
                runs[-1] = runs[-1]._replace(size=runs[-1].size + size)
            else:
                runs.append(Run(start, size, kind))
            end = start + size
        return Arena(self.peak, self.extent, tuple(runs))


def _tensors(setup: Setup, shape: Shape, layers: int) -> Iterator[tuple[int, Kind]]:
    """Of a block of so many layers: rows in order, small neighbours together."""
    rows = operators(shape, setup.batch, setup.sequence, setup.flash)
    enough = sum(on_gpu(setup, row) for row in rows) // PIECES
    many = layers * min(setup.pipeline, setup.accumulation)
    for core, part in groupby(rows, key=lambda row: row.core):
        temporary = setup.checkpointing == "full" or (setup.checkpointing == "selective" and core)
        for size in _pieces([on_gpu(setup, row) for row in part], enough):
            yield (size, "temporary") if temporary else (many * size, "activation")
    if setup.checkpointing == "full" and not setup.activations_on_host:
        yield many * checkpoint(setup, shape), "checkpoint"


def _pieces(sizes: list[int], enough: int) -> Iterator[int]:
    """Neighbours added up until they are as large as that."""
    piece = 0
    for size in sizes:
        piece += size
        if piece >= enough:
            yield piece
            piece = 0
    if piece:
        yield piece


def _matrices(shape: Shape) -> tuple[int, int]:
    """Elements of a layer's attention and of its feed-forward part, biases and norms left out."""
    attention = 2 * (shape.heads + shape.keys) * shape.head * shape.hidden
    matrices = (3 if shape.gated else 2) * max(1, shape.experts)
    return attention, matrices * shape.hidden * shape.inner
