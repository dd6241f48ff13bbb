"""Few playouts at the root, by the paper's own words: which moves get how many, and what is learnt
(I. Danihelka et al., 2022, sections 2 to 4 and appendix D)."""

import math
import random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engines.gomoku.board import Board
from engines.gomoku.mcts.guided import Guided, Wanted, advance, planted
from engines.gomoku.mcts.gumbel import CONSIDERED, Gumbel
from engines.gomoku.rules import Rules

from .trees import BLOCK, FOUR, MOST, Net, keen, played, strange


def root(prior: list[float], value: float = 0.0) -> Any:
    """A tree of which nothing is known but its root, which nobody has walked."""
    count = len(prior)
    row = SimpleNamespace(
        prior=np.array(prior, np.float32),
        tried=np.ones(count, np.float32),
        worth=np.full(count, value, np.float32),
    )
    return SimpleNamespace(root=SimpleNamespace(row=row, value=value, plies=0, won=-1))


def walked(gumbel: Gumbel, worths: list[float]) -> list[int]:
    """How often each move was tried, where each is always found to be worth the same."""
    row = gumbel.tree.root.row
    for move in gumbel.moves():
        row.tried[move] += 1
        row.worth[move] = worths[move]
    return [int(each) - 1 for each in row.tried]


BEST_FIRST = [0.9 - each / 20 for each in range(36)]


@pytest.mark.parametrize(
    ("playouts", "legal", "counts"),
    [
        # By hand: ceil(log2(m)) phases, each of max(1, n / (phases m)) visits to each of the m that
        # are left; what is over goes to the last ones.
        (16, 16, [1] * 16),
        (32, 16, [4] * 4 + [2] * 4 + [1] * 8),
        (64, 16, [15] * 2 + [7] * 2 + [3] * 4 + [1] * 8),
        (200, 16, [49] * 2 + [21] * 2 + [9] * 4 + [3] * 8),
        (64, 36, [15] * 2 + [7] * 2 + [3] * 4 + [1] * 8 + [0] * 20),
        (16, 4, [6] * 2 + [2] * 2),
        (16, 2, [8, 8]),
        (9, 1, [9]),
        (10, 3, [5, 4, 1]),  # odd numbers: the better half is the larger one
        (20, 5, [8, 7, 3, 1, 1]),
        (2, 36, [1, 1] + [0] * 34),
        (12, 36, [1] * 12 + [0] * 24),
    ],
)
def test_playouts_are_shared_by_sequential_halving(
    playouts: int, legal: int, counts: list[int]
) -> None:
    # All are as likely; the first are the best, and ties are broken by their order.
    gumbel = Gumbel(root([1 / legal] * legal), playouts)
    assert walked(gumbel, BEST_FIRST) == counts
    assert gumbel.chosen == 0


def test_the_moves_of_the_largest_noise_and_logit_are_considered(rng: random.Random) -> None:
    numbers = np.random.default_rng(rng.getrandbits(32))
    prior = numbers.dirichlet(np.ones(36)).astype(np.float32)
    noise = numbers.gumbel(size=36).astype(np.float32)
    counts = walked(Gumbel(root(prior.tolist()), 48, noise), [0.0] * 36)
    best = np.argsort(-(np.log(prior) + noise))[:CONSIDERED]
    assert set(np.flatnonzero(counts)) == set(best.tolist())
    # With nothing to tell them apart, the same order stays to the end.
    assert set(np.argsort(counts)[-2:].tolist()) == set(best[:2].tolist())


def test_without_noise_the_likeliest_moves_are_considered() -> None:
    prior = [0.02] * 36
    prior[7] = prior[30] = 0.16
    counts = walked(Gumbel(root(prior), 2), [0.0] * 36)
    assert sorted(np.argsort(counts)[-2:].tolist()) == [7, 30]


def test_moves_that_cannot_be_made_are_never_considered() -> None:
    prior = [0.0, 0.5, 0.0, 0.5]
    gumbel = Gumbel(root(prior), 20)
    assert walked(gumbel, BEST_FIRST) == [0, 10, 0, 10]
    assert gumbel.policy()[[0, 2]].tolist() == [0.0, 0.0]


def test_with_noise_moves_are_chosen_as_often_as_the_policy_says(rng: random.Random) -> None:
    """Gumbel's trick: the largest of noise + logit is a draw from the policy. Here nothing that is
    found tells the moves apart."""
    prior = np.array([0.5, 0.3, 0.15, 0.05])
    numbers = np.random.default_rng(rng.getrandbits(32))
    drawn = np.zeros(4)
    for _ in range(2000):
        gumbel = Gumbel(root(prior.tolist()), 2, numbers.gumbel(size=4).astype(np.float32))
        walked(gumbel, [0.0] * 4)
        drawn[gumbel.chosen] += 1
    assert (((drawn - 2000 * prior) ** 2) / (2000 * prior)).sum() < 35  # once in ten million


def test_a_move_that_is_refuted_gets_no_more_playouts() -> None:
    tree = root([0.25] * 4)
    gumbel = Gumbel(tree, 40)
    counts = [0] * 4
    for move in gumbel.moves():
        counts[move] += 1
        tree.root.row.tried[move] += 1
        tree.root.row.worth[move] = -np.inf if move == 0 else BEST_FIRST[move]
    assert counts[0] == 1
    assert sum(counts) == 40
    assert gumbel.chosen == 1
    assert gumbel.policy()[0] == 0.0


def test_where_all_that_was_considered_is_refuted_the_likeliest_of_the_others_is_played() -> None:
    gumbel = Gumbel(root([0.05] * 16 + [0.04, 0.048, 0.04]), 40)
    assert walked(gumbel, [-math.inf] * 19) == [1] * 16 + [0] * 3  # the tree chooses the rest
    assert gumbel.chosen == 17
    assert gumbel.policy().tolist() == pytest.approx([0] * 16 + [0.3125, 0.375, 0.3125])


def test_what_is_proved_is_played() -> None:
    gumbel = Gumbel(root([0.25] * 4), 8)
    gumbel.tree.root.plies, gumbel.tree.root.won = 5, 3
    assert gumbel.chosen == 3


# The improved policy


def improved(prior: list[float], visits: list[int], q: list[float], value: float) -> list[float]:
    """softmax(logits + sigma(completed q)), of the paper's equations 8, 11 and 33, in its scale of
    values, 0 to 1; with c_visit 50 and c_scale 1."""
    value, q = (1 + value) / 2, [(1 + each) / 2 for each in q]
    total = sum(visits)
    seen = [move for move, count in enumerate(visits) if count]
    weighed = sum(prior[move] * q[move] for move in seen) / sum(prior[move] for move in seen)
    mixed = (value + total * weighed) / (1 + total)
    completed = [q[move] if visits[move] else mixed for move in range(len(q))]
    scale = 50 + max(visits)
    scores = [
        math.log(each) + scale * of if each else -math.inf
        for each, of in zip(prior, completed, strict=True)
    ]
    likely = [math.exp(each - max(scores)) for each in scores]
    return [each / sum(likely) for each in likely]


def test_the_policy_that_is_learnt_is_the_papers(rng: random.Random) -> None:
    for _ in range(200):
        count = rng.randint(2, 30)
        weights = [rng.random() ** 3 for _ in range(count)]
        prior = [each / sum(weights) for each in weights]
        visits = [rng.choice((0, 0, 1, 5, 20)) for _ in range(count)]
        visits[rng.randrange(count)] = 3
        worths, value = [rng.uniform(-0.2, 0.2) for _ in range(count)], rng.uniform(-0.2, 0.2)
        tree = root(prior, value)
        row = tree.root.row
        row.tried += np.array(visits, np.float32)
        row.worth[:] = [
            worth if tried else -9.0 for worth, tried in zip(worths, visits, strict=True)
        ]
        noise = np.array([rng.random() for _ in range(count)], np.float32)
        policy = Gumbel(tree, 48, noise).policy()
        assert policy.sum() == pytest.approx(1, abs=1e-5)
        assert policy.tolist() == pytest.approx(improved(prior, visits, worths, value), abs=2e-4)


def test_before_anything_is_tried_the_policy_is_the_networks() -> None:
    prior = [0.1, 0.2, 0.3, 0.4]
    assert Gumbel(root(prior, 0.5), 8).policy().tolist() == pytest.approx(prior, abs=1e-6)


# With a tree


def guided(board: Board, playouts: int, net: Net) -> Gumbel:
    tree = planted(board, MOST)
    work = Guided(board, tree)
    advance([Wanted(work, 1)], net)
    gumbel = Gumbel(tree, playouts)
    work.first = gumbel.moves()
    while tree.root.visits < playouts:
        advance([Wanted(work, 1)], net)
    return gumbel


def test_of_a_real_tree_the_playouts_are_shared_alike(rng: random.Random) -> None:
    board = played(Rules(6, 4), 0, rng)
    gumbel = guided(board, 64, strange(board, rng))
    visits = gumbel.tree.visits()
    assert (
        sorted(visits.tolist(), reverse=True) == [15] * 2 + [7] * 2 + [3] * 4 + [1] * 8 + [0] * 20
    )
    assert visits[gumbel.chosen] == 15


def test_a_block_that_is_the_only_defence_is_found_and_learnt() -> None:
    gumbel = guided(FOUR, 200, keen(BLOCK))
    assert gumbel.chosen == BLOCK
    assert gumbel.policy()[BLOCK] > 0.99
