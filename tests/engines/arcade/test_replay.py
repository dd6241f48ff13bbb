"""A replay goes the way that the run went, or says where it does not."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
import pytest

from engines.arcade import replay
from engines.arcade.chance import stream
from engines.arcade.game import BUTTONS, RIGHT, A, Setup, World, loaded, saved
from engines.arcade.replay import DIVERGED, NO_REPLAY, Recorder, Replay, played
from engines.wire import EngineError
from tests.engines.arcade.counting import Counting, begin

SETUP = Setup("counting", "1", seed=7)


def recorded(rng: Random, ticks: int) -> tuple[World, Replay]:
    """Buttons that are held for a while, as people do."""
    world, recorder = begin(SETUP), Recorder(SETUP)
    buttons = 0
    for _ in range(ticks):
        if rng.random() < 0.1:
            buttons = rng.randint(0, BUTTONS)
        if world.ended:
            break
        world.step(buttons)
        recorder.add(buttons, world)
    return world, recorder.replay(world, "latch", "2026-11-26")


def test_it_comes_to_the_same_world(rng: Random, count: Callable[[int], int]) -> None:
    for _ in range(count(500)):
        world, film = recorded(rng, rng.randint(1, 400))
        *_before, last = played(film, begin)
        assert saved(last) == saved(world)
        assert film.ticks == world.tick


def test_it_is_the_same_after_it_was_on_disk(rng: Random, tmp_path: Path) -> None:
    _world, film = recorded(rng, 300)
    replay.save(tmp_path / "a.json", film)
    assert replay.load(tmp_path / "a.json") == film


def test_every_tick_that_goes_another_way_is_noticed_within_a_second(rng: Random) -> None:
    _world, film = recorded(rng, 300)

    def luckier(setup: Setup) -> World:
        world = begin(setup)
        world.luck = stream(8, "rules")
        return world

    seen = 0
    with pytest.raises(EngineError) as caught:
        for _world in played(film, luckier):
            seen += 1
    assert caught.value.failed.what == DIVERGED
    assert seen <= 60
    assert "at tick" in caught.value.failed.why


@pytest.mark.parametrize("changed", ["last", "score", "ended"])
def test_an_end_that_was_not_so_is_noticed(rng: Random, changed: str) -> None:
    _world, film = recorded(rng, 200)
    other = "lost" if film.ended == "won" else "won"
    value = {"last": film.last ^ 1, "score": film.score + 1, "ended": other}[changed]
    with pytest.raises(EngineError):
        list(played(msgspec.structs.replace(film, **{changed: value}), begin))


def test_it_does_not_go_on_after_the_end() -> None:
    world, recorder = begin(SETUP), Recorder(SETUP)
    while not world.ended:
        world.step(RIGHT)
        recorder.add(RIGHT, world)
    film = recorder.replay(world)
    longer = msgspec.structs.replace(film, held=(*film.held, (1, 0)))
    with pytest.raises(EngineError):
        list(played(longer, begin))


def test_buttons_that_are_held_are_one_pair() -> None:
    world, recorder = begin(SETUP), Recorder(SETUP)
    for buttons in [A, A, A, 0, A]:
        world.step(buttons)
        recorder.add(buttons, world)
    assert recorder.replay(world).held == ((3, A), (1, 0), (1, A))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1, 2]",
        b"\xff\xfe",
        json.dumps({"setup": {"game": "x", "level": "1"}, "held": [[0, 1]]}).encode(),
        json.dumps({"setup": {"game": "x", "level": "1"}, "held": [[10**12, 1]]}).encode(),
        json.dumps({"setup": {"game": "x", "level": "1", "difficulty": 9}}).encode(),
        json.dumps({"setup": {"game": "x", "level": "1"}, "format": 99}).encode(),
        b"[" * 10**6,
    ],
    ids=range(9),
)
def test_what_is_no_replay_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(EngineError) as caught:
        replay.load(path)
    assert caught.value.failed.what == NO_REPLAY
    assert str(path) in caught.value.failed.why


def test_a_world_that_was_saved_goes_on_as_the_other_one(
    rng: Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(200)):
        world = begin(Setup("counting", "2", seed=rng.getrandbits(40)))
        for _ in range(rng.randint(0, 50)):
            world.step(rng.randint(0, BUTTONS))
        other = loaded(Counting, saved(world))
        for _ in range(50):
            buttons = rng.randint(0, BUTTONS)
            world.step(buttons)
            other.step(buttons)
        assert saved(other) == saved(world)
        assert other.checksum == world.checksum
