"""What the tree holds to be proved: it is so, by the rules alone."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from engines.gomoku.board import Board
from engines.gomoku.kernel.native import backend
from engines.gomoku.mcts.guided import Guided, Wanted, advance, chosen, planted
from engines.gomoku.mcts.proofs import SLOWER_THREATS, ByKernel, InPython, Won
from engines.gomoku.mcts.tree import Tree
from engines.gomoku.points import point
from engines.gomoku.rules import Rules

from .trees import BLOCK, FOUR, MOST, Strange, board, flat, keen, nodes, played, strange, thought


def test_a_row_by_one_move_is_a_win_for_who_makes_it() -> None:
    tree = thought(board(8, "C4 C5 D4 D5 E4 E5 F4 A1"), flat(-0.5), 500)
    assert tree.root.plies == 1
    assert tree.root.won == chosen(tree) in (point("B4", 8), point("G4", 8))


def test_what_does_not_hinder_the_others_row_is_refuted() -> None:
    tree = thought(FOUR, keen(BLOCK, 0.5), 1500)
    assert chosen(tree) == BLOCK
    assert not tree.root.plies
    assert tree.root.lost == dict.fromkeys(set(FOUR.legal()) - {BLOCK}, 2)


def exact(board: Board, known: dict[bytes, int]) -> int:
    """By trying everything: plies until who is to move wins, negative until he loses, 0 for a
    draw."""
    key = bytes(board.cells)
    if key not in known:
        results = []
        for move in board.legal():
            board.put(move)
            won, over = bool(board.winner), board.over
            results.append(1 if won else 0 if over else later(exact(board, known)))
            board.undo()
        wins, losses = (
            [each for each in results if each > 0],
            [each for each in results if each < 0],
        )
        if wins:
            known[key] = min(wins)
        else:
            known[key] = min(losses) if len(losses) == len(results) else 0
    return known[key]


def later(result: int) -> int:
    """For who moved there."""
    return -(result + 1) if result > 0 else 1 - result if result < 0 else 0


@pytest.mark.parametrize("fours", [0, 200])
@pytest.mark.parametrize("rules", [Rules(6, 4), Rules(6), Rules(6, 4, "standard")])
def test_what_it_proves_is_so_and_what_is_so_it_proves(
    rules: Rules, fours: int, rng: Random, count: Callable[[int], int]
) -> None:
    found = set()
    for _ in range(count(1000)):
        start = played(rules, rules.points - rng.randint(2, 8), rng)
        truth = exact(start.copy(), {})
        for net in (flat(), strange(start, rng)):
            tree = thought(start, net, 3000 if truth else 300, rng.choice((1, 8)), fours)
            plies = tree.root.plies
            assert not plies or plies % 2 == (truth > 0)
            assert not plies or plies >= abs(truth) > 0
            for move, lost in tree.root.lost.items():
                start.put(move)
                assert 0 < exact(start.copy(), {}) < lost
                start.undo()
            found.add(int(np.sign(truth)))
            assert plies or not truth or isinstance(net, Strange)
    assert 1 in found


@pytest.mark.parametrize("rules", [Rules(6, 4), Rules(7, 4), Rules(7, 4, "standard"), Rules(8, 3)])
@pytest.mark.parametrize("batch", [1, 8])
def test_a_proof_stands_in_the_tree_move_by_move(
    rules: Rules, batch: int, rng: Random, count: Callable[[int], int]
) -> None:
    proved = 0
    for _ in range(count(400)):
        start = played(rules, rng.randint(rules.row, rules.points // 2), rng)
        tree = thought(start, strange(start, rng), 400, batch)
        for number, here in nodes(tree, start):
            node = tree.nodes[number]
            if node.plies:
                proved += 1
                assert shown(tree, number, here)
            else:
                assert set(node.lost) < set(here.legal())
    assert proved


def shown(tree: Tree, number: int, here: Board) -> bool:
    """Whether this position is what it is said to be, by the rules and by what is said of those
    after it."""
    node = tree.nodes[number]
    if node.plies % 2 == 0:
        assert set(node.lost) == set(here.legal())
        assert node.plies == max(node.lost.values()) == node.lost[node.won]
        return all(
            tree.nodes[node.row.below[move]].plies == plies - 1 and (plies - 1) % 2
            for move, plies in node.lost.items()
        )
    there = here.copy()
    there.play(node.won)
    if node.plies == 1:
        return bool(there.winner)
    return tree.nodes[node.row.below[node.won]].plies == node.plies - 1


def test_once_all_is_lost_a_batch_goes_no_further() -> None:
    """Three plies lose whatever is played; the last refutation comes within a batch."""
    start = board(8, "C4 A8 D4 C8 E4 E8 F4")
    for batch in (1, 5, 64):
        tree = thought(start, keen(point("B4", 8)), 20_000, batch)
        assert tree.root.plies == 2
        assert set(np.flatnonzero(tree.visits())) <= set(start.legal())
        assert not np.isnan(tree.root.row.worth).any()


def drawn(rng: Random) -> Board:
    """Three points are left, and nobody will make a row."""
    while True:
        start = played(Rules(6), 33, rng)
        root = thought(start, flat(), 60).root
        if not root.plies and not root.lost:
            return start


def test_of_lost_moves_the_one_that_lasts_longest_is_chosen(rng: Random) -> None:
    start = drawn(rng)
    for order in ((1, 5, 3), (5, 1, 3), (3, 1, 5)):
        tree = thought(start, flat(), 1)
        moves = dict(zip(start.legal(), order, strict=True))
        for move, plies in moves.items():
            assert not tree.root.plies
            tree.prove([(0, move)], plies)
        assert tree.root.lost == {move: plies + 1 for move, plies in moves.items()}
        assert tree.root.plies == 6
        assert moves[chosen(tree)] == 5


def test_what_is_proved_twice_is_counted_once() -> None:
    """Several leaves below one position may wait at once, and be won at once."""
    tree = thought(FOUR, keen(BLOCK), 1500)
    move, below = next(
        (move, int(below))
        for move, below in enumerate(tree.root.row.below)
        if below > 0 and move not in tree.root.lost
    )
    left, lost = tree.root.left, dict(tree.root.lost)
    for answer, plies in zip(FOUR.legal()[:3], (0, 2, 0), strict=True):
        tree.prove([(0, move), (below, answer)], plies)
        assert (tree.nodes[below].plies, tree.nodes[below].won) == (1, FOUR.legal()[0])
        assert tree.root.left == left - 1
        assert tree.root.lost == {**lost, move: 2}


def test_the_most_visited_move_is_not_chosen_once_it_is_refuted(rng: Random) -> None:
    start = played(Rules(9), 6, rng)
    tree = thought(start, strange(start, rng), 200)
    best = chosen(tree)
    assert tree.visits()[best] == tree.visits().max()
    tree.prove([(0, best)], 3)
    left = tree.visits()
    left[best] = -1
    assert tree.visits()[chosen(tree)] == left.max()


def test_a_won_leaf_counts_as_a_win_of_who_moves_there() -> None:
    start = board(8, "D4 E5")
    tree, proved = planted(start, MOST), Promised()
    guided = Guided(start, tree, proved, 7)
    for _ in range(2):
        guided.first = iter([9])
        advance([Wanted(guided, 1)], flat(0.5))
    assert tree.root.row.worth[9] == 0.5
    proved.plies, guided.first = 3, iter([9])
    advance([Wanted(guided, 1)], flat(0.5))
    below = tree.nodes[tree.root.row.below[9]]
    ((moves, nodes),) = proved.asked[1:]
    assert (moves[0], nodes) == (9, 7)
    assert below.lost == {moves[1]: 4}
    assert tree.root.row.worth[9] == (0.5 + 1) / 2
    assert not tree.waiting


class Promised:
    """It finds a win of so many plies wherever it is asked."""

    def __init__(self) -> None:
        self.plies, self.asked = 0, []

    def won(self, moves, fours, threats=0):
        self.asked.append((list(moves), fours))
        return Won(self.plies, (), "vcf")


def test_what_follows_is_what_is_proved_and_never_what_is_refuted(rng: Random) -> None:
    start = played(Rules(8), 6, rng)
    tree = thought(start, strange(start, rng), 400)
    move = chosen(tree)
    below = int(tree.root.row.below[move])
    before = tree.line(move)
    assert before[0] == move
    tried = tree.nodes[below].row.tried
    assert tried[before[1]] == tried.max()

    tree.prove([(0, move), (below, before[1])], 5)
    refuted = tree.line(move)
    assert refuted[0] == move
    assert refuted[1] != before[1]
    left = tree.nodes[below].row.tried.copy()
    left[before[1]] = 0
    assert left[refuted[1]] == left.max()

    lost = tree.nodes[below].lost
    able = [each for each in start.legal() if each != move and each not in lost]
    least = min(able, key=lambda each: left[each])
    tree.prove([(0, move), (below, least)], 0)
    assert tree.line(move) == [move, least]


@pytest.mark.parametrize("kind", [ByKernel, InPython])
def test_a_proof_leaves_no_trace_and_is_of_the_position_it_was_asked_about(
    kind: type[ByKernel] | type[InPython], rng: Random, count: Callable[[int], int]
) -> None:
    if kind is ByKernel and backend()[0] != "C":
        pytest.skip("the kernel was not built")
    rules, wins = Rules(7, 4), 0
    for _ in range(count(300)):
        start = played(rules, 5, rng)
        asked = kind(rules, start.moves)
        for _ in range(10):
            moves: list[int] = []
            here = start.copy()
            for _ in range(rng.randint(0, 6)):
                here.play(rng.choice(here.legal()))
                if here.over:
                    here.undo()
                    break
                moves.append(here.moves[-1])
            found = asked.won(moves, 3200)
            assert found == kind(rules, [*start.moves, *moves]).won([], 3200)
            assert found.plies % 2 == bool(found.moves)
            for move in found.moves:
                here.play(move)
            wins += bool(found.moves)
    assert wins


@pytest.mark.parametrize("kind", [ByKernel, InPython])
@pytest.mark.parametrize(
    ("stones", "found"),
    [
        ("H8 A1 I8 A3 J8 A5 K8 A7", "five"),
        ("H8 A1 I8 O15 J8 A3", "vcf"),
        ("H8 A1 I8 A3 J9 O1 J10 O15", "vct"),
    ],
)
def test_a_win_is_told_by_what_it_is_forced(
    kind: type[ByKernel] | type[InPython], stones: str, found: str
) -> None:
    if kind is ByKernel and backend()[0] != "C":
        pytest.skip("the kernel was not built")
    start = board(15, stones)
    assert kind(start.rules, start.moves).won([], 20_000, 400_000).found == found


def long(kind: type[ByKernel] | type[InPython], nodes: int, stop: Callable[[], bool]) -> None:
    start = played(Rules(15), 40, Random(2))  # noqa: S311 - one that takes it long
    kind(start.rules, start.moves, stop).won([], 0, nodes)


@pytest.mark.parametrize(("kind", "nodes"), [(ByKernel, 10**9), (InPython, SLOWER_THREATS * 3000)])
def test_a_long_proof_ends_when_it_is_told_to(
    kind: type[ByKernel] | type[InPython], nodes: int
) -> None:
    if kind is ByKernel and backend()[0] != "C":
        pytest.skip("the kernel was not built")
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return True

    long(kind, nodes, stop)
    assert 1 <= asked <= 3


def test_a_proof_asks_often_whether_to_stop() -> None:
    asked: list[None] = []
    long(InPython, SLOWER_THREATS * 3000, lambda: bool(asked.append(None)))
    assert len(asked) > 50
