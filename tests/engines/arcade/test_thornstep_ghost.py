"""The player's ghost in Thornstep goes as he went at his best, and changes nothing."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import count as numbers
from random import Random
from typing import Any

import msgspec
import pytest

from engines.arcade import keeping, program, replay
from engines.arcade.cards import Result, Score
from engines.arcade.game import BUTTONS, RIGHT, UP, Setup, Sprite, loaded, saved
from engines.arcade.games import OURS
from engines.arcade.program import Asked, Program
from engines.arcade.replay import Recorder, Replay
from engines.arcade.thornstep import bot
from engines.arcade.thornstep import ghost as ghosts
from engines.arcade.thornstep.ghost import POSES, SLICE, Ghost
from engines.arcade.thornstep.rooms import FOLDER
from engines.arcade.thornstep.ways import name, ways
from engines.arcade.thornstep.world import GIVE_UP, LEVELS, ONLY, RETRY, World, begin

DAY = datetime(2026, 11, 26)
SAVED = 138
"""Ticks of the way through 1-5 until its save."""


def way(level: str) -> list[int]:
    return ways()[name(level, 1)]


def late(ticks: int, level: str = "1-1") -> list[int]:
    """The way, after some waiting."""
    return [0] * ticks + way(level)


DIE = [UP] * GIVE_UP + [0] * RETRY


def run(level: str, buttons: Iterable[int], difficulty: int = 1) -> Replay:
    setup = Setup("thornstep", level, difficulty)
    world, recorder = begin(setup), Recorder(setup)
    for held in buttons:
        world.step(held)
        recorder.add(held, world)
    return recorder.replay(world)


Keep = Callable[..., Score]


@pytest.fixture
def keep() -> Keep:
    """As the console does."""
    seconds = numbers()

    def kept(played: Replay, points: int = 1) -> Score:
        level, difficulty = played.setup.level, played.setup.difficulty
        score = Score(points, level, difficulty, "latch", ticks=max(played.ticks, 300))
        now = DAY.replace(second=next(seconds))
        card = keeping.written("thornstep", Result(score), played, now)
        return max(card.scores, key=lambda score: score.replay)

    return kept


def learned(ghost: Ghost, world: World) -> World:
    """After as long a pause as it takes."""
    for _ in range(300):
        ghost.see(world)
    return world


def at(level: str, difficulty: int = 1) -> World:
    return begin(Setup("thornstep", level, difficulty))


def path(buttons: Iterable[int], level: str) -> list[Sprite]:
    """Of the hero until he is out, as his ghost's images."""
    world, seen = at(ONLY + level), []
    for held in buttons:
        world.step(held)
        if world.ended:
            break
        _, x, y, image = world.place
        seen.append(Sprite(image.replace("hero", "ghost"), x, y))
    return seen


def shown(ghost: Ghost, world: World, ticks: int = 600) -> list[Sprite]:
    """While the player stands still."""
    seen = []
    for _ in range(ticks):
        world.step(0)
        seen += ghost.sprites(world)
    return seen


def play(ghost: Ghost, world: World, buttons: Iterable[int]) -> World:
    for held in buttons:
        world.step(held)
        ghost.see(world)
    return world


def test_it_goes_as_the_kept_run_went_and_is_gone_at_its_end(keep: Keep) -> None:
    ghost = Ghost([keep(run("only 1-1", way("1-1")))])
    world = learned(ghost, at("1-1"))
    assert ghost.sprites(world) == []
    seen = []
    for _ in range(len(way("1-1")) + 50):
        world.step(0)
        seen.append(ghost.sprites(world))
    assert seen == [[sprite] for sprite in path(way("1-1"), "1-1")] + [[]] * 51


def test_of_several_the_quickest_is_shown(keep: Keep, rng: Random) -> None:
    lags = rng.sample([7, 20, 35, 60], 4)
    ghost = Ghost([keep(run("only 1-1", late(lag)), points=lag) for lag in lags])
    assert shown(ghost, learned(ghost, at("1-1"))) == path(late(7), "1-1")


def test_a_run_through_several_rooms_has_a_ghost_in_each(keep: Keep) -> None:
    buttons = [*way("1-1"), *[0] * RETRY, *way("1-2"), *[0] * RETRY]
    ghost = Ghost([keep(run("1-1", buttons))])
    learned(ghost, at("1-1"))
    for level in ("1-1", "1-2"):
        assert shown(ghost, at(level)) == path(way(level), level)


def test_to_the_save_counts_until_there_is_a_way_out(keep: Keep) -> None:
    quick = way("1-5")[: SAVED + 10]
    ghost = Ghost([keep(run("only 1-5", [*quick, *DIE]), points=2)])
    assert shown(ghost, learned(ghost, at("1-5"))) == path(quick, "1-5")[:SAVED]
    slow = late(40, "1-5")
    ghost = Ghost([*ghost.scores, keep(run("only 1-5", slow))])
    assert shown(ghost, learned(ghost, at("1-5"))) == path(slow, "1-5")


def test_a_try_from_the_save_has_a_ghost_of_its_own() -> None:
    ghost = Ghost([])
    world = play(ghost, at("only 1-5"), [*way("1-5")[:SAVED], *DIE])
    assert [passage.out for passage in ghost.best.values()] == [False]
    again = loaded(World, saved(world))
    for held in bot.play(world):
        play(ghost, world, [held])
    assert world.ended == "won"
    assert [passage.out for passage in ghost.best.values()] == [False, True]
    sprites = shown(ghost, again)
    assert len(sprites) == world.clock - 1
    assert abs(sprites[0].x - (again.save[1] >> 8)) < 5


def test_what_was_just_played_counts_in_the_next_try() -> None:
    ghost = Ghost([])
    play(ghost, at("only 1-1"), late(30))
    assert shown(ghost, at("only 1-1")) == path(late(30), "1-1")
    play(ghost, at("only 1-1"), late(10))
    play(ghost, at("only 1-1"), late(50))
    assert shown(ghost, at("only 1-1")) == path(late(10), "1-1")


def test_a_death_starts_it_again(keep: Keep) -> None:
    ghost = Ghost([keep(run("only 1-1", way("1-1")))])
    world = learned(ghost, at("only 1-1"))
    first = shown(ghost, world, 100)
    for held in DIE:
        world.step(held)
    assert world.deaths == 1 and not world.clock
    assert shown(ghost, world, 100) == first == path(way("1-1"), "1-1")[:100]


def test_a_pause_makes_it_no_longer() -> None:
    ghost = Ghost([])
    world = at("only 1-1")
    for held in way("1-1"):
        learned(ghost, play(ghost, world, [held]))
    assert shown(ghost, at("only 1-1")) == path(way("1-1"), "1-1")


def test_a_save_is_come_to_once() -> None:
    watch = ghosts.Watch(world := at("only 1-5"))
    passages = []
    for held in way("1-5"):
        world.step(held)
        passages += watch.see()
    assert [passage.out for passage in passages] == [False, True]


def test_a_failed_try_is_none() -> None:
    ghost = Ghost([])
    play(ghost, at("only 1-1"), [*way("1-1")[:100], *DIE, *[0] * 20])
    play(ghost, at("1-1", 3), [*way("1-1"), *[0] * (RETRY + 20), *DIE, 0])
    assert set(ghost.best) == {ghosts.start(at("1-1", 3))}


def test_another_run_in_the_middle_of_one_is_no_way_out() -> None:
    ghost = Ghost([])
    play(ghost, at("1-1"), way("1-1")[:100])
    ghost.see(at("1-2"))
    assert not ghost.best


def test_it_is_of_the_same_difficulty(keep: Keep) -> None:
    ghost = Ghost([keep(run("only 1-1", way("1-1"), difficulty)) for difficulty in (0, 2, 3)])
    assert not shown(ghost, learned(ghost, at("1-1", 1)))
    assert shown(ghost, learned(ghost, at("1-1", 2)))
    play(ghost := Ghost([]), at("only 1-1", 0), way("1-1"))
    assert not shown(ghost, at("1-1", 1))


def broken(score: Score, change: Callable[[Replay], Replay]) -> Score:
    file = keeping.folder("thornstep") / score.replay
    replay.save(file, change(replay.load(file)))
    return score


def test_what_goes_another_way_now_is_none_from_there_on(keep: Keep) -> None:
    """Also what looks well until the next checksum."""
    buttons = [*way("1-1"), *[0] * RETRY, *way("1-2"), *[0] * 130]
    through = len(way("1-1")) // replay.CHECKED + 1

    def wrong_at(number: int) -> Callable[[Replay], Replay]:
        def change(played: Replay) -> Replay:
            sums = list(played.checksums)
            sums[number] ^= 1
            return msgspec.structs.replace(played, checksums=tuple(sums))

        return change

    for number, rooms in ((0, 0), (through - 1, 0), (through, 1), (-1, 2)):
        ghost = Ghost([broken(keep(run("1-1", buttons)), wrong_at(number))])
        learned(ghost, at("1-1"))
        assert len(ghost.best) == rooms, number


def test_an_end_that_is_another_one_is_none(keep: Keep) -> None:
    score = broken(
        keep(run("only 1-1", way("1-1"))),
        lambda played: msgspec.structs.replace(played, last=played.last ^ 1),
    )
    ghost = Ghost([score])
    assert not shown(ghost, learned(ghost, at("1-1")))


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_what_is_no_replay_is_passed_over(keep: Keep, content: bytes | None) -> None:
    bad, good = keep(run("only 1-1", late(3)), points=9), keep(run("only 1-1", way("1-1")))
    file = keeping.folder("thornstep") / bad.replay
    file.unlink() if content is None else file.write_bytes(content)
    ghost = Ghost([Score(99, "1-1", 1, "latch"), bad, good])
    assert shown(ghost, learned(ghost, at("1-1"))) == path(way("1-1"), "1-1")


@pytest.mark.parametrize("setup", [Setup("podline", "1"), Setup("podline", "endless")])
def test_the_run_of_another_game_is_passed_over(keep: Keep, setup: Setup) -> None:
    foreign = keep(run("only 1-1", way("1-1")), points=9)
    broken(foreign, lambda played: msgspec.structs.replace(played, setup=setup))
    ghost = Ghost([foreign, keep(run("only 1-1", late(5)))])
    assert shown(ghost, learned(ghost, at("1-1"))) == path(late(5), "1-1")


def test_a_run_is_the_same_with_it(keep: Keep, rng: Random) -> None:
    ghost = Ghost([keep(run("only 1-1", way("1-1")))])
    alone, beside = at("1-1"), at("1-1")
    for tick in range(900):
        if tick % 6 == 0:
            held = rng.randrange(BUTTONS + 1) | (tick > 300) * RIGHT
        alone.step(held)
        beside.step(held)
        ghost.see(beside)
        ghost.sprites(beside)
        assert alone.checksum == beside.checksum


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of kept runs that were stepped again."""
    ticks: list[int] = []
    played = replay.played

    def counted(*args: Any) -> Iterator[Any]:
        for world in played(*args):
            ticks.append(world.tick)
            yield world

    monkeypatch.setattr(replay, "played", counted)
    return ticks


def test_each_tick_learns_a_little_and_all_of_them_no_more_than_they_may(
    keep: Keep, steps: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ghosts, "MOST", 400)
    ghost = Ghost([keep(run("only 1-1", late(150)), points) for points in (4, 3, 2, 1)])
    world = at("1-1")
    for _ in range(100):
        before = len(steps)
        ghost.see(world)
        assert len(steps) <= before + SLICE + 1
    assert 300 < len(steps) <= 402


def test_many_files_that_are_gone_are_not_looked_for_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = []
    load = replay.load
    monkeypatch.setattr(replay, "load", lambda file: looked.append(file) or load(file))
    ghost = Ghost([Score(n, "1-1", 1, "latch", replay=f"{n}.json") for n in range(50)])
    ghost.see(at("1-1"))
    assert 0 < len(looked) <= SLICE
    learned(ghost, at("1-1"))
    assert len(looked) == 50


def test_what_began_in_this_room_is_learned_first_and_then_what_was_worth_most() -> None:
    told = [("1-1", 900), ("1-4", 1), ("only 1-4", 2), ("1-2", 500), ("1-3", 700)]
    scores = [Score(n, level, 1, "latch", replay=f"{level}.json") for level, n in told]
    scores.append(Score(9, "1-4", 2, "latch", replay="harder.json"))
    scores.append(Score(9, "1-4", 1, "latch"))
    order = [file.stem for file in ghosts.useful(scores, at("only 1-4"))]
    assert order == ["only 1-4", "1-4", "1-1", "1-3", "1-2"]


def test_a_passage_that_takes_too_long_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ghosts, "LONGEST", len(way("1-1")) - 1)
    ghost = Ghost([])
    play(ghost, at("only 1-1"), late(1))
    assert not ghost.best
    assert ghost.watch and len(ghost.watch.path) == 3 * ghosts.LONGEST
    play(ghost, at("only 1-1"), way("1-1"))
    assert ghost.best


def test_every_level_that_is_passed_has_a_ghost_whose_images_are_drawn(
    some: Callable[[Any], Any],
) -> None:
    for level in some(LEVELS):
        ghost = Ghost([])
        world = play(ghost, at(ONLY + level), way(level))
        assert world.ended == "won"
        assert shown(ghost, at(ONLY + level))[0] == path(way(level)[:1], level)[0]
    for pose in POSES:
        for tile in program.TILES:
            assert (FOLDER / "images" / f"at{tile}" / f"ghost_{pose}.png").exists()


def test_podline_has_none() -> None:
    assert OURS["podline"].ghost([]) is None
    assert isinstance(OURS["thornstep"].ghost([]), Ghost)


# In the program


class Keyboard:
    """Of Pygame Zero."""

    def __init__(self) -> None:
        self.held = 0

    def __getattr__(self, key: str) -> bool:
        return key == "right" and bool(self.held & RIGHT)


@pytest.fixture
def programmed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Program]:
    """The program, without pictures and sounds."""
    monkeypatch.setattr(program, "scaled", lambda points: None)
    monkeypatch.setattr(Program, "hear", lambda self: None)

    def begun(**told: Any) -> Program:
        monkeypatch.setattr(program, "asked", Asked(**told))
        return Program("thornstep")

    return begun


def test_the_program_shows_it_unless_it_is_switched_off(
    keep: Keep, programmed: Callable[..., Program]
) -> None:
    keep(run("only 1-1", way("1-1")))
    setup, replays = Setup("thornstep", "1-1", 1), []
    for on in (True, False):
        playing, keyboard = programmed(setup=setup, ghost=on), Keyboard()
        seen = []
        for tick in range(400):
            keyboard.held = RIGHT * (tick % 50 < 5)
            playing.update(keyboard)
            seen += playing.faint
        assert bool(seen) == on
        assert playing.session and playing.session.world and playing.session.recorder
        replays.append(playing.session.recorder.replay(playing.session.world))
    assert replays[0] == replays[1]


def test_a_film_has_none(keep: Keep, programmed: Callable[..., Program]) -> None:
    film = run("only 1-1", way("1-1"))
    keep(film)
    playing = programmed(film=replay.played(film, begin))
    for _ in range(film.ticks):
        playing.update(Keyboard())
        assert playing.faint == []
