"""What the search claims to have proved, held to the checker that knows the rules alone."""

import random
from collections.abc import Callable
from ctypes import CDLL

import pytest

from engines.gomoku.kernel.failures import Failures
from engines.gomoku.kernel.native import Kernel, Progress
from engines.gomoku.kernel.position import Position
from engines.gomoku.kernel.root import Root
from engines.gomoku.kernel.tree import PROVED, Tree
from engines.gomoku.kernel.vcf import Vcf
from engines.gomoku.rules import BLACK, WHITE, Kind, Rules, other
from engines.gomoku.stones import Stones
from engines.gomoku.worth.shapes import Shape
from tests.engines.gomoku.checker import Attack, fours, refuted, refuted_fours

KINDS: tuple[Kind, ...] = ("freestyle", "standard", "renju")
NODES, MANY = 20_000, 200_000
"""For either kind of proof: of a position, and of those on its way, whose order is another."""


def lively(rng: random.Random, rules: Rules, stones: int) -> Position:
    """Both build rows, and stop fives; nobody has one to make."""
    position = Position(rules, [rules.size // 2 * (rules.size + 1)])
    while len(position.moves) < stones:
        me = position.turn
        if position.points(me, Shape.FIVE):
            break
        points = position.points(other(me), Shape.FIVE) or position.empty()
        free = [point for point in points if not position.forbidden(me, point)]
        if not free:
            break
        scores = [4 + min(position.cells[point].scores[me - 1], 200) for point in free]
        looks = [score * rng.random() ** 2 for score in scores]
        position.play(free[looks.index(max(looks))])
    if position.points(position.turn, Shape.FIVE):
        position.undo()
    return position


@pytest.mark.some(1)
@pytest.mark.parametrize("kind", KINDS)
def test_no_win_by_fours_is_claimed_wrongly_and_none_that_is_known_is_missed(
    kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    rules, seen = Rules(15, 5, kind), {True: 0, False: 0}
    while min(seen.values()) < count(3_400):
        position = lively(rng, rules, rng.randint(10, 50))
        stones = Stones(rules, position.moves)
        tree = Tree(position)
        plies = Vcf(tree, Failures()).search(60, 0)
        known = fours(stones, 11)
        if plies:
            assert not refuted_fours(stones, tuple(tree.lines[0])), position.moves
            assert len(tree.lines[0]) <= plies
        assert plies or not known, position.moves
        assert not known or len(known) <= plies or len(known) == 1
        seen[plies > 0] += 1


@pytest.mark.some(1)
@pytest.mark.parametrize("kind", KINDS)
def test_no_win_by_threats_is_claimed_wrongly(
    lib: CDLL, kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    """By the kernel, which finds what the Python search finds (test_twins.py); each is played out
    against every legal answer."""
    rules, seen = Rules(15, 5, kind), 0
    kernel = Kernel(rules, lib=lib)
    attack, again = (proof_by_kernel(kernel, nodes) for nodes in (NODES, MANY))
    while seen < count(1_000):
        position = lively(rng, rules, rng.randint(8, 40))
        moves, stones = tuple(position.moves), Stones(rules, position.moves)
        line = attack(moves)
        if line and refuted_fours(stones, line):
            why = refuted(rules, moves, again)
            assert not why, (moves, line, why)
            seen += 1


def proof_by_kernel(kernel: Kernel, nodes: int) -> Attack:
    def claim(moves: tuple[int, ...]) -> tuple[int, ...]:
        kernel.reset(moves)
        told, color = Progress(), BLACK if len(moves) % 2 == 0 else WHITE
        kernel.prove(color, nodes, nodes, told)
        return tuple(told.lines[0].moves[: told.lines[0].length]) if told.count else ()

    return claim


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_that_says_it_has_won_has(
    kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    """Also where alpha-beta says so: at least, the other has no win by fours after its move."""
    rules, seen = Rules(11, 5, kind), 0
    while seen < count(600):
        position = lively(rng, rules, rng.randint(8, 30))
        told = []
        Root(Tree(position, 400), told.append).search(400)
        if told and told[-1].score >= PROVED:
            after = Stones(rules, [*position.moves, told[-1].moves[0]])
            assert not fours(after, 7), (position.moves, told[-1])
            seen += 1
