"""A network's player: what it answers, and what it keeps to."""

from collections.abc import Callable, Iterator
from itertools import count as numbers
from random import Random

import numpy as np
import pytest

from engines.gomoku import mcts_alphazero
from engines.gomoku.board import Board
from engines.gomoku.kernel import native
from engines.gomoku.mcts.tree import ROW
from engines.gomoku.mcts_alphazero import AlphaZero
from engines.gomoku.player import MOST_LINES, Analysis, Limits
from engines.gomoku.points import point
from engines.gomoku.policy_value_net.nets import net
from engines.gomoku.policy_value_net.numpy_net import Told
from engines.gomoku.policy_value_net.planes import Planes
from engines.gomoku.rules import Rules

from .random_nets import drawn
from .trees import BLOCK, FOUR, KINDS, board, flat, near, played, strange

FREE = board(9, "D4 E5")
BACKENDS = pytest.mark.parametrize("backend", ["C", "Python"])


@pytest.fixture
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "Python":
        monkeypatch.setattr("engines.gomoku.mcts.proofs.backend", lambda: ("Python", ""))
    elif native.backend()[0] != "C":
        pytest.skip("the kernel was not built")


def alone(net: Callable[[Planes], Told], playouts: int) -> AlphaZero:
    return AlphaZero(net, playouts, threats=False)


@pytest.mark.parametrize("threats", [False, True])
@pytest.mark.parametrize("rules", KINDS)
def test_its_games_are_legal_to_the_end_and_boards_are_left_as_they_were(
    rules: Rules, threats: bool, rng: Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(150)):
        game = played(rules, rng.randint(0, 8), rng)
        player = AlphaZero(strange(game, rng), rng.choice((1, 5, 40)), threats=threats)
        while not game.over:
            before = (bytes(game.cells), list(game.moves), list(game.undone), game.hash)
            analysis = player.choose(game, Limits(lines=3))
            assert (bytes(game.cells), game.moves, game.undone, game.hash) == before
            fits(game, analysis)
            game.play(analysis.move)


def fits(game: Board, analysis: Analysis) -> None:
    """What it says of a position can be said of it."""
    assert len({line.moves[0] for line in analysis.lines}) == len(analysis.lines) <= 3
    for line in analysis.lines:
        here = Board(game.rules, game.moves)
        for move in line.moves:
            here.play(move)
        assert 0.0 <= line.winrate <= 1.0
        if line.win is not None:
            assert line.winrate == (line.win > 0)
            assert (line.win % 2 == 1) == (line.win > 0)
            if here.winner:
                assert len(line.moves) == abs(line.win)
    legal = set(game.legal())
    assert {move for move, _ in analysis.heat} <= legal
    assert all(0.0 < each <= 1.0 for _, each in analysis.heat)


@pytest.mark.parametrize("threats", [False, True])
def test_a_win_by_one_move_is_played(threats: bool) -> None:
    win = board(8, "C4 C5 D4 D5 E4 E5 F4 A1")
    analysis = AlphaZero(flat(-0.9), 500, threats=threats).choose(win, Limits())
    assert analysis.move in (point("B4", 8), point("G4", 8))
    assert (analysis.lines[0].win, analysis.lines[0].winrate) == (1, 1.0)


@pytest.mark.parametrize("threats", [False, True])
def test_the_others_row_is_hindered(threats: bool) -> None:
    analysis = AlphaZero(near, 4000, threats=threats).choose(FOUR, Limits(lines=9))
    assert analysis.move == BLOCK
    assert [line.win for line in analysis.lines] == [None, *[-2] * 8]


@BACKENDS
def test_a_win_by_fours_is_played_before_anything_is_asked(backend: None) -> None:
    """A four whose answer makes nothing, and another that makes two fives at once."""
    start = board(15, "H8 A1 H9 A3 H10 A5 K8 A7 L8 A9")
    network = strange(start, Random(1))  # noqa: S311 - no secret
    analysis = AlphaZero(network, 50).choose(start, Limits())
    assert network.asked == 0
    assert analysis.lines[0].winrate == 1.0
    assert analysis.lines[0].win and analysis.lines[0].win >= 3
    fits(start, analysis)
    assert AlphaZero(network, 50, threats=False).choose(start, Limits()).nodes == 50


@BACKENDS
def test_with_threats_it_does_not_walk_into_a_win_by_fours(backend: None) -> None:
    """White is to move, and black's open three would become a four. Whoever knows nothing plays
    elsewhere; who proves each leaf plays a point that hinders it."""
    start = board(9, "D5 A9 E5 C9 F5")
    analysis = AlphaZero(flat(), 300).choose(start, Limits(lines=9))
    assert analysis.move in {point(each, 9) for each in ("B5", "C5", "G5", "H5")}
    assert {line.win for line in analysis.lines[4:]} <= {-4, None}
    assert -4 in {line.win for line in analysis.lines}


def test_a_position_that_is_lost_is_said_to_be() -> None:
    lost = board(8, "C4 A8 D4 C8 E4 E8 F4")
    for playouts in (5000, 10_000):
        analysis = alone(near, playouts).choose(lost, Limits(lines=4))
        assert [(line.win, line.winrate) for line in analysis.lines] == [(-2, 0.0)] * 4
        assert analysis.nodes < 5000, "nothing is left to be thought about"


def test_playouts_are_counted() -> None:
    assert alone(flat(), 70).choose(FREE, Limits()).nodes == 70
    assert alone(flat(), 70).choose(FREE, Limits(nodes=13)).nodes == 13
    assert alone(flat(), 1).choose(FREE, Limits()).nodes == 1
    for threats in (False, True):
        player = AlphaZero(flat(), 33, threats=threats)
        assert player.name == ("zero:33" if threats else "net:33")
        assert AlphaZero(flat(), 1, name="mine").name == "mine"


def test_a_cap_of_time_holds_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ticking(monkeypatch)
    capped = alone(flat(), 10**9).choose(FREE, Limits(seconds=0.5))
    assert capped.capped
    assert 1 < capped.nodes < 1000
    assert next(clock) < 1
    assert not alone(flat(), 50).choose(FREE, Limits(seconds=100.0)).capped
    done = alone(flat(), 1).choose(FREE, Limits(seconds=0.05))
    assert (done.nodes, done.capped) == (1, False), "all that was wanted is done as the time is up"


def ticking(monkeypatch: pytest.MonkeyPatch) -> Iterator[float]:
    """A clock that goes on by a fortieth of a second whenever it is looked at."""
    clock = (number / 40 for number in numbers())
    monkeypatch.setattr("engines.gomoku.mcts_alphazero.time.monotonic", lambda: next(clock))
    return clock


def test_it_stops_when_told_and_answers_with_the_best_so_far() -> None:
    asked = numbers()
    analysis = alone(flat(), 10**9).choose(FREE, Limits(), stop=lambda: next(asked) >= 9)
    assert next(asked) <= 12, "asked no more often than needed"
    assert 1 < analysis.nodes < 1000
    assert not analysis.capped
    assert alone(flat(), 10**9).choose(FREE, Limits(), stop=lambda: True).nodes >= 1


def test_it_tells_a_few_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    ticking(monkeypatch)
    monkeypatch.setattr(mcts_alphazero, "TELL", 0.25)
    told: list[Analysis] = []
    last = alone(flat(), 500).choose(FREE, Limits(lines=2), tell=told.append)
    visits = [each.nodes for each in told]
    assert len(told) > 2
    assert visits == sorted(set(visits)) and visits[-1] <= last.nodes == 500
    gaps = np.diff([each.seconds for each in told])
    assert (gaps > 0.2).all()
    assert {len(each.lines) for each in told[2:]} == {2}


def test_several_lines_are_the_most_visited_first(rng: Random) -> None:
    start = played(Rules(9), 4, rng)
    analysis = alone(strange(start, rng), 400).choose(start, Limits(lines=4))
    heat = dict(analysis.heat)
    shares = [heat[line.moves[0]] for line in analysis.lines]
    assert shares == sorted(heat.values(), reverse=True)[: len(shares)]
    assert shares[0] == 1.0
    assert analysis.depth == max(len(line.moves) for line in analysis.lines) > 1
    many = alone(flat(), 3000).choose(start, Limits(lines=50))
    assert len(many.lines) == MOST_LINES


def test_a_refuted_move_stands_behind_all_others_however_often_it_was_visited(rng: Random) -> None:
    start = played(Rules(9), 4, rng)
    player = alone(strange(start, rng), 8)
    best = player.choose(start, Limits()).move
    assert player.tree
    player.tree.prove([(0, best)], 3)
    lines = mcts_alphazero.analysis(player.tree, MOST_LINES, 0.0).lines
    assert len(lines) > 1
    assert [line.win for line in lines] == [None] * (len(lines) - 1) + [-4]
    assert lines[-1].moves[0] == best


def test_the_winrate_is_that_of_who_is_to_move() -> None:
    for moves, expected in (("D4 E5", 0.75), ("D4", 0.25)):
        analysis = alone(flat(0.5), 8).choose(board(9, moves), Limits())
        assert abs(analysis.lines[0].winrate - expected) < 1e-3


@pytest.mark.parametrize("threats", [False, True])
def test_the_same_position_gets_the_same_answer(threats: bool, rng: Random) -> None:
    start = played(Rules(9), 5, rng)
    network = net(drawn(seed=rng.getrandbits(20)))
    players = [AlphaZero(network, 150, threats=threats) for _ in range(2)]
    first, second = (player.choose(start, Limits(lines=5)) for player in players)
    again = players[0].choose(start, Limits(lines=5))
    assert first.lines == second.lines == again.lines
    assert first.heat == second.heat == again.heat


def test_what_it_knows_of_a_position_is_kept_for_the_next_move(rng: Random) -> None:
    network, game = strange(FREE, rng), FREE.copy()
    player = alone(network, 300)
    first = player.choose(game, Limits())
    assert player.tree
    for move in first.lines[0].moves[:2]:
        game.play(move)
    known = player.tree.rooted(game.moves[2:])
    assert known and known.root.visits
    asked = network.asked
    assert player.choose(game, Limits()).nodes == 300
    assert network.asked - asked <= 300 - known.root.visits
    fresh = alone(strange(FREE, rng), 300)
    assert fresh.choose(game, Limits()).nodes == 300


@pytest.mark.parametrize("change", ["undone", "other moves", "other rules"])
def test_of_another_game_nothing_is_known(change: str, rng: Random) -> None:
    three = board(9, "D4 A9 E4 C9 F4 E9")
    network = strange(three, rng)
    player = alone(network, 60)
    player.choose(three, Limits())
    if change == "undone":
        other = board(9, "D4 A9 E4 C9 F4")
    elif change == "other moves":
        other = board(9, "D4 A9 E4 C9 F4 E8 G4")
    else:
        other = Board(Rules(9, 4), three.moves)
    assert player.choose(other, Limits()).lines == alone(network, 60).choose(other, Limits()).lines


def test_however_many_playouts_its_memory_has_an_end(
    monkeypatch: pytest.MonkeyPatch, rng: Random
) -> None:
    monkeypatch.setattr(mcts_alphazero, "ROOM", 20 * ROW * 81)
    player = alone(strange(FREE, rng), 700)
    game = FREE.copy()
    for _ in range(3):
        analysis = player.choose(game, Limits())
        assert analysis.nodes == 700
        assert player.tree and len(player.tree.nodes) <= 20
        game.play(analysis.move)
