"""What takes the planner longer than a keystroke: searches, grids, frontiers and plots."""

import msgspec

from engines import wire
from engines.zero.model import Model
from engines.zero.modes import MODES
from engines.zero.setup import Setup

MOST_MODELS, MOST_COUNTS = 200, 64

EVERY = tuple(MODES)


class Asked(wire.Message, frozen=True):
    """What all requests have: the setup that they vary, and the modes by their keys."""

    setup: Setup
    modes: tuple[str, ...] = EVERY

    def __post_init__(self) -> None:
        for mode in self.modes:
            if mode not in MODES:
                raise ValueError(f"modes are {', '.join(MODES)}, not {mode[:40]!r}")


class Search(Asked, frozen=True):
    """How far each mode goes: one Reach a mode."""


class Grid(Asked, frozen=True, kw_only=True):
    """Which models fit on how many GPUs: one Cells a model."""

    models: tuple[Model, ...]
    gpus: tuple[int, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        counted(self.gpus)
        if not 1 <= len(self.models) <= MOST_MODELS:
            raise ValueError(f"models are 1 to {MOST_MODELS}")


class Frontier(Asked, frozen=True, kw_only=True):
    """The most parameters on each number of GPUs: one Edge a mode."""

    gpus: tuple[int, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        counted(self.gpus)


class Draw(Asked, frozen=True, kw_only=True):
    """A plot into a file that must not be there yet; its suffix says what kind: svg, png, pdf."""

    path: str
    plot: str = "memory"


def counted(gpus: tuple[int, ...]) -> None:
    if not 1 <= len(gpus) <= MOST_COUNTS or min(gpus) < 1:
        raise ValueError(f"gpus are 1 to {MOST_COUNTS} numbers, each at least 1")


class Reach(wire.Message, frozen=True):
    """The largest model (parameters), batch and sequence that fit, and the fewest GPUs.

    0 or None: nothing fits. `model` has no activations: nobody knows the shape of what is sought.
    """

    mode: str
    model: int
    gpus: int | None
    batch: int
    sequence: int


class Cell(msgspec.Struct, frozen=True):
    """Bytes of one GPU."""

    gpus: int
    mode: str
    total: int
    fits: bool


class Cells(wire.Message, frozen=True):
    model: str
    parameters: int
    cells: tuple[Cell, ...]


class Edge(wire.Message, frozen=True):
    """(GPUs, parameters) of a mode."""

    mode: str
    points: tuple[tuple[int, int], ...]


class Drawn(wire.Done, frozen=True):
    path: str


class Done(wire.Done, frozen=True):
    """Everything that was asked for has been told."""


Request = Search | Grid | Frontier | Draw | wire.Cancel
Event = Reach | Cells | Edge | Drawn | Done | wire.Common
