"""How far the games of a generation have come, and what they are like."""

import time

from engines import wire
from engines.gomoku.messages import SelfPlayed
from engines.gomoku.training.run import Run
from engines.gomoku.training.units import Unit


class Tally:
    """How far the games of a generation have come."""

    def __init__(self, run: Run, units: list[Unit], left: list[Unit], generation: int) -> None:
        self.run, self.left, self.generation = run, left, generation
        self.of = sum(unit.games for unit in units)
        self.games = self.samples = self.black = self.drawn = self.new = 0
        self.begin = time.monotonic()

    def add(self, unit: Unit) -> None:
        samples = self.run.taken(unit)
        self.games += unit.games
        self.samples += len(samples)
        last = samples.reply < 0  # each game's last position, whose mover won or drew
        won = samples.result[last] > 0
        self.black += int((won & samples.black[last]).sum())
        self.drawn += int((samples.result[last] == 0).sum())
        self.new += unit.games if unit in self.left else 0

    @property
    def rate(self) -> float:
        return self.new / max(1e-9, time.monotonic() - self.begin)

    def told(self) -> SelfPlayed:
        games = max(1, self.games)
        return SelfPlayed(
            self.generation,
            self.games,
            self.of,
            self.samples,
            self.rate,
            self.black / games,
            self.drawn / games,
            self.samples / games,
        )

    def progress(self) -> wire.Progress:
        left = (self.of - self.games) / self.rate if self.new else None
        return wire.Progress("games", self.games, self.of, left)
