import pytest

from engines.gomoku.board import Board
from engines.gomoku.matches.openings import AROUND, TRIES, opening
from engines.gomoku.player import Analysis, Line
from engines.gomoku.rules import LARGEST, SMALLEST, Rules


class Judge:
    """Says these winrates one after another, the last one for ever."""

    name = "judge"

    def __init__(self, *winrates: float) -> None:
        self.winrates = list(winrates)
        self.seen: list[tuple[int, ...]] = []

    def choose(self, board, limits, **_more):
        assert limits.nodes
        self.seen.append(tuple(board.moves))
        winrate = self.winrates.pop(0) if len(self.winrates) > 1 else self.winrates[0]
        return Analysis((Line((0,), winrate),))


@pytest.mark.parametrize("kind", ["freestyle", "standard", "renju"])
@pytest.mark.parametrize("size", range(SMALLEST, LARGEST + 1))
def test_openings_are_legal_near_the_centre_and_not_over(size, kind, rng):
    rules = Rules(size, kind=kind)
    for stones in range(9):
        moves = opening(rules, stones, rng)
        assert len(moves) == stones
        assert not Board(rules, moves).over
        for move in moves:
            for place in divmod(move, size):
                assert abs(2 * place - size + 1) <= 2 * AROUND + 1
                assert 0 < place < size - 1


@pytest.mark.parametrize("row", [3, 4])
def test_short_rows_are_not_won_in_the_opening(row, rng):
    for _ in range(50):
        assert not Board(Rules(6, row), opening(Rules(6, row), 8, rng)).over


def test_the_same_random_numbers_give_the_same_opening(rng):
    state = rng.getstate()
    first = opening(Rules(), 4, rng)
    second = opening(Rules(), 4, rng)
    rng.setstate(state)
    assert opening(Rules(), 4, rng) == first
    assert first != second


def test_the_first_fair_opening_is_taken(rng):
    judge = Judge(0.9, 0.1, 0.55, 0.5)
    assert opening(Rules(), 4, rng, judge) == judge.seen[2]
    assert len(judge.seen) == 3


def test_where_none_is_fair_the_fairest_is_taken(rng):
    judge = Judge(0.9, 0.3, 0.95, 0.99)
    assert opening(Rules(), 4, rng, judge) == judge.seen[1]
    assert len(judge.seen) == TRIES


def test_the_empty_board_is_not_judged(rng):
    judge = Judge(0.9)
    assert opening(Rules(), 0, rng, judge) == ()
    assert judge.seen == []


def test_the_fairest_so_far_is_taken_when_it_is_stopped(rng):
    judge = Judge(0.9, 0.3, 0.5)
    assert opening(Rules(), 4, rng, judge, lambda: len(judge.seen) == 3) == judge.seen[1]
    assert len(judge.seen) == 3
    first = Judge(0.9)
    assert opening(Rules(), 4, rng, first, lambda: True) == first.seen[0]
    assert len(first.seen) == 1
