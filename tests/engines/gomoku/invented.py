"""Games whose every figure is drawn, so that none is like another: for samples, windows, units."""

import random
from typing import NamedTuple

import numpy as np

from engines.gomoku.board import Board
from engines.gomoku.rules import Rules
from engines.gomoku.training.samples import SCALE, Bytes, Samples, patterns, seen, told


class Invented(NamedTuple):
    """`first` is where its samples begin: the moves before are its opening. The lists have an entry
    for each sample."""

    rules: Rules
    moves: list[int]
    first: int
    winner: int
    policies: list[Bytes]
    learn: list[bool]
    thought: list[float]
    samples: Samples


def invented(rules: Rules, rng: random.Random, stones: int = 0) -> Invented:
    """Played at random to its end, after an opening of so many stones."""
    packed, board = patterns(rules), Board(rules)
    positions, policies, learn, thought = [], [], [], []
    while not board.over:
        if len(board.moves) >= stones:
            policies.append(policy(board, rng))
            learn.append(rng.random() < 0.5)
            thought.append(float(np.float16(rng.uniform(-1, 1))))
            positions.append(seen(board, packed, policies[-1], learn[-1], thought[-1]))
        board.play(rng.choice(board.legal()))
    if not positions:  # the opening was the whole game
        return invented(rules, rng, stones)
    samples = told(positions, board.moves[stones:], board.winner)
    return Invented(rules, board.moves, stones, board.winner, policies, learn, thought, samples)


def policy(board: Board, rng: random.Random) -> Bytes:
    """Some legal moves; the largest has all of SCALE."""
    found = np.zeros(board.rules.points, np.uint8)
    legal = board.legal()
    moves = rng.sample(legal, rng.randint(1, len(legal)))
    found[moves] = [SCALE, *(rng.randint(0, SCALE) for _ in moves[1:])]
    return found
