"""What a cabinet shows while nobody plays."""

from datetime import datetime
from itertools import islice

import msgspec

from engines.arcade import attract, cards, keeping, replay
from engines.arcade.attract import LONGEST, attraction
from engines.arcade.cards import Card, Result, Score
from engines.arcade.game import RIGHT, Setup
from engines.arcade.games import OURS, Game
from engines.arcade.keeping import Keeper, runs
from engines.arcade.replay import Recorder, Replay

NOW = datetime(2026, 11, 26, 18, 30)
THORNSTEP = OURS["thornstep"]


def played(game: Game, ticks: int, seed: int = 7) -> tuple[Result, Replay]:
    """By somebody who runs to the right."""
    world = game.begin(Setup(game.name, game.levels[0], 1, seed))
    recorder = Recorder(world.setup)
    for _ in range(ticks):
        world.step(RIGHT)
        recorder.add(RIGHT, world)
    score = Score(ticks, game.levels[0], 1, "latch", ticks=ticks)
    return Result(score), recorder.replay(world, "latch")


def test_without_a_run_of_the_player_the_bot_plays_one_level_after_the_other() -> None:
    for game in OURS.values():
        shown = attraction(game, Card())
        ticks = 0
        levels = set()
        for world in islice(shown, 2 * LONGEST + 10):
            ticks += world.tick > 0
            levels.add(world.setup.level)
        assert ticks > LONGEST
        assert levels == set(game.levels[:2]) or levels == set(game.levels[:3])


def test_the_players_best_runs_come_first() -> None:
    keeper = Keeper("thornstep")
    for number, ticks in enumerate((400, 700, 500, 600)):
        result, kept = played(THORNSTEP, ticks, seed=number)
        card = keeper.keep(result, kept, NOW.replace(minute=number))
    shown = [world.setup.seed for world in islice(attraction(THORNSTEP, card), 1700)]
    assert list(dict.fromkeys(shown)) == [1, 3, 2]


def test_a_run_that_goes_another_way_now_ends_where_it_does() -> None:
    result, kept = played(THORNSTEP, 400)
    card = Keeper("thornstep").keep(result, kept, NOW)
    (path,) = keeping.replays("thornstep")
    torn = [*kept.checksums]
    torn[2] ^= 1
    replay.save(path, msgspec.structs.replace(kept, checksums=tuple(torn)))
    assert len(list(attract.seen(path))) == 180
    path.write_text("{")
    assert not list(attract.seen(path))
    next(attraction(THORNSTEP, card))  # and the show goes on


def test_runs_are_told_newest_first_and_what_is_none_is_left_out() -> None:
    keeper = Keeper("thornstep")
    for minute, ticks in ((1, 400), (2, 500)):
        keeper.keep(*played(THORNSTEP, ticks), NOW.replace(minute=minute))
    (keeping.folder("thornstep") / "20261127-101010-1.json").write_text("[]")
    (keeping.folder("thornstep") / "2026.json").write_text("{}")
    found = runs("thornstep")
    assert [(run.when, run.ticks, run.ended) for run in found] == [
        ("2026-11-26T18:02", 500, ""),
        ("2026-11-26T18:01", 400, ""),
    ]
    assert found[0].setup == Setup("thornstep", "1-1", 1, 7)
    assert runs("nothing") == []
    assert cards.read("thornstep").plays == 2
