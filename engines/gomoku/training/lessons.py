"""What the network learns in a generation, step by step, and where that is gone on with."""

import io
import json
import math
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

from engines import wire
from engines.gomoku.messages import Learnt
from engines.gomoku.policy_value_net.weights import Architecture
from engines.gomoku.training.learner import Learner, Losses, mean
from engines.gomoku.training.run import Run
from engines.gomoku.training.window import Window
from engines.inbox import Stopped

Emit = Callable[[wire.Message], None]

TOLD, PARTS = 50, 8
"""Steps between two Learnt, at most, and how many of them there are in a generation, at least."""
KEPT, SECONDS = 500, 60.0
"""Steps between two looks at whether to write the learner down, and what must have passed then."""
RISEN = 200
"""Steps until the first ones are as large as they become."""


class Taken(NamedTuple):
    """`losses` are the last ones; None where no step was left."""

    learner: Learner
    steps: int
    losses: Losses | None


class Lessons:
    def __init__(self, run: Run, device: str) -> None:
        self.run, self.device, self.config = run, device, run.standing.config

    def begin(self) -> Learner:
        """A network that was never taught; it is kept."""
        learner = self.learner()
        self.keep(learner, np.random.default_rng(self.config.seed), 0)
        return learner

    def learner(self) -> Learner:
        """As it was when it was written down, or new."""
        net, learning = self.config.net, self.config.learning
        architecture = Architecture(net.channels, net.blocks)
        learner = Learner(architecture, learning, self.config.seed, self.device)
        if data := self.run.learner():
            learner.restore(written(data)["learner"])
        return learner

    def take(self, pause: Callable[[], None], emit: Emit) -> Taken:
        """All steps of this generation, or those that are left of it. `pause` may raise Stopped:
        then the network is kept as it is."""
        learner, learning, steps = self.learner(), self.config.learning, self.steps()
        rng, step = self.begun()
        batches = self.window().batches(rng, learning.batch)
        told = max(1, min(TOLD, steps // PARTS))
        losses: list[Losses] = []
        last: Losses | None = None
        begin = written = time.monotonic()
        while step < steps:
            losses.append(learner.step(next(batches), self.rate(step, steps)))
            step += 1
            if step % told == 0 or step == steps:
                rate = learning.batch * len(losses) / (time.monotonic() - begin)
                last = mean(losses)
                emit(learnt(self.generation, step, steps, last, rate))
                emit(wire.Progress("steps", step, steps))
                losses, begin = [], time.monotonic()
            if step % KEPT == 0 and time.monotonic() - written > SECONDS:
                self.keep(learner, rng, step)
                written = time.monotonic()
            try:
                pause()
            except Stopped:
                self.keep(learner, rng, step)
                raise
        self.keep(learner, rng, steps)
        return Taken(learner, steps, last)

    @property
    def generation(self) -> int:
        return self.run.standing.generation

    def steps(self) -> int:
        learning = self.config.learning
        if not self.generation:
            return self.config.imitation.steps
        played = self.run.standing.generations[-1].samples
        return math.ceil(played * learning.times / learning.batch)

    def begun(self) -> tuple[np.random.Generator, int]:
        """The random numbers of this generation, and its steps that are done."""
        rng = np.random.default_rng([self.config.seed, self.generation])
        if data := self.run.learner():
            told = written(data)
            if told["generation"] == self.generation:
                rng.bit_generator.state = json.loads(told["rng"])
                return rng, int(told["step"])
        return rng, 0

    def keep(self, learner: Learner, rng: np.random.Generator, step: int) -> None:
        """After so many steps of this generation."""
        file = io.BytesIO()
        state = json.dumps(rng.bit_generator.state)
        told = {"learner": learner.state(), "rng": state, "step": step}
        torch.save(told | {"generation": self.generation}, file)
        self.run.keep_learner(learner.steps, file.getvalue())

    def window(self) -> Window:
        """All games of imitation, then the newest. EngineError where one is not there any more."""
        learning, standing = self.config.learning, self.run.standing
        most = learning.least + int(learning.share * max(0, standing.samples - learning.least))
        if not self.generation:
            most = standing.samples
        units = [unit for each in standing.generations for unit in each.units]
        window, total = [], 0
        for unit in reversed(units):
            window.append(self.run.taken(unit))
            total += len(window[-1])
            if total >= most:
                break
        return Window(window[::-1])

    def rate(self, step: int, steps: int) -> float:
        """Of the largest step: in imitation it rises and falls again, later it stays."""
        if self.generation:
            return self.config.learning.later
        risen = min(1.0, (step + 1) / RISEN)
        return risen * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def learnt(generation: int, step: int, steps: int, losses: Losses, rate: float) -> Learnt:
    told = [round(each, 5) for each in losses]
    return Learnt(generation, step, steps, *told, round(rate, 1))  # type: ignore[call-arg] # as many


def written(data: bytes) -> dict[str, Any]:
    """What `keep` wrote, wherever: on a GPU, and it goes on without one."""
    told: dict[str, Any] = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    return told
