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

from engines import wire
from engines.gomoku.messages import Watched
from engines.gomoku.policy_value_net.weights import Weights
from engines.gomoku.training.config import Config
from engines.gomoku.training.playing import Playing
from engines.gomoku.training.selfplay import Watch
from engines.gomoku.training.units import Unit, load, save
from engines.gomoku.training.watching import WATCHED
from engines.wire import N_, EngineError

LOST = N_("Those who play the games are lost again and again.")

PATIENCE = 3
"""How often the player of one unit may be lost."""
READ = 1 << 12
POLL = 0.2
"""Seconds between two looks at what is asked of the training."""


class Crew(Protocol):
    def play(self, units: Sequence[Unit], weights: Weights | None) -> Iterator[Unit]:
        """Each unit as soon as its file is whole, in any order."""
        ...

    def rest(self, resting: bool) -> None:
        """Those who play beside this process stand still meanwhile, wherever they are."""
        ...

    def close(self) -> None: ...


class Alone:
    """The process that learns plays too."""

    def __init__(
        self, config: Config, device: str, games: Path, pause: Callable[[], None], watch: Watch
    ) -> None:
        self.playing, self.games = Playing(config, device), games
        self.pause, self.watch = pause, watch

    def play(self, units: Sequence[Unit], weights: Weights | None) -> Iterator[Unit]:
        for unit in units:
            save(self.games, unit, self.playing.play(unit, weights, self.pause, self.watch))
            yield unit

    def rest(self, resting: bool) -> None:
        pass

    def close(self) -> None:
        pass


class Processes:
    """Actors of this machine, each a child that reads units and writes their files. One of them
    tells what it plays, for `show`."""

    def __init__(
        self,
        config: Config,
        device: str,
        folder: Path,
        actors: int,
        pause: Callable[[], None],
        show: Callable[[Watched], None] = lambda _: None,
    ) -> None:
        self.command = command(config, device, folder)
        self.games, self.actors, self.pause, self.show = folder / "games", actors, pause, show
        self.children: list[Child] = []
        self.selector = selectors.DefaultSelector()

    def play(self, units: Sequence[Unit], weights: Weights | None) -> Iterator[Unit]:
        leases = Leases(units)
        while leases.left:
            while len(self.children) < min(self.actors, len(leases.left)):
                self.start()
            for child in self.children:
                if child.unit is None and leases.waiting:
                    child.lease(leases.taken())
            for key, _events in self.selector.select(POLL):
                child = key.data
                done, unit = child.heard(self.show), child.unit
                if done is None:
                    self.drop(child)
                if unit and done is None:
                    leases.lost(unit, child.end)
                elif unit and done:
                    child.unit = None
                    load(self.games / unit.name, unit)
                    leases.done(unit)
                    yield unit
            self.pause()

    def start(self) -> None:
        watched = not any(child.watched for child in self.children)
        child = Child([*self.command, WATCHED] if watched else self.command, watched)
        self.children.append(child)
        self.selector.register(child.answers, selectors.EVENT_READ, child)

    def drop(self, child: "Child") -> None:
        self.selector.unregister(child.answers)
        self.children.remove(child)
        child.drop()

    def rest(self, resting: bool) -> None:
        for child in self.children:
            child.tell(resting)

    def close(self) -> None:
        for child in list(self.children):
            self.drop(child)
        self.selector.close()


class Child:
    """An actor's process, and the unit that it plays."""

    def __init__(self, command: list[str], watched: bool) -> None:
        self.watched = watched
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        assert self.process.stdin and self.process.stdout
        self.asked, self.answers = self.process.stdin, self.process.stdout
        self.unit: Unit | None = None
        self.lines = wire.Lines()

    def lease(self, unit: Unit) -> None:
        self.unit = unit
        self.tell(unit)

    def tell(self, what: Unit | bool) -> None:
        """A unit to be played, or whether to rest."""
        with suppress(BrokenPipeError):  # it is lost, and that is seen where its answers are read
            self.asked.write(msgspec.json.encode(what) + b"\n")

    def heard(self, show: Callable[[Watched], None]) -> bool | None:
        """Whether its unit is done; None where it is lost. EngineError where it could not play."""
        data, done = os.read(self.answers.fileno(), READ), False
        for line in self.lines.feed(data):
            answer = msgspec.json.decode(line, type=Watched | wire.Done | wire.Failed)
            if isinstance(answer, wire.Failed):
                raise EngineError(answer.what, answer.why, answer.fix)
            if isinstance(answer, Watched):
                show(answer)
            else:
                done = True
        return done if data else None

    def drop(self) -> None:
        self.process.kill()
        self.asked.close()
        self.answers.close()
        self.process.wait()

    @property
    def end(self) -> str:
        return f"the last one ended with {self.process.returncode}"


class Leases:
    """Which units of a generation are still to be played: one whose player is lost waits again."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.waiting = list(reversed(units))
        self.left = dict.fromkeys(units, 0)
        """How often the player of each was lost."""

    def taken(self) -> Unit:
        return self.waiting.pop()

    def done(self, unit: Unit) -> None:
        """Also where it was lost before, and waits again."""
        del self.left[unit]
        if unit in self.waiting:
            self.waiting.remove(unit)

    def lost(self, unit: Unit, why: str) -> None:
        """EngineError where that happens again and again."""
        self.left[unit] += 1
        if self.left[unit] >= PATIENCE:
            raise EngineError(
                LOST,
                N_("{number} times at one unit of games: {why}").format(number=PATIENCE, why=why),
            )
        self.waiting.append(unit)


def command(config: Config, device: str, folder: Path) -> list[str]:
    told = msgspec.json.encode(config).decode()
    module = "engines.gomoku.training.actor"
    return [sys.executable, "-P", "-m", module, str(folder), device, told]
