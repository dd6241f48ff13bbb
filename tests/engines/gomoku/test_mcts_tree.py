"""The tree that a network guides, held to a plain one and to the rules."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from engines.gomoku.board import Board
from engines.gomoku.mcts.guided import Guided, Wanted, advance, planted
from engines.gomoku.mcts.sight import ways
from engines.gomoku.mcts.tree import Tree
from engines.gomoku.policy_value_net.numpy_net import Told
from engines.gomoku.policy_value_net.planes import LAST, Planes
from engines.gomoku.rules import Rules
from engines.gomoku.symmetry import SYMMETRIES, images, moved

from .plain_zero import CLOSE, Plain, seen
from .trees import BLOCK, FOUR, KINDS, MOST, Net, board, flat, keen, nodes, played, strange, thought


@pytest.mark.parametrize("rules", KINDS)
def test_it_goes_where_the_plain_algorithm_goes_and_knows_what_that_knows(
    rules: Rules, rng: Random, count: Callable[[int], int]
) -> None:
    for number in range(count(200)):
        stones = rng.randint(0, rules.points * 2 // 3) if number else 0
        start = played(rules, stones, rng)
        net, tree = strange(start, rng), planted(start, MOST)
        guided = Guided(start, tree)
        advance([Wanted(guided, 1)], net)
        plain = Plain(start, net, tree)
        for _ in range(rng.randint(1, 300)):
            if tree.solved:
                break
            advance([Wanted(guided, 1)], net)
            plain.follow()
        plain.same()


@pytest.mark.parametrize("symmetry", SYMMETRIES)
def test_what_is_told_of_a_board_laid_another_way_is_laid_back(symmetry: int, rng: Random) -> None:
    start = played(Rules(7), 9, rng)
    laid = Board(start.rules, moved(start.moves, 7, symmetry))
    net, tree = strange(start, rng), planted(start, MOST)
    shown: list[np.ndarray] = []

    def watched(planes: Planes) -> Told:
        shown.append(planes.copy())
        return net(planes)

    guided = Guided(start, tree)
    advance([Wanted(guided, 1)], watched, symmetry)
    assert (shown[0] == seen(laid)).all()
    told = net(seen(laid))
    assert tree.root.value == told.values[0]
    image, prior = images(7)[symmetry], tree.root.row.prior
    chances = np.exp(told.logits[0].astype(float))
    total = sum(chances[image[move]] for move in start.legal())
    for move in start.legal():
        assert abs(prior[move] - chances[image[move]] / total) <= 1e-6

    advance([Wanted(guided, 1)], watched, symmetry)
    (move,) = np.flatnonzero(tree.visits())
    below = Board(start.rules, [*laid.moves, image[move]])
    assert (shown[1] == seen(below)).all()
    assert tree.root.row.worth[move] == -net(seen(below)).values[0]


def test_each_of_the_eight_ways_has_its_turn() -> None:
    assert [ways(number) for number in range(16)] == [*SYMMETRIES, *SYMMETRIES]


def test_who_asks_for_the_last_move_is_shown_it_in_every_way(rng: Random) -> None:
    start = played(Rules(7), 5, rng)
    net = strange(start, rng)

    class Nosy:
        planes = LAST + 1

        def __call__(self, planes: Planes) -> Told:
            for each in planes:
                (last,) = np.flatnonzero(each[..., LAST])
                before = tree.root.visits if tree.nodes else 0
                assert before or last == images(7)[turn % 8][start.moves[-1]]
                assert each[..., 1].ravel()[last] == 1
            return net(planes)

    tree, nosy = planted(start, MOST), Nosy()
    guided = Guided(start, tree)
    for turn in range(60):
        advance([Wanted(guided, 3)], nosy, turn)
    assert Sighted(start).last() == [start.moves[-1]]
    assert Sighted(Board(Rules(7))).last() == []


class Sighted:
    """What is shown of a position itself."""

    def __init__(self, board: Board) -> None:
        self.guided, self.tree = None, planted(board, MOST)
        self.guided = Guided(board, self.tree)

    def last(self) -> list[int]:
        leaf = self.tree.descend()
        assert leaf
        out = np.full((self.guided.sight.size**2, LAST + 1), 7.0, np.float32)
        self.guided.sight.show(leaf, out)
        return list(np.flatnonzero(out[:, LAST]))


def greedy(start: Board) -> Net:
    """It wants to play where stones are, and where renju forbids to."""
    refused = list(start.forbidden())

    def net(planes: Planes) -> Told:
        logits = 50 * (planes[..., 0] + planes[..., 1]).reshape(len(planes), -1)
        logits[:, refused] = 50
        return Told(logits.astype(np.float32), np.zeros(len(planes), np.float32))

    return net


def crossed(rng: Random) -> Board:
    """Black may not play where its two rows of two would cross; there are a few stones more."""
    middle = board(9, "D5 A1 E5 A9 F6 I1 F7 I9").moves
    while True:
        start = Board(Rules(9, 5, "renju"), middle)
        for _ in range(2 * rng.randint(0, 2)):
            start.play(rng.choice(start.legal()))
        if start.forbidden():
            return start


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("rules", KINDS)
def test_no_move_that_the_rules_refuse_is_ever_followed(
    rules: Rules, batch: int, rng: Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(150)):
        renju = rules.kind == "renju"
        start = crossed(rng) if renju else played(rules, rng.randint(0, rules.points - 2), rng)
        tree = thought(start, greedy(start), 150, batch)
        assert tree.root.visits
        for number, here in nodes(tree, start):
            node, legal = tree.nodes[number], set(here.legal())
            assert set(np.flatnonzero(node.row.tried > 1)) <= legal
            assert set(np.flatnonzero(node.row.worth > -np.inf)) == legal - set(node.lost)
            assert set(np.flatnonzero(node.row.prior)) <= legal
            assert abs(node.row.prior.sum() - 1) <= CLOSE
            assert node.left == len(legal) - len(node.lost)


def test_what_is_good_for_black_is_bad_for_white() -> None:
    for moves, sign in (("D4 E5", 1), ("D4", -1)):
        tree = thought(board(8, moves), flat(0.5), 10)
        assert tree.root.value == sign * 0.5
        tried = tree.visits() > 0
        assert (abs(tree.root.row.worth[tried] - sign * 0.5) <= CLOSE).all()


def test_a_full_board_is_nobodys() -> None:
    rows = ["XXOOXX", "OOXXOO", "XXOOXX", "OOXXOO", "XXOOXX", "OOXXOO"]
    cells = "".join(rows)
    black, white = ([at for at, cell in enumerate(cells) if cell == each] for each in "XO")
    order = [move for pair in zip(black, white, strict=True) for move in pair]
    for left in (1, 2):
        start = Board(Rules(6, 4), order[:-left])
        tree = thought(start, flat(0.9), 60)
        tried = tree.visits() > 0
        assert tried.sum() == left
        assert (abs(tree.root.row.worth[tried]) <= 0.2).all()
        if left == 1:
            assert abs(tree.root.row.worth[order[-1]]) < 1e-6


@pytest.mark.parametrize("batch", [2, 8, 32])
def test_no_trace_of_waiting_is_left(batch: int, rng: Random, count: Callable[[int], int]) -> None:
    """Of each move the mean is that of what came of it, however many waited at once."""
    for _ in range(count(150)):
        start = played(Rules(9), rng.randint(0, 4), rng)
        net, tree = strange(start, rng), planted(start, MOST)
        guided = Guided(start, tree)
        waited = []

        def watched(planes: Planes, net=net, tree=tree, waited=waited) -> Told:
            waited.append(len(tree.waiting))
            return net(planes)

        for turn in range(rng.randint(2, 30)):
            advance([Wanted(guided, batch)], watched, turn)
            assert not tree.waiting
        assert max(waited) > 1
        assert sum(map(int, tree.visits())) == tree.root.visits == batch * turn
        for node in tree.nodes:
            assert (node.row.tried - 1).sum() == node.visits
            for move in np.flatnonzero(node.row.tried > 1):
                below = tree.nodes[node.row.below[move]]
                visits, row = node.row.tried[move] - 1, below.row
                found = (visits - below.visits) * below.value
                tried = row.tried > 1
                found += ((row.tried - 1)[tried] * row.worth[tried]).sum()
                assert abs(node.row.worth[move] + found / visits) <= CLOSE


def test_those_who_wait_at_once_wait_at_different_positions() -> None:
    start = board(9, "E5")
    tree = planted(start, MOST)
    guided = Guided(start, tree)
    advance([Wanted(guided, 1)], flat())
    found = guided.leaves(16)
    assert len({tuple(leaf.moves) for leaf in found}) == len(found) == 16
    assert (tree.root.row.worth[tree.visits() > 0] == -1).all()


def test_several_trees_are_told_what_is_theirs(rng: Random) -> None:
    starts = [played(Rules(7), rng.randint(0, 9), rng) for _ in range(4)]
    net = strange(starts[0], rng)
    together = [Guided(start, planted(start, MOST)) for start in starts]
    for _ in range(20):
        advance([Wanted(each, number + 1) for number, each in enumerate(together)], net)
    for number, (start, each) in enumerate(zip(starts, together, strict=True)):
        alone = Guided(start, planted(start, MOST))
        for _ in range(20):
            advance([Wanted(alone, number + 1)], net)
        assert (alone.tree.visits() == each.tree.visits()).all()
        assert np.allclose(alone.tree.root.row.worth, each.tree.root.row.worth, atol=CLOSE)


def test_moves_from_the_root_may_be_chosen_for_it() -> None:
    start = board(8, "D4 E5")
    tree = planted(start, MOST)
    guided = Guided(start, tree)
    guided.first = iter([0, 0, 7, 7, 7])
    for _ in range(6):
        advance([Wanted(guided, 1)], flat())
    assert (tree.visits()[0], tree.visits()[7], tree.root.visits) == (2, 3, 5)
    advance([Wanted(guided, 1)], flat())
    assert tree.root.visits == 6


def test_a_refuted_move_is_not_followed_even_if_it_is_chosen() -> None:
    tree = thought(FOUR, keen(BLOCK), 1500)
    refuted = next(iter(tree.root.lost))
    tried, guided = tree.visits()[refuted], Guided(FOUR, tree)
    guided.first = iter([refuted] * 3)
    for _ in range(3):
        advance([Wanted(guided, 1)], flat())
    assert tree.visits()[refuted] == tried
    assert tree.root.row.worth[refuted] == -np.inf


def test_what_is_known_of_a_later_position_is_all_that_was_known_of_it(
    rng: Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(500)):
        rules = rng.choice(KINDS)
        start = played(rules, rng.randint(0, rules.points // 2), rng)
        net = strange(start, rng)
        tree = thought(start, net, 300, rng.choice((1, 8)))
        for moves in ([], *lines(tree)):
            same_below(tree, start, moves, net)


def lines(tree: Tree) -> list[list[int]]:
    """The most visited move, and the same with the most visited answer."""
    move = int(tree.root.row.tried.argmax())
    below = int(tree.root.row.below[move])
    if below <= 0 or not tree.nodes[below].visits:
        return [[move]]
    return [[move], [move, int(tree.nodes[below].row.tried.argmax())]]


def same_below(tree: Tree, start: Board, moves: list[int], net: Net) -> None:
    here, at = start.copy(), 0
    for move in moves:
        here.play(move)
        at = int(tree.nodes[at].row.below[move])
        if at <= 0:
            assert tree.rooted(moves) is None
            return
    before = alike(tree, at)
    kept = tree.rooted(moves)
    assert kept
    assert alike(kept, 0) == before
    assert kept.stones == planted(here, MOST).stones
    assert (kept.turn, kept.rules, kept.most) == (here.turn, start.rules, tree.most)
    guided = Guided(here, kept)
    for _ in range(5):
        if not kept.solved:
            advance([Wanted(guided, 4)], net)
    for number, there in nodes(kept, here):
        assert set(np.flatnonzero(kept.nodes[number].row.tried > 1)) <= set(there.legal())
    assert alike(tree, at) == before, "the old one was written to"


def alike(tree: Tree, at: int) -> list[tuple[object, ...]]:
    """All that is known from that node on, in an order that does not depend on its numbers."""
    found: list[tuple[object, ...]] = []
    numbers = [at]
    for number in numbers:
        node = tree.nodes[number]
        pull, tried, worth, below, _cells = node.row
        follows = below > 0
        told = node.value, node.visits, node.plies, node.won, node.left, dict(node.lost)
        arrays = pull, tried, worth, np.minimum(below, 1)
        found.append((*told, *(each.tobytes() for each in arrays)))
        numbers += below[follows].tolist()
    return found


def test_nothing_is_known_after_a_move_that_was_not_followed() -> None:
    start = board(8, "D4")
    tree = thought(start, flat(), 20)
    unknown = int(np.flatnonzero(tree.visits() == 0)[-1])
    assert tree.rooted([unknown]) is None
    assert planted(start, MOST).rooted([]) is None


def test_what_waits_does_not_come_along() -> None:
    start = board(8, "D4")
    tree = thought(start, flat(), 1)
    guided = Guided(start, tree)
    assert guided.leaves(8)
    kept = tree.rooted([])
    assert kept and not kept.waiting
    assert (kept.root.row.below >= 0).all()
    guided = Guided(start, kept)
    for _ in range(30):
        advance([Wanted(guided, 8)], flat())
    assert kept.root.visits == tree.root.visits + 240


@pytest.mark.parametrize("batch", [1, 8])
def test_it_grows_no_further_than_it_may(batch: int, rng: Random) -> None:
    start = played(Rules(8), 6, rng)
    net = strange(start, rng)
    tree = thought(start, net, 600, batch, most=25)
    assert len(tree.nodes) == 25
    assert tree.root.visits >= 600
    assert not tree.waiting
    assert net.asked > 150, "what has no room is judged again"
    for node in tree.nodes:
        assert (node.row.tried - 1).sum() == node.visits
        worth = node.row.worth[node.row.tried > 1]
        assert np.isneginf(worth).sum() == len(node.lost), "no other move is without a worth"
        assert (abs(worth[np.isfinite(worth)]) <= 1 + CLOSE).all()


def test_it_is_the_same_each_time(rng: Random) -> None:
    start = played(Rules(9, 5, "renju"), 6, rng)
    net = strange(start, rng)
    trees = [thought(start, net, 300, 8) for _ in range(2)]
    assert alike(trees[0], 0) == alike(trees[1], 0)
