"""Podline as a whole: the same buttons give the same game, and nothing leaves its bounds."""

import msgspec
import pytest

from engines.arcade.chance import Chance
from engines.arcade.game import DOWN, LEFT, RIGHT, UP, A, B, loaded, saved
from engines.arcade.podline.bot import play
from engines.arcade.podline.field import FAR, FLASHES, LANES, MOST_DEW, PLOTS
from engines.arcade.podline.hand import DELAY, EVERY, RELOAD
from engines.arcade.podline.kinds import FOES, GOURD, PLANTS
from engines.arcade.podline.march import GATE
from engines.arcade.podline.shots import SPEED
from engines.arcade.podline.waves import EVERY as BOSS_EVERY
from engines.arcade.podline.waves import STAGES, beats, composed, preview
from engines.arcade.podline.world import LEVELS, Podline
from engines.wire import EngineError

from .podlines import buttons_of, new, played, quiet, steps, tap

LEFT_LONG = 7 * 60


def check(world: Podline) -> None:
    """What holds after each tick."""
    assert 0 <= world.garden <= world.rules.garden
    assert (world.garden == 0) == (world.ended == "lost")
    assert 0 <= world.dew <= MOST_DEW
    assert 0 <= world.lane < LANES and 0 <= world.choice < len(PLANTS)
    assert 0 <= world.combo <= world.longest
    assert len(world.plants) == LANES * PLOTS and len(world.flashes) <= FLASHES
    assert all(0 < p.health <= PLANTS[p.kind].health for p in world.plants if p)
    for row in world.foes:
        assert all(GATE <= foe.x <= FAR and 0 < foe.health <= foe.most for foe in row)
    assert all(0 <= shot.x <= FAR + SPEED for row in world.shots for shot in row)
    assert all(blow.until > world.tick for blow in world.strikes)
    assert bool(world.stars) == (world.ended == "won")
    if world.boss:
        assert 0 < world.boss.health <= world.boss.most and 8 <= world.boss.y <= 56


def test_its_levels_are_ten_stages_and_an_endless_one() -> None:
    assert (*map(str, range(1, 11)), "endless") == LEVELS


def test_a_level_that_there_is_not_is_refused() -> None:
    with pytest.raises(EngineError):
        new("11")


@pytest.mark.some(3)
@pytest.mark.parametrize("level", LEVELS)
def test_any_buttons_are_legal_and_nothing_leaves_its_bounds(level, rng, count) -> None:
    for _ in range(count(100)):
        world = new(level, rng.randrange(4), rng.randrange(1 << 64))
        world.dew = rng.choice([world.dew, MOST_DEW])
        score = 0
        for buttons in buttons_of(rng, 4000):
            world.step(buttons)
            assert world.score >= score
            score = world.score
            check(world)


def test_nothing_leaves_its_bounds_in_a_good_game(rng) -> None:
    world = new(rng.choice(LEVELS), rng.randrange(4), rng.randrange(1000))
    bot = play(world)
    score = 0
    while not world.ended and world.tick < 15000:
        world.step(next(bot))
        assert world.score >= score
        score = world.score
        check(world)


def test_the_same_setup_and_buttons_are_the_same_game(rng) -> None:
    seed = rng.randrange(1 << 64)
    stream = buttons_of(rng, 3000)
    one, other, unlike = new("9", 2, seed), new("9", 2, seed), new("9", 2, seed + 1)
    for buttons in stream:
        for world in (one, other, unlike):
            world.step(buttons)
    assert one.checksum == other.checksum != unlike.checksum


@pytest.mark.some(3)
@pytest.mark.parametrize("level", LEVELS)
def test_a_game_that_was_saved_goes_on_as_the_game_itself(level, rng) -> None:
    world = played(new(level, seed=rng.randrange(1000)), rng.randrange(9000))
    for _ in range(20):
        copy = loaded(Podline, saved(world))
        assert copy.checksum == world.checksum
        for buttons in buttons_of(rng, 40):
            world.step(buttons)
            copy.step(buttons)
        assert copy.checksum == world.checksum and copy == world


def test_chunks_of_ticks_are_single_ticks(rng) -> None:
    """Between chunks a game is put away and taken out again, as a session does."""
    stream = buttons_of(rng, 6000)
    single, chunked = new("8", 0, 5), new("8", 0, 5)
    for buttons in stream:
        single.step(buttons)
    while stream:
        size = rng.randrange(1, 200)
        for buttons in stream[:size]:
            chunked.step(buttons)
        stream = stream[size:]
        chunked = loaded(Podline, saved(chunked))
    assert chunked.checksum == single.checksum


def test_a_world_is_whole_numbers_and_words() -> None:
    def leaves(part):
        if isinstance(part, dict):
            return [leaf for value in part.values() for leaf in leaves(value)]
        if isinstance(part, list):
            return [leaf for value in part for leaf in leaves(value)]
        return [part]

    world = played(new("10", seed=3), 8000)
    kinds = {type(leaf) for leaf in leaves(msgspec.to_builtins(world))}
    assert kinds <= {int, str, bool, type(None)}


# The hand


def test_a_press_is_one_lane_and_the_lanes_end() -> None:
    world = new()
    lanes = []
    for buttons in (UP, UP, UP, DOWN, UP | DOWN, DOWN, DOWN, DOWN, DOWN):
        tap(world, buttons)
        lanes.append(world.lane)
    assert lanes == [1, 0, 0, 1, 1, 2, 3, 4, 4]


def test_a_press_in_each_second_tick_is_a_lane_each() -> None:
    world = new()
    world.lane = 0
    heard = [tap(world, DOWN) for _ in range(4)]
    assert world.lane == 4 and heard == [["lane"]] * 4


def test_a_lane_repeats_only_when_it_is_held_long() -> None:
    world = new()
    world.lane = 0
    steps(world, DELAY, DOWN)
    assert world.lane == 1
    steps(world, 1, DOWN)
    assert world.lane == 2
    steps(world, EVERY, DOWN)
    assert world.lane == 3


def test_a_choice_never_repeats_and_goes_round() -> None:
    world = new()
    steps(world, 200, RIGHT)
    assert world.choice == 1
    for _ in range(2):
        tap(world, LEFT)
    assert world.choice == len(PLANTS) - 1


def test_fire_that_is_held_keeps_the_rate() -> None:
    world = quiet("g")
    world.lane = next(lane for lane, row in enumerate(world.foes) if row)
    fired = 0
    for _ in range(10 * RELOAD):
        world.step(A)
        fired += world.cues.count("fire") + world.cues.count("sun")
    assert fired == 10


def test_a_press_fires_three_times_where_somebody_comes_and_once_where_nobody_does() -> None:
    world = quiet("g")
    steps(world, 60)
    lane = next(lane for lane, row in enumerate(world.foes) if row)
    for there, expected in ((lane, 3), ((lane + 1) % LANES, 1)):
        world.lane, world.volley, fired = there, 0, 0
        for tick in range(5 * RELOAD):
            world.step(A if not tick else 0)
            fired += world.cues.count("fire")
        assert fired == expected


def test_shots_that_hit_in_a_row_are_worth_more_until_one_is_for_nobody() -> None:
    world = quiet("g")
    world.lane = next(lane for lane, row in enumerate(world.foes) if row)
    world.foes[world.lane][0].health = 1000
    world.foes[world.lane][0].most = 1000
    heard = steps(world, 30 * RELOAD, A)
    assert world.combo >= 20 and world.times == 2 and "sun" in heard
    world.lane, world.volley = (world.lane + 1) % LANES, 0
    steps(world, 60)
    assert world.combo >= 15
    steps(world, RELOAD, A)
    assert world.combo == 0 and world.longest >= 15


def test_a_plant_costs_dew_and_stands_where_the_corners_show() -> None:
    world = quiet()
    before = world.dew
    tap(world, B)
    plant = world.plants[world.lane * PLOTS]
    assert plant and plant.kind == 0 and world.dew == before - PLANTS[0].cost
    world.choice = GOURD
    world.dew = 100
    tap(world, B)
    assert world.plants[world.lane * PLOTS + PLOTS - 1].kind == GOURD


def test_what_cannot_be_paid_or_has_no_room_is_refused() -> None:
    world = quiet()
    world.dew = 10
    assert tap(world, B) == ["refused"] and not any(world.plants)
    world.dew = 900
    for _ in range(PLOTS):
        tap(world, B)
    assert tap(world, B) == ["refused"] and world.dew < 900 - PLOTS * PLANTS[0].cost + 5


def test_a_gourd_that_is_half_eaten_is_made_whole() -> None:
    world = quiet()
    world.choice, world.dew = GOURD, 200
    tap(world, B)
    place = world.lane * PLOTS + PLOTS - 1
    world.plants[place].health = 5
    tap(world, B)
    assert world.plants[place].health == PLANTS[GOURD].health
    assert sum(plant is not None for plant in world.plants) == 1


def test_dew_and_flashes_have_a_most() -> None:
    world = quiet()
    world.gain(5 * MOST_DEW)
    for _ in range(2 * FLASHES):
        world.flash("puff", 0, 0, 10)
    assert world.dew == MOST_DEW and len(world.flashes) == FLASHES


def test_a_bite_ends_the_row_of_hits() -> None:
    world = quiet()
    world.combo = 9
    world.bitten(1)
    assert world.combo == 0 and world.garden == world.rules.garden - 1 and world.cues == ["garden"]


# Waves


def test_beats_are_read_as_they_are_written() -> None:
    assert beats("g.(gs)..i") == ["g", "", "gs", "", "", "i"]
    assert preview("g.(gs)..W") == [("Grub", 2), ("Skitter", 1), ("Weevil Queen", 1)]


def test_each_stage_has_three_waves_and_the_fifth_and_tenth_a_boss() -> None:
    assert all(len(waves) == 3 for waves in STAGES.values())
    bosses = {stage for stage, waves in STAGES.items() if set("WM") & set("".join(waves))}
    assert bosses == {"5", "10"}
    assert STAGES["5"][2].endswith("W") and STAGES["10"][2].endswith("M")


def test_all_eight_kinds_come_and_nothing_that_there_is_not() -> None:
    letters = set("".join("".join(waves) for waves in STAGES.values()))
    assert letters - set(".()WM") == {kind.letter for kind in FOES} - {"t"}


def test_those_of_a_beat_come_in_lanes_of_their_own(rng) -> None:
    for _ in range(50):
        world = new("10", seed=rng.randrange(1 << 32))
        world.waves = ["(ggggg)"]
        world.bag = rng.sample(range(LANES), rng.randrange(LANES))
        world.next_beat = 0
        steps(world, 3)
        assert [len(row) for row in world.foes] == [1] * LANES


def test_endless_waves_grow_and_have_a_boss_now_and_then() -> None:
    world = new("endless", seed=4)
    sizes = [sum(n for _, n in preview(composed(world, wave))) for wave in range(1, 31)]
    assert sum(sizes[20:29]) > 2 * sum(sizes[:9])
    for wave in range(1, 31):
        assert any(c in "WM" for c in composed(world, wave)) == (wave % BOSS_EVERY == 0)


def test_an_unwatched_garden_is_lost_and_a_lost_game_stands_still(rng) -> None:
    world = new("3", 3, rng.randrange(1000))
    steps(world, LEFT_LONG * 60)
    assert world.ended == "lost" and world.garden == 0 and not world.stars
    tick = world.tick
    world.step(A)
    assert world.tick == tick


def test_the_garden_loses_to_each_what_its_teeth_take() -> None:
    for letter in "gb":
        world = quiet(letter)
        steps(world, 3000)
        assert world.rules.garden - world.garden == (2 if letter == "b" else 1)
        assert world.ended == "won" and world.stars == 2


def test_chance_is_of_streams_apart() -> None:
    world = new("endless", seed=9)
    streams = [world.lanes_chance, world.waves_chance, world.boss_chance]
    assert all(isinstance(each, Chance) for each in streams)
    assert len({each.state for each in streams}) == 3
