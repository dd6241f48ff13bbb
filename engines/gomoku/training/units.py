"""A unit of work for whoever plays: some games, told by numbers alone, so whoever plays them plays
the same; and the file of what came of them."""

import io
from pathlib import Path

import msgspec
import numpy as np

from engines.gomoku.training.samples import Samples
from engines.whole import write
from engines.wire import N_, EngineError

BROKEN = N_("This file of games is not whole.")
STALE = N_("These games were played with other weights.")

KERNEL = "kernel"
"""In place of weights: the games of imitation."""


class Unit(msgspec.Struct, frozen=True):
    """Number `number` of `generation`: `games` on the board number `size` of the configuration,
    with the weights of this hash. `seed` is the training's."""

    generation: int
    number: int
    games: int
    size: int
    weights: str
    seed: int

    @property
    def name(self) -> str:
        return f"{self.generation:05d}-{self.number:05d}.npz"

    def random(self, game: int) -> str:
        """What the random numbers of one of its games begin with."""
        return f"{self.seed} {self.generation} {self.number} {game}"


def save(folder: Path, unit: Unit, samples: Samples) -> Path:
    """In one step: there is a whole file, or none. EngineError where it cannot be written."""
    path, file = folder / unit.name, io.BytesIO()
    told = np.frombuffer(msgspec.json.encode(unit), np.uint8)
    np.savez_compressed(file, unit=told, **samples._asdict())
    write(path, file.getvalue())
    return path


def load(path: Path, unit: Unit) -> Samples:
    """EngineError where the file is not whole, or not of this unit: stale ones are refused."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            told = msgspec.json.decode(file["unit"].tobytes(), type=Unit)
            samples = Samples(*(file[name] for name in Samples._fields))
        if {len(column) for column in samples} != {len(samples)}:
            raise ValueError("its columns are not of one length")
    except Exception as error:  # as of weights: there is no end of what a broken file makes
        raise EngineError(BROKEN, f"{path}: {error}") from error
    if told != unit:
        raise EngineError(
            STALE, f"{path}: {told.weights[:8]}, and {unit.weights[:8]} was asked for"
        )
    return samples
