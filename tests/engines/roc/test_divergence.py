"""Divergences on series that are made to have one, and on real ones: none is ever moved."""

import numpy as np
import pytest

from engines.roc.divergence import Divergence, divergences, holding
from engines.roc.rules import Signals
from tests.engines.roc.samples import goog, pingan, roc, wild

EVERY = Signals(divergences=("regular", "hidden", "loose"))
SHORT = Signals(left=2, right=2, nearest=2, farthest=20, divergences=("regular", "hidden"))

# Tops of the line at bars 3 and 9, which are 8 and 5 high.
FALLING = np.array([0.0, 3, 6, 8, 5, 2, 1, 2, 4, 5, 3, 1, 0])
# The same with the higher one last, at bar 10.
RISING = FALLING[::-1].copy() * 1.0
FLAT = np.full(13, 10.0)


def raised(bar: int, by: float) -> np.ndarray:
    prices = FLAT.copy()
    prices[bar] += by
    return prices


@pytest.mark.parametrize(
    ("high", "line", "expected"),
    [
        (raised(9, 2), FALLING, ("regular", 3, 9, 11, (10, 12), (8, 5))),
        (raised(9, -2), RISING, ("hidden", 3, 9, 11, (10, 8), (5, 8))),
    ],
    ids=["regular", "hidden"],
)
def test_a_made_series_has_its_one_top_and_mirrored_its_one_bottom(high, line, expected):
    kind, start, end, told, prices, values = expected
    top = Divergence(kind, True, start, end, told, prices, values)
    assert divergences(high, FLAT, line, SHORT) == (top,)
    mirrored = (tuple(20 - price for price in prices), tuple(-value for value in values))
    bottom = Divergence(kind, False, start, end, told, *mirrored)
    assert divergences(FLAT, 20 - high, -line, SHORT) == (bottom,)


def test_where_price_and_line_agree_or_are_level_there_is_none():
    assert divergences(raised(9, -2), FLAT, FALLING, SHORT) == ()
    assert divergences(FLAT, FLAT, FALLING, SHORT) == ()
    level = FALLING.copy()
    level[9] = 8
    assert divergences(raised(9, 2), FLAT, level, SHORT) == ()


def test_only_kinds_and_distances_that_are_asked_for_are_told():
    high = raised(9, 2)
    for rules in (
        Signals(left=2, right=2, nearest=2, divergences=("hidden",)),
        Signals(left=2, right=2, nearest=7, divergences=("regular",)),
        Signals(left=2, right=2, nearest=2, farthest=5, divergences=("regular",)),
        Signals(left=2, right=2, nearest=2, divergences=()),
    ):
        assert divergences(high, FLAT, FALLING, rules) == ()
    exact = Signals(left=2, right=2, nearest=6, farthest=6)
    assert len(divergences(high, FLAT, FALLING, exact)) == 1


def test_it_is_provisional_until_the_bars_behind_it_have_closed_and_may_be_undone():
    high, told = raised(9, 2), [None, 11, 11]
    for bars, known in zip((11, 12, 13), told, strict=True):
        [link] = divergences(high[:bars], FLAT[:bars], FALLING[:bars], SHORT)
        assert (link.end, link.told) == (9, known)
    assert divergences(high[:10], FLAT[:10], FALLING[:10], SHORT) == ()
    higher = np.append(FALLING[:11], 6)
    assert divergences(high[:12], FLAT[:12], higher, SHORT) == ()


def test_a_loose_top_is_a_new_high_of_the_price_that_the_line_does_not_share():
    high = np.array([5.0, 2, 3, 4, 3, 4, 5, 6, 5, 7])
    line = np.array([99.0, 2, 3, 9, 2, 4, 5, 6, 5, 8])
    rules = Signals(window=5, divergences=("loose",))
    # Bars 5, 6 and 7 hold: one run, told once. The 99 is in no window
    # of theirs, and at bar 9 the 9 of bar 3 has left it.
    assert np.flatnonzero(holding(high, line, 5)).tolist() == [5, 6, 7]
    top = Divergence("loose", True, 3, 5, 5, (4, 4), (9, 4))
    assert divergences(high, high, line, rules) == (top,)
    assert divergences(-high, -high, -line, rules) == (
        Divergence("loose", False, 3, 5, 5, (-4, -4), (-9, -4)),
    )


@pytest.mark.parametrize("series", [goog, pingan])
def test_the_loose_form_holds_where_the_formula_does_bar_by_bar(series):
    bars = series()
    line = roc(bars.close)
    expected = [
        line[bar] == line[bar]
        and bars.high[bar] >= max(bars.high[max(0, bar - 19) : bar + 1])
        and line[bar] < np.nanmax(line[max(0, bar - 19) : bar + 1])
        for bar in range(len(bars))
    ]
    assert holding(bars.high, line, 20).tolist() == expected


def plainly(series, line, signals):
    """Regular and hidden ones, from the definition, pivot by pivot."""
    found = []
    for top, price in ((True, series.high), (False, series.low)):
        sign, last = (1 if top else -1), None
        for bar in range(signals.left, len(line) - signals.right):
            around = sign * line[bar - signals.left : bar + signals.right + 1]
            before, after = around[: signals.left], around[signals.left + 1 :]
            here = sign * line[bar]
            if not ((here >= before).all() and (here > after).all()):
                continue
            if last is not None and signals.nearest <= bar - last <= signals.farthest:
                out, farther = sign * (price[bar] - price[last]), sign * (line[bar] - line[last])
                if out > 0 > farther:
                    found.append(("regular", top, last, bar))
                if out < 0 < farther:
                    found.append(("hidden", top, last, bar))
            last = bar
    return sorted(found)


@pytest.mark.parametrize(("series", "number"), [(goog, 82), (pingan, 215)])
def test_real_series_have_the_divergences_of_the_definition(series, number):
    bars = series()
    signals = Signals(divergences=("regular", "hidden"))
    links = divergences(bars.high, bars.low, roc(bars.close), signals)
    known = [each for each in links if each.told is not None]
    assert all(each.told == each.end + 5 for each in known)
    found = sorted((each.kind, each.top, each.start, each.end) for each in known)
    assert len(found) == number
    assert found == plainly(bars, roc(bars.close), signals)


def test_what_has_been_told_is_never_moved_and_none_comes_in_before_it(rng, count):
    for _ in range(count(300)):
        series = wild(rng, 90)
        line = roc(series.close, 3)
        rules = Signals(
            left=rng.randint(1, 4),
            right=rng.randint(1, 4),
            nearest=1,
            window=rng.randint(1, 9),
            divergences=("regular", "hidden", "loose"),
        )
        whole = divergences(series.high, series.low, line, rules)
        for bars in range(len(series) + 1):
            part = divergences(series.high[:bars], series.low[:bars], line[:bars], rules)
            known = [each for each in part if each.told is not None]
            assert known == [each for each in whole if each.told is not None and each.told < bars]
            assert [each.told for each in part[len(known) :]] == [None] * (len(part) - len(known))


def test_a_real_series_keeps_its_divergences_as_it_grows():
    bars = goog()
    line = roc(bars.close)
    whole = divergences(bars.high, bars.low, line, EVERY)
    for end in range(0, len(bars), 97):
        part = divergences(bars.high[:end], bars.low[:end], line[:end], EVERY)
        known = tuple(each for each in part if each.told is not None)
        assert known == whole[: len(known)]
