import numpy as np

from engines.roc.pivots import highest, pivots

NAN = np.nan


def plainly(line, left, right):
    """Every bar with its neighbours, one by one; fewer to the right only at the end."""
    found = []
    for bar in range(left, len(line) - 1):
        before, after = line[bar - left : bar], line[bar + 1 : bar + 1 + right]
        if all(line[bar] >= each for each in before) and all(line[bar] > each for each in after):
            found.append(bar)
    return found


def test_a_flat_top_is_one_pivot_its_last_bar():
    line = np.array([1.0, 2, 5, 5, 5, 2, 1, 1])
    assert np.flatnonzero(pivots(line, 2, 2)).tolist() == [4]
    assert np.flatnonzero(pivots(-line, 1, 1)).tolist() == []


def test_a_pivot_is_provisional_from_the_bar_after_it_on_until_something_is_higher():
    line = np.array([1.0, 2, 3, 2, 2, 3])
    assert not pivots(line[:3], 2, 3).any()
    assert pivots(line[:4], 2, 3)[2] and pivots(line[:5], 2, 3)[2]
    assert not pivots(line, 2, 3).any()


def test_random_lines_have_the_pivots_that_a_look_at_every_neighbour_finds(rng, count):
    for _ in range(count(20_000)):
        values = [1.0, 2, 3, 4, 5] + [NAN] * rng.choice([0, 1])
        line = np.array([rng.choice(values) for _ in range(rng.randrange(40))], float)
        left, right = rng.randint(1, 6), rng.randint(1, 6)
        assert np.flatnonzero(pivots(line, left, right)).tolist() == plainly(line, left, right)


def test_reach_beyond_the_series_finds_nothing_and_breaks_nothing():
    line = np.arange(10.0)
    assert not pivots(line, 10_000, 10_000).any()
    assert np.isnan(highest(line, 11)).all()
    assert np.flatnonzero(pivots(-((line - 4) ** 2), 4, 10_000)).tolist() == [4]


def test_the_highest_of_a_window_is_known_once_it_is_full(rng):
    for bars in (1, 2, 3, 5, 8, 13, 30):
        line = np.array([rng.uniform(-1, 1) for _ in range(30)])
        full = highest(line, bars)
        assert full[bars - 1 :].tolist() == [
            max(line[end : end + bars]) for end in range(31 - bars)
        ]
        assert np.isnan(full[: bars - 1]).all()
