"""Weights fitted to samples of games by logistic regression.

The logarithm of the odds that who is to move wins is taken to be linear: the sum of the weights of
his points, less those of the other's, and a constant for the right to move. A weight is that by
hand, and a correction for each of its patterns and for its shape, and one of its own. That last one
is held to 0 the more strongly, so codes that are hardly ever met follow the others.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.fitting.selfplay import Sample, telling
from engines.gomoku.rules import BLACK, Rules
from engines.gomoku.worth.patterns import Line, Pattern
from engines.gomoku.worth.shapes import CODES, Shape, lines, numbers, samples, shapes
from engines.gomoku.worth.weights import UNIT, Weights, by_hand

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

PARTS, OWN = 0.5, 0.03
"""How far corrections are expected to go, as standard deviations: those of patterns and shapes, and
each code's own. 1 is a factor of e in the odds."""
DEPENDENT = 6
"""So many positions of a game tell as much as one: all have its result."""
THOUGHT = 0.8
"""How much what the search thought counts beside the result, which is right but hangs on chance."""
BATCH, PASSES, STEP = 4096, 24, 0.02
MOST = 2_500
"""No weight is beyond it, in weights.UNIT."""


class Data(NamedTuple):
    """Samples one after another: `at` numbers what is on their points, `starts` says where each
    begins, `aims` is what is fitted to: something between the result and what the search thought.

    The numbers are codes, above them by CODES for the other's, and by 2 * CODES more where black
    and white have weights of their own and it is white's.
    """

    at: Ints
    starts: npt.NDArray[np.int64]
    results: Floats
    aims: Floats

    @property
    def size(self) -> int:
        return len(self.results)

    def part(self, which: npt.NDArray[np.intp]) -> "Data":
        """Some of the samples."""
        ends = np.append(self.starts, len(self.at))
        lengths = ends[which + 1] - ends[which]
        starts = np.cumsum(lengths) - lengths
        shift = np.repeat(ends[which] - starts, lengths)
        return Data(
            self.at[np.arange(lengths.sum()) + shift], starts, self.results[which], self.aims[which]
        )


def gathered(found: Sequence[Sample], apart: bool) -> Data:
    """`apart`: black and white have weights of their own."""
    parts, lengths = [], []
    for sample in found:
        me = (sample.turn != BLACK) if apart else 0
        them = 1 - me if apart else 0
        mine = sample.mine.astype(np.int32) + 2 * CODES * me
        theirs = sample.theirs.astype(np.int32) + 2 * CODES * them + CODES
        parts.append(np.concatenate([mine, theirs]))
        lengths.append(len(parts[-1]))
    starts = np.cumsum(lengths) - np.array(lengths)
    results = np.array([sample.result for sample in found])
    thoughts = np.array([sample.thought for sample in found])
    aims = results + THOUGHT * (thoughts - results)
    return Data(np.concatenate(parts), starts, results, aims)


class Model:
    """`weights` by number, as in Data; `constant` is the right to move."""

    def __init__(self, rules: Rules) -> None:
        self.apart = len(set(lines(rules))) > 1
        self.colors = lines(rules) if self.apart else lines(rules)[:1]
        hand = [values / UNIT for line in self.colors for values in by_hand(line)]
        self.allowed = np.concatenate([useful(line) for line in self.colors for _ in range(2)])
        self.hand: Floats = np.concatenate(hand) * self.allowed
        self.design = [parts(line) for line in self.colors for _ in range(2)]
        self.parts = np.zeros((len(self.design), self.design[0].shape[1]))
        self.own = np.zeros_like(self.hand)
        self.constant = 0.0

    @property
    def weights(self) -> Floats:
        shared = [design @ part for design, part in zip(self.design, self.parts, strict=True)]
        found: Floats = (self.hand + np.concatenate(shared) + self.own) * self.allowed
        return found

    @property
    def signs(self) -> Floats:
        """The other's count against who is to move."""
        return np.tile(np.repeat([1.0, -1.0], CODES), len(self.colors))

    def odds(self, data: Data) -> Floats:
        """Their logarithm, of each sample."""
        signed = (self.weights * self.signs)[data.at]
        found: Floats = np.add.reduceat(signed, data.starts) + self.constant
        return found

    def loss(self, data: Data) -> float:
        """The mean surprise at the results, in nats."""
        odds = self.odds(data)
        return float((np.logaddexp(0, odds) - data.results * odds).mean())

    def fit(self, data: Data, seed: int, passes: int = PASSES) -> None:
        """By Adam (D. Kingma and J. Ba, 2015), a little more slowly with each pass."""
        rng, steps = np.random.default_rng(seed), [Adam(self.parts), Adam(self.own), Adam(1)]
        for turn in range(passes):
            rate = STEP * (1 - turn / passes)
            for which in np.array_split(rng.permutation(data.size), -(-data.size // BATCH)):
                shared, own, constant = self.gradient(data.part(which), data.size)
                self.parts -= steps[0].step(shared, rate)
                self.own -= steps[1].step(own, rate)
                self.constant -= float(steps[2].step(np.array(constant), rate))

    def gradient(self, batch: Data, size: int) -> tuple[Floats, Floats, float]:
        """Of the mean loss and of what holds the corrections, by parts, codes and the constant."""
        wrong = 1 / (1 + np.exp(-self.odds(batch))) - batch.aims
        lengths = np.diff(np.append(batch.starts, len(batch.at)))
        each = np.bincount(batch.at, np.repeat(wrong, lengths), len(self.hand))
        each *= self.signs * self.allowed / batch.size
        split = each.reshape(len(self.design), CODES)
        shared = np.stack([one @ design for one, design in zip(split, self.design, strict=True)])
        held = DEPENDENT / size
        own = each + held * self.own / OWN**2
        return shared + held * self.parts / PARTS**2, own, float(wrong.mean())

    def rounded(self) -> tuple[Weights, Weights]:
        """Black's and white's, in weights.UNIT."""
        scaled = np.clip(np.rint(self.weights * UNIT), -MOST, MOST).astype(np.int32)
        found = [Weights(*pair) for pair in scaled.reshape(-1, 2, CODES)]
        return found[0], found[-1]


class Adam:
    def __init__(self, like: npt.ArrayLike) -> None:
        self.mean, self.square = np.zeros(np.shape(like)), np.zeros(np.shape(like))
        self.steps = 0

    def step(self, gradient: Floats, rate: float) -> Floats:
        self.steps += 1
        self.mean += 0.1 * (gradient - self.mean)
        self.square += 0.001 * (gradient**2 - self.square)
        mean, square = self.mean / (1 - 0.9**self.steps), self.square / (1 - 0.999**self.steps)
        found: Floats = rate * mean / (np.sqrt(square) + 1e-8)
        return found


def useful(line: Line) -> npt.NDArray[np.bool_]:
    """By code, whether such a point may count for anything."""
    found: npt.NDArray[np.bool_] = telling() & (shapes(line)[samples()] != Shape.FORBIDDEN)
    return found


@cache
def parts(line: Line) -> Floats:
    """For each code, how often each pattern stands in it, and which shape it is."""
    kind = np.eye(len(Shape))[shapes(line)[samples()]]
    return np.hstack([numbers()[samples()].astype(np.float64)[:, Pattern.ONE_CLOSED :], kind])
