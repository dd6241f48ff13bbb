"""Lines that come in pieces: ticks and bars, NDJSON and CSV."""

import json
import math
from datetime import UTC, datetime

import pytest

from engines.roc.data import ticks
from engines.roc.data.faults import Fault
from engines.roc.data.load import read
from engines.roc.data.text import LONGEST
from engines.roc.data.ticks import MOST_SYMBOLS, Feed, Gather, Tick


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def told(text: str, kind="auto", symbol="") -> list[Tick | Fault]:
    return list(Feed(kind, symbol).feed(text, last=True))


def line(**fields: object) -> str:
    return json.dumps(fields) + "\n"


def test_a_trade_has_four_prices_that_are_one():
    (tick,) = told(line(symbol="A", time="2024-01-02 09:30:01", price=10.5, volume=3))
    assert tick[:7] == ("A", at("2024-01-02 09:30:01"), 10.5, 10.5, 10.5, 10.5, 3)
    assert math.isnan(tick.amount)


def test_a_bar_has_its_own():
    fields = {"open": 10, "high": "11", "low": 9.5, "close": 10.25, "volume": 3, "amount": 31}
    (tick,) = told(line(symbol="A", date="20240102", **fields))
    assert tick == ("A", at("2024-01-02"), 10, 11, 9.5, 10.25, 3, 31)
    assert tick.values()["low"] == 9.5
    assert tick.values()["time"] == at("2024-01-02")


@pytest.mark.parametrize(
    ("time", "expected"),
    (
        (1704187801, "2024-01-02 09:30:01"),
        (1704187801.5, "2024-01-02 09:30:01.500"),
        (1704187801000, "2024-01-02 09:30:01"),
        (1704187801000000, "2024-01-02 09:30:01"),
        (1704187801000000000, "2024-01-02 09:30:01"),
        ("1704187801", "2024-01-02 09:30:01"),
        ("2024-01-02T09:30:01+08:00", "2024-01-02 09:30:01"),
        (20240102, "2024-01-02"),
        ("13/01/2024", "2024-01-13"),
    ),
)
def test_times(time, expected):
    (tick,) = told(line(t=time, p=10))
    assert tick.time == pytest.approx(at(expected), abs=1e-3)


def test_date_and_time_may_stand_apart():
    (tick,) = told(line(date="2024-01-02", time="09:30:01", price=10))
    assert tick.time == at("2024-01-02 09:30:01")


@pytest.mark.parametrize(
    "text",
    (
        "symbol,time,price,volume\nA,2024-01-02 09:30:01,10.5,3\n",
        "代码,时间,最新价,成交量\nA,2024-01-02 09:30:01,10.5,3\n",
        "A,2024-01-02 09:30:01,10.5,3\n",
        "2024-01-02 09:30:01;10.5;3\n",
        "A\t2024-01-02 09:30:01\t10.5\t3\r\n",
    ),
)
def test_csv_with_and_without_headings(text):
    (tick,) = told(text, symbol="A")
    assert tick[:7] == ("A", at("2024-01-02 09:30:01"), 10.5, 10.5, 10.5, 10.5, 3)


def test_csv_bars_without_headings():
    (tick,) = told("20240102,10,11,9,10.5,3,30\n", symbol="A")
    assert tick == ("A", at("2024-01-02"), 10, 11, 9, 10.5, 3, 30)


@pytest.mark.parametrize(
    "bad",
    (
        "nonsense",
        "{",
        "[1]",
        "null",
        line(price=10).strip(),
        line(time="2024-01-02").strip(),
        line(time="2024-01-02", price=-1).strip(),
        line(time="2024-01-02", price=0).strip(),
        line(time="2024-01-02", price=True).strip(),
        line(time=True, price=1).strip(),
        line(time="2024-01-02", price=[1]).strip(),
        line(time="2024-01-02", price="ten").strip(),
        line(time="01/02/2024", price=1).strip(),
        line(time="2024-01-02", close=10, high=9).strip(),
        line(time="2024-01-02", price=1, volume=-1).strip(),
        '{"time": "2024-01-02", "price": 1e999}',
        '{"time": "2024-01-02", "price": NaN}',
        '{"time": "2024-13-02", "price": 1}',
        '{"time": ' + "9" * 400 + ', "price": 1}',
        "[" * 5000,
    ),
)
def test_a_bad_line_is_named_and_the_good_ones_kept(bad):
    good = line(time="2024-01-02", price=1)
    first, fault, last = told(f"{good}{bad}\n{good}")
    assert isinstance(first, Tick)
    assert isinstance(last, Tick)
    assert (fault.row, fault.lost) == (2, True)


@pytest.mark.parametrize("noise", ["connected", "{half", "1,2"])
@pytest.mark.parametrize("good", [line(time="2024-01-02", price=10), "2024-01-02,10,3\n"])
def test_noise_before_the_first_good_line_does_not_tell_of_which_kind_they_are(noise, good):
    fault, tick = told(f"{noise}\n{good}")
    assert isinstance(fault, Fault)
    assert (tick.time, tick.close) == (at("2024-01-02"), 10)


def test_a_line_that_comes_too_late_is_left_out():
    day = [
        line(symbol=symbol, time=f"2024-01-0{number}", price=1)
        for symbol, number in (("A", 3), ("B", 1), ("A", 2), ("A", 3))
    ]
    found = told("".join(day))
    assert [type(each) for each in found] == [Tick, Tick, Fault, Tick]
    assert (found[2].what, found[2].row) == (ticks.LATE, 3)


def test_pieces_cut_anywhere_tell_the_same(rng, count):
    lines = [line(symbol="平安", time=1704187800 + n, price=10 + n / 7) for n in range(60)]
    lines[20] = "bad\n"
    text = "".join(lines)
    whole = told(text)
    for _ in range(count(1000)):
        feed, found, place = Feed(), [], 0
        while place < len(text):
            size = rng.choice((1, 3, 50, 1000))
            found += feed.feed(text[place : place + size])
            place += size
        assert [*found, *feed.feed("", last=True)] == whole


def test_without_the_end_of_its_line_a_tick_waits():
    feed, text = Feed(), line(time="2024-01-02", price=10.25).strip()
    assert list(feed.feed(text)) == []
    assert len(list(feed.feed("\n"))) == 1
    assert list(feed.feed("", last=True)) == []


def test_a_line_without_end_is_let_go():
    feed = Feed()
    for _ in range(50):
        assert list(feed.feed("x" * 10_000)) == []
        assert len(feed._rest) <= LONGEST + 10_000
    fault, tick = feed.feed("\n" + line(time="2024-01-02", price=1))
    assert (fault.what, fault.row) == (ticks.TOO_LONG, 1)
    assert isinstance(tick, Tick)


def test_symbols_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(ticks, "MOST_SYMBOLS", 3)
    assert MOST_SYMBOLS == 100_000
    text = "".join(line(symbol=f"S{n}", time=1704187800, price=1) for n in range(5))
    assert [type(each) for each in told(text)] == [Tick] * 3 + [Fault] * 2


def tick(time: float, price: float, volume: float = 1.0, symbol: str = "A") -> Tick:
    return Tick(symbol, time, price, price, price, price, volume, price * volume)


def test_ticks_become_bars_that_are_named_by_their_end():
    gather = Gather(60)
    start = at("2024-01-02 09:30:00")
    added = [
        gather.add(tick(start + seconds, price))
        for seconds, price in ((1, 10), (20, 12), (59.5, 9), (60, 11), (61, 20), (200, 21))
    ]
    assert added[:4] == [None] * 4
    assert added[4] == ("A", start + 60, 10, 12, 9, 11, 4, 42)
    assert added[5] == ("A", start + 120, 20, 20, 20, 20, 1, 20)
    assert gather.now("A") == ("A", start + 240, 21, 21, 21, 21, 1, 21)
    assert gather.now("B") is None


def test_a_bar_of_a_day_is_that_day():
    gather = Gather(86_400)
    assert gather.add(tick(at("2024-01-02 09:30"), 10)) is None
    assert gather.add(tick(at("2024-01-02 15:00"), 11)) is None
    assert gather.add(tick(at("2024-01-03 00:00"), 12)).time == at("2024-01-02")


def test_symbols_do_not_mix():
    gather = Gather(60)
    assert gather.add(tick(1, 10)) is None
    assert gather.add(tick(100, 20, symbol="B")) is None
    assert gather.add(tick(2, 11)) is None
    assert [(bar.symbol, bar.open, bar.close) for bar in gather.rest()] == [
        ("A", 10, 11),
        ("B", 20, 20),
    ]


def test_a_file_of_ticks(tmp_path):
    path = tmp_path / "x.ndjson"
    rows = [
        line(symbol="A", time=1704187800 + n * 60, price=10, volume=100, amount=100_000)
        for n in range(3)
    ]
    other = line(symbol="B", time="2024-01-02", price=1)
    path.write_text(rows[0] + rows[1] + "oops\n" + other + rows[2])
    loaded = read(str(path))
    assert [(one.symbol, len(one), one.period) for one in loaded.series] == [
        ("A", 3, "1min"),
        ("B", 1, "day"),
    ]
    assert loaded.series[0].average
    assert [(fault.what, fault.row) for fault in loaded.faults] == [(ticks.NO_JSON, 3)]


def test_a_file_without_a_tick_is_refused(tmp_path):
    (tmp_path / "x.jsonl").write_text("{}\n")
    loaded = read(str(tmp_path / "x.jsonl"))
    assert loaded.series == ()
    assert loaded.faults[0].what == "No line of the file is a tick or a bar."


@pytest.mark.parametrize("kind", ["auto", "ndjson", "csv"])
def test_a_byte_order_mark_alone_is_an_empty_line(kind):
    feed = Feed(kind)
    assert list(feed.feed("\ufeff\n")) == []
    assert list(feed.feed("\ufeff\ufeff \n\ufeff")) == []
