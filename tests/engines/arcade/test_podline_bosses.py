"""Bosses strike whole lanes: what they strike is shown before, and there is always a way out."""

import pytest

from engines.arcade.game import DIFFICULTIES, DOWN, UP
from engines.arcade.podline.bosses import LASTS
from engines.arcade.podline.field import LANES, hurt_boss
from engines.arcade.podline.hand import burn
from engines.arcade.podline.scene import scene

from .podlines import new, played, quiet, steps

STEP = 10
"""Ticks that a slow hand needs for a lane."""


def fought(letter: str, difficulty: int, seed: int, rng, ticks: int = 6000):
    """The blows of a long fight against whoever stands anywhere, by the tick they fall."""
    world = new("10", difficulty, seed)
    world.waves = [letter]
    world.next_beat = 0
    blows = {}
    for _ in range(ticks):
        if world.boss:
            angry = world.tick > ticks // 2
            world.boss.health = world.boss.most // (3 if angry else 1)
        world.foes = [[] for _ in range(LANES)]
        world.garden = world.rules.garden
        world.step(rng.choice([0, 0, 0, UP, DOWN]))
        for blow in world.strikes:
            blows[(blow.lane, blow.at)] = blow
    return world, blows


def marked(world) -> None:
    """Until blows are shown."""
    for _ in range(2000):
        if world.strikes:
            return
        world.step(0)
    pytest.fail("it never strikes")


@pytest.mark.parametrize("difficulty", range(4), ids=DIFFICULTIES)
@pytest.mark.parametrize("letter", "WM")
def test_from_every_lane_there_is_a_way_to_live(letter, difficulty, rng, count) -> None:
    """From the moment that blows are shown, one lane in STEP ticks is quick enough, wherever one
    stands: thought back from the end of the fight."""
    for _ in range(count(50) // 3):
        world, blows = fought(letter, difficulty, rng.randrange(1 << 32), rng)
        assert len(blows) > 20
        struck = {
            (lane, t) for (lane, _), blow in blows.items() for t in range(blow.at, blow.until)
        }
        shown = {blow.shown for blow in blows.values()}
        safe = [True] * LANES
        for tick in range(world.tick + 200, 0, -1):
            if tick % STEP == 0:
                safe = [any(safe[max(0, lane - 1) : lane + 2]) for lane in range(LANES)]
            safe = [safe[lane] and (lane, tick) not in struck for lane in range(LANES)]
            if tick in shown:
                assert all(safe[lane] or (lane, tick) in struck for lane in range(LANES))


@pytest.mark.parametrize("letter", "WM")
def test_a_blow_is_seen_for_the_whole_warning(letter, rng) -> None:
    world, _ = fought(letter, 1, 7, rng, 1200)
    marked(world)
    blow = world.strikes[0]
    for _ in range(blow.at - world.tick):
        marks = [s for s in scene(world).sprites if s.image == "warning"]
        assert any(mark.y == 8 + blow.lane * 16 for mark in marks)
        world.step(0)
    assert any(s.image == "blow" and s.y == 8 + blow.lane * 16 for s in scene(world).sprites)


def test_who_stands_in_a_blow_is_hurt_once(rng) -> None:
    world, _ = fought("W", 1, 3, rng, 1200)
    marked(world)
    world.foes = [[] for _ in range(LANES)]
    world.lane = world.strikes[0].lane
    world.safe, world.garden = 0, 5
    at = world.strikes[0].at
    steps(world, at + LASTS + 2 - world.tick)
    assert world.garden == 4


@pytest.mark.parametrize("level", ("5", "10"))
@pytest.mark.parametrize("difficulty", range(4), ids=DIFFICULTIES)
def test_the_bot_is_not_struck(level, difficulty) -> None:
    assert played(new(level, difficulty, 1)).safe == 0


def test_a_boss_that_falls_takes_its_blows_along(rng) -> None:
    world, _ = fought("W", 1, 3, rng, 1200)
    marked(world)
    score = world.score
    hurt_boss(world, 10000)
    assert world.boss is None and not world.strikes and world.score > score
    assert "boss_falls" in world.cues


def test_the_second_boss_hides_from_what_flies_straight_not_from_fire() -> None:
    world = quiet("M")
    for _ in range(3000):
        world.step(0)
        if world.boss.guard:
            break
    assert world.boss.guard > world.tick
    world.foes = [[] for _ in range(LANES)]
    boss = world.boss
    lane = (boss.y + 8 - 8) // 16
    boss.guard = world.tick + 600
    boss.due = world.tick + 10000
    boss.goal = (boss.y - 8) // 16
    world.lane = lane
    before = boss.health
    assert "bounce" in steps(world, 200, 16)
    assert boss.health == before
    burn(world, lane, 40)
    assert boss.health == before - 40
