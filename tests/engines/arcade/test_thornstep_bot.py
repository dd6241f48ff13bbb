"""Every room and every boss of Thornstep is beaten, on every difficulty."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from engines.arcade.game import LEFT, RIGHT, A, B, Setup, loaded, saved
from engines.arcade.thornstep import bot, search, ways
from engines.arcade.thornstep.search import MOVE, Move, solve
from engines.arcade.thornstep.world import LEVELS, ONLY, World, begin


def at(level: str, difficulty: int = 1) -> World:
    return begin(Setup("thornstep", level, difficulty))


def won(world: World) -> World:
    for ticks, buttons in enumerate(bot.play(world)):
        world.step(buttons)
        assert ticks < 20_000
    assert world.ended == "won"
    return world


@pytest.mark.parametrize("difficulty", range(4))
def test_a_run_through_all_levels_without_a_death(difficulty: int) -> None:
    world = won(at(LEVELS[0], difficulty))
    assert world.level == LEVELS[-1]
    assert world.deaths == 0
    assert all(world.times)
    assert world.score > len(LEVELS) * 1500


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_by_itself(level: str) -> None:
    for difficulty in range(4) if level.endswith("boss") else (1,):
        world = won(at(ONLY + level, difficulty))
        assert (world.level, world.deaths) == (level, 0)
        assert [bool(ticks) for ticks in world.times] == [other == level for other in LEVELS]


@pytest.mark.some(2)
@pytest.mark.parametrize("level", LEVELS)
def test_a_search_finds_a_way_too(level: str) -> None:
    world = at(ONLY + level)
    way = solve(world, ways.MOST)
    assert way
    for buttons in way:
        world.step(buttons)
    assert (world.ended, world.deaths) == ("won", 0)


def plain(world: World) -> Iterator[Move]:
    """The moves of a keyboard that does not tell when a key is let go: whole jumps and hops."""
    again = int(bool(world.held & (A | B)))
    for side in (RIGHT, 0, LEFT):
        if world.rising and world.vy < 0:
            yield (side | A,) * MOVE
        else:
            yield (side,) * MOVE
        if world.under or world.coyote or world.air:
            yield (side,) * again + (side | A,) * (MOVE - again)
            yield (side,) * again + (side | B,) * (MOVE - again)


@pytest.mark.some(2)
@pytest.mark.parametrize("level", LEVELS)
def test_no_level_needs_a_key_to_be_let_go(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "moves", plain)
    assert solve(at(ONLY + level), ways.MOST)


def test_from_the_middle_of_a_room_the_bot_finds_its_way() -> None:
    world = at("only 1-1")
    for _ in range(30):
        world.step(RIGHT)
    assert won(world).deaths == 0


def test_where_there_is_no_way_the_bot_begins_again() -> None:
    world = at("only 1-4")
    for _ in range(30):
        world.step(RIGHT)
    world.y += 8 * 256
    assert won(world).deaths == 1


def test_the_same_buttons_make_the_same_run_in_one_go_or_in_pieces(rng: Random, some: Any) -> None:
    for level in some(LEVELS):
        whole, pieces = at(level), at(level)
        for buttons in ways.ways()[ways.name(level, 1)]:
            whole.step(buttons)
            pieces.step(buttons)
            if not rng.randrange(40):
                pieces = loaded(World, saved(pieces))
        assert pieces == whole
        assert pieces.checksum == whole.checksum


def test_ways_are_written_as_they_are_read() -> None:
    for way in ways.ways().values():
        assert ways.read(ways.written(way).split()) == way
