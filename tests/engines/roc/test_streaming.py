"""Ticks and bars that come in pieces, and what is said of each."""

import math

import numpy as np
import pytest

from engines import wire
from engines.paths import ASSETS
from engines.roc.crossings import change, crossings
from engines.roc.data.load import read
from engines.roc.formula.evaluate import evaluate
from engines.roc.messages import (
    Alert,
    Alerted,
    Done,
    Fed,
    Feed,
    Formula,
    Look,
    Problem,
    Rows,
    Signal,
    Stream,
)
from engines.roc.programs import program
from engines.roc.rules import Signals
from engines.roc.streaming import Crosser

from .market_files import day_file, only, talk, walk

PINGAN = str(ASSETS / "market/sz/lday/sz000001.day")


def lines(closes, first=0):
    return [
        f'{{"time": {1_700_000_000 + 60 * (first + at)}, "close": {close}}}\n'
        for at, close in enumerate(closes)
    ]


def streamed(request, *pieces):
    feeds = [Feed(piece) for piece in pieces]
    return talk(request, *feeds, Feed(last=True))


def test_each_line_has_its_answer_before_the_next_piece_is_read():
    said = []

    def then(inbox, event):
        said.append(type(event).__name__)
        if isinstance(event, Fed) and event.pieces < 3:
            inbox.put(Feed(lines([20.0 + event.pieces])[0]))
        elif isinstance(event, Fed) and event.pieces == 3:
            inbox.put(Feed(last=True))

    done, events = talk(Stream(every=True), Feed(lines([20.0])[0]), then=then)
    assert done == Done()
    assert said == ["Signal", "Fed"] * 3 + ["Fed"]
    assert only(events, Signal)[0].values == {
        "ROC": None, "MAROC": None, "EROC": None, "ZERO": 0.0,
    }  # fmt: skip


def test_values_and_signals_are_those_of_the_batch():
    (series,) = read(PINGAN).series
    series = series.cut(0, 600)
    made = program(Formula("ROC-A1"))
    expected = evaluate(made, series.columns(), series.times).lines
    text = "".join(
        f'{{"date": "{time}", "open": {bar[0]}, "high": {bar[1]}, "low": {bar[2]}, '
        f'"close": {bar[3]}, "volume": {bar[4]!r}, "amount": {bar[5]!r}}}\n'
        for time, *bar in zip(
            series.times.astype("datetime64[D]").tolist(),
            *(series.columns()[name].tolist() for name in series.columns()),
            strict=True,
        )
    )
    pieces = [text[at : at + 1000] for at in range(0, len(text), 1000)]
    done, events = streamed(Stream(every=True, formula=Formula("ROC-A1")), *pieces)
    assert done == Done()
    signals = only(events, Signal)
    assert len(signals) == 600
    for name, line in expected.items():
        told = np.array([each.values[name] for each in signals], float)
        np.testing.assert_allclose(told, line, rtol=1e-12, atol=1e-12)
    up, down = crossings(expected["ROC"])
    for bar, each in enumerate(signals):
        assert each.signal == ("buy" if up[bar] else "sell" if down[bar] else ""), bar
    assert signals[0].time == "2000-02-14"


def test_only_signals_are_told_unless_every_bar_is_asked_for():
    closes = walk(11, 200)
    _done, every = streamed(Stream(every=True), "".join(lines(closes)))
    _done, some = streamed(Stream(), "".join(lines(closes)))
    assert only(some, Signal) == [each for each in only(every, Signal) if each.signal]
    assert only(some, Signal)


def test_broken_lines_are_told_by_number_and_the_rest_is_kept():
    good = lines([20.0, 21.0])
    done, events = streamed(Stream(every=True), good[0], "nonsense\n", '{"time": 1}\n', good[1])
    assert done == Done()
    assert [(each.where, each.line, each.lost) for each in only(events, Problem)] == [
        ("stream", 2, True), ("stream", 3, True),
    ]  # fmt: skip
    assert [each.price for each in only(events, Signal)] == [20.0, 21.0]


def test_a_line_may_be_cut_anywhere_and_the_last_needs_no_end():
    text = "".join(lines([20.0, 21.0, 22.0]))[:-1]
    _done, events = streamed(Stream(every=True), *text)
    assert [each.price for each in only(events, Signal)] == [20.0, 21.0, 22.0]


def test_ticks_become_bars_and_an_open_bar_is_said_to_be_open():
    text = "time,price,volume\n2024-01-02 09:30:10,10,1\n2024-01-02 09:30:50,12,1\n"
    text += "2024-01-02 09:31:05,11,1\n"
    formula = Formula(source="TOP:HIGH;END:CLOSE;")
    _done, events = streamed(Stream(every=True, bar=60, formula=formula), text)
    told = [(each.time[-5:], each.closed, each.values) for each in only(events, Signal)]
    assert told == [
        ("09:31", False, {"TOP": 10, "END": 10}),
        ("09:31", False, {"TOP": 12, "END": 12}),
        ("09:31", True, {"TOP": 12, "END": 12}),
        ("09:32", False, {"TOP": 11, "END": 11}),
        ("09:32", True, {"TOP": 11, "END": 11}),
    ]


def test_history_goes_before_the_first_line_and_names_it(tmp_path):
    closes = walk(3, 60)
    path = day_file(tmp_path, "sh600000", closes)
    done, events = streamed(
        Stream(every=True, paths=(str(path),)), '{"date": "2024-03-01", "close": 30.0}\n'
    )
    assert done == Done()
    (signal,) = only(events, Signal)
    assert signal.symbol == "sh600000"
    assert signal.values["ROC"] == pytest.approx(100 * (30 / closes[-12] - 1), rel=1e-12)
    assert signal.signal in ("buy", "")


def test_each_symbol_of_a_stream_is_on_its_own():
    text = "".join(
        f'{{"symbol": "sh60000{at % 2}", "time": {1_700_000_000 + at}, "close": {10 + at}}}\n'
        for at in range(6)
    )
    formula = Formula(source="BEFORE:REF(CLOSE,1);")
    _done, events = streamed(Stream(every=True, formula=formula), text)
    assert [each.values["BEFORE"] for each in only(events, Signal)] == [
        None, None, 10, 11, 12, 13,
    ]  # fmt: skip


def test_alerts_are_signals_by_name_with_their_cool_down_and_hook(tmp_path):
    ran = tmp_path / "ran"
    alert = Alert("high", "CLOSE>11", cooldown=2, hook=("touch", str(ran)))
    text = "".join(lines([10.0, 12.0, 10.0, 12.0, 10.0, 12.0]))
    _done, events = streamed(Stream(alerts=(alert,)), text)
    assert [(each.signal, each.price) for each in only(events, Signal)] == [("high", 12.0)] * 2
    assert [each.hooked for each in only(events, Alerted)] == ["started", "started"]
    assert ran.exists()


@pytest.mark.parametrize(
    "request_",
    [
        Stream(formula=Formula(source="X:REFX(CLOSE,1);")),
        Stream(alerts=(Alert("a", "ZIG(3,5)>CLOSE"),)),
    ],
    ids=["formula", "alert"],
)
def test_what_repaints_is_refused_by_name(request_):
    error, events = talk(request_)
    assert isinstance(error, wire.EngineError)
    assert "REFX" in error.failed.why or "ZIG" in error.failed.why
    assert events == []


def test_a_stream_beside_a_look_and_a_feed_without_one(tmp_path):
    path = day_file(tmp_path, "sh600000", walk(1, 30))

    def then(inbox, event):
        match event:
            case Rows():
                inbox.put(Feed(lines([20.0])[0]))
            case Problem():
                inbox.put(Stream(every=True))
                inbox.put(Feed(lines([20.0])[0]))
            case Fed():
                inbox.stop()

    _outcome, events = talk(Look(paths=(str(path),)), then=then)
    assert [problem.where for problem in only(events, Problem)] == ["stream"]
    assert [signal.price for signal in only(events, Signal)] == [20.0]


@pytest.mark.parametrize("band", [0.0, 0.7])
@pytest.mark.parametrize("quiet", [0, 3])
@pytest.mark.parametrize("reading", [{}, {"against": "B"}, {"slope": True}])
def test_crossings_bar_by_bar_are_those_of_the_arrays(rng, count, band, quiet, reading):
    signals = Signals(band=band, quiet=quiet, **reading)
    for _round in range(count(1000)):
        size = rng.randrange(60)
        a, b = (
            np.array([rng.choice((math.nan, -1.0, 0.0, 0.5, 1.0, -0.7)) for _bar in range(size)])
            for _line in "ab"
        )
        line = a - b if signals.against else change(a) if signals.slope else a
        up, down = crossings(line, band, quiet) if size else ([], [])
        crosser = Crosser(signals, ["A", "B"])
        told = [crosser.take({"A": x, "B": y}) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
        expected = ["buy" if u else "sell" if d else "" for u, d in zip(up, down, strict=True)]
        assert told == expected
