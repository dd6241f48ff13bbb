"""Where a line crosses: counted on real series, and against a loop that says the rule plainly."""

import numpy as np
import pytest

from engines.roc.crossings import change, crossings, since
from tests.engines.roc.samples import average, goog, pingan, roc

NAN = np.nan


def bars(flags):
    return np.flatnonzero(flags).tolist()


@pytest.mark.parametrize(
    ("line", "ups", "downs"),
    [
        (lambda: roc(goog().close), 120, 120),
        (lambda: roc(pingan().close), 335, 334),
        (lambda: roc(average(pingan())), 282, 282),
    ],
    ids=["GOOG", "sz000001", "sz000001-A1"],
)
def test_real_series_cross_0_as_often_as_is_known(line, ups, downs):
    """The first value of GOOG is above 0: whoever counts a NaN before it as below has 121."""
    crossed = crossings(line())
    assert (crossed.up.sum(), crossed.down.sum()) == (ups, downs)


def test_a_crossing_needs_a_value_on_both_bars_and_touching_0_is_not_crossing_it():
    crossed = crossings(np.array([NAN, 1, -1, NAN, 1, 0, 1, -1, 0, -1, 0, 0, 2]))
    assert bars(crossed.up) == [6, 12]
    assert bars(crossed.down) == [2, 7, 9]


def test_hysteresis_waits_until_the_line_is_beyond_the_band_on_the_other_side():
    line = np.array([-3.0, 1, 3, 1, -1, 1, 3, -1, -2, -3, 0, 2, 2.5, NAN, -3, NAN, 3])
    crossed = crossings(line, band=2)
    assert bars(crossed.up) == [2, 12]  # 2 itself is not above it; over the hole nothing crosses
    assert bars(crossed.down) == [9]


def plainly(line, band):
    """The rule bar by bar: what was last, of the two sides and a hole."""
    ups, side = [], "hole"
    for bar, value in enumerate(line.tolist()):
        if value != value:
            side = "hole"
        elif value > band:
            ups += [bar] if side == "low" else []
            side = "high"
        elif value <= -band:
            side = "low"
    return ups


@pytest.mark.parametrize("band", [0.0, 1.0, 2.5])
def test_random_lines_cross_as_the_rule_says(band, rng, count):
    for _ in range(count(5000)):
        line = np.array([rng.choice([-3, -2, -1, 0, 0, 1, 2, 3, NAN]) for _ in range(40)])
        crossed = crossings(line, band)
        assert bars(crossed.up) == plainly(line, band)
        assert bars(crossed.down) == plainly(-line, band)


def test_after_a_crossing_the_next_bars_are_quiet_and_a_silent_one_does_not_prolong_that():
    line = np.array([-1.0, 1, -1, 1, -1, 1, -1, 1, -1, 1])
    assert bars(crossings(line, quiet=1).up) == [1, 3, 5, 7, 9]
    assert bars(crossings(line, quiet=2).up) == [1, 5, 9]  # at i + n + 1 at the earliest
    assert bars(crossings(line, quiet=3).up) == [1, 5, 9]
    assert bars(crossings(line, quiet=4).up) == [1, 7]
    assert bars(crossings(line, quiet=4).down) == [2, 8]  # each direction has its own


def test_no_later_bar_changes_a_crossing(rng, count):
    for _ in range(count(3000)):
        line = np.array([rng.choice([-2, -1, 0, 1, 2, NAN]) for _ in range(30)])
        whole = crossings(line, band := rng.choice([0, 1]), quiet := rng.choice([0, 3]))
        for end in range(31):
            part = crossings(line[:end], band, quiet)
            assert bars(part.up) == bars(whole.up[:end])
            assert bars(part.down) == bars(whole.down[:end])


def test_many_symbols_at_once_are_each_as_alone(rng):
    random_ = np.random.default_rng(rng.getrandbits(64))
    lines = random_.choice([-2.0, -1, 0, 1, 2, NAN], (60, 50)).astype(np.float32)
    lines[:55, 0] = NAN
    lines[:, 1] = NAN
    for band, quiet in ((0, 0), (1, 0), (0, 4), (1, 4)):
        together = crossings(lines, band, quiet)
        ago = since(together)
        for symbol in range(50):
            alone = crossings(lines[:, symbol], band, quiet)
            assert np.array_equal(together.up[:, symbol], alone.up)
            assert np.array_equal(together.down[:, symbol], alone.down)
            assert since(alone) == (ago.bars[symbol], ago.way[symbol])


def test_since_says_how_long_ago_the_newest_crossing_was_and_which_way():
    assert since(crossings(np.array([-1.0, 1, 2, 3]))) == (2, 1)
    assert since(crossings(np.array([-1.0, 1, 2, -3]))) == (0, -1)
    assert since(crossings(np.array([1.0, 1, 2, 3]))) == (-1, 0)
    assert since(crossings(np.array([]))) == (-1, 0)


def test_two_lines_cross_where_their_difference_does_and_a_line_turns_where_its_change_does():
    line, mean = np.array([1.0, 2, 3, 2, 1]), np.array([2.0, 2, 2, 2, 2])
    crossed = crossings(line - mean)
    assert (bars(crossed.up), bars(crossed.down)) == ([2], [4])
    turned = crossings(change(np.array([NAN, 3.0, 2, 2, 4, 3])))
    assert (bars(turned.up), bars(turned.down)) == ([4], [5])
    assert change(np.array([1.0, 3, NAN, 2])).tolist()[1] == 2
    assert np.isnan(change(np.array([1.0, 3, NAN, 2]))[[0, 2, 3]]).all()
