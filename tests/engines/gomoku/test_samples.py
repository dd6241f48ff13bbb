"""What is kept of a game to learn from, against what anybody can read off its moves."""

import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from engines.gomoku.board import Board
from engines.gomoku.policy_value_net.planes import PLANES
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules, other
from engines.gomoku.training import samples
from engines.gomoku.training.samples import NONE, THREATS, joined, patterns, told
from engines.gomoku.training.window import Batch, laid
from tests.engines.gomoku import plain_threats
from tests.engines.gomoku.invented import Invented, invented

SMALL = [Rules(6, 4), Rules(6, 6), Rules(7), Rules(9, 5, "standard"), Rules(8, 5, "renju")]


@pytest.fixture
def games(rng: random.Random, count: Callable[[int], int]) -> list[Invented]:
    """Some of each rules, and at least one that each won, and one that nobody did."""
    found = [invented(rules, rng, rng.randrange(4)) for rules in SMALL for _ in range(count(50))]
    while {game.winner for game in found} != {EMPTY, BLACK, WHITE}:
        found += [invented(rules, rng) for rules in SMALL]
    return found


def turned(array: np.ndarray, symmetry: int) -> np.ndarray:
    """A board of shape (size, size, ...), mirrored left to right from 4 on, then quarter turns to
    the right."""
    mirrored = np.fliplr(array) if symmetry >= 4 else array
    return np.rot90(mirrored, -(symmetry % 4))


def boards(game: Invented) -> Iterator[Board]:
    """Before each move that there is a sample of."""
    board = Board(game.rules, game.moves[: game.first])
    for move in game.moves[game.first :]:
        yield board
        board.play(move)


def lying(game: Invented, symmetry: int) -> Batch:
    return laid(game.samples, np.full(len(game.samples), symmetry))


@pytest.mark.parametrize("symmetry", range(8))
def test_a_position_comes_back_as_it_was_in_each_of_the_eight_ways(
    games: list[Invented], symmetry: int
) -> None:
    for game in games:
        size = game.rules.size
        batch = lying(game, symmetry)
        assert batch.planes.shape == (len(game.moves) - game.first, size, size, PLANES)
        for number, board in enumerate(boards(game)):
            stones = np.frombuffer(board.cells, np.uint8).reshape(size, size)
            mine, theirs = (
                turned(stones == of, symmetry) for of in (board.turn, other(board.turn))
            )
            planes = batch.planes[number]
            assert (planes[..., 0] == mine).all()
            assert (planes[..., 1] == theirs).all()
            assert (planes[..., 2] == 1).all()
            assert (planes[..., 3] == (board.turn == BLACK)).all()
            kept = game.policies[number].reshape(size, size).astype(float)
            shares = turned(kept / kept.sum(), symmetry)
            assert batch.policy[number].reshape(size, size) == pytest.approx(shares, abs=1e-6)


@pytest.mark.parametrize("symmetry", range(8))
def test_the_reply_lies_where_its_stone_would(games: list[Invented], symmetry: int) -> None:
    for game in games:
        size = game.rules.size
        replies = lying(game, symmetry).reply
        for reply, move in zip(replies[:-1], game.moves[game.first + 1 :], strict=True):
            stone = np.zeros((size, size))
            stone[divmod(move, size)] = 1
            assert turned(stone, symmetry).ravel()[reply] == 1
        assert replies[-1] == NONE


def test_the_result_is_that_of_who_is_to_move(games: list[Invented]) -> None:
    for game in games:
        results = lying(game, 0).result
        for result, board in zip(results, boards(game), strict=True):
            assert result == {EMPTY: 0, board.turn: 1}.get(game.winner, -1)


def test_what_is_left_is_counted_to_the_last_move(games: list[Invented]) -> None:
    for game in games:
        left = lying(game, 0).left * game.rules.points
        assert left == pytest.approx(np.arange(len(game.samples), 0, -1), abs=1e-4)


def test_a_game_without_end_is_as_long_as_it_can_be_told() -> None:
    board = Board(Rules(20))
    packed, blank = patterns(board.rules), np.ones(400, np.uint8)
    positions = [samples.seen(board, packed, blank, True, 0.0)] * 300
    left = told(positions, [0] * 300, EMPTY).left
    assert (left[0], left[44], left[45], left[46], left[-1]) == (255, 255, 255, 254, 1)


def test_what_the_search_thought_and_whether_it_is_learnt_are_kept(games: list[Invented]) -> None:
    for game in games:
        batch = lying(game, 0)
        assert batch.learn.tolist() == [float(each) for each in game.learn]
        assert batch.thought.tolist() == game.thought


def test_parts_are_joined_one_after_another(games: list[Invented]) -> None:
    of = [game for game in games if game.rules == SMALL[0]]
    whole = joined([game.samples for game in of])
    assert len(whole) == sum(len(game.samples) for game in of)
    begin = 0
    for game in of:
        for column, part in zip(whole, game.samples, strict=True):
            assert (column[begin : begin + len(game.samples)] == part).all()
        begin += len(game.samples)


# Threats


def made(rules: Rules, cells: bytearray, color: int, point: int) -> str:
    """What a stone of this color would make there, by trying each stone after it."""
    lines = [line for line in plain_threats.across(rules.size) if point in line]
    cells = cells[:]
    cells[point] = color

    def fours(line: plain_threats.View, *through: int) -> set[int]:
        """The points that complete a four through these stones."""
        lacking = plain_threats.lacking_one(rules, cells, color, line)
        return {last for stones, last in lacking if stones.issuperset(through)}

    def three(line: plain_threats.View) -> bool:
        for next_ in line:
            if cells[next_] == EMPTY:
                cells[next_] = color
                ways = fours(line, point, next_)
                cells[next_] = EMPTY
                if len(ways) > 1:
                    return True
        return False

    if any(point in row for line in lines for row in plain_threats.rows(rules, cells, color, line)):
        return "five"
    if any(fours(line, point) for line in lines):
        return "four"
    return "three" if any(map(three, lines)) else ""


def expected(board: Board) -> np.ndarray:
    """Planes of shape (THREATS, size, size)."""
    rules = board.rules
    found = np.zeros((THREATS, rules.points), np.uint8)
    for side, color in enumerate((board.turn, other(board.turn))):
        for point, cell in enumerate(board.cells):
            if cell == EMPTY and (kind := made(rules, board.cells, color, point)):
                found[3 * side + ("five", "four", "three").index(kind), point] = 1
    return found.reshape(THREATS, rules.size, rules.size)


@pytest.mark.parametrize("backend", ["C", "Python"])
@pytest.mark.parametrize("rules", [Rules(6, 4), Rules(9), Rules(9, 5, "standard"), Rules(11, 6)])
def test_threats_are_those_of_the_rules_in_each_of_the_eight_ways(
    rules: Rules,
    backend: str,
    rng: random.Random,
    count: Callable[[int], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if backend == "C" and samples.backend()[0] != "C":
        pytest.skip("the kernel was not built here")
    monkeypatch.setattr(samples, "backend", lambda: (backend, ""))
    found = 0
    for _ in range(count(100)):
        game = invented(rules, rng)
        number = rng.randrange(len(game.samples) // 3, len(game.samples))
        want = expected(Board(rules, game.moves[:number]))
        found += want.sum()
        for symmetry in range(8):
            got = lying(game, symmetry).threats[number].reshape(want.shape)
            for kind in range(THREATS):
                assert (got[kind] == turned(want[kind], symmetry)).all()
    assert found
