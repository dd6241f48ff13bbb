"""New weights against old ones: pairs of games, until a test has told who is stronger."""

import random
from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from engines.gomoku.board import Board
from engines.gomoku.matches.score import Hypotheses, score
from engines.gomoku.messages import Score
from engines.gomoku.policy_value_net.numpy_net import Told
from engines.gomoku.policy_value_net.planes import MINE, THEIRS, Planes
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.gomoku.training import gate as gates
from engines.gomoku.training.config import Config, Game, Gate
from engines.gomoku.training.gate import STONES, TOGETHER, Pairing, judged

from .trees import Strange, flat

SIX = Rules(6, 4)


def config(seed: int = 1, sizes: tuple[int, ...] = (6,), **gate: object) -> Config:
    few = {"games": 64, "playouts": 6, "elo": (0.0, 100.0)}
    return Config(seed=seed, game=Game(sizes, row=4), gate=Gate(**few | gate))  # type: ignore[arg-type]


def seeing(planes: Planes) -> Told:
    """It counts stones in open rows of four: plainly stronger than whoever sees nothing."""
    mine, theirs = planes[..., MINE], planes[..., THEIRS]
    wanted = np.zeros_like(mine)
    size = mine.shape[1]
    for y in range(size):
        for x in range(size):
            for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
                if y + 3 * dy < size and 0 <= x + 3 * dx < size:
                    row = ([y + k * dy for k in range(4)], [x + k * dx for k in range(4)])
                    own, their = (each[:, row[0], row[1]].sum(axis=1) for each in (mine, theirs))
                    worth = np.where(their == 0, 5.0**own, 0) + np.where(own == 0, 4.0**their, 0)
                    for point in zip(*row, strict=True):
                        wanted[(slice(None), *point)] += worth
    logits = np.log(1 + wanted).reshape(len(planes), -1) * 3
    return Told(logits.astype(np.float32), np.zeros(len(planes), np.float32))


class Played:
    """What was played in a gate: the openings, and each game with how it began and ended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.openings: list[tuple[Rules, tuple[int, ...]]] = []
        self.games: list[tuple[Pairing, int]] = []
        opening, outcome = gates.opening, gates.outcome

        def opened(*args: object) -> Board:
            board = opening(*args)  # type: ignore[arg-type]
            self.openings.append((board.rules, tuple(board.moves)))
            return board

        def ended(game: Pairing) -> int:
            self.games.append((game, outcome(game)))
            return self.games[-1][1]

        monkeypatch.setattr(gates, "opening", opened)
        monkeypatch.setattr(gates, "outcome", ended)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    return Played(monkeypatch)


def test_who_is_plainly_stronger_is_accepted_and_soon() -> None:
    verdict = judged(config(games=640), 1, seeing, flat())
    assert verdict.accepted
    assert verdict.score.points > 0.7
    assert verdict.score.games < 200


def test_who_is_plainly_weaker_is_not_and_soon() -> None:
    verdict = judged(config(games=640), 1, flat(), seeing)
    assert not verdict.accepted
    assert verdict.score.points < 0.3
    assert verdict.score.games < 200


def test_against_itself_a_network_is_not_favored(rng: random.Random) -> None:
    """Whatever the openings are worth: each is played from both sides."""
    for net in (flat(), seeing, Strange(6, rng.getrandbits(32))):
        verdict = judged(config(rng.getrandbits(31), games=32), 1, net, net)
        assert verdict.score.points == 0.5
        assert not verdict.accepted


def test_each_opening_is_played_with_both_colors_by_the_rules(
    rng: random.Random, played: Played
) -> None:
    nets = [Strange(6, rng.getrandbits(32)) for _ in range(2)]
    verdict = judged(config(rng.getrandbits(31), games=48), 1, *nets)
    assert len(played.games) == 2 * len(played.openings) == verdict.score.games
    for number, (rules, moves) in enumerate(played.openings):
        pair = [game for game, _ in played.games[2 * number : 2 * number + 2]]
        assert len(moves) <= STONES
        assert {game.color for game in pair} == {BLACK, WHITE}
        for game in pair:
            assert tuple(game.board.moves[: len(moves)]) == moves
            assert Board(rules, game.board.moves).over  # it raises where a move is not legal
    results = [result for _, result in played.games]
    assert [results.count(each) for each in (1, 0, -1)] == [
        verdict.score.won,
        verdict.score.drawn,
        verdict.score.lost,
    ]


def test_a_game_is_won_by_whose_color_won() -> None:
    won = Board(SIX, [0, 6, 1, 7, 2, 8, 3])
    assert gates.outcome(Pairing(won, BLACK)) == 1
    assert gates.outcome(Pairing(won, WHITE)) == -1
    assert won.winner == BLACK
    assert gates.outcome(Pairing(Board(SIX), WHITE)) == 0
    assert Board(SIX).winner == EMPTY


def test_each_moves_by_its_own_network_on_its_own_turns(played: Played) -> None:
    """One wants the first free point, the other the last."""

    def wants(sign: float) -> Callable[[Planes], Told]:
        logits = sign * np.arange(36, dtype=np.float32)
        return lambda planes: Told(
            np.tile(logits, (len(planes), 1)), np.zeros(len(planes), np.float32)
        )

    judged(config(games=16, playouts=1), 1, wants(-9.0), wants(9.0))
    for number, (game, _result) in enumerate(played.games):
        board = Board(SIX, played.openings[number // 2][1])
        for move in game.board.moves[len(board.moves) :]:
            legal = board.legal()
            assert move == (legal[0] if board.turn == game.color else legal[-1])
            board.play(move)


def test_every_size_of_board_is_played_by_its_share_before_the_test_is_asked(
    played: Played,
) -> None:
    """Small ones alone, where most games are drawn, would tell that nobody is stronger."""
    wanted = config(sizes=(6, 7, 8), games=4 * TOGETHER, playouts=2, elo=(0.0, 5.0))
    game = msgspec.structs.replace(wanted.game, shares=(1.0, 1.0, 2.0))
    judged(msgspec.structs.replace(wanted, game=game), 1, flat(), flat())
    for turn in range(2):
        sizes = [rules.size for rules, _ in played.openings[TOGETHER * turn :][:TOGETHER]]
        assert sizes == sorted(sizes)
        for size, share in ((6, 4), (7, 4), (8, 8)):
            assert abs(sizes.count(size) - share) <= 1


def test_no_more_games_are_played_than_were_asked_for() -> None:
    for games in (2, 30, 34, 50):
        assert judged(config(games=games, playouts=2), 1, flat(), flat()).score.games == games


def test_the_same_gate_has_the_same_openings_and_another_has_others(played: Played) -> None:
    for seed, generation in ((1, 1), (1, 1), (1, 2), (2, 1)):
        judged(config(seed, games=24, playouts=2), generation, flat(), flat())
    one, two, three, four = (played.openings[n : n + 12] for n in range(0, 48, 12))
    assert one == two
    assert one != three
    assert one != four


def test_it_may_be_ended_at_any_move(rng: random.Random) -> None:
    left = rng.randrange(20)

    class Enough(Exception):
        pass

    def pause() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Enough

    with pytest.raises(Enough):
        judged(config(), 1, flat(), flat(), pause)


# The test, by results that are given

Told_ = Callable[..., tuple[gates.Verdict, list[Score]]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told_:
    """The verdict where so many points of a hundred are won, and what was told on the way."""

    def verdict(points: int, **gate: object) -> tuple[gates.Verdict, list[Score]]:
        owed = 0

        def outcomes(rules: Rules, gate: Gate, rng: object, nets: object, pairs: int, _: object):
            nonlocal owed
            results = []
            for _game in range(2 * pairs):
                owed += points
                results.append(1 if owed >= 100 else -1)
                owed -= 100 * (owed >= 100)
            return results

        monkeypatch.setattr(gates, "outcomes", outcomes)
        scores: list[Score] = []
        return judged(config(**gate), 1, flat(), flat(), tell=scores.append), scores

    return verdict


@pytest.mark.parametrize(("points", "accepted"), [(90, True), (75, True), (25, False), (10, False)])
def test_it_ends_as_soon_as_the_test_has_told(told: Told_, points: int, accepted: bool) -> None:
    verdict, scores = told(points, games=6400, elo=(0.0, 50.0))
    assert verdict.accepted == accepted
    assert verdict.score.games < 300
    assert scores[-1] == verdict.score
    hypotheses = Hypotheses(0.0, 50.0)
    assert [hypotheses.accepted(each) for each in scores] == [""] * (len(scores) - 1) + [
        "high" if accepted else "low"
    ]


@pytest.mark.parametrize(("points", "accepted"), [(54, True), (51, True), (50, False), (49, False)])
def test_where_nobody_could_tell_more_than_half_of_the_points_is_accepted(
    told: Told_, points: int, accepted: bool
) -> None:
    verdict, scores = told(points, games=200, elo=(0.0, 50.0))
    assert verdict.score.games == 200
    assert verdict.accepted == accepted
    assert [each.games for each in scores] == [32, 64, 96, 128, 160, 192, 200]
    assert scores[-1] == score(verdict.score.won, 0, verdict.score.lost)
