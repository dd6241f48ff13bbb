import random
from collections.abc import Callable

import pytest

from engines.gomoku import proving
from engines.gomoku.board import Board
from engines.gomoku.player import Stop
from engines.gomoku.points import point
from engines.gomoku.proving import Proved, in_c, in_python, prove
from engines.gomoku.rules import BLACK, WHITE, Rules, other
from engines.gomoku.stones import Stones
from tests.engines.gomoku.checker import refuted_fours

from .test_search import crowded, needs_kernel


def board(names: str, rules: Rules | None = None) -> Board:
    rules = rules or Rules()
    return Board(rules, [point(each, rules.size) for each in names.split()])


def never() -> bool:
    return False


def test_a_five_is_proved_before_all_else() -> None:
    four = board("H8 A1 I8 A3 J8 A5 K8 A7")
    assert prove(four, never) == ("five", BLACK, True, (point("G8", 15),))


def test_an_open_three_wins_by_fours_and_the_line_goes_on_until_the_row_stands() -> None:
    kind, color, to_move, moves = prove(board("H8 A1 I8 A15 J8 O1"), never)
    assert (kind, color, to_move) == ("vcf", BLACK, True)
    assert len(moves) == 3


def test_two_open_twos_that_cross_win_by_threes() -> None:
    kind, color, to_move, moves = prove(board("H8 A1 I8 A15 H9 O1 I10 O15"), never)
    assert (kind, color, to_move) == ("vct", BLACK, True)
    assert len(moves) == 5


def test_what_the_other_threatens_is_told_where_who_is_to_move_has_nothing() -> None:
    kind, color, to_move, moves = prove(board("H8 A1 I8 A15 J8"), never)
    assert (kind, color, to_move) == ("vcf", BLACK, False)
    assert moves[0] in (point("G8", 15), point("K8", 15))


def test_an_empty_board_is_not_won() -> None:
    assert prove(board(""), never) == ("", 0, True, ())


@pytest.mark.parametrize("rules", [Rules(9), Rules(9, 5, "standard"), Rules(9, 5, "renju")])
def test_a_line_ends_with_the_row_of_the_color_that_it_is_claimed_for(
    rules: Rules, rng: random.Random, count: Callable[[int], int]
) -> None:
    left = count(150)
    while left:
        start = Board(rules)
        while len(start.moves) < 12 and not start.over:
            start.play(rng.choice([move for move in start.legal() if move % 9 < 7 and move < 63]))
        kind, color, to_move, moves = ("", 0, True, ()) if start.over else prove(start, never)
        if not moves:
            continue
        left -= 1
        assert color == (start.turn if to_move else other(start.turn))
        if to_move:
            assert Board(rules, [*start.moves, *moves]).winner == color
            if kind != "vct":
                assert not refuted_fours(Stones(rules, start.moves), moves)


@needs_kernel
@pytest.mark.parametrize("rules", [Rules(11), Rules(15, 5, "standard"), Rules(13, 5, "renju")])
def test_both_backends_prove_the_same(
    rules: Rules, rng: random.Random, count: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "NODES", 1000)
    left, seen = count(500), set()
    while left > 0 or len(seen) < 4:
        left -= 1
        start = crowded(rules, rng.randint(4, 24), rng)
        for color in (BLACK, WHITE):
            found, moves = in_c(start, color, never)
            assert in_python(start, color, never) == (found, list(moves)), (start.moves, color)
            seen.add((bool(moves), color == start.turn))


def test_it_stops_when_told(rng: random.Random) -> None:
    asked: list[int] = []

    def stop() -> bool:
        asked.append(len(asked))
        return True

    while not asked:  # what is proved or refuted at once asks nobody
        start = crowded(Rules(), 24, rng)
        found, moves = in_python(start, start.turn, stop)
    assert (found, moves) == (0, [])
    assert len(asked) == 1


def test_nothing_more_is_looked_for_once_it_was_stopped(rng: random.Random) -> None:
    start, colors = board("H8 A1 I8"), []

    def nothing(_board: Board, color: int, _stop: Stop) -> tuple[int, list[int]]:
        colors.append(color)
        return 0, []

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(proving, "in_c", nothing)
        patched.setattr(proving, "in_python", nothing)
        assert prove(start, lambda: True) == Proved()
        assert colors == [WHITE]
        prove(start, never)
        assert colors == [WHITE, WHITE, BLACK]


def test_very_long_rows_are_not_looked_at() -> None:
    assert prove(board("H8 A1 I8", Rules(20, 9)), never) == Proved()
