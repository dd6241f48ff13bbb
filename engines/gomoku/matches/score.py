"""What the results of a match prove, and what they do not."""

import math
from statistics import NormalDist
from typing import NamedTuple

from engines.gomoku.messages import Score

CERTAIN = 0.95


class Interval(NamedTuple):
    low: float
    high: float


def wilson(share: float, games: int, certain: float = CERTAIN) -> Interval:
    """Where the true share lies, by E. B. Wilson (1927); 0 to 1 where there are no games.

    A draw is half a point: then the interval is a little wider than it would have to be.
    """
    if not games:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + certain) / 2)
    middle = (share + z * z / (2 * games)) / (1 + z * z / games)
    spread = math.sqrt(share * (1 - share) / games + (z / (2 * games)) ** 2)
    half = z * spread / (1 + z * z / games)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def score(won: int, drawn: int, lost: int) -> Score:
    games = won + drawn + lost
    points = (won + drawn / 2) / games if games else 0.5
    return Score(games, won, drawn, lost, points, *wilson(points, games))


def elo(share: float) -> float | None:
    """By how much a is stronger, by the logistic curve of A. Elo; None where it won or lost all."""
    return 400 * math.log10(share / (1 - share)) if 0 < share < 1 else None


def expected(difference: float) -> float:
    """The share of points that so many Elo give."""
    return 1 / (1 + 10 ** (-difference / 400))


class Hypotheses(NamedTuple):
    """A sequential test (A. Wald, 1945) of "a is stronger by `high` Elo" against "by `low`".

    `error` is how often either may be accepted while the other is true.
    """

    low: float
    high: float
    error: float = 0.05

    def accepted(self, score: Score) -> str:
        """ "low", "high", or "" while neither is."""
        bound = math.log((1 - self.error) / self.error)
        ratio = self.ratio(score)
        return "high" if ratio >= bound else "low" if ratio <= -bound else ""

    def ratio(self, score: Score) -> float:
        """The logarithm of how much better `high` explains the results than `low` does.

        By the normal approximation to the mean of the results. A game of each result is added, so
        that a few games that ended alike prove nothing yet; simulated, `error` is then kept within
        0.07 for 0.05.
        """
        won, drawn, lost = score.won + 1, score.drawn + 1, score.lost + 1
        games = won + drawn + lost
        mean = (won + drawn / 2) / games
        variance = (won + drawn / 4) / games - mean**2
        low, high = expected(self.low), expected(self.high)
        return games * (high - low) * (2 * mean - low - high) / (2 * variance)
