"""Who plays on several machines: actors of Ray, which anybody may run there by Ray's own commands.

An actor is told the configuration once, and units by their numbers. Weights are in Ray's store once
a generation; a unit names theirs by the hash, and others are refused where it is played. What was
played comes back with the unit's own words, and this process alone writes files.
"""

import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from engines.gomoku.policy_value_net.weights import Weights, dumps, loads
from engines.gomoku.training.config import Config
from engines.gomoku.training.crew import LOST, PATIENCE, POLL, Leases
from engines.gomoku.training.playing import Playing, repeatable
from engines.gomoku.training.samples import Samples
from engines.gomoku.training.units import Unit, save
from engines.installing import install
from engines.wire import N_, EngineError, Failed

NO_RAY = N_("Ray is not installed.")
NO_CLUSTER = N_("This cluster of Ray cannot be joined.")

HERE = "127.0.0.2"
"""Ray puts the machine's address in a network in place of 127.0.0.1, but this is loopback too."""
STORE = 100 << 20
"""Bytes of shared memory on this machine: weights and games are far smaller."""
REACH = 5.0
"""Seconds in which a cluster answers."""


class Player:
    """In an actor's process."""

    def __init__(self, config: bytes, device: str) -> None:
        self.playing = Playing(msgspec.json.decode(config, type=Config), device)
        self.weights: Weights | None = None

    def ready(self) -> None:
        """Answered once it is there."""

    def play(self, told: bytes, given: bytes | None) -> tuple[Unit, Samples] | Failed:
        """An EngineError's own words, as exceptions arrive as others."""
        unit = msgspec.json.decode(told, type=Unit)
        try:
            if given and (self.weights is None or self.weights.header.sha256 != unit.weights):
                self.weights = loads(given)
            with repeatable(1):  # here, as Ray may ask in any thread
                return unit, self.playing.play(unit, self.weights)
        except EngineError as error:
            return error.failed


class Cluster:
    """A crew of Ray's actors, one for each of its CPUs if the configuration names no number.

    `address` "": a cluster of this machine alone, which ends with it. EngineError where Ray is not
    installed, or the cluster cannot be joined.
    """

    def __init__(
        self, config: Config, device: str, games: Path, pause: Callable[[], None], address: str
    ) -> None:
        self.config, self.games, self.pause = msgspec.json.encode(config), games, pause
        self.ray = installed(address)
        self.session = TemporaryDirectory(prefix="zerodeck-", ignore_cleanup_errors=True)
        try:
            join(self.ray, address or own(config.actors, self.session.name))
        except BaseException:
            self.session.cleanup()
            raise
        there = self.ray.cluster_resources()
        self.actors = config.actors or max(1, int(there.get("CPU", 0)))
        self.device = device
        self.gpus = share(self.actors, there.get("GPU", 0)) if device == "cuda" else 0
        self.free: list[Any] = []
        self.busy: dict[Any, tuple[Any, Unit | None]] = {}
        """By what they owe: actors with their unit, None for those that are being made."""
        self.stillborn = 0

    def play(self, units: Sequence[Unit], weights: Weights | None) -> Iterator[Unit]:
        given = self.ray.put(dumps(weights)) if weights else None
        leases = Leases(units)
        while leases.left:
            while len(self.free) + len(self.busy) < self.actors:
                self.start()
            while self.free and leases.waiting:
                actor, unit = self.free.pop(), leases.taken()
                self.busy[actor.play.remote(msgspec.json.encode(unit), given)] = actor, unit
            ready, _others = self.ray.wait(list(self.busy), timeout=POLL)
            for owed in ready:
                if whole := self.told(owed, leases):
                    yield whole
            self.pause()

    def rest(self, resting: bool) -> None:
        """Its actors play to the end of their units: Ray asks them one thing after another."""

    def start(self) -> None:
        made = self.ray.remote(Player).options(num_cpus=1, num_gpus=self.gpus)
        actor = made.remote(self.config, self.device)
        self.busy[actor.ready.remote()] = actor, None

    def told(self, owed: Any, leases: Leases) -> Unit | None:
        """The unit whose file is whole now. What nobody waits for any more is not looked at: it was
        played by another too, or is of weights that no longer play."""
        actor, unit = self.busy.pop(owed)
        try:
            answer = self.ray.get(owed)
        except self.ray.exceptions.RayError as error:
            self.ray.kill(actor)
            self.lost(unit, leases, briefly(error))
            return None
        self.free.append(actor)
        if unit is None:
            self.stillborn = 0
        if unit not in leases.left:
            return None
        if isinstance(answer, Failed):
            raise EngineError(answer.what, answer.why, answer.fix)
        played, samples = answer
        if played != unit:
            leases.lost(unit, N_("the last one answered with other games"))
            return None
        save(self.games, unit, samples)
        leases.done(unit)
        return unit

    def lost(self, unit: Unit | None, leases: Leases, why: str) -> None:
        """EngineError where that happens again and again."""
        if unit in leases.left:
            leases.lost(unit, why)
        elif unit is None:
            self.stillborn += 1
            if self.stillborn >= PATIENCE:
                raise EngineError(
                    LOST,
                    N_("{number} times before they began: {why}").format(number=PATIENCE, why=why),
                )

    def close(self) -> None:
        """All actors end, in the middle of their games."""
        for actor in (*self.free, *(actor for actor, _unit in self.busy.values())):
            self.ray.kill(actor)
        self.free, self.busy = [], {}
        self.ray.shutdown()
        self.session.cleanup()


def guard() -> None:
    """Some ports of Ray listen to the network whatever one says, so each wants a token, which is
    told to nobody. Ray reads this as it is imported."""
    os.environ["RAY_AUTH_MODE"] = "token"
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))


def installed(address: str) -> Any:
    """Ray, for this cluster. EngineError where it is not."""
    if not address:
        guard()
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError as error:
        raise EngineError(NO_RAY, str(error), install("ray")) from None
    return ray


def own(actors: int, folder: str) -> dict[str, Any]:
    """A cluster that begins and ends with this process."""
    return {
        "address": "local",
        "num_cpus": actors or os.cpu_count() or 1,
        "include_dashboard": False,
        "object_store_memory": STORE,
        "_node_ip_address": HERE,
        "_temp_dir": folder,
    }


def join(ray: Any, how: str | dict[str, Any]) -> None:
    """By an address, or with what begins a new one."""
    named = {"address": how} if isinstance(how, str) else how
    try:
        if isinstance(how, str):
            reached(how)
        with own_signals():
            ray.init(**named, configure_logging=False, log_to_driver=False)
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        fix = f"ray status --address {how}" if isinstance(how, str) else ""
        raise EngineError(NO_CLUSTER, briefly(error), fix) from error


def reached(address: str) -> None:
    """OSError where nobody listens there: Ray itself would try for minutes, and then exit."""
    host, colon, port = address.rpartition(":")
    if colon:
        socket.create_connection((host, int(port)), REACH).close()


@contextmanager
def own_signals() -> Iterator[None]:
    """Ray would have SIGTERM end this process at once."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def share(actors: int, gpus: float) -> float:
    """Of a GPU, for each actor, so that all find room; 0 where there is none."""
    return 1 / ceil(actors / gpus) if gpus else 0


def briefly(error: BaseException) -> str:
    """Ray tells whole tracebacks: what was raised there, or its first line."""
    lines = str(getattr(error, "cause", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
