"""Openings for matches: a few stones near the centre, after which neither side stands better.

Without them two players that do not roll dice would play one game again and again, and in
freestyle black would win it.
"""

from collections.abc import Iterator
from itertools import islice
from random import Random

from engines.gomoku.board import Board, IllegalMove
from engines.gomoku.player import Limits, Player, Stop
from engines.gomoku.rules import Rules

AROUND = 3
"""Lines to each side of the centre; fewer on small boards, whose edge is left free."""

TRIES = 20
"""Openings that are looked at; the fairest of them is taken where none is fair."""

FAIR = 0.1
"""How far from one half the winrate of who is to move may be."""

LOOK = Limits(nodes=2000)
"""For judging one. A clock would give other openings on other machines."""


def opening(
    rules: Rules,
    stones: int,
    rng: Random,
    judge: Player | None = None,
    stop: Stop = lambda: False,
) -> tuple[int, ...]:
    """The moves of an opening, legal and not over. Without a judge, the first one drawn; when it is
    stopped, the fairest that was judged to the end, if any was."""
    best: tuple[float, tuple[int, ...]] | None = None
    for board in islice(drawn(rules, stones, rng), TRIES):
        if judge is None or not stones:
            return tuple(board.moves)
        unfair = abs(judge.choose(board, LOOK, stop=stop).lines[0].winrate - 0.5)
        stopped = stop()
        if best is None or (unfair < best[0] and not stopped):
            best = unfair, tuple(board.moves)
        if unfair <= FAIR or stopped:
            break
    assert best
    return best[1]


def drawn(rules: Rules, stones: int, rng: Random) -> Iterator[Board]:
    """Boards with so many stones near the centre, one after another."""
    near = centre(rules.size)
    while True:
        board = Board(rules)
        for point in rng.sample(near, len(near)):
            if len(board.moves) == stones:
                break
            try:
                board.play(point)
            except IllegalMove:  # forbidden, or the game is over
                continue
        if len(board.moves) == stones and not board.over:
            yield board


def centre(size: int) -> list[int]:
    around = min(AROUND, (size - 3) // 2)
    lines = range((size - 1) // 2 - around, size // 2 + around + 1)
    return [y * size + x for y in lines for x in lines]
