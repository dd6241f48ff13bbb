"""Games of the kernel, for a network to begin with: what is learnt is what it would play."""

import random

import numpy as np
import pytest

from engines.gomoku.board import Board
from engines.gomoku.kernel.native import Kernel, backend
from engines.gomoku.rules import EMPTY, WHITE, Rules, other
from engines.gomoku.training import imitation
from engines.gomoku.training.config import Config
from engines.gomoku.training.imitation import CLEAR, NO_KERNEL, STRAY, play
from engines.gomoku.training.playing import Playing
from engines.gomoku.training.samples import NONE, SCALE, Samples
from engines.gomoku.training.units import KERNEL, Unit
from engines.gomoku.worth.weights import winrate
from engines.wire import EngineError

EIGHT = Rules(8)
KINDS = [EIGHT, Rules(6, 4), Rules(7, 4, "standard"), Rules(9, 5, "renju")]


def unit(games: int, number: int = 0, seed: int = 1) -> Unit:
    return Unit(0, number, games, 0, KERNEL, seed)


def test_without_the_kernel_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imitation, "backend", lambda: ("Python", "no compiler"))
    with pytest.raises(EngineError) as caught:
        play(unit(1), EIGHT, 20)
    assert caught.value.failed.what == NO_KERNEL
    assert caught.value.failed.why == "no compiler"
    assert caught.value.failed.fix


built = pytest.mark.skipif(backend()[0] != "C", reason="the kernel was not built here")


class Games:
    """The games behind samples: what stood on the board before each move, and the move."""

    def __init__(self, rules: Rules, samples: Samples) -> None:
        self.rules, self.samples = rules, samples
        ends = np.flatnonzero(samples.reply == NONE) + 1
        self.games = [range(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]

    def board(self, row: int) -> Board:
        """Not in the order in which its stones were put down, nor with rules against them."""
        bits = np.unpackbits(self.samples.stones[row], axis=1, count=self.rules.points)
        mine, theirs = (np.flatnonzero(each).tolist() for each in bits)
        board = Board(self.rules)
        color = WHITE if (len(mine) + len(theirs)) % 2 else other(WHITE)
        for point in mine:
            board.cells[point] = color
        for point in theirs:
            board.cells[point] = other(color)
        board.moves = mine + theirs
        assert (board.turn == color) == (bool(self.samples.black[row]) == (color != WHITE))
        return board

    def move(self, row: int) -> int | None:
        """The move that was made there; None for a game's last."""
        if self.samples.reply[row] == NONE:
            return None
        before, after = self.board(row).cells, self.board(row + 1).cells
        (point,) = (at for at, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
        return point


def made(rules: Rules, games: int, rng: random.Random, nodes: int = 50) -> Games:
    return Games(rules, play(unit(games, seed=rng.getrandbits(31)), rules, nodes))


def fives(board: Board, color: int) -> set[int]:
    """The points where it would win at once."""
    found = set()
    for point, cell in enumerate(board.cells):
        if cell == EMPTY:
            board.cells[point] = color
            if board.won_by(point):
                found.add(point)
            board.cells[point] = EMPTY
    return found


@built
@pytest.mark.parametrize("rules", KINDS)
def test_games_are_legal_and_end_with_a_row_or_a_full_board(
    rules: Rules, rng: random.Random
) -> None:
    made_ = made(rules, 6, rng)
    samples = made_.samples
    assert len(made_.games) == 6
    for game in made_.games:
        first = made_.board(game[0])
        assert len(first.moves) <= min(12, rules.points // 8)
        for row in game:
            board, move = made_.board(row), made_.move(row)
            assert len(board.moves) == len(first.moves) + row - game[0]
            assert samples.left[row] == len(game) - (row - game[0])
            if move is not None:
                assert move in board.legal()
                board.cells[move] = board.turn
                assert not board.won_by(move)  # or the game would have ended
        results = samples.result[list(game)].tolist()
        assert results == [
            results[-1] * (-1) ** (len(game) - 1 - turn) for turn in range(len(game))
        ]
        last = made_.board(game[-1])
        if results[-1]:
            assert results[-1] == 1
            assert fives(last, last.turn)
        else:
            assert last.cells.count(EMPTY) == 1 or rules.kind == "renju"


@built
@pytest.mark.parametrize("rules", KINDS[:3])
def test_what_is_learnt_is_one_legal_move_that_wins_where_one_does_and_else_blocks(
    rules: Rules, rng: random.Random
) -> None:
    made_ = made(rules, 12, rng)
    won = blocked = 0
    assert made_.samples.learn.all()
    for row, policy in enumerate(made_.samples.policy):
        board = made_.board(row)
        (best,) = np.flatnonzero(policy)
        assert policy[best] == SCALE
        assert board.cells[best] == EMPTY
        if mine := fives(board, board.turn):
            assert best in mine
            assert made_.samples.thought[row] == 1.0
            won += 1
        elif len(theirs := fives(board, other(board.turn))) == 1:
            assert {best} == theirs
            blocked += 1
    assert won
    assert blocked


@built
def test_it_is_played_but_for_a_move_now_and_then(rng: random.Random) -> None:
    made_ = made(EIGHT, 60, rng, nodes=20)
    strays = moves = 0
    for row, policy in enumerate(made_.samples.policy):
        move = made_.move(row)
        if move is not None:
            moves += 1
            strays += move != policy.argmax()
    most = moves * STRAY + 5 * (moves * STRAY) ** 0.5
    assert moves * STRAY / 4 < strays < most  # a stray move may be the best one after all


@built
def test_what_is_thought_is_right_where_the_end_is_near(rng: random.Random) -> None:
    """A proof is no opinion: unless somebody strays, who is said to win does."""
    made_ = made(Rules(6, 4), 60, rng, nodes=100)
    thought, result = made_.samples.thought.astype(float), made_.samples.result
    assert (np.abs(thought) <= 1).all()
    proved = np.abs(thought) == 1
    assert proved.any()
    assert (result[proved] == thought[proved]).mean() > 0.8
    assert np.corrcoef(thought, result)[0, 1] > 0.5


@built
def test_the_same_unit_is_the_same_samples_whatever_was_played_before(rng: random.Random) -> None:
    seed = rng.getrandbits(31)

    def played(games: int, number: int, seed: int) -> list[bytes]:
        found = play(unit(games, number, seed), EIGHT, 40)
        first = np.flatnonzero(found.reply == NONE)[0] + 1
        return [column[:first].tobytes() for column in found]

    first = played(1, 0, seed)
    assert played(3, 0, seed) == first  # its first game
    assert played(1, 1, seed) != first
    assert played(1, 0, seed + 1) != first
    whole = [play(unit(4, 2, seed), EIGHT, 40) for _ in range(2)]
    assert all((a == b).all() for a, b in zip(*whole, strict=True))


@built
def test_games_begin_with_openings_after_which_either_may_win(rng: random.Random) -> None:
    rules = Rules(6, 4)
    made_ = made(rules, 60, rng, nodes=1)
    firsts = [made_.board(game[0]) for game in made_.games]
    assert len({bytes(board.cells) for board in firsts}) > 20
    kernel = Kernel(rules)
    clear = 0
    for board in firsts:
        kernel.reset(in_turn(board))
        move = imitation.chosen(kernel, board.turn, imitation.LOOK)
        clear += abs(winrate(move.score) - 0.5) > CLEAR
    assert clear < 28  # without a look at them some 38 would be


def in_turn(board: Board) -> list[int]:
    """Moves that lead there: each color's stones in any order."""
    stones = {color: [p for p, c in enumerate(board.cells) if c == color] for color in (1, 2)}
    return [stones[1 + turn % 2].pop() for turn in range(len(board.moves))]


@built
def test_it_may_be_ended_at_any_move(rng: random.Random) -> None:
    left = rng.randrange(40)

    class Enough(Exception):
        pass

    def pause() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Enough

    with pytest.raises(Enough):
        play(unit(20), EIGHT, 10, pause)


@built
def test_who_plays_units_plays_these_where_no_weights_are_asked_for() -> None:
    pytest.importorskip("torch", reason="torch is not installed (extra: torch)")
    from tests.engines.gomoku.trainings import TAUGHT

    samples = Playing(TAUGHT, "cpu").play(unit(2), None)
    want = play(unit(2), TAUGHT.game.rules(0), TAUGHT.imitation.nodes)
    assert isinstance(TAUGHT, Config)
    assert all((a == b).all() for a, b in zip(samples, want, strict=True))
