"""The phases of a training, generation after generation; wherever it is ended, it goes on there."""

import time
from collections.abc import Callable
from typing import Any

import msgspec
import torch

from engines import wire
from engines.gomoku.matches.score import elo
from engines.gomoku.messages import (
    Gated,
    Pause,
    Phase,
    Request,
    Resume,
    Score,
)
from engines.gomoku.policy_value_net.torch_play import TorchPlay
from engines.gomoku.policy_value_net.weights import Architecture, Header, Weights, sealed
from engines.gomoku.training.config import Config
from engines.gomoku.training.crew import Crew
from engines.gomoku.training.gate import judged
from engines.gomoku.training.learner import Learner
from engines.gomoku.training.lessons import Lessons
from engines.gomoku.training.run import Doing, Made, Run
from engines.gomoku.training.shares import size_of
from engines.gomoku.training.tally import Tally
from engines.gomoku.training.units import KERNEL, Unit
from engines.inbox import Inbox, Stopped

Emit = Callable[[wire.Message], None]

IMITATED = 200
"""Games of a unit that the kernel plays."""
FIRST = 0.377
"""Where self-play's turns of the sizes begin; they go on from generation to generation."""


class Trainer:
    crew: Crew

    def __init__(self, run: Run, device: str, inbox: Inbox[Request], emit: Emit) -> None:
        self.run, self.device, self.inbox, self.emit = run, device, inbox, emit
        self.config = run.standing.config
        self.spent = time.monotonic()
        self.phase = ""
        self.lessons = Lessons(run, device)

    def run_through(self) -> None:
        steps = {"games": self.games, "learning": self.learning, "gate": self.gate}
        while (doing := self.run.standing.doing) != "done":
            if doing != "games" or self.units():  # else it begins from nothing
                self.tell(self.named(doing))
            try:
                steps[doing]()
            except Stopped:
                self.now(doing)  # the seconds, as it goes on in the middle
                raise

    def now(self, doing: Doing, **changes: Any) -> None:
        """As Run.now, with the seconds that have passed."""
        seconds, self.spent = self.seconds, time.monotonic()
        self.run.now(doing=doing, seconds=seconds, **changes)

    @property
    def seconds(self) -> float:
        """From the beginning, but for those in which it rested or nobody trained."""
        return self.run.standing.seconds + time.monotonic() - self.spent

    def named(self, doing: str) -> str:
        """What people call it."""
        if doing != "games":
            return doing
        return "selfplay" if self.run.standing.generation else "imitation"

    def tell(self, phase: str) -> None:
        standing = self.run.standing
        name = torch.cuda.get_device_name() if self.device == "cuda" else self.device
        of = self.config.selfplay.generations
        self.emit(Phase(phase, standing.generation, of, standing.accepted[:8], name))
        if phase != "rest":
            self.phase = phase

    def pause(self) -> None:
        """Called where stopping is safe. Raises Stopped."""
        if not self.inbox.waiting:
            return
        self.inbox.check()
        if isinstance(self.inbox.wait(0), Pause):
            begin = time.monotonic()
            self.tell("rest")
            self.crew.rest(True)
            while not isinstance(self.inbox.wait(), Resume):
                pass
            self.crew.rest(False)
            self.spent += time.monotonic() - begin
            self.tell(self.phase)

    # Games

    def units(self) -> list[Unit]:
        """Of this generation."""
        standing, config = self.run.standing, self.config
        generation, seed = standing.generation, config.seed
        if generation:
            own = config.selfplay
            games, each, weights, start = own.games, own.together, standing.accepted, FIRST
        else:
            games, each, weights, start = config.imitation.games, IMITATED, KERNEL, 0.0
        units = -(-games // each)
        before = units * max(0, generation - 1)
        found = []
        for number in range(units):
            count = min(each, games - number * each)
            size = size_of(config.game, before + number, start)
            found.append(Unit(generation, number, count, size, weights, seed))
        return found

    def games(self) -> None:
        units = self.units()
        if not units:
            self.begin_from_nothing()
            return
        tally = self.played_before(units)
        self.emit(tally.progress())
        weights = None if units[0].weights == KERNEL else self.run.weights(units[0].weights)
        for unit in self.crew.play(tally.left, weights):
            tally.add(unit)
            self.emit(tally.told())
            self.emit(tally.progress())
            self.pause()
        made = Made(tuple(units), tally.samples)
        self.now("learning", generations=(*self.run.standing.generations, made))

    def played_before(self, units: list[Unit]) -> Tally:
        left = [unit for unit in units if self.run.played(unit) is None]
        tally = Tally(self.run, units, left, self.run.standing.generation)
        for unit in units:
            if unit not in left:
                tally.add(unit)
        return tally

    def begin_from_nothing(self) -> None:
        """Generation 0 is then a network that was never taught."""
        sha256 = self.run.keep(self.weights(self.lessons.begin()))
        self.run.standing = msgspec.structs.replace(self.run.standing, generations=(Made((), 0),))
        self.next(sha256, accepted=True)

    # Learning

    def learning(self) -> None:
        generation = self.run.standing.generation
        learner, steps, losses = self.lessons.take(self.pause, self.emit)
        made: dict[str, float] = {"steps": steps}
        if losses:
            made |= {"policy": round(losses.policy, 4), "value": round(losses.value, 4)}
        sha256 = self.run.keep(self.weights(learner))
        if generation:
            self.now("gate", judged=sha256, generations=self.last(**made))
        else:
            self.next(sha256, accepted=True, **made)

    def last(self, **changes: Any) -> tuple[Made, ...]:
        """All generations, with this known of the last one too."""
        *before, last = self.run.standing.generations
        return (*before, msgspec.structs.replace(last, **changes))

    # The gate

    def gate(self) -> None:
        standing = self.run.standing
        new, old = (
            TorchPlay(self.run.weights(each), self.device)
            for each in (standing.judged, standing.accepted)
        )
        verdict = judged(self.config, standing.generation, new, old, self.pause, self.gated)
        score = verdict.score
        self.emit(Gated(standing.generation, score, verdict.accepted, elo(score.points)))
        accepted = standing.judged if verdict.accepted else standing.accepted
        points = round(score.points, 4)
        self.next(accepted, points=points, judged=score.games, accepted=verdict.accepted)

    def gated(self, score: Score) -> None:
        self.emit(wire.Progress("games", score.games, self.config.gate.games))

    def next(self, weights: str, **made: Any) -> None:
        """The next generation, or the end; these weights play from now on."""
        generation, seconds = self.run.standing.generation, round(self.seconds, 1)
        generations = self.last(seconds=seconds, **made)
        if generation < self.config.selfplay.generations:
            generation += 1
            self.now("games", accepted=weights, generations=generations, generation=generation)
            return
        told = self.run.weights(weights)
        header = msgspec.structs.replace(told.header, history=history(self.config, generations))
        self.run.keep(msgspec.structs.replace(told, header=header))
        self.now("done", accepted=weights, generations=generations)

    def weights(self, learner: Learner) -> Weights:
        config, standing = self.config, self.run.standing
        header = Header(
            name=config.name,
            architecture=Architecture(config.net.channels, config.net.blocks),
            kind=config.game.kind,
            row=config.game.row,
            sizes=tuple(sorted(config.game.sizes)),
            generation=standing.generation,
            history=history(config, standing.generations),
        )
        return sealed(header, learner.slow.arrays())


def history(config: Config, generations: tuple[Made, ...]) -> tuple[dict[str, Any], ...]:
    """One entry for the configuration, and one for each generation so far."""
    told = []
    for number, made in enumerate(generations):
        fields = msgspec.to_builtins(made)
        games = sum(unit.games for unit in made.units)
        told.append(fields | {"generation": number, "games": games, "units": len(made.units)})
    return ({"config": msgspec.to_builtins(config)}, *told)
