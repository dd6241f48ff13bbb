"""通达信's own files: real ones, and records written by hand."""

import struct
from pathlib import Path

import numpy as np
import pytest

from engines.roc.data import samples, tdx
from engines.roc.data.bars import PRICES
from engines.roc.data.days import dates
from engines.wire import EngineError
from tests.engines.roc.data import records
from tests.engines.roc.data.records import bars, day, minute, write

REAL, INDEX, _SYNTHETIC = map(str, samples.samples())


def test_the_real_share_has_every_day_from_2000_to_2021():
    series, faults = tdx.read(REAL)
    assert len(series) == 4995
    assert series.times[[0, -1]].astype(str).tolist() == [
        "2000-02-14T00:00:00",
        "2021-05-14T00:00:00",
    ]
    assert (series.symbol, series.kind, series.period, series.average) == (
        "sz000001",
        "stock",
        "day",
        True,
    )
    assert faults == series.warnings == ()


def test_turnover_by_volume_is_a_price_of_the_day_on_every_real_bar():
    series, _ = tdx.read(REAL)
    average = series.amount / series.volume / 100
    # On days at one price the turnover, which has whole thousands, is off by a hundredth of a cent.
    assert ((average >= series.low - 0.005) & (average <= series.high + 0.005)).all()


def test_the_first_and_the_last_real_bar_are_what_their_bytes_say():
    series, _ = tdx.read(REAL)
    data = Path(REAL).read_bytes()
    for place in (0, -1):
        start = place % 4995 * 32
        _, *prices, amount, shares, _ = struct.unpack("<IIIIIfII", data[start : start + 32])
        got = [getattr(series, name)[place] for name in PRICES]
        assert got == [price / 100 for price in prices]
        assert (series.volume[place], series.amount[place]) == (shares / 100, amount)


def test_an_index_keeps_its_volume_and_has_no_average_price():
    series, faults = tdx.read(INDEX)
    assert (series.kind, series.average, len(series), faults) == ("index", False, 1500, ())
    raw = struct.unpack("<IIIIIfII", Path(INDEX).read_bytes()[-32:])
    assert series.volume[-1] == raw[6]
    assert len(series.warnings) == 1


def test_real_minutes_begin_at_0935_of_their_first_day():
    series, faults = tdx.read(str(samples.minutes()))
    assert (len(series), series.period, series.average, faults) == (144, "5min", True, ())
    assert str(series.times[0]) == "2021-06-01T09:35:00"
    assert str(series.times[-1]) == "2021-06-03T15:00:00"
    average = series.amount / series.volume / 100
    assert abs(np.median(average / series.close) - 1) < 0.001
    assert series.close[0] == 36.93  # not what float32 makes of it


def test_hand_written_days_are_read_back(tmp_path, rng):
    written = []
    for bar in bars(200):
        low = rng.randrange(500, 2000)
        high = low + rng.randrange(1, 300)
        opened, close = rng.randint(low, high), rng.randint(low, high)
        shares = rng.randrange(100, 4_000_000_000)
        amount = shares * (low + high) / 200
        written.append((bar[0], opened, high, low, close, amount, shares))
    path = tmp_path / "sh600000.day"
    path.write_bytes(b"".join(day(bar, rng.getrandbits(32)) for bar in written))
    series, faults = tdx.read(str(path))
    assert faults == ()
    assert series.symbol == "sh600000"
    for column, name in enumerate(PRICES, 1):
        assert getattr(series, name).tolist() == [bar[column] / 100 for bar in written]
    np.testing.assert_allclose(series.volume, [bar[6] / 100 for bar in written], rtol=1e-15)
    assert series.amount.tolist() == [float(np.float32(bar[5])) for bar in written]
    assert [f"{time:%Y%m%d}" for time in series.times.tolist()] == [str(bar[0]) for bar in written]


def test_hand_written_minutes_are_read_back(tmp_path):
    path = tmp_path / "sz300750.lc1"
    path.write_bytes(
        minute((2024, 2, 29, 571), (10.01, 10.07, 9.99, 10.03), 100_300.0, 10_000)
        + minute((2024, 2, 29, 572), (10.03, 10.05, 10.02, 10.04), 50_200.0, 5_000)
    )
    series, faults = tdx.read(str(path))
    assert faults == ()
    assert series.times.astype(str).tolist() == ["2024-02-29T09:31:00", "2024-02-29T09:32:00"]
    assert series.close.tolist() == [10.03, 10.04]
    assert series.volume.tolist() == [100, 50]
    assert series.period == "1min"


@pytest.mark.parametrize("count", (1, 249, 250, 251, 4995, 9999))
def test_the_tail_is_the_end_of_the_whole(count):
    whole, _ = tdx.read(REAL)
    some, _ = tdx.read(REAL, count)
    assert len(some) == min(count, 4995)
    for name, column in some.columns().items():
        np.testing.assert_array_equal(column, getattr(whole, name)[-count:])
    np.testing.assert_array_equal(some.times, whole.times[-count:])


def test_a_tail_reads_no_more_than_its_records(monkeypatch):
    read = []
    pread = tdx.os.pread
    monkeypatch.setattr(tdx.os, "pread", lambda *args: read.append(args) or pread(*args))
    tdx.read(REAL, 250)
    assert [(size, start) for _, size, start in read] == [(250 * 32, (4995 - 250) * 32)]


def test_rows_of_a_tail_keep_their_numbers_in_the_file(tmp_path):
    wrong = bars(300)
    wrong[280] = (wrong[280][0], 0, *wrong[280][2:])
    _, (fault,) = tdx.read(str(write(tmp_path / "sz000002.day", wrong)), 50)
    assert (fault.row, fault.lost) == (281, True)


@pytest.mark.parametrize(
    ("name", "price", "kind"),
    (
        ("sh510300", 1.005, "fund"),
        ("sz159915", 1.005, "fund"),
        ("sh900901", 1.005, "stock"),
        ("bj832000", 10.05, "stock"),
        ("sh113050", 1.005, "bond"),
        ("sz399001", 10.05, "index"),
    ),
)
def test_prices_are_divided_by_what_the_code_says(tmp_path, name, price, kind):
    path = write(tmp_path / f"{name}.day", bars(1))
    series, _ = tdx.read(str(path))
    assert (series.high[0], series.kind) == (price, kind)


@pytest.mark.parametrize(("shares", "lots"), ((100_000, 1000), (1000, 1000)))
def test_a_volume_in_lots_is_told_from_one_in_shares(tmp_path, shares, lots):
    written = [(*bar[:6], shares) for bar in bars(30)]
    series, _ = tdx.read(str(write(tmp_path / "sz000001.day", written)))
    assert series.volume[0] == lots
    assert series.average


def test_a_volume_in_neither_leaves_no_average_price(tmp_path):
    written = [(*bar[:5], bar[5] * 5, bar[6]) for bar in bars(30)]
    series, _ = tdx.read(str(write(tmp_path / "sz000001.day", written)))
    assert series.volume[0] == 1000
    assert not series.average


def test_the_extended_market_is_refused_by_its_name(tmp_path):
    path = write(tmp_path / "29#A1709.day", bars(2))
    with pytest.raises(EngineError, match="extended market"):
        tdx.read(str(path))


def test_dates_that_cannot_be_are_no_dates():
    good = [20240229, 20000229, 19991231]
    bad = [20230229, 21000229, 20240431, 20241301, 20240100, 0, 4_294_967_295, 20240132]
    found = dates(np.array(good + bad, np.uint32))
    assert (~np.isnat(found)).tolist() == [True] * len(good) + [False] * len(bad)
    assert found[:2].astype("datetime64[D]").astype(str).tolist() == ["2024-02-29", "2000-02-29"]


def test_a_day_round_trips_through_the_writer(tmp_path):
    path = write(tmp_path / "sz000001.day", bars(3))
    assert path.read_bytes() == b"".join(records.day(bar) for bar in bars(3))
    data = Path(REAL).read_bytes()[:32]
    *bar, reserved = struct.unpack("<IIIIIfII", data)
    assert records.day(tuple(bar), reserved) == data
