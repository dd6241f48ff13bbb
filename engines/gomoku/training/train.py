"""A training, from its first games to its last gate; wherever it is ended, it goes on from
there."""

import io
import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch

from engines import wire
from engines.gomoku.board import Board
from engines.gomoku.matches.score import elo
from engines.gomoku.mcts.tree import Floats
from engines.gomoku.messages import (
    Done,
    Game,
    Gated,
    Learnt,
    Pause,
    Phase,
    Request,
    Resume,
    Score,
    Train,
    Watched,
)
from engines.gomoku.policy_value_net.torch_play import TorchPlay
from engines.gomoku.policy_value_net.weights import Architecture, Header, Weights, sealed
from engines.gomoku.training.config import Config
from engines.gomoku.training.crew import Alone, Crew, Processes
from engines.gomoku.training.gate import judged
from engines.gomoku.training.learner import Learner, Losses, mean
from engines.gomoku.training.run import Made, Run
from engines.gomoku.training.tally import Tally
from engines.gomoku.training.units import KERNEL, Unit
from engines.gomoku.training.window import Window
from engines.gomoku.worth.shapes import lines
from engines.inbox import Inbox, Stopped
from engines.wire import N_, EngineError

Emit = Callable[[wire.Message], None]
Hire = Callable[["Trainer"], Crew]

NO_CUDA = N_("There is no GPU here that torch can use.")

IMITATED = 200
"""Games of a unit that the kernel plays."""
TOLD = 50
"""Steps between two Learnt."""
KEPT = 500
"""Steps between two looks at whether to write the learner down, and seconds that must have
passed."""
SECONDS = 60.0
SHOWN = 5.0
"""Seconds between two Watched."""


def train(request: Train, inbox: Inbox[Request], emit: Emit, hire: Hire | None = None) -> Done:
    """Raises EngineError, and Stopped once all that was done is on disk."""
    config = request.config
    for number in range(len(config.game.sizes)):
        lines(config.game.rules(number))  # refused at once where it cannot be searched
    device = found_device(config)
    with closing(Run(Path(request.place), config)) as run:
        trainer = Trainer(run, device, inbox, emit)
        trainer.crew = (hire or hired)(trainer)
        with closing(trainer.crew):
            trainer.run_through()
        return Done(weights=str(run.weights_path(run.standing.accepted)))


def found_device(config: Config) -> str:
    """EngineError where a GPU is asked for and none is there. Results repeat on one machine."""
    there = torch.cuda.is_available()
    if config.device == "cuda" and not there:
        raise EngineError(NO_CUDA, "", 'device = "cpu"')
    if config.threads:
        torch.set_num_threads(config.threads)
    torch.set_flush_denormal(True)
    torch.use_deterministic_algorithms(True, warn_only=True)
    return "cuda" if there and config.device != "cpu" else "cpu"


def hired(trainer: "Trainer") -> Crew:
    """Without others: this process alone, or those of the configuration."""
    config, run = trainer.config, trainer.run
    if config.actors:
        return Processes(config, trainer.device, run.folder, config.actors, trainer.pause)
    return Alone(config, trainer.device, run.folder / "games", trainer.pause, trainer.watch)


class Trainer:
    crew: Crew

    def __init__(self, run: Run, device: str, inbox: Inbox[Request], emit: Emit) -> None:
        self.run, self.device, self.inbox, self.emit = run, device, inbox, emit
        self.config = run.standing.config
        self.spent, self.shown = time.monotonic(), 0.0
        self.phase = ""
        self.resting = 0.0

    def run_through(self) -> None:
        steps = {"games": self.games, "learning": self.learning, "gate": self.gate}
        while (doing := self.run.standing.doing) != "done":
            self.tell(self.named(doing))
            steps[doing]()

    def now(self, **changes: Any) -> None:
        """As Run.now, with the seconds that have passed."""
        passed = time.monotonic() - self.spent
        self.spent += passed
        self.run.now(seconds=self.run.standing.seconds + passed, **changes)

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
            while not isinstance(self.inbox.wait(), Resume):
                pass
            self.spent += time.monotonic() - begin
            self.tell(self.phase)

    def watch(self, board: Board, policy: Floats, winrate: float) -> None:
        if time.monotonic() - self.shown < SHOWN:
            return
        self.shown = time.monotonic()
        most = max(float(policy.max()), 1e-9)
        hot = [
            (int(at), round(float(policy[at] / most), 2))
            for at in np.flatnonzero(policy > 0.02 * most)
        ]
        self.emit(Watched(Game(board.rules, tuple(board.moves)), tuple(hot), round(winrate, 3)))

    # Games

    def units(self) -> list[Unit]:
        """Of this generation."""
        standing, config = self.run.standing, self.config
        if standing.generation:
            games, each, weights = (
                config.selfplay.games,
                config.selfplay.together,
                standing.accepted,
            )
        else:
            games, each, weights = config.imitation.games, IMITATED, KERNEL
        found = []
        for number in range(-(-games // each)):
            count = min(each, games - number * each)
            size = of_size(config, standing.generation, number)
            found.append(Unit(standing.generation, number, count, size, weights, config.seed))
        return found

    def games(self) -> None:
        units = self.units()
        if not units:
            self.begin_from_nothing()
            return
        tally = self.played_before(units)
        weights = None if units[0].weights == KERNEL else self.run.weights(units[0].weights)
        for unit in self.crew.play(tally.left, weights):
            tally.add(unit)
            self.emit(tally.told())
            self.emit(tally.progress())
            self.pause()
        made = Made(tuple(units), tally.samples)
        self.now(doing="learning", generations=(*self.run.standing.generations, made))

    def played_before(self, units: list[Unit]) -> Tally:
        left = [unit for unit in units if self.run.played(unit) is None]
        tally = Tally(self.run, units, left, self.run.standing.generation)
        for unit in units:
            if unit not in left:
                tally.add(unit)
        return tally

    def begin_from_nothing(self) -> None:
        """Generation 0 is then a network that was never taught."""
        learner = self.learner()
        self.keep_learner(learner, np.random.default_rng(self.config.seed), 0)
        sha256 = self.run.keep(self.weights(learner))
        made = Made((), 0, accepted=True)
        self.next(accepted=sha256, generations=(made,))

    # Learning

    def learner(self) -> Learner:
        """As it was when it was written down, or new."""
        net, learning = self.config.net, self.config.learning
        architecture = Architecture(net.channels, net.blocks)
        learner = Learner(architecture, learning, self.config.seed, self.device)
        if data := self.run.learner():
            learner.restore(torch.load(io.BytesIO(data), weights_only=True)["learner"])
        return learner

    def learning(self) -> None:
        learner, learning = self.learner(), self.config.learning
        generation, made = self.run.standing.generation, self.run.standing.generations[-1]
        steps = self.config.imitation.steps
        if generation:
            steps = math.ceil(made.samples * learning.times / learning.batch)
        rng, step = self.begun(generation)
        batches = self.window().batches(rng, learning.batch)
        losses: list[Losses] = []
        begin = written = time.monotonic()
        while step < steps:
            losses.append(learner.step(next(batches), self.rate(generation, step, steps)))
            step += 1
            if step % TOLD == 0 or step == steps:
                took = time.monotonic() - begin
                self.emit(
                    learnt(generation, step, steps, losses, learning.batch * len(losses) / took)
                )
                self.emit(wire.Progress("steps", step, steps))
                losses, begin = [], time.monotonic()
            if step % KEPT == 0 and step < steps and time.monotonic() - written > SECONDS:
                self.keep_learner(learner, rng, step)
                written = time.monotonic()
            try:
                self.pause()
            except Stopped:
                self.keep_learner(learner, rng, step)
                raise
        self.keep_learner(learner, rng, steps)
        self.learnt(learner, steps)

    def learnt(self, learner: Learner, steps: int) -> None:
        """All steps of a generation are done."""
        standing = self.run.standing
        sha256 = self.run.keep(self.weights(learner))
        last = msgspec.structs.replace(standing.generations[-1], steps=steps)
        generations = (*standing.generations[:-1], last)
        if standing.generation:
            self.now(doing="gate", judged=sha256, generations=generations)
        else:
            last = msgspec.structs.replace(last, accepted=True)
            self.next(accepted=sha256, generations=(last,))

    def begun(self, generation: int) -> tuple[np.random.Generator, int]:
        """The random numbers of this generation, and its steps that are done."""
        rng = np.random.default_rng([self.config.seed, generation])
        data = self.run.learner()
        if data is None:
            return rng, 0
        told = torch.load(io.BytesIO(data), weights_only=True)
        if told["generation"] == generation:
            rng.bit_generator.state = json.loads(told["rng"])
            return rng, int(told["step"])
        return rng, 0

    def keep_learner(self, learner: Learner, rng: np.random.Generator, step: int) -> None:
        """After so many steps of this generation."""
        file = io.BytesIO()
        state = json.dumps(rng.bit_generator.state)
        told = {"learner": learner.state(), "rng": state, "step": step}
        torch.save(told | {"generation": self.run.standing.generation}, file)
        self.run.keep_learner(learner.steps, file.getvalue())

    def window(self) -> Window:
        """EngineError where games that were played are not there any more."""
        learning, standing = self.config.learning, self.run.standing
        most = learning.least + int(learning.share * max(0, standing.samples - learning.least))
        units = [unit for each in standing.generations for unit in each.units]
        window, total = [], 0
        for unit in reversed(units):
            window.append(self.run.taken(unit))
            total += len(window[-1])
            if total >= most:
                break
        return Window(window[::-1])

    def rate(self, generation: int, step: int, steps: int) -> float:
        """Of the largest step: at first it rises and falls again, later it stays."""
        if generation:
            return self.config.learning.later
        risen = min(1.0, (step + 1) / 200)
        return risen * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps)))

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
        last = msgspec.structs.replace(
            standing.generations[-1], points=score.points, accepted=verdict.accepted
        )
        accepted = standing.judged if verdict.accepted else standing.accepted
        self.next(accepted=accepted, generations=(*standing.generations[:-1], last))

    def gated(self, score: Score) -> None:
        self.emit(wire.Progress("games", score.games, self.config.gate.games))

    def next(self, **changes: Any) -> None:
        """The next generation, or the end."""
        generation = self.run.standing.generation
        if generation >= self.config.selfplay.generations:
            self.now(doing="done", **changes)
        else:
            self.now(doing="games", generation=generation + 1, **changes)

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


def of_size(config: Config, generation: int, number: int) -> int:
    """Which size of board a unit has: each as often as it should, in a fixed order."""
    shares = np.array(config.game.shares or [1.0] * len(config.game.sizes))
    ends = np.cumsum(shares / shares.sum())
    turn = (generation * 0.377 + (number + 0.5) * 0.6180339887) % 1  # the golden ratio spreads them
    return int(np.searchsorted(ends, turn, side="right").clip(0, len(shares) - 1))


def learnt(generation: int, step: int, steps: int, losses: list[Losses], rate: float) -> Learnt:
    told = [round(each, 5) for each in mean(losses)]
    return Learnt(generation, step, steps, *told, round(rate, 1))  # type: ignore[call-arg] # of both as many


def history(config: Config, generations: tuple[Made, ...]) -> tuple[dict[str, Any], ...]:
    """One entry for the configuration, and one for each generation so far."""
    told: Iterator[dict[str, Any]] = (
        {
            "generation": number,
            "games": sum(unit.games for unit in made.units),
            "samples": made.samples,
            "steps": made.steps,
            "points": made.points,
            "accepted": made.accepted,
        }
        for number, made in enumerate(generations)
    )
    return ({"config": msgspec.to_builtins(config)}, *told)
