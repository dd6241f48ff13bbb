"""A training on disk: all that is needed to go on with it, whenever it was ended and however.

training.json   how it stands; written last, in one step, so what it names is there and whole
games/          a file for each unit of games
weights/        those that were accepted, and those that are being judged, by their hash
learner-*.pt    the network in the middle of learning, its optimiser and its random numbers
lock            locked by whoever trains here
"""

import fcntl
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Literal

import msgspec

from engines import paths
from engines.gomoku.policy_value_net import weights as files
from engines.gomoku.policy_value_net.weights import Weights
from engines.gomoku.training.config import Config
from engines.gomoku.training.samples import Samples
from engines.gomoku.training.units import Unit, load
from engines.wire import N_, EngineError

TAKEN = N_("Somebody trains in this folder already.")
NOT_EMPTY = N_("There is something else in this folder.")
OTHER = N_("This folder holds another training.")
BROKEN = N_("This training cannot be gone on with.")

Doing = Literal["games", "learning", "gate", "done"]


class Made(msgspec.Struct, frozen=True):
    """A generation, once its games are played, and then once it is judged."""

    units: tuple[Unit, ...]
    samples: int
    steps: int = 0
    points: float | None = None
    accepted: bool = False


class Standing(msgspec.Struct, frozen=True):
    """`accepted` and `judged` are hashes of weights; `learner` the file that learning goes on from.
    `seconds` are those that were spent on it."""

    config: Config
    generation: int = 0
    doing: Doing = "games"
    accepted: str = ""
    judged: str = ""
    learner: str = ""
    learner_sha256: str = ""
    generations: tuple[Made, ...] = ()
    seconds: float = 0.0

    @property
    def samples(self) -> int:
        return sum(each.samples for each in self.generations)


class Run:
    """EngineError where the folder holds another training, or somebody trains there."""

    def __init__(self, folder: Path, config: Config) -> None:
        self.folder = folder
        self.lock = locked(folder)
        self.standing = self.read(config)

    def close(self) -> None:
        self.lock.close()

    def read(self, config: Config) -> Standing:
        path = self.folder / "training.json"
        try:
            standing = msgspec.json.decode(path.read_bytes(), type=Standing)
        except FileNotFoundError:
            return Standing(config)
        except (OSError, msgspec.MsgspecError, UnicodeError) as error:
            raise EngineError(BROKEN, f"{path}: {error}") from error
        if standing.config != config:
            raise EngineError(OTHER, str(self.folder), "zerodeck gomoku train --folder ANOTHER")
        return standing

    def now(self, **changes: Any) -> None:
        """It stands so, and that is on disk."""
        self.standing = msgspec.structs.replace(self.standing, **changes)
        write(self.folder / "training.json", msgspec.json.encode(self.standing))

    def games(self, unit: Unit) -> Path:
        return self.folder / "games" / unit.name

    def played(self, unit: Unit) -> Samples | None:
        """What came of it; None where it was not played to the end, or with other weights."""
        with suppress(EngineError):
            return load(self.games(unit), unit)
        return None

    def taken(self, unit: Unit) -> Samples:
        """EngineError where it is not there."""
        return load(self.games(unit), unit)

    def keep(self, weights: Weights) -> str:
        """Its hash."""
        sha256 = weights.header.sha256
        files.save(self.weights_path(sha256), weights)
        return sha256

    def weights(self, sha256: str) -> Weights:
        """EngineError where they are not there, or are others."""
        found = files.load(self.weights_path(sha256))
        if found.header.sha256 != sha256:
            raise EngineError(BROKEN, f"{self.weights_path(sha256)} holds other weights")
        return found

    def weights_path(self, sha256: str) -> Path:
        return self.folder / "weights" / f"{sha256[:16]}.npz"

    def keep_learner(self, number: int, data: bytes) -> None:
        """What learning goes on from; the one before is gone afterwards."""
        name, before = f"learner-{number:09d}.pt", self.standing.learner
        write(self.folder / name, data)
        self.now(learner=name, learner_sha256=hashlib.sha256(data).hexdigest())
        if before and before != name:
            (self.folder / before).unlink(missing_ok=True)

    def learner(self) -> bytes | None:
        """EngineError where it is not what was written."""
        if not self.standing.learner:
            return None
        path = self.folder / self.standing.learner
        try:
            data = path.read_bytes()
        except OSError as error:
            raise EngineError(BROKEN, str(error)) from error
        if hashlib.sha256(data).hexdigest() != self.standing.learner_sha256:
            raise EngineError(BROKEN, f"{path} is not what was written")
        return data


def locked(folder: Path) -> IO[bytes]:
    """EngineError where there is something else in the folder."""
    try:
        ours = (folder / "training.json").exists() or (folder / "lock").exists()
        if not ours and folder.exists() and any(folder.iterdir()):
            raise EngineError(NOT_EMPTY, str(folder), "zerodeck gomoku train --folder ANOTHER")
        for path in (folder, folder / "games", folder / "weights"):
            paths.private(path)
        lock = (folder / "lock").open("ab")
    except OSError as error:
        raise EngineError(BROKEN, str(error)) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise EngineError(TAKEN, str(folder), "zerodeck jobs list") from None
    tidy(folder)
    return lock


def tidy(folder: Path) -> None:
    """What was being written when it was killed goes."""
    for pattern in (".training.json.*", ".learner-*.pt.*", "games/.*.npz.*", "weights/.*.npz.*"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
