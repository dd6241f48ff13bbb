"""The checker of claimed wins, and its exact solver, held to the referee and to plain minimax."""

import random
from collections.abc import Callable

import pytest

from engines.gomoku import points
from engines.gomoku.board import Board
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Kind, Rules
from engines.gomoku.stones import Stones
from tests.engines.gomoku.checker import fours, refuted, refuted_fours

KINDS: tuple[Kind, ...] = ("freestyle", "standard", "renju")


def at(text: str, size: int = 15) -> tuple[int, ...]:
    return tuple(points.point(name, size) for name in text.split())


def placed(black: str, white: str, rules: Rules | None = None) -> tuple[int, ...]:
    """Moves by turns that put the stones there; as many black as white, or one more."""
    size = (rules or Rules()).size
    moves = [EMPTY] * (len(black.split()) + len(white.split()))
    moves[::2], moves[1::2] = at(black, size), at(white, size)
    return tuple(moves)


def random_moves(rng: random.Random, rules: Rules, most: int) -> Board:
    """A game on a small part of the board, not over."""
    board = Board(rules)
    while len(board.moves) < most:
        legal = [p for p in board.legal() if p % rules.size < 6 and p < 6 * rules.size]
        if not legal:
            break
        board.play(rng.choice(legal))
        if board.over:
            board.undo()
            break
    return board


def winning(board: Board) -> set[int]:
    """Where who is to move wins at once, by playing everywhere."""
    found = set()
    for point in board.legal():
        board.play(point)
        if board.winner:
            found.add(point)
        board.undo()
    return found


def test_the_points_that_win_at_once_are_the_referees(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    seen = 0
    for _ in range(count(2_000)):
        kind = rng.choice(KINDS)
        rules = Rules(rng.randint(6, 9), 5 if kind == "renju" else rng.randint(3, 6), kind)
        board = random_moves(rng, rules, rng.randint(0, 30))
        stones = Stones(rules, board.moves)
        assert stones.fives[board.turn] == winning(board)
        seen += bool(stones.fives[board.turn])
    assert seen


def forced(board: Board) -> bool:
    """Whether who is to move wins within three plies, by minimax of all legal moves."""
    if winning(board):
        return True
    for attack in board.legal():
        board.play(attack)
        held = bool(winning(board)) or not board.legal()
        for answer in [] if held else board.legal():
            board.play(answer)
            held = board.over or not winning(board)
            board.undo()
            if held:
                break
        board.undo()
        if not held:
            return True
    return False


def test_three_plies_are_found_exactly_where_minimax_finds_them(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    seen = {True: 0, False: 0}
    for _ in range(count(1_000)):
        kind = rng.choice(KINDS)
        rules = Rules(6, 5 if kind == "renju" else rng.choice((4, 5)), kind)
        board = random_moves(rng, rules, rng.randint(4, 20))
        line = fours(Stones(rules, board.moves), 3)
        assert bool(line) == forced(board), (rules, board.moves)
        seen[bool(line)] += 1
    assert all(seen.values())


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_solver_finds_stands_up_to_the_checker(
    kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    lengths = set()
    for _ in range(count(2_000)):
        board = random_moves(rng, Rules(9, 5, kind), rng.randint(6, 24))
        stones = Stones(board.rules, board.moves)
        cells, fives = bytes(stones.cells), stones.fives
        line = fours(stones, 9)
        assert (bytes(stones.cells), stones.fives) == (cells, fives)
        if line:
            assert not refuted_fours(stones, line)
            assert not refuted(board.rules, tuple(board.moves), lambda _moves, line=line: line)
            lengths.add(len(line))
            if len(line) > 2:
                assert not fours(stones, len(line) - 2)
    assert len(lengths) >= 2


def test_a_claim_is_refuted_where_it_is_wrong() -> None:
    stones = Stones(Rules(), placed("H8 I8 J8 A1", "G8 O1 O3 O5"))
    k8, l8 = at("K8 L8")
    wrong = {
        at("K8 L8"): "end before the win",
        at("K8 M8"): "the answer is",
        at("H9"): "makes no four",
        at("H8"): "cannot be played",
        (225,): "cannot be played",
        (): "end before the win",
    }
    for line, why in wrong.items():
        assert why in refuted_fours(stones, line), line
    assert stones.color == BLACK and stones.cells[k8] == stones.cells[l8] == EMPTY


def test_an_open_four_wins_with_nothing_more_said() -> None:
    stones = Stones(Rules(), placed("H8 I8 J8", "A1 C1 E1"))
    assert refuted_fours(stones, at("K8")) == ""
    assert refuted_fours(stones, at("K8 L8 G8")) == ""


def test_the_other_wins_first_where_he_has_a_four() -> None:
    stones = Stones(Rules(), placed("H8 I8 J8 A5", "A1 B1 C1 D1"))
    assert "wins first" in refuted_fours(stones, at("K8"))


def test_an_answer_that_is_a_five_ends_the_claim() -> None:
    """Black's four at K8 must be answered at L8, where white makes a four of his own."""
    stones = Stones(Rules(), placed("H8 I8 J8 K10", "G8 L9 L10 L11"))
    assert "wins first" in refuted_fours(stones, at("K8 L8 K9 K7 K11"))


def test_black_is_not_helped_by_a_forbidden_four_in_renju() -> None:
    moves = placed("H8 I8 J8 K9 K10 K11", "G8 K12 A1 C1 E1 G1")
    assert refuted_fours(Stones(Rules(kind="standard"), moves), at("K8")) == ""
    assert "cannot be played" in refuted_fours(Stones(Rules(kind="renju"), moves), at("K8"))


def test_white_wins_where_black_may_not_answer_in_renju() -> None:
    """White's four is completed at K8 alone, where black would make two fours."""
    moves = placed("H8 I8 J8 L9 M10 N11 K3 A15", "G8 O12 K7 K6 K5 A1 C1")
    assert refuted_fours(Stones(Rules(kind="renju"), moves), at("K4")) == ""
    assert "the answer is" in refuted_fours(Stones(Rules(kind="standard"), moves), at("K4"))


def solver(first: str) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
    """Plays `first` where it is free, else wins by fours if it can."""

    def attack(moves: tuple[int, ...]) -> tuple[int, ...]:
        line = fours(Stones(Rules(), moves), 5)
        return line or tuple(point for point in at(first) if point not in moves)

    return attack


def test_two_open_threes_at_once_win_and_one_does_not() -> None:
    moves = placed("H8 I8 J9 J10", "A1 O1 A15 O15")
    assert refuted(Rules(), moves, solver("J8")) == ""
    assert refuted(Rules(), moves, solver("L8")) != ""
    assert refuted(Rules(), moves, lambda _moves: ()) != ""


def test_a_claim_that_never_ends_is_refuted() -> None:
    def attack(moves: tuple[int, ...]) -> tuple[int, ...]:
        return (min(set(range(225)) - set(moves)),)

    assert refuted(Rules(), placed("H8", "G8"), attack, plies=4) != ""


def test_white_can_be_asked_about_too() -> None:
    moves = placed("A1 C1 E1 G1", "H8 I8 J8")
    assert Stones(Rules(), moves).color == WHITE
    assert refuted(Rules(), moves, lambda _moves: at("K8")) == ""
