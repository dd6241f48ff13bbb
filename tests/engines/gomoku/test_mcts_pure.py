from collections.abc import Callable, Iterator
from itertools import count as numbers
from random import Random

import numpy as np
import pytest

from engines.gomoku import mcts_pure
from engines.gomoku.bitboard import bits
from engines.gomoku.board import Board
from engines.gomoku.mcts_pure import LOOK, PureMCTS, RandomGames, planted
from engines.gomoku.player import Analysis, Limits
from engines.gomoku.points import point
from engines.gomoku.rules import Rules

from .plain_tree import Node, searched

KINDS = [Rules(8), Rules(6, 4), Rules(7, 4, "standard"), Rules(9, 5, "renju")]


def played(rules: Rules, number: int, rng: Random) -> Board:
    """A board after up to so many random moves, never over."""
    board = Board(rules)
    while len(board.moves) < number:
        board.play(rng.choice(board.legal()))
        if board.over:
            board = Board(rules)
    return board


def board(size: int, moves: str) -> Board:
    return Board(Rules(size), [point(each, size) for each in moves.split()])


def chance(mine: int, theirs: int) -> float:
    """A result of a random game that depends on the position alone."""
    return Random(mine << 500 | theirs).choice((1.0, 0.0, -1.0))  # noqa: S311 - no secret


def stones(board: Board) -> tuple[int, int]:
    sides = {board.turn: 0, 3 - board.turn: 0}
    for bit, color in zip(bits(board.rules.size), board.cells, strict=True):
        if color:
            sides[color] |= bit
    return sides[board.turn], sides[3 - board.turn]


@pytest.mark.parametrize("rules", KINDS[:3])
def test_it_visits_what_the_plain_algorithm_visits(
    rules: Rules, rng: Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(500)):
        start = played(rules, rng.randint(0, rules.points * 2 // 3), rng)
        playouts = rng.randint(1, 1000)
        tree = planted(start, 0)
        tree.rollout = lambda mine, theirs, _color: chance(mine, theirs)
        for _ in range(playouts):
            tree.playout()
        same(tree, 0, searched(start, playouts, lambda here: chance(*stones(here))))


def same(tree, row: int, node: Node) -> None:
    """The node's row says what the plain node says, and so do all below it."""
    assert tree.visits[row] == node.visits
    for move, below in node.moves.items():
        assert tree.tried[row, move] - 1 == below.visits
        assert tree.worth[row, move] == below.worth
        if (next_ := tree.below[row, move]) > 0:
            same(tree, next_, below)
        else:
            assert below.visits <= 1 or not below.moves


@pytest.mark.parametrize("rules", KINDS)
def test_a_random_game_ends_as_the_referee_ends_it(
    rules: Rules, rng: Random, count: Callable[[int], int]
) -> None:
    results = set()
    for _ in range(count(5_000)):
        start = played(rules, rng.randint(0, rules.points // 2), rng)
        games = planted(start, rng.getrandbits(32)).rollout
        assert isinstance(games, RandomGames)
        games.orders = [games.order()]
        order = [bits(rules.size).index(bit) for bit in games.orders[0]]
        value = games(*stones(start), start.turn)
        end, mover = start.copy(), start.turn
        for move in order:
            if end.winner:
                break
            end.put(move)  # unchecked: in a random game no point is forbidden
        expected = 0.0 if not end.winner else 1.0 if end.winner == mover else -1.0
        assert value == expected
        results.add(value)
    assert {1.0, -1.0} <= results


def test_random_games_draw_every_order_evenly() -> None:
    games = RandomGames(Rules(6), bits(6)[:3], Random(1))  # noqa: S311 - no secret
    orders = [tuple(games.order()) for _ in range(6000)]
    shares = np.unique(orders, axis=0, return_counts=True)[1]
    assert len(shares) == 6
    assert abs(shares - 1000).max() < 200


def test_a_win_by_one_move_is_found_by_trying() -> None:
    win = board(8, "C4 C5 D4 D5 E4 E5 F4 A1")
    analysis = PureMCTS(500).choose(win, Limits())
    assert analysis.move in (point("B4", 8), point("G4", 8))
    assert analysis.lines[0].win == 1
    assert analysis.lines[0].winrate == 1.0


def test_a_four_is_answered_by_five_thousand_playouts() -> None:
    four = board(8, "C4 B4 D4 C6 E4 D7 F4")
    assert PureMCTS(5000).choose(four, Limits()).move == point("G4", 8)


def test_the_same_position_gets_the_same_answer_and_another_seed_may_give_another() -> None:
    start = board(8, "D4 E5")
    answers = [PureMCTS(300).choose(start, Limits()) for _ in range(2)]
    assert answers[0].lines == answers[1].lines
    others = [PureMCTS(300, seed=seed).choose(start, Limits()).heat for seed in range(3)]
    assert len(set(others)) == 3


@pytest.mark.parametrize("rules", KINDS)
def test_its_games_are_legal_to_the_end(rules: Rules, count: Callable[[int], int]) -> None:
    for seed in range(count(150)):
        game, player = Board(rules), PureMCTS(30, seed)
        while not game.over:
            before = (bytes(game.cells), list(game.moves), game.hash)
            analysis = player.choose(game, Limits())
            assert (bytes(game.cells), game.moves, game.hash) == before
            game.play(analysis.move)


def test_black_does_not_try_a_forbidden_point() -> None:
    rules = Rules(9, 5, "renju")
    moves = board(9, "D5 A1 E5 A9 F6 I1 F7 I9").moves
    start = Board(rules, moves)
    assert start.forbidden() == {point("F5", 9)}
    heat = dict(PureMCTS(1000).choose(start, Limits()).heat)
    assert set(heat) == set(start.legal())


def test_playouts_are_counted_and_its_limits_hold() -> None:
    start = board(8, "D4")
    assert PureMCTS(700).choose(start, Limits()).nodes == 700
    assert PureMCTS(700).choose(start, Limits(nodes=50)).nodes == 50
    capped = PureMCTS(10**9).choose(start, Limits(seconds=0.05))
    assert capped.capped
    assert capped.nodes < 10**6
    assert not PureMCTS(50).choose(start, Limits(seconds=100.0)).capped


def test_it_stops_when_told_and_answers_with_the_best_so_far() -> None:
    asked = numbers()
    analysis = PureMCTS(10**9).choose(board(8, "D4"), Limits(), stop=lambda: next(asked) >= 3)
    assert analysis.nodes == 4 * LOOK
    assert not analysis.capped


def test_several_lines_are_the_most_visited_first() -> None:
    start = board(8, "D4 E5")
    analysis = PureMCTS(2000).choose(start, Limits(lines=4))
    heat = dict(analysis.heat)
    shares = [heat[line.moves[0]] for line in analysis.lines]
    assert shares == sorted(heat.values(), reverse=True)[:4]
    assert shares[0] == 1.0
    for each in analysis.lines:
        Board(start.rules, [*start.moves, *each.moves])
        assert 0.0 <= each.winrate <= 1.0


def test_it_tells_a_few_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ticking()
    monkeypatch.setattr("engines.gomoku.mcts_pure.time.monotonic", lambda: next(clock))
    monkeypatch.setattr(mcts_pure, "TELL", 0.25)
    told: list[Analysis] = []
    PureMCTS(LOOK * 40).choose(board(8, ""), Limits(), tell=told.append)
    assert [each.nodes for each in told] == [LOOK * 10 * number for number in range(1, 5)]


def ticking() -> Iterator[float]:
    """A clock that goes on by a fortieth of a second whenever it is looked at."""
    return (number / 40 for number in numbers())


def test_however_many_playouts_its_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcts_pure, "ROOM", 20 * 64 * 9)
    found = PureMCTS(2_000).choose(board(8, "D4 E5 D5"), Limits())
    tree = planted(board(8, "D4 E5 D5"), 0)
    for _ in range(2_000):
        tree.playout()
    assert len(tree.visits) == 9
    assert tree.visits[0] == found.nodes == 2_000
    assert (tree.tried[:9][tree.tried[:9] > 0] - 1).sum() >= 2_000 - 1
