"""Fit the weights of the evaluation to games: `python -m engines.gomoku.fitting.fit KIND`.

The kernel plays itself from openings drawn at random, first with the weights by hand or with those
shipped; the results fit new weights (see regression.py), with which it plays the next round. The
last ones then play those by hand and those shipped, with equal nodes, each opening with both
colors. They are written to assets/gomoku where they won more.

All is drawn from a seed and limited by nodes: with one kernel it comes out the same each time. Some
ten minutes on one core. What is shipped was made so for each kind, freestyle's then once more, with
`--shipped --rounds 1 --games 16000 --nodes 500 --seed 11`.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from engines.gomoku.fitting.regression import Model, gathered
from engines.gomoku.fitting.selfplay import FULL, Sample, chosen, games, opening
from engines.gomoku.kernel.native import Kernel
from engines.gomoku.kernel.position import Position
from engines.gomoku.matches.score import score
from engines.gomoku.messages import Score
from engines.gomoku.rules import BLACK, EMPTY, Rules, other
from engines.gomoku.worth.shapes import lines
from engines.gomoku.worth.weights import ASSETS, Weights, by_hand, weights

Pair = tuple[Weights, Weights]

HELD_BACK = 10
"""Every tenth game is not fitted to, but tells how good the fit is."""
STONES = (4, 8)
FAIR = 60
"""The most that an opening of a match may be worth to either side, by the new weights: they tell it
best, as they are fitted to results."""


def main(argv: list[str]) -> None:
    asked = arguments().parse_args(argv)
    rules = Rules(asked.size, kind=asked.kind)
    new, played = weights(rules) if asked.shipped else hand(rules), Played([], [])
    for turn in range(asked.rounds):
        play(played, games(rules, new, asked.games, asked.nodes, asked.seed + turn))
        new = fitted(rules, played, turn + 1)
    for name, old in (("those by hand", hand(rules)), ("those shipped", weights(rules))):
        won = match(rules, new, old, asked.pairs, asked.match_nodes, asked.seed)
        print(f"against {name}: {told(won)}", flush=True)
    if won.points > 0.5 or asked.always:
        write(asked.out / f"{asked.kind}.npz", new)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fit", description=__doc__)
    parser.add_argument("kind", choices=("freestyle", "standard", "renju"))
    parser.add_argument("--size", type=int, default=15)
    parser.add_argument("--shipped", action="store_true", help="begin with the weights shipped")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--games", type=int, default=5_000, help="of each round")
    parser.add_argument("--nodes", type=int, default=400, help="for a move of those games")
    parser.add_argument("--pairs", type=int, default=200, help="openings of each match")
    parser.add_argument("--match-nodes", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ASSETS)
    parser.add_argument("--always", action="store_true", help="write them in any case")
    return parser


def hand(rules: Rules) -> Pair:
    black, white = map(by_hand, lines(rules))
    return black, white


class Played(NamedTuple):
    """Games to fit to, and some that only tell how good the fit is."""

    seen: list[Sample]
    unseen: list[Sample]


def play(played: Played, more: Iterable[list[Sample]]) -> None:
    for number, samples in enumerate(more, 1):
        (played.unseen if number % HELD_BACK == 1 else played.seen).extend(samples)
        if number % 1000 == 0:
            print(f"{number} games", file=sys.stderr, flush=True)


def fitted(rules: Rules, played: Played, seed: int) -> Pair:
    """New weights, from all games so far; prints how well they tell results."""
    model = Model(rules)
    seen, unseen = (gathered(samples, model.apart) for samples in played)
    before = model.loss(unseen)
    model.fit(seen, seed)
    print(
        f"{rules.kind}: {seen.size} positions, {unseen.size} held back; surprise at the results of "
        f"these {before:.4f} by hand, {model.loss(unseen):.4f} fitted, {model.loss(seen):.4f} of "
        f"those; the right to move {model.constant:.3f}",
        flush=True,
    )
    return model.rounded()


def match(rules: Rules, new: Pair, old: Pair, pairs: int, nodes: int, seed: int) -> Score:
    """From the new weights' side."""
    kernels = [Kernel(rules, values=values) for values in (new, old)]
    results = [
        outcome(kernels if color == BLACK else kernels[::-1], position.moves, nodes, color)
        for position in islice(fair(kernels[0], Random(seed)), pairs)  # noqa: S311 - repeatable
        for color in (BLACK, other(BLACK))
    ]
    return score(*(results.count(each) for each in (1, 0, -1)))


def fair(judge: Kernel, rng: Random) -> Iterator[Position]:
    """Openings after which neither side stands much better."""
    while True:
        position = opening(judge.rules, rng, rng.randint(*STONES))
        judge.reset(position.moves)
        if abs(chosen(judge, position.turn, 1000).score) <= FAIR:
            yield position


def outcome(kernels: list[Kernel], moves: list[int], nodes: int, color: int) -> int:
    """1 where this color wins, -1 where it loses. Black's kernel stands first."""
    rules = kernels[0].rules
    position, winner = Position(rules, moves), EMPTY
    for kernel in kernels:
        kernel.reset(moves)
    while not winner and len(position.moves) < FULL * rules.points and position.legal():
        move = chosen(kernels[position.turn - BLACK], position.turn, nodes)
        winner = move.proved
        position.play(move.point)
        for kernel in kernels:
            kernel.play(move.point)
        winner = winner or position.winner
    return 0 if winner == EMPTY else 1 if winner == color else -1


def told(won: Score) -> str:
    return (
        f"{won.won} won, {won.drawn} drawn, {won.lost} lost: {won.points:.3f} of the points, "
        f"{won.low:.3f} to {won.high:.3f} at 95 %"
    )


def write(path: Path, values: Pair) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mine, theirs = (np.stack(each).astype(np.int16) for each in zip(*values, strict=True))
    np.savez_compressed(path, mine=mine, theirs=theirs)
    print(f"written: {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
