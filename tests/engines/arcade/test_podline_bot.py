"""Podline can be won: the bot does, at each stage, whatever the difficulty."""

import pytest

from engines.arcade.game import DIFFICULTIES
from engines.arcade.podline.waves import STAGES

from .podlines import LONGEST, new, played

EASY, NORMAL, HARD, CRUEL = range(4)


@pytest.mark.parametrize("level", STAGES)
def test_the_bot_wins_each_stage_on_easy(level, count) -> None:
    games = [played(new(level, EASY, seed)) for seed in range(count(50))]
    won = [game for game in games if game.ended == "won"]
    assert len(won) * 100 >= len(games) * 95
    assert all(1 <= game.stars <= 3 for game in won)


@pytest.mark.parametrize("difficulty", (NORMAL, HARD), ids=DIFFICULTIES[NORMAL:CRUEL])
@pytest.mark.parametrize("level", STAGES)
def test_the_bot_wins_each_stage_on_normal_and_hard(level, difficulty, count) -> None:
    games = [played(new(level, difficulty, seed)) for seed in range(count(50) // 3)]
    assert sum(game.ended == "won" for game in games) * 100 >= len(games) * 90


@pytest.mark.some(3)
@pytest.mark.parametrize("level", STAGES)
def test_the_bot_wins_most_on_cruel(level, count) -> None:
    games = [played(new(level, CRUEL, seed)) for seed in range(count(50))]
    assert sum(game.ended == "won" for game in games) * 2 > len(games)


def test_a_stage_lasts_one_and_a_half_to_three_minutes(some) -> None:
    for level in some(list(STAGES)):
        seconds = played(new(level, NORMAL, 1)).tick / 60
        assert 90 <= seconds <= 195


def test_the_bot_outlives_some_waves_of_the_endless_garden_and_then_does_not() -> None:
    world = played(new("endless", HARD, 2), 2 * LONGEST)
    assert world.wave >= 8
    assert world.ended == "lost" and world.score > 5000


def test_who_plays_no_plants_fares_worse(monkeypatch) -> None:
    monkeypatch.setattr("engines.arcade.podline.bot.wished", lambda world: None)
    assert played(new("9", NORMAL, 1)).ended == "lost"
