"""What the kernel's search answers, whatever it is asked."""

import random
from collections.abc import Callable

import pytest

from engines.gomoku.kernel.native import Kernel, Limits, Progress, backend
from engines.gomoku.kernel.position import Position
from engines.gomoku.rules import BLACK, WHITE, Kind, Rules
from engines.gomoku.worth.shapes import Shape

KINDS: list[Kind] = ["freestyle", "standard", "renju"]

pytestmark = pytest.mark.skipif(backend()[0] != "C", reason="the kernel is not built here")


def drawn(rules: Rules, stones: int, rng: random.Random) -> Position:
    """Stones in a small part of the board, so that much is threatened; nobody has won."""
    position, size = Position(rules), rules.size
    side = min(size, max(6, int((2 * stones) ** 0.5)))
    while len(position.moves) < stones:
        near = [p for p in position.legal() if p % size < side and p // size < side]
        quiet = [p for p in near if position.shape(position.turn, p) != Shape.FIVE]
        if not quiet:
            break
        position.play(rng.choice(quiet))
    return position


def answer(kernel: Kernel, position: Position, nodes: int, lines: int = 1) -> Progress:
    kernel.reset(position.moves)
    return kernel.search(Limits(nodes=nodes, lines=lines))


def moves(told: Progress) -> list[list[int]]:
    return [line.moves[: line.length] for line in told.lines[: told.count]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_win_is_taken_and_every_four_is_stopped(
    kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    rules = Rules(kind=kind)
    kernel, won, stopped = Kernel(rules, table_bits=10, failure_bits=8), 0, 0
    for _ in range(count(20000)):
        position = drawn(rules, rng.randint(8, 24), rng)
        me, other = position.turn, BLACK + WHITE - position.turn
        fives, threats = position.points(me, Shape.FIVE), position.points(other, Shape.FIVE)
        threats = [point for point in threats if not position.forbidden(me, point)]
        if not fives and not threats:
            continue
        move = answer(kernel, position, 200).lines[0].moves[0]
        assert move in (fives or threats), position.moves
        won, stopped = won + bool(fives), stopped + (not fives)
    assert won > 10 and stopped > 10


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [6, 7, 15, 20])
def test_all_lines_are_legal_moves_even_from_a_table_that_is_too_small(
    kind: Kind, size: int, rng: random.Random, count: Callable[[int], int]
) -> None:
    rules = Rules(size, kind=kind)
    kernel = Kernel(rules, table_bits=1, failure_bits=1)
    for _ in range(count(500)):
        position = drawn(rules, rng.randint(0, min(40, rules.points - 2)), rng)
        if not position.legal():
            continue
        told = answer(kernel, position, rng.choice((1, 300, 2000)), rng.randint(1, 9))
        assert told.count and all(moves(told))
        for line in moves(told):
            for move in line:
                assert move in position.legal(), (position.moves, line)
                position.play(move)
            for _move in line:
                position.undo()


def test_a_board_with_one_point_left_is_answered(rng: random.Random) -> None:
    rules = Rules(6, 6)
    kernel = Kernel(rules)
    position = Position(rules)
    while len(position.legal()) > 1:
        quiet = [p for p in position.legal() if position.shape(position.turn, p) != Shape.FIVE]
        if not quiet:
            return  # it cannot but be won: another seed will do
        position.play(rng.choice(quiet))
    assert moves(answer(kernel, position, 1000)) == [position.legal()]


@pytest.mark.parametrize("kind", KINDS)
def test_with_equal_nodes_it_answers_the_same_whatever_it_thought_of_before(
    kind: Kind, rng: random.Random
) -> None:
    rules = Rules(kind=kind)
    used = Kernel(rules)
    for _ in range(4):
        position = drawn(rules, rng.randint(3, 20), rng)
        first = answer(Kernel(rules), position, 5000, 2)
        again = answer(used, position, 5000, 2)
        assert bytes(first) == bytes(again)


@pytest.mark.parametrize(
    ("black", "white", "plies"),
    [
        # Two threes cross where each becomes a four.
        ([32, 33, 34, 50, 65, 80], [31, 5, 7, 9, 95, 219], 3),
        # The four that a closed three becomes brings the stone that an open three lacks.
        ([106, 107, 108, 124, 139], [105, 0, 2, 4, 6], 5),
    ],
)
def test_known_wins_by_fours_are_found(black: list[int], white: list[int], plies: int) -> None:
    played = [move for pair in zip(black, white, strict=False) for move in pair]
    played += black[len(white) :] + white[len(black) :]
    kernel = Kernel(Rules(), played)
    told = kernel.search(Limits(nodes=2000))
    assert 30000 - told.lines[0].score <= plies
