"""Files and folders together."""

import os
import time

import pytest

from engines import paths
from engines.roc.data import tdx
from engines.roc.data.load import files, load
from engines.roc.data.samples import minutes, samples
from tests.engines.roc.data.records import bars, write

REAL = str(samples()[0])
CSV = "date,close\n2024-01-02,10\n"


def symbols(*paths, **how) -> list[str]:
    return [series.symbol for each in load(map(str, paths), **how) for series in each.series]


def test_a_vipdoc_folder_is_read_whole_days_first(tmp_path):
    for place in ("sh/lday/sh600000", "bj/lday/bj920001", "sz/lday/sz000001"):
        write(tmp_path / f"vipdoc/{place}.day", bars(3))
    minute = tmp_path / "vipdoc/sh/fzline/sh600000.lc5"
    minute.parent.mkdir()
    minute.write_bytes(minutes().read_bytes())
    (tmp_path / "vipdoc/readme.md").write_text("no bars")
    (tmp_path / "vipdoc/.hidden.csv").write_text(CSV)
    expected = ["bj920001", "sh600000", "sz000001", "sh600000:5min"]
    assert symbols(tmp_path) == expected
    assert symbols(tmp_path, period="week") == expected


def test_the_same_symbol_of_another_file_has_a_number(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text(CSV)
    assert symbols(tmp_path) == ["x", "x:2", "x:3"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path, monkeypatch):
    (tmp_path / "x.csv").write_text(CSV)
    monkeypatch.chdir(tmp_path)
    assert symbols(tmp_path, tmp_path / "x.csv", "x.csv", "./x.csv") == ["x"]


def test_suffixes_in_capitals_are_suffixes(tmp_path):
    (tmp_path / "X.CSV").write_text(CSV)
    write(tmp_path / "SZ000001.DAY", bars(2))
    assert sorted(symbols(tmp_path)) == ["X", "sz000001"]


def test_links_to_folders_make_no_ring(tmp_path):
    (tmp_path / "x.csv").write_text(CSV)
    (tmp_path / "ring").symlink_to(tmp_path)
    assert symbols(tmp_path) == ["x"]


def test_a_kind_that_is_not_read_says_which_are(tmp_path):
    (tmp_path / "x.md").write_text(CSV)
    (loaded,) = load([str(tmp_path / "x.md")])
    assert loaded.faults[0].what == "Files of this kind are not read."
    assert ".parquet" in loaded.faults[0].why


@pytest.mark.parametrize("suffix", ("csv", "ndjson", "day"))
def test_the_newest_bars_alone(tmp_path, suffix):
    path = tmp_path / f"x.{suffix}"
    if suffix == "day":
        write(path, bars(9))
    elif suffix == "csv":
        path.write_text("date,close\n" + "".join(f"2024-01-0{n},{n}\n" for n in range(1, 10)))
    else:
        line = '{{"date": "2024-01-0{}", "close": {}}}\n'
        path.write_text("".join(line.format(n, n) for n in range(1, 10)))
    (loaded,) = load([str(path)], bars=4)
    assert loaded.series[0].times.astype("datetime64[D]").astype(str).tolist() == [
        f"2024-01-0{n}" for n in (6, 7, 8, 9)
    ]
    (loaded,) = load([str(path)], bars=100)
    assert len(loaded.series[0]) == 9


@pytest.mark.parametrize("path", (REAL, str(minutes())))
@pytest.mark.parametrize("period", ("day", "week", "month"))
@pytest.mark.parametrize("count", (1, 2, 30, 10_000))
def test_the_newest_periods_are_the_last_of_all_periods(path, period, count):
    (whole,), (some,) = load([path], period), load([path], period, count)
    all_of_it, newest = whole.series[0], some.series[0]
    assert len(newest) == min(count, len(all_of_it))
    for name, column in newest.columns().items():
        assert column.tolist() == getattr(all_of_it, name)[-count:].tolist()
    assert newest.times.tolist() == all_of_it.times[-count:].tolist()


def test_few_weeks_of_a_long_file_are_not_read_from_its_beginning(monkeypatch):
    read = []
    pread = tdx.os.pread
    monkeypatch.setattr(tdx.os, "pread", lambda *args: read.append(args[1]) or pread(*args))
    list(load([REAL], "week", 60))
    assert sum(read) < 0.1 * os.stat(REAL).st_size  # noqa: PTH116


def test_files_are_known_before_they_are_read(tmp_path):
    (tmp_path / "b.csv").write_text("")
    (tmp_path / "a.csv").write_text("")
    named = str(tmp_path)
    assert list(files([named, "missing.csv"])) == [
        f"{named}/a.csv",
        f"{named}/b.csv",
        "missing.csv",
    ]


def test_a_thousand_tails_take_well_under_a_second(tmp_path):
    """CPU time, and more than five times of what it takes here, so that no slow machine fails."""
    data = samples()[0].read_bytes()
    for number in range(100):
        (tmp_path / f"sz30{number:04d}.day").write_bytes(data)
    start = time.process_time()
    assert len(symbols(tmp_path, bars=250)) == 100
    assert time.process_time() - start < 0.1


def test_files_of_the_same_days_share_them(tmp_path):
    for name in ("sz000001", "sz000002"):
        write(tmp_path / f"{name}.day", bars(50))
    one, other = (each.series[0] for each in load([str(tmp_path)]))
    assert one.times is other.times


def test_a_broken_table_of_markets_is_told_and_stops_nothing(tmp_path):
    paths.config().mkdir(parents=True)
    (paths.config() / "markets.csv").write_text("nonsense\n")
    (tmp_path / "x.csv").write_text(CSV)
    first, second = load([str(tmp_path / "x.csv")])
    assert first.faults[0].what == "A line of your table of markets cannot be read."
    assert len(second.series) == 1


def test_a_table_of_markets_that_is_no_file_is_told_and_waited_for_by_nobody(tmp_path):
    paths.config().mkdir(parents=True)
    os.mkfifo(paths.config() / "markets.csv")
    (tmp_path / "x.csv").write_text(CSV)
    first, second = load([str(tmp_path / "x.csv")])
    assert first.faults[0].what == "Your table of markets cannot be read."
    assert len(second.series) == 1
