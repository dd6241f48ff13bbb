"""How the hero of Thornstep moves, dies, and is saved."""

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest

from engines.arcade import games
from engines.arcade.game import BUTTONS, LEFT, RIGHT, UP, A, B, Setup, loaded, saved
from engines.arcade.thornstep.hero import BUFFER, COYOTE, HIGH, WIDE, free
from engines.arcade.thornstep.parts import UNIT
from engines.arcade.thornstep.rooms import feet, parsed, room
from engines.arcade.thornstep.world import GIVE_UP, LEVELS, RETRY, World, begin
from engines.wire import EngineError

FLAT = ["." * 20] * 8 + ["@..................$", "#" * 20, "#" * 20]


def at(level: str, difficulty: int = 1) -> World:
    return begin(Setup("thornstep", level, difficulty))


def stepped(world: World, buttons: Iterable[int]) -> World:
    for held in buttons:
        world.step(held)
    return world


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A world of one room that a test draws, from the bottom row upwards."""

    def build(*lines: str, below: str = "", difficulty: int = 1) -> World:
        drawing = [*FLAT[: 11 - len(lines)], *lines]
        plan = parsed("1-1", "\n".join([*drawing, *below.splitlines()]))
        monkeypatch.setattr("engines.arcade.thornstep.world.room", lambda level: plan)
        return at("only 1-1", difficulty)

    return build


def peak(world: World, buttons: Iterable[int]) -> float:
    """How many points the feet rise."""
    start = world.y
    highest = start
    for held in buttons:
        world.step(held)
        highest = min(highest, world.y)
    return (start - highest) / UNIT


def test_a_jump_is_as_high_as_its_button_is_held(built: Any) -> None:
    heights = [peak(built(*FLAT[8:]), [A] * held + [0] * 60) for held in (1, 6, 12, 20, 40)]
    assert heights == sorted(heights)
    assert heights[0] < 8 < 21 < heights[-1] < 24
    assert heights[-2] == heights[-1]


def test_a_hop_is_the_same_however_long_it_is_held(built: Any) -> None:
    heights = {peak(built(*FLAT[8:]), [B] * held + [0] * 60) for held in (1, 3, 12, 40)}
    assert len(heights) == 1
    assert 8 < heights.pop() < 12


def test_one_jump_more_in_the_air_and_only_one(built: Any) -> None:
    once = peak(built(*FLAT[8:]), [A] * 20 + [0] * 60)
    twice = peak(built(*FLAT[8:]), [A] * 20 + [0] + [A] * 20 + [0] * 60)
    thrice = peak(built(*FLAT[8:]), ([A] * 20 + [0]) * 3 + [0] * 60)
    assert twice == thrice > once + 12


def test_off_an_edge_a_jump_from_the_ground_is_still_there_for_a_moment(built: Any) -> None:
    def air_left(late: int) -> int:
        world = built("$@..................", "##################..", "##................##")
        world.x = 17 * 8 * UNIT
        assert any(not stepped(world, [RIGHT]).under for _ in range(40))
        stepped(world, [RIGHT] * (late - 1) + [RIGHT | A])
        return world.air

    assert [air_left(late) for late in (1, COYOTE)] == [1, 1]
    assert air_left(COYOTE + 1) == 0


def test_a_jump_asked_for_just_before_landing_comes(built: Any) -> None:
    def jumped(early: int) -> bool:
        """Whether a press so many ticks before landing, with no jump left in the air, is one."""
        jump = [A] * 9 + [0] + [A] * 9 + [0] * 200
        world, landing = built(*FLAT[8:]), 0
        for tick, held in enumerate(jump):
            world.step(held)
            if tick > 20 and world.under:
                landing = tick
                break
        world = stepped(built(*FLAT[8:]), [*jump[: landing - early], A, A, A, A, A, A, A, A])
        return world.vy < 0

    assert jumped(BUFFER - 1)
    assert not jumped(BUFFER + 2)


def test_walls_stop_and_thorns_kill(built: Any) -> None:
    world = stepped(built("@..#...............$", *FLAT[9:]), [RIGHT] * 60)
    assert (world.x + WIDE, world.deaths) == (3 * 8 * UNIT, 0)
    world = stepped(built("@..^...............$", *FLAT[9:]), [RIGHT] * 30)
    assert world.deaths == 1


def test_the_next_try_begins_within_twelve_ticks_and_all_is_as_it_was(built: Any) -> None:
    world = built("@..^...............$", "#==" + "#" * 17, "#" * 20)
    fresh = (world.x, world.y, [(t.x, t.y, t.state, t.time) for t in world.things])
    ticks = next(tick for tick in range(100) if stepped(world, [RIGHT]).deaths)
    assert ticks < 40 and "die" in world.cues and world.things[0].time
    stepped(world, [RIGHT] * RETRY)
    assert RETRY <= 12
    assert (world.x, world.y, [(t.x, t.y, t.state, t.time) for t in world.things]) == fresh
    assert not world.dying


def test_up_held_for_a_second_gives_the_try_up(built: Any) -> None:
    world = built(*FLAT[8:])
    assert stepped(world, [UP] * (GIVE_UP - 1)).deaths == 0
    assert stepped(world, [UP]).deaths == 1


def test_falling_floor_crumbling_floor_and_floor_that_is_none(built: Any) -> None:
    for kind, ticks in (("fake", 0), ("fall", 10), ("crumble", 40)):
        world = built(
            "@..................$", "##a#" + "#" * 16, "##.#" + "#" * 16, below=f"a {kind}"
        )
        world.x = 17 * UNIT
        stepped(world, [0] * ticks)
        assert kind == "fake" or any(thing.state for thing in world.things)
        assert stepped(world, [0] * 40).y > 72 * UNIT or world.deaths


def test_crumbled_floor_grows_again(built: Any) -> None:
    world = built("@..................$", "#####=##############", "#" * 20)
    world.x = 5 * 8 * UNIT
    stepped(world, [0] * 21)
    assert world.things[0].state
    world.x = 0
    assert not stepped(world, [0] * 121).things[0].state


def test_a_thorn_comes_out_only_for_the_one_who_comes_near(built: Any) -> None:
    world = built("@....Aa............$", *FLAT[9:], below="a pop dir=up")
    assert not stepped(world, [0] * 100).things[0].state
    stepped(world, [RIGHT] * 60)
    assert world.deaths == 1


def test_a_switch_opens_its_gate(built: Any) -> None:
    world = built("@.s....g...........$", *FLAT[9:], below="s switch\ng gate key=s")
    world.x = 5 * 8 * UNIT
    assert stepped(world, [RIGHT] * 60).x + WIDE == 7 * 8 * UNIT
    stepped(world, [LEFT] * 60)
    assert stepped(world, [RIGHT] * 150).ended == "won"


def test_a_deck_carries_whoever_stands_on_it(built: Any) -> None:
    world = built(
        "@..................$",
        "##..aa..############",
        "##" + "." * 18,
        below="a deck path=2,0 rest=1",
    )
    world.x, world.y = 4 * 8 * UNIT + UNIT, 65 * UNIT
    stepped(world, [0])
    before = world.x - world.things[0].x
    stepped(world, [0] * 20)
    assert world.x - world.things[0].x == before
    assert world.things[0].x > 33 * UNIT


def test_the_echo_kills_who_lets_it_come(built: Any) -> None:
    world = built(*FLAT[8:], below="room echo=30")
    assert stepped(world, [0] * 200).deaths == 0
    assert stepped(world, [RIGHT] * 60).deaths == 0
    assert stepped(world, [0] * 40).deaths == 1


def test_a_shy_door_is_none_until_it_was_met(built: Any) -> None:
    world = built("$...@........Cc.....", *FLAT[9:], below="c shy")
    assert not stepped(world, [LEFT] * 60).ended
    stepped(world, [RIGHT] * 130)
    assert stepped(world, [LEFT] * 130).ended == "won"


@pytest.mark.parametrize(
    ("difficulty", "saves"), [(0, {"!", "?"}), (1, {"!"}), (2, set()), (3, set())]
)
def test_saves_by_difficulty(difficulty: int, saves: set[str]) -> None:
    kept = set()
    for level in LEVELS:
        for save in room(level).saves:
            world = at(level, difficulty)
            world.x, world.y = feet(save.column, save.row)
            world.step(0)
            if world.save[1:] == list(feet(save.column, save.row)):
                kept.add(room(level).drawing[save.row][save.column])
    assert kept == saves


@pytest.mark.parametrize("difficulty", range(4))
def test_a_death_costs_a_room_and_on_cruel_the_world(difficulty: int) -> None:
    world = at("1-3", difficulty)
    world.leave()
    stepped(world, [0] * RETRY)
    assert world.level == "1-4"
    world.die()
    stepped(world, [0] * RETRY)
    assert world.level == ("1-3" if difficulty == 3 else "1-4")
    world = at("1-8", difficulty)
    world.leave()
    world.die()
    stepped(world, [0] * 2 * RETRY)
    assert world.level == "1-boss"


def test_rooms_lead_to_the_next_and_practice_ends_at_its_own_exit() -> None:
    for number, level in enumerate(LEVELS[:-1]):
        for only in (False, True):
            world = at(f"only {level}" if only else level)
            world.x, world.y, world.boss = world.plan.exit[0], world.plan.exit[1], None
            for thing, part in zip(world.things, world.plan.parts, strict=True):
                thing.state = int(part.kind == "shy")
            world.look(world.plan)
            assert world.ended == ("won" if only else "")
            assert world.number == number + (not only)


def test_entries_and_saves_are_safe_to_rest_at() -> None:
    for level in LEVELS:
        if level.endswith("boss"):
            continue
        for place in [room(level).entry, *(feet(s.column, s.row) for s in room(level).saves)]:
            world = at(level, 0)
            world.keep(*place)
            world.retry()
            stepped(world, [0] * 120)
            assert (world.deaths, world.x, world.y) == (0, *place), level


def test_the_time_of_each_room_is_kept() -> None:
    world = at("1-1")
    stepped(world, [0] * 50)
    world.leave()
    assert world.times[0] == 50
    stepped(world, [0] * 20)
    assert world.since == 20
    assert world.place[:1] == ("1-2",)
    assert world.quickest == {"1-1": 50}


def test_a_room_is_beaten_though_the_run_is_given_up_in_a_later_one() -> None:
    world = at("1-3")
    assert not world.beaten
    for _ in range(2):
        stepped(world, [0] * 20)
        world.leave()
    assert world.beaten == ("1-3", "1-4")
    assert not world.ended


def test_a_level_that_is_none_is_refused() -> None:
    for level in ("", "1-9", "only", "only 9-9", "4-1", "only only 1-1"):
        with pytest.raises(EngineError):
            games.begin(Setup("thornstep", level))


def test_any_buttons_are_played_and_nobody_is_ever_in_a_wall(rng: Random, count: Any) -> None:
    for level in LEVELS:
        for _ in range(count(100)):
            random_run(rng, at(level, rng.randrange(4)), 400)


def random_run(rng: Random, world: World, ticks: int) -> None:
    held = 0
    for _ in range(ticks):
        if not rng.randrange(6):
            held = rng.choice([rng.randrange(BUTTONS + 1), RIGHT, RIGHT | A, LEFT | A])
        world.step(held | rng.randrange(1 << 8) << 6)
        assert world.dying or free(world, world.plan, world.x, world.y)
        assert world.y >= -16 * UNIT and 0 <= world.x <= 160 * UNIT - WIDE
        assert world.y + HIGH < 100 * UNIT


def test_a_saved_world_goes_on_as_the_one_that_was_saved(rng: Random, count: Any) -> None:
    for level in LEVELS:
        world = at(level, rng.randrange(4))
        for _ in range(count(100)):
            stepped(world, [rng.choice([RIGHT, RIGHT | A, LEFT | A, A, B, 0])] * rng.randrange(60))
            copy = loaded(World, saved(world))
            buttons = [rng.randrange(BUTTONS + 1) for _ in range(30)]
            assert stepped(copy, buttons) == stepped(world, buttons)
            assert copy.checksum == world.checksum
