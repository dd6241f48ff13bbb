"""A file that somebody still writes."""

import os
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engines.roc.data import follow
from engines.roc.data.follow import Follower
from engines.roc.data.load import read
from engines.roc.data.samples import samples
from tests.engines.roc.data.records import bars, day, write

HEAD = "date,open,high,low,close,volume,amount\n"


def row(number: int, close: float = 10.0) -> str:
    return f"2024-{number // 28 + 1:02d}-{number % 28 + 1:02d},10,20,5,{close},1000,1000000\n"


class Writer:
    """Writes, and makes every write another time, as a second between two of them would."""

    def __init__(self, path):
        self.path, self.time = path, 1_700_000_000_000_000_000

    def put(self, content: str | bytes, mode: str = "ab") -> None:
        with self.path.open(mode) as file:
            file.write(content.encode() if isinstance(content, str) else content)
        self.tick()

    def tick(self) -> None:
        self.time += 1_000_000_000
        os.utime(self.path, ns=(self.time, self.time))


@pytest.fixture
def csv(tmp_path):
    writer = Writer(tmp_path / "x.csv")
    writer.put(HEAD + row(0) + row(1))
    return writer


@pytest.fixture
def days(tmp_path):
    writer = Writer(write(tmp_path / "sz000001.day", bars(5)))
    writer.tick()
    return writer


def closes(added) -> list[float]:
    assert added.loaded.faults == ()
    (series,) = added.loaded.series
    return series.close.tolist()


def test_the_first_look_tells_all_and_the_second_nothing(csv):
    follower = Follower(str(csv.path))
    first = follower.poll()
    assert (closes(first), first.whole) == ([10, 10], True)
    assert follower.poll() is None


def test_lines_that_are_added_come_alone(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    csv.put(row(2, 11) + row(3, 12))
    added = follower.poll()
    assert (closes(added), added.whole) == ([11, 12], False)
    assert added.loaded.series[0].average
    assert follower.poll() is None


def test_half_a_line_waits_for_the_other(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    whole = row(2, 11.25)
    csv.put(whole[:-20])
    assert follower.poll() is None
    csv.put(whole[-20:] + row(3, 12)[:30])
    assert closes(follower.poll()) == [11.25]


def test_a_last_line_without_end_is_taken_when_nothing_more_comes(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    csv.put(row(2, 11.25).rstrip())
    assert follower.poll() is None
    assert closes(follower.poll()) == [11.25]
    assert follower.poll() is None
    csv.put("\n" + row(3, 12))
    assert closes(follower.poll()) == [12]


def test_a_last_line_that_was_not_whole_after_all_is_read_again(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    csv.put("2024-01-03,10,20,5,1")
    follower.poll()
    follower.poll()
    csv.put("1.5,1000,1000000\n")
    added = follower.poll()
    assert (closes(added), added.whole) == ([10, 10, 11.5], True)


def test_a_bad_line_that_is_added_is_told_once_and_by_its_number(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    csv.put("2024-01-09,10,20,5,ten,1,1\n" + row(9))
    (fault,) = follower.poll().loaded.faults
    assert fault.row == 4
    csv.put(row(10) + "2024-01-19,10,20,5,ten,1,1\n")
    (fault,) = follower.poll().loaded.faults
    assert fault.row == 7


def test_a_file_that_shrank_is_read_anew(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    csv.put(HEAD + row(5, 15), "wb")
    added = follower.poll()
    assert (closes(added), added.whole) == ([15], True)


def test_a_file_emptied_has_nothing_and_may_grow_again(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    csv.put("", "wb")
    added = follower.poll()
    assert (added.whole, added.loaded.series) == (True, ())
    assert follower.poll() is None
    csv.put(HEAD + row(5, 15))
    assert closes(follower.poll()) == [15]


def test_another_file_in_its_place_is_read_anew(csv, tmp_path):
    follower = Follower(str(csv.path))
    follower.poll()
    other = Writer(tmp_path / "other.csv")
    other.put(HEAD + row(0) + row(1) + row(2, 13))
    other.path.replace(csv.path)
    added = follower.poll()
    assert (closes(added), added.whole) == ([10, 10, 13], True)


def test_a_file_that_was_rotated_away_comes_back(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    csv.path.rename(csv.path.with_suffix(".old"))
    gone = follower.poll()
    assert (gone.whole, gone.loaded.series) == (True, ())
    assert follower.poll() is None
    csv.put(HEAD + row(7, 17))
    assert closes(follower.poll()) == [17]


def test_a_file_rewritten_in_place_is_read_anew(csv):
    follower = Follower(str(csv.path))
    follower.poll()
    csv.put(HEAD + row(0) + row(1, 19) + row(2), "wb")
    added = follower.poll()
    assert (closes(added), added.whole) == ([10, 19, 10], True)


def test_a_rewrite_within_one_tick_of_the_clock_is_seen(csv):
    """The same size, the same time: only a second look at a fresh file shows it."""
    written = os.stat(csv.path).st_mtime_ns  # noqa: PTH116
    follower = Follower(str(csv.path), now=lambda: written + follow.SETTLED // 2)
    follower.poll()
    data = csv.path.read_bytes().replace(b"02,10,20,5,10.0", b"02,10,20,5,17.0")
    with csv.path.open("r+b") as file:
        file.write(data)
    os.utime(csv.path, ns=(written, written))
    follower._mark = follow.mark(os.stat(csv.path))  # noqa: PTH116 - as if ctime had not moved
    assert closes(follower.poll()) == [10, 17]


def test_gbk_that_turns_up_later_is_read(csv):
    csv.put("date,close,name\n2024-01-01,10,a\n", "wb")
    follower = Follower(str(csv.path))
    follower.poll()
    csv.put("2024-01-02,11,平安\n".encode("gbk"))
    added = follower.poll()
    assert added.whole
    assert added.loaded.series[0].name == "平安"


def test_utf_16_is_read_anew_each_time(csv):
    csv.put("date,close\n2024-01-01,10\n".encode("utf-16"), "wb")
    follower = Follower(str(csv.path))
    assert closes(follower.poll()) == [10]
    assert follower.poll() is None
    csv.put("2024-01-02,11\n".encode("utf-16-le"))
    assert closes(follower.poll()) == [10, 11]


def test_ndjson_grows_by_its_lines(tmp_path):
    writer = Writer(tmp_path / "x.ndjson")
    writer.put('{"time": 1704187800, "price": 10}\n')
    follower = Follower(str(writer.path))
    assert closes(follower.poll()) == [10]
    writer.put('{"time": 1704187860, "price": 11}\n{"time": 170418')
    assert closes(follower.poll()) == [11]


def test_records_that_are_added_come_alone(days):
    follower = Follower(str(days.path))
    assert len(closes(follower.poll())) == 5
    days.put(b"".join(day(bar) for bar in bars(7)[5:]))
    added = follower.poll()
    assert (closes(added), added.whole) == ([10.06, 10.07], False)
    assert follower.poll() is None


def test_half_a_record_waits_for_the_other(days):
    follower = Follower(str(days.path))
    follower.poll()
    record = day(bars(6)[5])
    days.put(record[:13])
    assert follower.poll() is None
    assert follower.poll() is None
    days.put(record[13:])
    assert closes(follower.poll()) == [10.06]


def test_todays_bar_is_rewritten_in_place(days):
    follower = Follower(str(days.path))
    follower.poll()
    today = list(bars(5)[4])
    today[2] = today[4] = 1500
    today[5] = 1_250_000.0
    data = days.path.read_bytes()[:-32] + day(tuple(today))
    days.put(data, "r+b")
    added = follower.poll()
    assert (closes(added), added.whole) == ([15], False)
    days.put(data + day(bars(6)[5]), "r+b")
    assert closes(follower.poll()) == [10.06]


def test_an_older_record_that_changed_makes_all_new(days):
    follower = Follower(str(days.path))
    follower.poll()
    other = b"".join(day(bar) for bar in bars(6, cents=2000))
    days.put(other, "wb")
    added = follower.poll()
    assert (len(closes(added)), added.whole) == (6, True)


def test_a_bad_record_that_is_added_is_told_once_by_its_number(days):
    follower = Follower(str(days.path))
    follower.poll()
    days.put(day((20240105, 0, 0, 0, 0, 0.0, 0)) + day(bars(7)[6]))
    added = follower.poll()
    assert [fault.row for fault in added.loaded.faults] == [6]
    days.put(day(bars(8)[7]))
    assert follower.poll().loaded.faults == ()


def test_one_new_bar_is_in_the_unit_of_those_before(days):
    """Its own turnover by volume fits no unit: the bars before it tell."""
    follower = Follower(str(days.path))
    follower.poll()
    odd = list(bars(6)[5])
    odd[5] *= 7
    days.put(day(tuple(odd)))
    (series,) = follower.poll().loaded.series
    assert (series.volume[-1], series.average) == (1000, True)


def test_a_broken_file_is_told_once_and_may_heal(tmp_path):
    writer = Writer(tmp_path / "x.csv")
    writer.put("nothing that is known\n")
    follower = Follower(str(writer.path))
    assert follower.poll().loaded.faults[0].lost
    assert follower.poll() is None
    writer.put(HEAD + row(1), "wb")
    assert closes(follower.poll()) == [10]


def test_what_is_not_there_yet_is_waited_for(tmp_path):
    follower = Follower(str(tmp_path / "x.csv"))
    assert follower.poll() is None
    Writer(tmp_path / "x.csv").put(HEAD + row(1))
    assert closes(follower.poll()) == [10]


def test_an_unchanged_file_is_not_opened(days, monkeypatch):
    follower = Follower(str(days.path))
    follower.poll()
    monkeypatch.setattr(os, "open", None)
    assert follower.poll() is None


@pytest.mark.parametrize("suffix", ("csv", "day", "ndjson"))
def test_whatever_the_pieces_all_bars_arrive(tmp_path, rng, count, suffix):
    if suffix == "day":
        data = samples()[0].read_bytes()[: 40 * 32]
    elif suffix == "csv":
        data = (HEAD + "".join(row(n, 10 + n / 8) for n in range(40))).encode()
    else:
        line = '{{"time": {}, "close": {}, "volume": 1000, "amount": 1000000}}\n'
        data = "".join(line.format(1704187800 + n * 60, 10 + n / 8) for n in range(40)).encode()
    for round_ in range(count(500)):
        writer = Writer(tmp_path / f"{round_}.{suffix}")
        follower = Follower(str(writer.path))
        told: dict[object, float] = {}
        place = 0
        while place < len(data):
            size = rng.choice((1, 7, 32, 200, 1000))
            writer.put(data[place : place + size])
            place += size
            for _ in range(rng.randrange(3)):
                take(follower.poll(), told)
        take(follower.poll(), told)
        take(follower.poll(), told)
        (whole,) = read(str(writer.path)).series
        assert told == dict(zip(whole.times.tolist(), whole.close.tolist(), strict=True))


def take(added, told) -> None:
    if added and added.whole:
        told.clear()
    for series in added.loaded.series if added else ():
        told.update(zip(series.times.tolist(), series.close.tolist(), strict=True))
        assert (np.diff(series.times.astype(np.int64)) > 0).all()


def test_parquet_is_read_anew(tmp_path):
    writer = Writer(tmp_path / "x.parquet")
    follower = Follower(str(writer.path))
    for count in (1, 2):
        table = pa.table({"date": ["2024-01-02", "2024-01-03"], "close": [10.0, 11.0]})
        pq.write_table(table.slice(0, count), tmp_path / "new")
        shutil.move(tmp_path / "new", writer.path)
        writer.tick()
        added = follower.poll()
        assert (closes(added), added.whole) == ([10, 11][:count], True)
        assert follower.poll() is None
