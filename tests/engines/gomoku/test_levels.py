import random
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

from engines.gomoku import levels, messages
from engines.gomoku.board import Board
from engines.gomoku.levels import LEVELS
from engines.gomoku.player import Limits
from engines.gomoku.rules import Rules
from engines.gomoku.stones import Stones
from tests.engines.gomoku.checker import fours

KINDS = [
    Rules(15),
    Rules(6, 4),
    Rules(9, 5, "standard"),
    Rules(11, 5, "renju"),
    Rules(13, 6),
]


def crowded(rules: Rules, stones: int, rng: random.Random) -> Board:
    """A game on a small part of the board, not over."""
    board = Board(rules)
    while len(board.moves) < stones:
        near = [
            point for point in board.legal() if point % rules.size < 7 and point < 7 * rules.size
        ]
        board.play(rng.choice(near))
        if board.over:
            board = Board(rules)
    return board


def test_there_are_nine_each_with_more_nodes_than_the_one_below() -> None:
    assert list(LEVELS) == list(range(1, messages.LEVELS + 1))
    assert all(level.number == number for number, level in LEVELS.items())
    searched = [LEVELS[number].nodes for number in range(2, 10)]
    assert searched == sorted(set(searched))
    assert LEVELS[9].nodes >= 200_000
    caps = [level.seconds for level in LEVELS.values()]
    assert caps == sorted(caps)


def test_a_console_learns_of_them_without_numpy() -> None:
    code = (
        "import sys; from engines.gomoku.levels import LEVELS\n"
        "assert LEVELS[9].name == 'level:9' and LEVELS[9].nodes\n"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_first_one_is_pure_tree_search_and_the_others_search() -> None:
    first, fifth = levels.player(1), levels.player(5)
    board = Board(Rules(), [112, 113])
    assert first.choose(board, Limits()).found == "playouts"
    assert fifth.choose(board, Limits()).found not in ("playouts", "only")
    assert [first.name, fifth.name] == ["level:1", "level:5"]


@pytest.mark.parametrize("rules", KINDS)
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_same_position_gets_the_same_answer(
    level: int, rules: Rules, rng: random.Random, count: Callable[[int], int]
) -> None:
    kept = levels.player(level)
    for _ in range(count(150)):
        board = crowded(rules, rng.randint(0, 12), rng)
        first = kept.choose(board, Limits())
        again = levels.player(level).choose(board, Limits())
        assert first.lines == again.lines
        assert first.nodes == again.nodes


@pytest.mark.some(2)
@pytest.mark.parametrize("rules", KINDS)
def test_games_between_levels_are_legal_to_the_end(
    rules: Rules, rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(50)):
        board = Board(rules)
        players = [levels.player(rng.randint(1, 4)) for _ in range(2)]
        while not board.over:
            before = (bytes(board.cells), list(board.moves), board.hash)
            analysis = players[len(board.moves) % 2].choose(board, Limits())
            assert (bytes(board.cells), board.moves, board.hash) == before
            board.play(analysis.move)


@pytest.mark.parametrize("rules", [Rules(), Rules(15, 5, "standard"), Rules(15, 5, "renju")])
def test_from_level_three_on_a_win_by_fours_of_eleven_plies_is_found(
    rules: Rules, rng: random.Random, count: Callable[[int], int]
) -> None:
    player, left = levels.player(3), count(200)
    while left:
        board = crowded(rules, rng.randint(8, 20), rng)
        stones = Stones(rules, board.moves)
        if fours(stones, 5) or not fours(stones, 11):
            continue
        left -= 1
        found = player.choose(board, Limits())
        assert found.found in ("five", "vcf"), board.moves
        assert found.lines[0].win is not None
        assert found.lines[0].win > 0


def test_where_the_clock_cuts_in_the_answer_says_so() -> None:
    board = Board(Rules(), [112, 96, 113, 97])
    found = levels.player(9).choose(board, Limits(seconds=0.02))
    assert found.capped
    assert found.nodes < LEVELS[9].nodes
    assert not levels.player(2).choose(board, Limits(seconds=LEVELS[2].seconds)).capped


@pytest.mark.parametrize("rules", [Rules(20, 9), Rules(12, 6, "standard")])
def test_very_long_rows_are_played_without_large_tables(rules: Rules) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    analysis = levels.player(7).choose(Board(rules), Limits(seconds=0.2))
    assert analysis.found == "playouts"
    assert analysis.move < rules.points
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 << 10
