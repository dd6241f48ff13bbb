"""Broken files: the row is named, and the good rows are kept where that is safe."""

import os
import time

import numpy as np
import pytest

from engines.roc.data import bars as checks
from engines.roc.data import table_reader, tdx
from engines.roc.data.load import load, read
from engines.roc.data.regular import LARGEST
from engines.roc.data.table_reader import CELL, GARBLED, NARROW, WIDE
from tests.engines.roc.data.records import bars, day, minute, write

HEAD = "date,open,high,low,close,volume,amount\n"


def row(number: int, **other: object) -> str:
    cells = {"date": f"2024-01-{number:02d}", "open": 10, "high": 11, "low": 9, "close": 10}
    cells |= {"volume": 1000, "amount": 10_000} | other
    return ",".join(map(str, cells.values())) + "\n"


def table(tmp_path, text: str | bytes, name: str = "x.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(str(path))


def only(loaded):
    (series,) = loaded.series
    (fault,) = loaded.faults
    assert fault.path == loaded.path
    return series, fault


def test_a_record_that_was_cut_off_is_dropped(tmp_path):
    path = write(tmp_path / "sz000001.day", bars(5), extra=b"\1" * 17)
    series, fault = only(read(str(path)))
    assert len(series) == 5
    assert (fault.what, fault.row, fault.lost) == (tdx.PARTIAL, 6, True)
    assert "17 of 32" in fault.why


@pytest.mark.parametrize(
    ("change", "what"),
    (
        ({0: 20240230}, checks.DATE),
        ({0: 0}, checks.DATE),
        ({1: 0}, checks.BELOW),
        ({4: 0}, checks.BELOW),
        ({2: 900}, checks.CROSSED),
    ),
)
def test_a_bad_record_is_dropped_and_named(tmp_path, change, what):
    written = bars(9)
    bad = list(written[3])
    for place, value in change.items():
        bad[place] = value
    written[3] = tuple(bad)
    series, fault = only(read(str(write(tmp_path / "sz000001.day", written))))
    assert len(series) == 8
    assert (fault.what, fault.row, fault.lost) == (what, 4, True)


@pytest.mark.parametrize(
    ("bad", "what"),
    (
        ({"open": -10}, checks.BELOW),
        ({"close": 0}, checks.BELOW),
        ({"low": 12}, checks.CROSSED),
        ({"date": "2024-02-30"}, checks.DATE),
        ({"date": "yesterday"}, checks.DATE),
        ({"date": ""}, checks.DATE),
        ({"close": "ten"}, CELL),
        ({"amount": "1,2,3"}, WIDE),
        ({"volume": "12;5"}, CELL),
        ({"volume": "1_0"}, CELL),
        ({"date": "2024-01-02 24:00"}, checks.DATE),
        ({"date": "2024-01-02 12:60"}, checks.DATE),
    ),
)
def test_a_bad_line_is_dropped_and_named(tmp_path, bad, what):
    text = HEAD + row(1) + row(2, **bad) + row(3)
    series, fault = only(table(tmp_path, text))
    assert len(series) == 2
    assert (fault.what, fault.row, fault.lost) == (what, 3, True)
    assert "row 3" in fault.why


def test_rows_without_any_price_are_left_out(tmp_path):
    missing = {"open": "--", "high": "--", "low": "--", "close": "--"}
    series, fault = only(table(tmp_path, HEAD + row(1) + row(2, **missing)))
    assert (len(series), fault.what, fault.row) == (1, checks.UNPRICED, 3)


def test_a_line_with_too_few_cells_is_dropped(tmp_path):
    series, fault = only(table(tmp_path, HEAD + row(1) + "2024-01-02,10,11\n" + row(3)))
    assert (len(series), fault.what, fault.row) == (2, NARROW, 3)


def test_rows_out_of_order_are_sorted_with_a_warning(tmp_path):
    series, fault = only(table(tmp_path, HEAD + row(1) + row(3) + row(2) + row(4)))
    assert series.times.astype("datetime64[D]").astype(str).tolist() == [
        f"2024-01-0{day}" for day in (1, 2, 3, 4)
    ]
    assert (fault.what, fault.row, fault.lost) == (checks.ORDER, 4, False)


def test_the_newest_first_is_an_order_too(tmp_path):
    loaded = table(tmp_path, HEAD + row(3, close=10.3) + row(2, close=10.2) + row(1, close=10.1))
    assert loaded.faults == ()
    assert loaded.series[0].close.tolist() == [10.1, 10.2, 10.3]


def test_of_the_same_day_twice_the_last_is_kept(tmp_path):
    text = HEAD + row(1) + row(2, close=10.1) + row(2, close=10.2) + row(3)
    series, fault = only(table(tmp_path, text))
    assert series.close.tolist() == [10, 10.2, 10]
    assert (fault.what, fault.row, fault.lost) == (checks.TWICE, 3, True)


def test_of_many_rows_in_no_order_the_last_of_each_day_is_kept(tmp_path, rng):
    days = [rng.randrange(1, 29) for _ in range(300)]
    text = HEAD + "".join(row(day, close=9 + n / 1000) for n, day in enumerate(days))
    (series,) = table(tmp_path, text).series
    last = {day: 9 + n / 1000 for n, day in enumerate(days)}
    assert series.close.tolist() == [last[day] for day in sorted(last)]


@pytest.mark.parametrize("line", ("1\n", "2024-01-02,x\n"))
def test_a_file_of_broken_rows_is_given_up(tmp_path, line):
    (fault,) = table(tmp_path, "date,close\n" + line * 30_000).faults
    assert (fault.what, fault.lost) == ("Most rows of the file are broken.", True)
    assert "row" in fault.why


def test_too_many_symbols_are_refused(tmp_path):
    rows = "".join(f"S{n},20240102,10\n" for n in range(20_001))
    (fault,) = table(tmp_path, f"symbol,date,close\n{rows}").faults
    assert fault.what == "This file has too many symbols."


def test_too_many_lines_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table_reader, "MOST_ROWS", 100)
    (fault,) = table(tmp_path, "date,close\n" + "\n" * 101).faults
    assert fault.what == "This file has too many rows."


def test_a_record_twice_in_a_day_file_is_kept_once(tmp_path):
    written = bars(4)
    written.insert(2, (*written[1][:4], 1003, *written[1][5:]))
    series, fault = only(read(str(write(tmp_path / "sz000001.day", written))))
    assert (len(series), series.close[1], fault.what, fault.row) == (4, 10.03, checks.TWICE, 2)


def test_prices_that_move_without_volume_are_named_and_kept(tmp_path):
    series, fault = only(table(tmp_path, HEAD + row(1) + row(2, volume=0, amount=0) + row(3)))
    assert (len(series), fault.what, fault.row, fault.lost) == (3, checks.STILL, 3, False)
    assert series.volume[1] == 0


def test_a_day_without_volume_and_without_a_move_is_a_halt(tmp_path):
    still = {"open": 10, "high": 10, "low": 10, "volume": 0, "amount": 0}
    loaded = table(tmp_path, HEAD + row(1) + row(2, **still) + row(3))
    assert (loaded.faults, len(loaded.series[0])) == ((), 3)


def test_a_volume_below_zero_is_unknown(tmp_path):
    series, fault = only(table(tmp_path, HEAD + row(1) + row(2, volume=-5) + row(3)))
    assert (len(series), fault.what, fault.row) == (3, checks.NEGATIVE, 3)
    assert np.isnan(series.volume[1])


def test_many_bad_rows_are_one_fault(tmp_path):
    text = HEAD + "".join(row(day, open=-1 if day % 2 else 10) for day in range(1, 29))
    series, fault = only(table(tmp_path, text))
    assert len(series) == 14
    assert fault.why == "rows 2, 4, 6 and 11 more"


def test_bytes_in_no_encoding_cost_their_row_alone(tmp_path):
    text = f"{HEAD}{row(1)}".encode() + b"2024-01-02,\xff\xff,11,9,10,1,10\n" + row(3).encode()
    series, fault = only(table(tmp_path, text))
    assert (len(series), fault.what, fault.row) == (2, GARBLED, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    (
        (b"", "The file is empty."),
        (b"  \n\n", "The file is empty."),
        (b"hello\nworld\n", "utf-8, gb18030"),
        (b"\0\1\2\3\4\5\6\7" * 9, "bytes that are 0"),
        (b"PK\x03\x04 a workbook", "save it as CSV"),
        (b"\xd0\xcf\x11\xe0 an older one", "save it as CSV"),
        (b"PAR1....", "its name does not say so"),
        (b"a" * 70_000, "A line is too long"),
        (f"{HEAD}".encode() + b"1" * 70_000, "A line is too long"),
    ),
)
def test_what_is_no_table_is_refused_and_says_why(tmp_path, content, said):
    loaded = table(tmp_path, content)
    (fault,) = loaded.faults
    assert loaded.series == ()
    assert (fault.row, fault.lost) == (0, True)
    assert said in f"{fault.what} {fault.why} {fault.fix}"


def test_a_broken_file_stops_no_other(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\0nothing")
    (tmp_path / "b.csv").write_text(HEAD + row(1))
    write(tmp_path / "c.day", bars(2))
    loaded = list(load([str(tmp_path), str(tmp_path / "missing.csv")]))
    assert [len(each.series) for each in loaded] == [1, 0, 1, 0]
    assert [len(each.faults) for each in loaded] == [0, 1, 0, 1]
    assert "No such file" in loaded[-1].faults[0].why


def test_only_regular_files_are_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "zero.day").symlink_to("/dev/zero")
    (tmp_path / "folder.csv").mkdir()
    for name in ("pipe.csv", "zero.csv", "zero.day"):
        (fault,) = read(str(tmp_path / name)).faults
        assert fault.what == "This is no regular file."
    (empty,) = load([str(tmp_path / "folder.csv")])
    assert empty.faults[0].what == "There is no file in this folder that can be read."


@pytest.mark.parametrize("name", ("x.day", "x.csv", "x.lc5", "x.ndjson", "x.parquet"))
def test_a_file_beyond_all_measure_is_refused_unread(tmp_path, name):
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    (fault,) = read(str(path)).faults
    assert fault.what == "This file is too large."


def test_a_day_file_of_holes_is_not_read_whole(tmp_path):
    path = tmp_path / "x.day"
    with path.open("wb") as file:
        file.truncate(LARGEST)
    (fault,) = read(str(path)).faults
    assert fault.what == "This file has too many rows."
    assert read(str(path), bars=10).series == ()


def test_a_strange_name_is_said_in_printable_words(tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv")
    (fault,) = read(path).faults
    assert "\\udcff" in fault.path


def test_infinity_and_nan_in_minutes_are_no_prices(tmp_path):
    good = (10.0, 10.2, 9.9, 10.1)
    path = tmp_path / "sz000001.lc5"
    path.write_bytes(
        minute((2024, 1, 2, 575), good, 1e5, 10_000)
        + minute((2024, 1, 2, 580), (float("nan"),) * 4, 1e5, 10_000)
        + minute((2024, 1, 2, 1440), good, 1e5, 10_000)
        + minute((2024, 1, 2, 585), (10.0, float("inf"), 9.9, 10.1), 1e5, 10_000)
    )
    loaded = read(str(path))
    assert {(fault.what, fault.row) for fault in loaded.faults} == {
        (checks.UNPRICED, 2),
        (checks.DATE, 3),
    }
    assert len(loaded.series[0]) == 2
    assert np.isnan(loaded.series[0].high[1])


def test_whatever_bytes_a_turnover_has(tmp_path):
    """A signalling NaN, an infinity and the largest number: no warning, no infinity."""
    path = tmp_path / "sz000001.day"
    good = [day(bar) for bar in bars(4)]
    odd = [b"\1\0\x80\x7f", b"\0\0\x80\x7f", b"\xff\xff\x7f\x7f"]
    path.write_bytes(
        good[0]
        + b"".join(one[:20] + four + one[24:] for one, four in zip(good[1:], odd, strict=True))
    )
    (series,) = read(str(path)).series
    assert np.isnan(series.amount[1:]).all()
    assert series.average


@pytest.mark.parametrize("head", ("volume,amount", "成交量(万手),成交额(亿)"))
def test_numbers_beyond_all_measure_are_unknown(tmp_path, head):
    rows = "2024-01-02,10,1e-320,1e29\n2024-01-03,10,1e308,1e308\n2024-01-04,1e31,1,1\n"
    loaded = table(tmp_path, f"date,close,{head}\n{rows}")
    assert np.isnan(loaded.series[0].amount[1])
    assert not np.isinf(loaded.series[0].amount).any()
    assert [fault.what for fault in loaded.faults] == [checks.UNPRICED]


def test_a_day_of_zeros_is_nothing(tmp_path):
    path = tmp_path / "sz000001.day"
    path.write_bytes(bytes(320) + day(bars(1)[0]))
    series, fault = only(read(str(path)))
    assert (len(series), fault.why) == (1, "rows 1, 2, 3 and 7 more")


def test_a_file_of_broken_lines_of_json_is_given_up(tmp_path):
    (fault,) = table(tmp_path, "1\n" * 30_000, "x.ndjson").faults
    assert fault.what == "Most rows of the file are broken."


@pytest.mark.parametrize(
    "line",
    (
        "000001 " + " " * 60_000 + "x",
        "date,close," + "_" * 60_000 + "(x(",
        "date,close," + "a_" * 30_000,
    ),
    ids=("title", "unit", "underscores"),
)
def test_no_line_takes_longer_than_its_length(tmp_path, line):
    begun = time.process_time()
    table(tmp_path, (line + "\n") * 5)
    assert time.process_time() - begun < 2


def test_a_file_without_a_bar_says_so(tmp_path):
    """Else a folder of these would look as if they were not there."""
    (tmp_path / "sz000001.day").touch()
    for loaded in (read(str(tmp_path / "sz000001.day")), table(tmp_path, HEAD)):
        assert [fault.what for fault in loaded.faults] == ["There are no bars in this file."]


def test_one_line_that_does_not_end_is_read(tmp_path):
    assert len(table(tmp_path, "2024-01-02,10,11,9,10,1000").series[0]) == 1


def test_a_row_with_many_bad_cells_is_told_of_once(tmp_path):
    series, fault = only(table(tmp_path, HEAD + row(1) + HEAD + row(2)))
    assert len(series) == 2
    assert (fault.what, fault.why, fault.row) == (checks.DATE, "row 3: date", 3)


def test_a_volume_and_a_turnover_below_0_are_one_fault(tmp_path):
    series, fault = only(table(tmp_path, HEAD + row(1, volume=-1, amount=-1) + row(2, amount=-1)))
    assert fault.why == "rows 2, 3"
    assert np.isnan(series.volume).tolist() == [True, False]
    assert np.isnan(series.amount).all()


def test_nothing_that_moves_a_cursor_comes_out_of_a_file(tmp_path):
    """A cell may hold what a terminal obeys."""
    head = "date,symbol,name,close\n"
    text = head + "2024-01-02,a\x1b[2Jb,\x1b]0;x\x07,1\n2024-01-03,a\x1b[2Jb,y,\x1b[31m\n"
    series, fault = only(table(tmp_path, text))
    shown = series.symbol + series.name + fault.why
    assert shown.isprintable() and "\\x1b[2J" in shown
    lines = table(tmp_path, '{"time":1e9,"price":1,"symbol":"\\u001b[2J"}\n', "x.ndjson")
    assert lines.series[0].symbol == "\\x1b[2J"


def test_a_symbol_is_no_longer_than_a_column(tmp_path):
    (series,) = table(tmp_path, f"date,symbol,close\n2024-01-02,{'A' * 9999},1\n").series
    assert len(series.symbol) == 64
