"""A training on disk: all that is needed to go on with it, whenever it was ended and however.

training.json   how it stands; written last, in one step, so what it names is there and whole
games/          a file for each unit of games
weights/        those that were judged, and those that are being judged, by their hash
learner-*.pt    the network in the middle of learning, its optimiser and its random numbers
lock            locked by whoever trains here

Others' folders are refused before anything in them is touched.
"""

import fcntl
import hashlib
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
from engines.whole import torn, write
from engines.wire import N_, EngineError

TAKEN = N_("Somebody trains in this folder already.")
NOT_EMPTY = N_("There is something else in this folder.")
OTHER = N_("This folder holds another training.")
BROKEN = N_("This training cannot be gone on with.")
ELSEWHERE = "zerodeck gomoku train CONFIGURATION --folder ANOTHER"

Doing = Literal["games", "learning", "gate", "done"]


class Made(msgspec.Struct, frozen=True):
    """A generation, once its games are played, and then once it is judged. `policy` and `value` are
    its last losses, `points` and `judged` the share of points in the gate and its games. `seconds`
    have passed from the beginning to its end."""

    units: tuple[Unit, ...]
    samples: int
    steps: int = 0
    policy: float | None = None
    value: float | None = None
    points: float | None = None
    judged: int = 0
    accepted: bool = False
    seconds: float = 0.0


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
    """EngineError where the folder holds anything but this training, or somebody trains there."""

    def __init__(self, folder: Path, config: Config) -> None:
        self.folder = folder
        stood(folder, config)
        self.lock = locked(folder)
        try:
            # Again: until it was locked, somebody else may have begun or gone on.
            self.standing = stood(folder, config) or Standing(config)
            self.now()  # from here on the folder is this training's, whatever becomes of it
            for each in ("games", "weights"):
                paths.private(folder / each)
            tidy(folder, self.standing.learner)
        except BaseException as error:
            self.lock.close()
            if isinstance(error, OSError):
                raise EngineError(BROKEN, str(error)) from error
            raise

    def close(self) -> None:
        self.lock.close()

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
            raise EngineError(
                BROKEN, N_("{file} holds other weights").format(file=self.weights_path(sha256))
            )
        return found

    def weights_path(self, sha256: str) -> Path:
        return self.folder / "weights" / f"{sha256[:16]}.npz"

    def keep_learner(self, number: int, data: bytes) -> None:
        """What learning goes on from; the one before is gone afterwards."""
        # Its hash is in its name, so that a file that is referred to is never written over.
        sha256, before = hashlib.sha256(data).hexdigest(), self.standing.learner
        name = f"learner-{number:09d}-{sha256[:8]}.pt"
        write(self.folder / name, data)
        self.now(learner=name, learner_sha256=sha256)
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
            raise EngineError(BROKEN, N_("{file} is not what was written").format(file=path))
        return data


def stood(folder: Path, config: Config) -> Standing | None:
    """How the training in this folder stands, None where there is none as yet. EngineError where it
    is another, or something else."""
    path = folder / "training.json"
    try:
        standing = msgspec.json.decode(path.read_bytes(), type=Standing)
    except FileNotFoundError:
        if folder.exists() and any(strange(each.name) for each in folder.iterdir()):
            raise EngineError(NOT_EMPTY, str(folder), ELSEWHERE) from None
        return None
    except (OSError, msgspec.MsgspecError, UnicodeError) as error:
        raise EngineError(BROKEN, f"{path}: {error}") from error
    if standing.config != config:
        raise EngineError(OTHER, str(folder), ELSEWHERE)
    return standing


def strange(name: str) -> bool:
    """Whether a training that was killed as it began has no file of this name."""
    return name != "lock" and not (torn(name) and name.startswith(".training.json"))


def locked(folder: Path) -> IO[bytes]:
    try:
        lock = (paths.private(folder) / "lock").open("ab")
    except OSError as error:
        raise EngineError(BROKEN, str(error)) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise EngineError(TAKEN, str(folder), "zerodeck jobs list") from None
    return lock


def tidy(folder: Path, learner: str) -> None:
    """What was being written when it was killed goes, and what nothing refers to any more."""
    for path in (*folder.iterdir(), *(folder / "games").iterdir(), *(folder / "weights").iterdir()):
        old = path.match("learner-*.pt") and path.name != learner
        if torn(path.name) or old:
            path.unlink(missing_ok=True)
