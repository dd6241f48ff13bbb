import os
import random
import threading
from collections.abc import Callable

import pytest

from engines.gomoku import search
from engines.gomoku.board import Board
from engines.gomoku.kernel.native import backend
from engines.gomoku.kernel.position import Position
from engines.gomoku.kernel.tree import Tree
from engines.gomoku.player import MOST_LINES, Analysis, Limits, Stop
from engines.gomoku.points import point
from engines.gomoku.rules import Rules
from engines.gomoku.search import Search, Thought, in_c, in_python

needs_kernel = pytest.mark.skipif(
    backend()[0] != "C" and os.environ.get("ZERODECK_REQUIRE") != "1",
    reason="the kernel was not built",
)
BACKENDS = [pytest.param(in_c, marks=needs_kernel), in_python]
Backend = Callable[[Thought, Limits, Stop], Analysis]


def board(names: str, rules: Rules | None = None) -> Board:
    rules = rules or Rules()
    return Board(rules, [point(each, rules.size) for each in names.split()])


def crowded(rules: Rules, stones: int, rng: random.Random) -> Board:
    """A game on a small part of the board, not over."""
    found = Board(rules)
    while len(found.moves) < stones:
        near = [move for move in found.legal() if move % rules.size < 7 and move < 7 * rules.size]
        found.play(rng.choice(near))
        if found.over:
            found = Board(rules)
    return found


def thought(start: Board) -> Thought:
    return Thought(start, lambda _: None)


def never() -> bool:
    return False


@needs_kernel
@pytest.mark.parametrize("rules", [Rules(15), Rules(9, 5, "standard"), Rules(12, 5, "renju")])
def test_both_backends_give_the_same_answer(
    rules: Rules, rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(200)):
        start = crowded(rules, rng.randint(1, 20), rng)
        limits = Limits(rng.randint(1, 1500), lines=rng.randint(1, 4))
        first, second = (each(thought(start), limits, never) for each in (in_c, in_python))
        for field in ("lines", "found", "depth", "nodes", "heat"):
            assert getattr(first, field) == getattr(second, field), (start.moves, field)


def test_the_middle_is_played_on_an_empty_board() -> None:
    found = Search(nodes=10).choose(Board(Rules(9)), Limits())
    assert (found.move, found.found) == (point("E5", 9), "opening")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_row_is_made_and_else_the_others_row_is_stopped(backend: Backend) -> None:
    win = backend(thought(board("H8 A1 I8 A2 J8 A3 K8 A4")), Limits(100), never)
    assert (win.move, win.found, win.lines[0].win) == (point("G8", 15), "five", 1)
    stop = backend(thought(board("H8 G8 I8 A2 J8 A5 K8")), Limits(500), never)
    assert (stop.move, stop.found) == (point("L8", 15), "block")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_proved_win_says_in_how_many_plies_and_a_proved_loss_too(backend: Backend) -> None:
    three = board("H8 A1 I8 A15 J8 O1")
    won = backend(thought(three), Limits(2000), never)
    assert (won.found, won.lines[0].win, won.lines[0].winrate) == ("vcf", 3, 1.0)
    four = board("H8 A1 I8 A15 J8 O1 K8")
    lost = backend(thought(four), Limits(2000), never)
    assert lost.lines[0].win is not None
    assert lost.lines[0].win < 0
    assert lost.lines[0].winrate == 0.0


@pytest.mark.parametrize("backend", BACKENDS)
def test_lines_begin_with_different_moves_and_are_legal(
    backend: Backend, rng: random.Random, count: Callable[[int], int]
) -> None:
    rules = Rules(11, 5, "renju")
    for _ in range(count(200)):
        start = crowded(rules, rng.randint(1, 14), rng)
        before = (bytes(start.cells), list(start.moves), start.hash)
        found = backend(thought(start), Limits(rng.randint(1, 800), lines=5), never)
        assert (bytes(start.cells), start.moves, start.hash) == before
        firsts = [line.moves[0] for line in found.lines]
        assert 1 <= len(set(firsts)) == len(firsts) <= 5
        for line in found.lines:
            Board(rules, [*start.moves, *line.moves])
        assert {hot for hot, _heat in found.heat} <= set(start.legal())
        assert all(0 < heat <= 1 for _hot, heat in found.heat)


@pytest.mark.parametrize("backend", BACKENDS)
def test_it_stops_when_told_and_still_has_an_answer(backend: Backend) -> None:
    start = board("H8 I9 G9 I7 F6")
    found = backend(thought(start), Limits(), lambda: True)
    assert found.move in start.legal()
    assert not found.capped


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cap_of_time_ends_it_and_is_named(backend: Backend) -> None:
    found = backend(thought(board("H8 I9 G9 I7 F6")), Limits(10**9, 0.05), never)
    assert found.capped
    assert 0 < found.nodes < 10**7


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_known_is_told_while_it_thinks(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "TELL", 0.0)
    told: list[Analysis] = []
    start = board("H8 I9 G9 I7 F6")
    backend(Thought(start, told.append), Limits(), lambda: len(told) >= 3)
    assert len(told) >= 3
    assert [each.nodes for each in told] == sorted(each.nodes for each in told)
    assert all(each.move in start.legal() for each in told)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_listener_that_fails_leaves_nothing_thinking(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "TELL", 0.0)

    def fail(_analysis: Analysis) -> None:
        raise OSError("nobody listens")

    before = set(threading.enumerate())  # another test's may be about to end
    with pytest.raises(OSError, match="nobody listens"):
        backend(Thought(board("H8 I9 G9 I7 F6"), fail), Limits(), never)
    assert set(threading.enumerate()) <= before


def test_its_own_nodes_hold_where_no_others_are_asked_for() -> None:
    start = board("H8 I9 G9 I7 F6")
    assert Search(nodes=700).choose(start, Limits()).nodes == 700
    assert Search(nodes=700).choose(start, Limits(nodes=40)).nodes == 40
    assert Search(nodes=700, fours=90).choose(start, Limits(nodes=40)).nodes == 40
    assert (
        700 < Search(nodes=700, fours=90).choose(board("H8 G8 I8 A1 J8 I9"), Limits()).nodes <= 790
    )


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("asked", "nodes"), [(0, 1), (-5, 1), (2**70, 2**62)])
def test_any_number_of_nodes_has_a_meaning(backend: Backend, asked: int, nodes: int) -> None:
    assert search.allowed(Limits(asked)) == nodes
    found = backend(thought(board("H8 I9 G9 I7 F6")), Limits(asked), lambda: True)
    assert found.move in board("H8 I9 G9 I7 F6").legal()


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_more_lines_are_compared_than_a_search_can_tell(backend: Backend) -> None:
    found = backend(thought(board("H8 I9 G9 I7 F6")), Limits(3_000, lines=1_000), never)
    assert 5 < len(found.lines) <= MOST_LINES


def test_what_the_clock_cut_short_is_told_also_where_time_is_left_for_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr("engines.gomoku.kernel.tree.time.monotonic", lambda: now[0])
    tree = Tree(Position(Rules()), seconds=8.0)
    tree.until(1 / 8)
    now[0] = 2.0
    tree.look_up()
    assert (tree.aborted, tree.capped) == (True, True)
    tree.until(1)
    tree.look_up()
    assert (tree.aborted, tree.capped) == (False, True)
