"""The referee beside `renju`, the same rules written by somebody else.

They never differ in who has won, nor in why a point is forbidden. What a stone on a forbidden
point means is told differently: there the game is lost by it, here it cannot be played.
"""

import random
from collections import Counter

import pytest
from renju import BoardStatus, RenjuBoard, Rule
from renju.check_forbid import ForbidChecker

from engines.gomoku import forbidden
from engines.gomoku.board import Board, IllegalMove
from engines.gomoku.lines import fenced, readers
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from tests.engines.gomoku.pictures import clustered, drawn, picture, star
from tests.engines.gomoku.test_forbidden import AT_THE_EDGE, CASES

FOULS = ("", "three-three", "four-four", "overline")
KINDS = {"freestyle": Rule.FREESTYLE, "standard": Rule.STANDARD, "renju": Rule.RENJU}
WINNERS = {BoardStatus.BLACK_WIN: BLACK, BoardStatus.WHITE_WIN: WHITE}


def oracle(cells, size) -> ForbidChecker:
    grid = [[cells[y * size + x] for y in range(size)] for x in range(size)]
    return ForbidChecker(grid, 0, 0)


def foul(judge: ForbidChecker, size: int, point: int) -> str:
    return FOULS[judge.foulr(point % size, point // size, 0)]


@pytest.mark.parametrize("corner", (False, True))
def test_it_agrees_on_what_is_drawn_by_hand(corner):
    for drawing, expected in (AT_THE_EDGE if corner else CASES).values():
        cells, asked = drawn(drawing, corner=corner)
        assert foul(oracle(cells, 15), 15, asked) == expected


def suspected(cells, size, rng) -> list[int]:
    """Every point that may be forbidden, and a few of the rest."""
    empty = [point for point in range(size * size) if cells[point] == EMPTY]
    return [*forbidden.near(cells, size), *rng.sample(empty, min(len(empty), 4))]


def fake(cells, size, point) -> bool:
    """Whether there are two threes, were no point ever forbidden: what only recursion tells."""
    board = fenced(cells)
    board[point] = BLACK
    views = [read(board) for read in readers(size)[point]]
    return sum(bool(forbidden.straight_fours(view)) for view in views) >= 2


@pytest.mark.some(1)
@pytest.mark.parametrize("throw", (clustered, star))
def test_the_same_points_are_forbidden_for_the_same_reason(throw, rng, count):
    seen: Counter[str] = Counter()
    for _ in range(count(50_000)):
        size = rng.choice((6, 9, 11, 13, 15, 15, 15, 19, 20))
        cells = throw(rng, size)
        judge = oracle(cells, size)
        for point in suspected(cells, size, rng):
            reason = forbidden.reason(cells, size, point)
            assert reason == foul(judge, size, point), picture(cells, size, point)
            seen[reason or ("fake" if fake(cells, size, point) else "")] += 1
    assert min(seen[reason] for reason in (*FOULS, "fake")) > 10, seen


def walk(rng: random.Random, board: Board, oracle: RenjuBoard) -> None:
    """Play both until the end, most moves beside another stone."""
    size = board.rules.size
    while not board.over:
        assert oracle.status == BoardStatus.ONGOING
        point = rng.randrange(size * size)
        if board.moves and rng.random() < 0.9:
            y, x = divmod(rng.choice(board.moves), size)
            x, y = x + rng.randrange(-1, 2), y + rng.randrange(-1, 2)
            if not (0 <= x < size and 0 <= y < size):
                continue
            point = y * size + x
        if board.cells[point] != EMPTY:
            continue
        if not step(board, oracle, point):
            return


def step(board: Board, oracle: RenjuBoard, point: int) -> bool:
    """Play it on both. False where that is forbidden: the oracle's game is over then."""
    status, why = oracle.play_move(point % board.rules.size, point // board.rules.size)
    if reason := board.reason(point):
        with pytest.raises(IllegalMove):
            board.play(point)
        assert status == BoardStatus.WHITE_WIN
        assert why.value == {"three-three": "double_three", "four-four": "double_four"}.get(
            reason, reason
        )
        return False
    board.play(point)
    assert WINNERS.get(status, EMPTY) == board.winner, picture(board.cells, board.rules.size)
    assert (status == BoardStatus.DRAW) == board.full if not board.winner else True
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_games_are_won(kind, rng, count):
    ends: Counter[int] = Counter()
    for _ in range(count(10_000)):
        size = rng.randrange(6, 16)
        board = Board(Rules(size, 5, kind))
        walk(rng, board, RenjuBoard(board_size=size, rule=KINDS[kind]))
        ends[board.winner] += 1
    assert ends[BLACK] and ends[WHITE], ends
