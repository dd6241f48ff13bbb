"""Games of the kernel against itself, and what there was in their positions, to fit weights to."""

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.kernel.native import Kernel, Limits
from engines.gomoku.kernel.position import Position
from engines.gomoku.kernel.root import SEARCH
from engines.gomoku.kernel.tree import PROVED
from engines.gomoku.rules import EMPTY, Rules, other
from engines.gomoku.worth.patterns import Pattern
from engines.gomoku.worth.shapes import Shape, codes, directions, samples
from engines.gomoku.worth.weights import Weights, winrate

Codes = npt.NDArray[np.uint16]

STONES = (3, 14)
"""Of an opening, at least and at most."""
CLOSE = 2
FULL = 0.6
"""The part of the board with stones after which a game is called a draw."""


class Sample(NamedTuple):
    """A position that a search evaluated: the end of what it expects to follow in one where nothing
    is forced. The codes of all points with something on their lines, for who is to move and for the
    other; to who is to move, what came of the game, 1, 0.5 or 0, and what the search thought of it,
    from 0 to 1."""

    turn: int
    mine: Codes
    theirs: Codes
    result: float
    thought: float


class Move(NamedTuple):
    """`line` begins with the move. `proved` is the color that wins by force, EMPTY where none was
    seen to."""

    line: tuple[int, ...]
    score: int
    proved: int
    quiet: bool

    @property
    def point(self) -> int:
        return self.line[0]


def opening(rules: Rules, rng: Random, stones: int) -> Position:
    """Stones that a beginner might have played: the better a point looks, the likelier. Not over,
    and with nothing to take at once; perhaps fewer."""
    position = Position(rules)
    position.play(rules.size // 2 * (rules.size + 1))
    while len(position.moves) < stones:
        me = position.turn
        if position.points(me, Shape.FIVE) or position.points(other(me), Shape.FIVE):
            break
        points = [point for point in near(position) if not position.forbidden(me, point)]
        if not points:
            break
        looks = {point: 20 + min(position.cells[point].scores[me - 1], 200) for point in points}
        position.play(max(points, key=lambda point: looks[point] * rng.random() ** 2))
    return position


def near(position: Position) -> list[int]:
    """The empty points close to a stone."""
    size = position.rules.size
    found: set[int] = set()
    for move in position.moves:
        y, x = divmod(move, size)
        ys = range(max(0, y - CLOSE), min(size, y + CLOSE + 1))
        xs = range(max(0, x - CLOSE), min(size, x + CLOSE + 1))
        found.update(at_y * size + at_x for at_y in ys for at_x in xs)
    return [point for point in sorted(found) if not position.color(point)]


def chosen(kernel: Kernel, color: int, nodes: int) -> Move:
    """What the kernel plays for who is to move."""
    told = kernel.search(Limits(nodes=nodes))
    line = told.lines[0]
    proved = color if line.score >= PROVED else other(color) if line.score <= -PROVED else EMPTY
    quiet = told.found == SEARCH and proved == EMPTY
    return Move(tuple(line.moves[: line.length]), line.score, proved, quiet)


def game(kernel: Kernel, rng: Random, nodes: int) -> list[Sample]:
    """The samples of one game, which ends where a win is proved."""
    position = opening(kernel.rules, rng, rng.randint(*STONES))
    kernel.reset(position.moves)
    seen: list[Sample] = []
    most = int(FULL * kernel.rules.points)
    winner = EMPTY
    while not winner and len(position.moves) < most and position.legal():
        move = chosen(kernel, position.turn, nodes)
        if move.quiet:
            seen.append(expected(kernel, position.turn, move))
        winner = move.proved
        position.play(move.point)
        kernel.play(move.point)
        winner = winner or position.winner
    return [sample._replace(result=result(sample.turn, winner)) for sample in seen]


def expected(kernel: Kernel, color: int, move: Move) -> Sample:
    """The end of the line that was found for this color. The result is not known yet."""
    for point in move.line:
        kernel.play(point)
    turn = color if len(move.line) % 2 == 0 else other(color)
    thought = winrate(move.score if turn == color else -move.score)
    sample = Sample(turn, *there(kernel, turn), 0.5, thought)
    for _ in move.line:
        kernel.undo()
    return sample


def there(kernel: Kernel, color: int) -> tuple[Codes, Codes]:
    """The codes of this color, and of the other."""
    packed = kernel.packed()
    mine, theirs = (codes()[packed[each - 1]] for each in (color, other(color)))
    return mine[telling()[mine]], theirs[telling()[theirs]]


@cache
def telling() -> npt.NDArray[np.bool_]:
    """By code, whether there is more than single stones on the lines of such a point."""
    return np.asarray((directions()[samples()] > Pattern.ONE_OPEN).any(axis=1))


def result(color: int, winner: int) -> float:
    return 0.5 if winner == EMPTY else float(winner == color)


def games(
    rules: Rules, values: tuple[Weights, Weights], number: int, nodes: int, seed: int
) -> Iterator[list[Sample]]:
    """With these weights; always the same."""
    rng, kernel = Random(seed), Kernel(rules, values=values)  # noqa: S311 - a seed repeats it
    for _ in range(number):
        yield game(kernel, rng, nodes)
