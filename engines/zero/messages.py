"""What takes the planner longer than a keystroke: searches, grids, frontiers and plots."""

import msgspec

from engines import wire
from engines.marking import N_
from engines.zero.model import Model
from engines.zero.modes import MODES
from engines.zero.presets import preset
from engines.zero.setup import Setup

MOST_MODELS, MOST_COUNTS = 200, 64

LONGEST_PATH = 4096

EVERY = tuple(MODES)
USUAL = Setup(preset("llama-2-7b"))


class Asked(wire.Message, frozen=True):
    """What all requests have: the setup that they vary, and the modes by their keys."""

    setup: Setup = USUAL
    modes: tuple[str, ...] = EVERY

    def __post_init__(self) -> None:
        for mode in self.modes:
            if mode not in MODES:
                words = N_("modes are {known}, not {mode}")
                raise ValueError(words.format(known=", ".join(MODES), mode=repr(mode[:40])))
        if len(set(self.modes)) < len(self.modes):
            raise ValueError(N_("modes have each once"))


class Search(Asked, frozen=True):
    """How far each mode goes: one Reach a mode."""


class Grid(Asked, frozen=True, kw_only=True):
    """Which models fit on how many GPUs: one Cells a model."""

    models: tuple[Model, ...] = (USUAL.model,)
    gpus: tuple[int, ...] = (USUAL.gpus,)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= len(self.models) <= MOST_MODELS:
            raise ValueError(N_("models are 1 to {most}").format(most=MOST_MODELS))
        counted(self.setup, self.gpus)
        for model in self.models:
            msgspec.structs.replace(self.setup, model=model)


class Frontier(Asked, frozen=True, kw_only=True):
    """The most parameters on each number of GPUs: one Edge a mode."""

    gpus: tuple[int, ...] = (USUAL.gpus,)

    def __post_init__(self) -> None:
        super().__post_init__()
        counted(self.setup, self.gpus)


class Draw(Asked, frozen=True, kw_only=True):
    """A plot into a file that must not be there yet; its suffix says what kind: svg, png, pdf."""

    path: str = "plot.svg"
    plot: str = "memory"

    def __post_init__(self) -> None:
        super().__post_init__()
        if "\0" in self.path or not 1 <= len(self.path) <= LONGEST_PATH:
            words = N_("path has 1 to {most} characters, none of them NUL")
            raise ValueError(words.format(most=f"{LONGEST_PATH:,}"))


def counted(setup: Setup, gpus: tuple[int, ...]) -> None:
    """Raises ValueError unless the setup is possible on each of these numbers of GPUs."""
    if not 1 <= len(gpus) <= MOST_COUNTS:
        raise ValueError(N_("gpus are 1 to {most} numbers").format(most=MOST_COUNTS))
    for number in gpus:
        msgspec.structs.replace(setup, gpus=number, subgroup=0)


class Reach(wire.Message, frozen=True):
    """The largest model (parameters), batch and sequence that fit, and the fewest GPUs.

    0, or None for `gpus`: nothing fits. `model` has no activations: nobody knows the shape of what
    is sought. `batch` and `sequence` are None where the setup's model has no shape.
    """

    mode: str
    model: int
    gpus: int | None
    batch: int | None
    sequence: int | None


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
