"""Who plays the games of a generation: this process, several of this machine, or many machines'.

Units are leased: one whose player is lost is played by another. As a unit is the same games whoever
plays it, that changes nothing of what is learnt.
"""

import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from engines.gomoku.policy_value_net.weights import Weights
from engines.gomoku.training.config import Config
from engines.gomoku.training.playing import Playing
from engines.gomoku.training.selfplay import Watch
from engines.gomoku.training.units import Unit, load, save
from engines.wire import N_, EngineError

LOST = N_("Those who play the games are lost again and again.")

PATIENCE = 3
"""How often the player of one unit may be lost."""
POLL = 0.2
"""Seconds between two looks at what is asked of the training."""


class Crew(Protocol):
    """`actors` is how many play at once."""

    actors: int

    def play(self, units: Sequence[Unit], weights: Weights | None) -> Iterator[Unit]:
        """Each unit as soon as its file is whole, in any order."""
        ...

    def close(self) -> None: ...


class Alone:
    """The process that learns plays too."""

    actors = 1

    def __init__(
        self, config: Config, device: str, games: Path, pause: Callable[[], None], watch: Watch
    ) -> None:
        self.playing, self.games = Playing(config, device), games
        self.pause, self.watch = pause, watch

    def play(self, units: Sequence[Unit], weights: Weights | None) -> Iterator[Unit]:
        for unit in units:
            save(self.games, unit, self.playing.play(unit, weights, self.pause, self.watch))
            yield unit

    def close(self) -> None:
        pass


class Processes:
    """Actors of this machine, each a child that reads units and writes their files."""

    def __init__(
        self, config: Config, device: str, folder: Path, actors: int, pause: Callable[[], None]
    ) -> None:
        self.command = command(config, device, folder)
        self.games, self.actors, self.pause = folder / "games", actors, pause
        self.children: dict[subprocess.Popen[bytes], Unit | None] = {}
        self.selector = selectors.DefaultSelector()

    def play(self, units: Sequence[Unit], weights: Weights | None) -> Iterator[Unit]:
        waiting, lost = list(reversed(units)), dict.fromkeys(units, 0)
        while waiting or any(self.children.values()):
            while len(self.children) < self.actors:
                self.start()
            for child, unit in self.children.items():
                if unit is None and waiting:
                    self.lease(child, waiting.pop())
            for key, _events in self.selector.select(POLL):
                child = key.data
                unit = self.children[child]
                if not os.read(key.fd, 1 << 12):
                    self.drop(child)
                    if unit:
                        lost[unit] += 1
                        waiting.append(unit)
                elif unit:
                    self.children[child] = None
                    load(self.games / unit.name, unit)
                    yield unit
            if max(lost.values(), default=0) >= PATIENCE:
                raise EngineError(LOST, f"{PATIENCE} times at one unit of games")
            self.pause()

    def start(self) -> None:
        child = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        assert child.stdout
        self.children[child] = None
        self.selector.register(child.stdout, selectors.EVENT_READ, child)

    def lease(self, child: subprocess.Popen[bytes], unit: Unit) -> None:
        self.children[child] = unit
        assert child.stdin
        with suppress(BrokenPipeError):  # it is lost, and that is seen where its answers are read
            child.stdin.write(msgspec.json.encode(unit) + b"\n")
            child.stdin.flush()

    def drop(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdin and child.stdout
        self.selector.unregister(child.stdout)
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe.close()
        child.wait()
        del self.children[child]

    def close(self) -> None:
        for child in list(self.children):
            self.drop(child)
        self.selector.close()


def command(config: Config, device: str, folder: Path) -> list[str]:
    told = msgspec.json.encode(config).decode()
    module = "engines.gomoku.training.actor"
    return [sys.executable, "-P", "-m", module, str(folder), device, told]
