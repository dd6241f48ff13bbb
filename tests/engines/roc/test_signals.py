"""All the signs of one symbol, from its lines."""

import numpy as np
import pytest

from engines.roc.rules import Signals
from engines.roc.signals import Sign, crossing, read
from engines.wire import EngineError
from tests.engines.roc.samples import goog, made, pingan, roc, wild

NAN = np.nan
QUICK = Signals(left=2, right=2, nearest=2, exrights=0)


def kinds(reading):
    return [each.kind for each in reading.signs]


def test_a_real_series_has_its_buys_and_sells_each_known_at_its_own_close():
    series = goog()
    reading = read(series, {"ROC": roc(series.close)}, Signals(divergences=(), exrights=0), 12)
    assert (kinds(reading).count("buy"), kinds(reading).count("sell")) == (120, 120)
    assert len(reading.signs) == 240
    assert all(each.told == each.bar and not each.doubted for each in reading.signs)
    assert [each.bar for each in reading.signs] == sorted(each.bar for each in reading.signs)


def test_signs_that_look_back_over_an_ex_rights_day_are_doubted():
    series = pingan()
    reading = read(series, {"ROC": roc(series.close)}, Signals(), 12)
    jumps = [each.bar for each in reading.signs if each.kind == "exrights"]
    assert len(jumps) == 7
    doubted = [each for each in reading.signs if each.doubted and each.kind in ("buy", "sell")]
    assert doubted
    for each in doubted:
        assert any(jump <= each.bar < jump + 12 for jump in jumps)
    near = [any(jump <= each.bar < jump + 12 for jump in jumps) for each in reading.signs]
    crossed = [each.kind in ("buy", "sell") for each in reading.signs]
    assert sum(map(all, zip(near, crossed, strict=True))) == len(doubted)


def test_a_divergence_is_doubted_when_a_jump_is_in_it_or_in_what_its_start_looks_back_over():
    line = np.array([0.0, 0, 0, 3, 6, 8, 5, 2, 1, 2, 4, 5, 3, 1, 0])
    high = np.full(15, 10.0)
    high[11] = 10.5
    for jump, reach, doubted in ((9, 1, True), (12, 9, False), (4, 1, False), (4, 2, True)):
        opened = np.full(15, 10.0)
        opened[jump] = 5
        series = made(np.full(15, 10.0), opened, high)
        rules = Signals(left=2, right=2, nearest=2)
        reading = read(series, {"X": line}, rules, reach)
        [link] = reading.links
        assert (link.start, link.end, link.told, link.doubted) == (5, 11, 13, doubted)
        [top] = [each for each in reading.signs if each.kind == "top"]
        assert top == Sign("top", 11, 13, 10.5, doubted)


def test_a_provisional_divergence_is_a_link_but_no_sign():
    line = np.array([0.0, 3, 6, 8, 5, 2, 1, 2, 4, 5, 3])
    high = np.append(np.full(9, 10.0), [12, 10])
    reading = read(made(np.full(11, 10.0), high=high), {"X": line + 1}, QUICK, 1)
    assert [link.told for link in reading.links] == [None]
    assert reading.signs == ()


def test_the_newest_signal_is_the_one_that_became_known_on_the_last_bar():
    line = np.array([0.0, 3, 6, 8, 5, 2, 1, 2, 4, 5, 3, 1, -1])
    high = np.full(13, 10.0)
    high[9] = 12
    for bars, newest in ((2, "buy"), (3, ""), (10, ""), (12, "top"), (13, "sell")):
        series = made(np.full(bars, 10.0), high=high[:bars])
        assert read(series, {"X": line[:bars]}, QUICK, 1).newest() == newest
    assert read(made([]), {"X": np.array([])}, QUICK, 1).newest() == ""


def test_signals_may_come_from_another_line_from_two_or_from_the_slope_of_one():
    lines = {"ROC": np.array([-1.0, 1, 2, 1, 3]), "maroc": np.array([0.0, 0, 3, -2, 1])}
    assert crossing(lines, Signals()).tolist() == lines["ROC"].tolist()
    assert crossing(lines, Signals(line="MAROC")).tolist() == lines["maroc"].tolist()
    assert crossing(lines, Signals(against="MAROC")).tolist() == [-1, 1, -1, 3, 2]
    assert crossing(lines, Signals(line="maroc", slope=True)).tolist()[1:] == [0, 3, -5, 3]
    many = {name: np.stack([line, -line], axis=1) for name, line in lines.items()}
    assert crossing(many, Signals(against="MAROC"))[:, 1].tolist() == [1, -1, 1, -3, -2]
    series = made(np.full(5, 10.0))
    reading = read(series, lines, Signals(against="maroc", divergences=()), 1)
    assert [(each.kind, each.bar) for each in reading.signs] == [
        ("buy", 1),
        ("sell", 2),
        ("buy", 3),
    ]


def test_a_line_that_is_not_there_is_said_with_those_that_are():
    with pytest.raises(EngineError, match="SLOW; it has ROC, MAROC"):
        crossing({"ROC": np.zeros(3), "MAROC": np.zeros(3)}, Signals(line="SLOW"))
    with pytest.raises(EngineError, match="no line"):
        crossing({}, Signals())
    with pytest.raises(ValueError, match="not both"):
        Signals(against="MAROC", slope=True)


def test_nothing_that_was_told_is_taken_back_or_moved(rng, count):
    for _ in range(count(1000)):
        series = wild(rng, 70)
        rules = Signals(
            band=rng.choice([0, 1]),
            quiet=rng.choice([0, 2]),
            left=2,
            right=2,
            nearest=1,
            window=5,
            divergences=("regular", "hidden", "loose"),
            slope=rng.choice([True, False]),
        )
        whole = read(series, {"ROC": roc(series.close, 3)}, rules, 3)
        for bars in range(71):
            part = series.cut(0, bars)
            reading = read(part, {"ROC": roc(part.close, 3)}, rules, 3)
            assert reading.signs == tuple(each for each in whole.signs if each.told < bars)
