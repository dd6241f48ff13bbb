"""What is told hangs on the bars, not on when one looked."""

import numpy as np

from engines.roc.alarm import Alarm, Told


def looks(alarm, bars, ends):
    """What is told of one symbol when it is looked at as each of these bars is its newest."""
    found = []
    for end in ends:
        holds = np.array(bars[:end], bool).reshape(-1, 1)
        found += [told.bar for told in alarm.look(["a"], [end], holds)]
    return found


def test_it_is_told_as_the_condition_becomes_true_not_while_it_is():
    assert looks(Alarm(), [0, 1, 1, 1, 0, 1], range(1, 7)) == [1, 5]


def test_the_first_look_tells_of_the_newest_bar_only():
    bars = [0, 1, 0, 1, 1]
    assert looks(Alarm(), bars, [3]) == []
    assert looks(Alarm(), bars, [4]) == [3]
    assert looks(Alarm(), bars, [5]) == []
    assert looks(Alarm(), [1], [1]) == [0]


def test_a_bar_that_changes_is_told_once():
    alarm = Alarm()
    assert looks(alarm, [0, 0], [2]) == []
    assert looks(alarm, [0, 1], [2, 2]) == [1]
    assert looks(alarm, [0, 0], [2]) == []
    assert looks(alarm, [0, 1], [2]) == []


def test_what_the_last_bar_that_was_seen_became_before_it_closed_is_told():
    alarm = Alarm()
    assert looks(alarm, [0, 0], [2]) == []
    assert looks(alarm, [0, 1, 1], [3]) == [1]


def test_after_it_was_told_the_next_bars_are_quiet_and_what_becomes_true_in_them_is_lost():
    bars = [0, 1, 0, 1, 0, 1, 0, 1, 1, 1]
    for cooldown, told in (
        (0, [1, 3, 5, 7]),
        (1, [1, 3, 5, 7]),
        (2, [1, 5]),
        (3, [1, 5]),
        (4, [1, 7]),
    ):
        assert looks(Alarm(cooldown), bars, range(1, 11)) == told


def test_each_symbol_has_a_quiet_time_of_its_own():
    alarm = Alarm(5)
    holds = np.array([[0, 0], [1, 0]], bool)
    assert alarm.look(["a", "b"], [2, 9], holds) == [Told("a", 1)]
    assert alarm.look(["a", "b"], [2, 9], np.array([[0, 0], [1, 1]], bool)) == [Told("b", 8)]
    assert alarm.look(["b", "c"], [10, 1], np.array([[1, 0], [0, 1]], bool)) == [Told("c", 0)]


def test_bars_that_came_together_are_told_as_if_they_had_come_one_by_one(rng, count):
    for _ in range(count(20_000)):
        bars = [rng.random() < 0.4 for _ in range(30)]
        ends = [1, *sorted(rng.sample(range(2, 31), rng.randint(0, 20))), 30]
        cooldown = rng.randint(0, 5)
        assert looks(Alarm(cooldown), bars, ends) == looks(Alarm(cooldown), bars, range(1, 31))


def test_where_time_went_back_it_begins_again():
    alarm = Alarm(100)
    bars = [0, 1, 0, 1, 0]
    assert looks(alarm, bars, range(1, 6)) == [1]
    assert looks(alarm, bars, [3]) == []
    assert looks(alarm, bars, [4]) == [3]


def test_more_new_bars_than_are_shown_are_told_as_far_as_they_are_shown():
    alarm = Alarm()
    assert looks(alarm, [0], [1]) == []
    holds = np.array([[0], [1]], bool)
    assert alarm.look(["a"], [50], holds) == [Told("a", 49)]
