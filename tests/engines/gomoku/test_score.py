import pytest

from engines.gomoku.matches.score import Hypotheses, elo, expected, score, wilson


@pytest.mark.parametrize(
    ("won", "games", "low", "high"),
    # R. G. Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(won, games, low, high):
    assert wilson(won / games, games) == pytest.approx((low, high), abs=5e-5)


def test_ten_of_ten_proves_less_than_thirty_of_thirty():
    assert score(10, 0, 0).low == pytest.approx(0.722, abs=1e-3)
    assert score(30, 0, 0).low == pytest.approx(0.886, abs=1e-3)
    assert score(30, 0, 0).high == 1.0


def test_a_draw_is_half_a_point():
    one = score(1, 2, 1)
    assert (one.games, one.won, one.drawn, one.lost, one.points) == (4, 1, 2, 1, 0.5)
    assert one.low == pytest.approx(1 - one.high)


def test_no_games_prove_nothing():
    assert (score(0, 0, 0).points, score(0, 0, 0).low, score(0, 0, 0).high) == (0.5, 0.0, 1.0)


def test_the_interval_holds_the_truth_as_often_as_it_says(rng):
    held = 0
    for _ in range(2000):
        won = sum(rng.random() < 0.7 for _ in range(40))
        low, high = wilson(won / 40, 40)
        held += low <= 0.7 <= high
    assert 0.92 < held / 2000 < 0.98


@pytest.mark.parametrize(
    ("share", "difference"), [(0.5, 0.0), (0.64, 100.0), (0.76, 200.2), (0.91, 401.9)]
)
def test_elo_is_the_logistic_curve(share, difference):
    assert elo(share) == pytest.approx(difference, abs=0.2)
    assert expected(elo(share)) == pytest.approx(share)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_who_won_all_has_no_elo(share):
    assert elo(share) is None


def decided(rng, share: float, hypotheses: Hypotheses) -> tuple[str, int]:
    """Play games until one is accepted: which, and after how many."""
    won = drawn = lost = 0
    while True:
        luck = rng.random()
        won += luck < share - 0.1
        drawn += share - 0.1 <= luck < share + 0.1
        lost += luck >= share + 0.1
        if accepted := hypotheses.accepted(score(won, drawn, lost)):
            return accepted, won + drawn + lost


def test_a_sequential_test_errs_as_seldom_as_it_says(rng):
    hypotheses = Hypotheses(0.0, 100.0)
    for true, right in ((0.0, "low"), (100.0, "high")):
        found = [decided(rng, expected(true), hypotheses) for _ in range(300)]
        wrong = sum(accepted != right for accepted, _games in found)
        assert wrong <= 300 * 0.12  # 0.07 at most, and luck
        assert 20 < sum(games for _accepted, games in found) / 300 < 120


def test_a_few_games_prove_no_hypothesis():
    assert Hypotheses(0.0, 100.0).accepted(score(2, 0, 0)) == ""
    assert Hypotheses(0.0, 100.0).accepted(score(0, 0, 0)) == ""
    assert Hypotheses(0.0, 100.0).accepted(score(60, 0, 10)) == "high"
    assert Hypotheses(0.0, 100.0).accepted(score(10, 0, 60)) == "low"
