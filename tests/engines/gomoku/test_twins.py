"""The search in Python and the one in C: the same moves, scores and numbers of nodes."""

import ctypes
import random
from collections.abc import Callable

import pytest

from engines.gomoku.kernel.native import Kernel, Limits, Progress
from engines.gomoku.kernel.position import Position
from engines.gomoku.kernel.root import VCF, VCT, Found, Root
from engines.gomoku.kernel.tree import Tree
from engines.gomoku.rules import Kind, Rules

KINDS: tuple[Kind, ...] = ("freestyle", "standard", "renju")

Heard = tuple[int, list[tuple[int, tuple[int, ...]]]]
"""How many nodes there were, and the lines with their scores, the best first."""


def near(position: Position) -> list[int]:
    """The legal points beside the last stones."""
    size = position.rules.size
    around = {
        (y + dy) * size + x + dx
        for y, x in (divmod(move, size) for move in position.moves[-8:])
        for dy in (-2, -1, 0, 1, 2)
        for dx in (-2, -1, 0, 1, 2)
        if 0 <= x + dx < size and 0 <= y + dy < size
    }
    return [point for point in position.legal() if point in around]


def drawn(rng: random.Random, rules: Rules, most: int) -> Position:
    """A position that is not over; sometimes an empty or a full part of the board."""
    position = Position(rules)
    for _ in range(rng.randint(0, most)):
        moves = near(position) or position.legal()
        if not moves:
            break
        position.play(rng.choice(moves))
        if position.winner:
            position.undo()
    return position


def in_c(
    kernel: Kernel, moves: list[int], nodes: int, lines: int = 1, depth: int = 0, fours: int = 0
) -> tuple[Heard, int]:
    kernel.reset(moves)
    limits = Limits(nodes=nodes, lines=lines, depth=depth, fours=fours)
    told: Progress = kernel.search(limits)
    found = [(line.score, tuple(line.moves[: line.length])) for line in told.lines[: told.count]]
    return (told.nodes, found), told.found


def in_python(
    position: Position, nodes: int, lines: int = 1, depth: int = 0, fours: int = 0
) -> tuple[Heard, int]:
    told: list[Found] = []
    tree = Tree(position)
    Root(tree, told.append).search(nodes, lines, depth, fours)
    best = {found.line: found for found in told}
    lines_found = [(best[line].score, best[line].moves) for line in sorted(best)]
    return (tree.nodes, lines_found), told[-1].found if told else 0


@pytest.mark.some(2)
@pytest.mark.parametrize("kind", KINDS)
def test_both_search_alike_node_for_node(
    lib: ctypes.CDLL, kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    seen = {VCF: 0, VCT: 0}
    for size in (15, 8, 20):
        rules = Rules(size, 5, kind)
        kernel = Kernel(rules, lib=lib)
        for _ in range(count(2_000)):
            position = drawn(rng, rules, 30)
            before = position.hash, position.tally, position.turn
            asked = rng.choice((50, 300, 700)), rng.choice((1, 1, 3)), rng.choice((0, 0, 3))
            asked += (rng.choice((0, 0, 500)),)
            heard, found = in_c(kernel, position.moves, *asked)
            assert in_python(position, *asked) == (heard, found), (rules, position.moves, asked)
            assert (position.hash, position.tally, position.turn) == before
            if found in seen:
                seen[found] += 1
    assert sum(seen.values())


@pytest.mark.parametrize("kind", KINDS)
def test_both_search_alike_for_long(
    lib: ctypes.CDLL, kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    rules = Rules(15, 5, kind)
    kernel = Kernel(rules, lib=lib)
    for _ in range(count(100)):
        position = drawn(rng, rules, 20)
        heard, found = in_c(kernel, position.moves, 8_000)
        assert in_python(position, 8_000) == (heard, found), (rules, position.moves)


@pytest.mark.parametrize(
    "rules", [Rules(6, 3), Rules(7, 4), Rules(9, 6), Rules(9, 4, "standard")], ids=str
)
def test_other_numbers_in_a_row_are_searched_alike(
    lib: ctypes.CDLL, rules: Rules, rng: random.Random, count: Callable[[int], int]
) -> None:
    kernel = Kernel(rules, lib=lib)
    for _ in range(count(1_000)):
        position = drawn(rng, rules, 20)
        heard, found = in_c(kernel, position.moves, 300, 2)
        assert in_python(position, 300, 2) == (heard, found), (rules, position.moves)


def test_a_full_board_is_searched_alike(lib: ctypes.CDLL, rng: random.Random) -> None:
    """To the last point, where nothing is left to try."""
    rules = Rules(6, 6)
    kernel = Kernel(rules, lib=lib)
    position = Position(rules)
    while len(position.moves) < rules.points - 1 and not position.winner:
        heard, found = in_c(kernel, position.moves, 2_000)
        if rng.random() < 0.2 or len(position.moves) > 28:
            assert in_python(position, 2_000) == (heard, found), position.moves
        position.play(rng.choice(position.legal()))
