"""60 ticks a second by a clock, pictures by the ticks; the clock is turned by hand."""

from random import Random

import pytest

from engines.arcade.game import RATE
from engines.arcade.messages import Place
from engines.arcade.pace import LATE, Pace


class Clock:
    now = 1e6
    """Where fractions of a second are coarse: after some days."""

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def played(pace: Pace, clock: Clock, turns: int, late: float = 0.0) -> tuple[int, int]:
    """Ticks and pictures of so many turns, each begun so many ticks late."""
    ticks = pictures = 0
    for _ in range(turns):
        clock.now += pace.wait + late / RATE
        ticks += pace.ticks()
        pictures += pace.shows()
    return ticks, pictures


def test_a_second_is_60_ticks_and_as_many_pictures_as_were_asked_for(clock: Clock) -> None:
    for pictures in (60, 30, 20):
        pace, begun = Pace(pictures, clock), clock.now
        assert played(pace, clock, 600) == (600, 10 * pictures)
        assert clock.now - begun == pytest.approx(10.0)


def test_how_many_pictures_may_change_and_is_a_most(clock: Clock) -> None:
    pace = Pace(30, clock)
    for most, pictures in ((10, 10), (30, 30), (20, 20), (25, 20), (29, 20), (11, 10)):
        pace.at_most(most)
        played(pace, clock, 60)
        assert played(pace, clock, 60) == (60, pictures)


def test_a_place_takes_10_to_30_pictures_a_second() -> None:
    assert [Place(fastest=each).fastest for each in (10, 30)] == [10, 30]
    for each in (0, 9, 31):
        with pytest.raises(ValueError, match=f"10 to 30 pictures a second, not {each}"):
            Place(fastest=each)


def test_a_tick_that_comes_late_costs_neither_ticks_nor_pictures(clock: Clock, rng: Random) -> None:
    pace, begun = Pace(30, clock), clock.now
    turns = [played(pace, clock, 1, rng.uniform(0, 0.9)) for _ in range(600)]
    assert clock.now - begun == pytest.approx(10.0, abs=1 / RATE)
    assert [sum(each) for each in zip(*turns, strict=True)] == [600, 300]


def test_a_slow_machine_makes_up_for_what_it_may_and_drops_the_rest(clock: Clock) -> None:
    pace = Pace(30, clock)
    assert played(pace, clock, 1, LATE - 1) == (LATE, 1)
    assert played(pace, clock, 1, 100) == (LATE, 1)
    assert pace.wait == pytest.approx(1 / RATE)
    assert played(pace, clock, 60) == (60, 30)


def test_of_a_tick_there_is_one_picture(clock: Clock) -> None:
    """However late it comes: what has been missed is not shown several times."""
    pace = Pace(30, clock)
    for late in (0, 1, 2.5, 5, 0, 100):
        played(pace, clock, 1, late)
        assert not any(pace.shows() for _ in range(3))


def test_nothing_is_shown_before_the_first_tick(clock: Clock) -> None:
    """A program of anybody's may count on its update."""
    pace = Pace(30, clock)
    pace.hurry()
    assert not pace.shows()
    assert played(pace, clock, 1) == (1, 1)


def test_a_rest_owes_nothing(clock: Clock) -> None:
    pace = Pace(30, clock)
    played(pace, clock, 60)
    clock.now += 3600
    pace.resume()
    assert (pace.ticks(), pace.shows()) == (0, False)
    assert pace.wait == pytest.approx(1 / RATE)
    assert played(pace, clock, 60) == (60, 30)


def test_who_hurries_is_shown_the_last_tick_once_more(clock: Clock) -> None:
    pace = Pace(30, clock)
    played(pace, clock, 7)
    pace.hurry()
    assert [pace.shows(), pace.shows()] == [True, False]
    assert played(pace, clock, 60) == (60, 30)
