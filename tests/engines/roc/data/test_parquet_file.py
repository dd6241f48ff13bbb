"""Parquet, with and without pyarrow."""

import sys
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engines.installing import install
from engines.roc.data import bars, parquet_file
from engines.roc.data.load import read
from engines.roc.data.table_reader import CELL

DAYS = ["2024-01-02", "2024-01-03", "2024-01-04"]


def plain() -> dict[str, list[float]]:
    return {
        "open": [10, 11, 12],
        "high": [13, 13, 13],
        "low": [9, 9, 9],
        "close": [10, 11, 12],
        "volume": [1000, 1000, 1000],
        "amount": [1_000_000, 1_100_000, 1_200_000],
    }


def one(tmp_path, table: pa.Table, name: str = "sz000001.parquet"):
    pq.write_table(table, tmp_path / name)
    loaded = read(str(tmp_path / name))
    assert loaded.faults == ()
    (series,) = loaded.series
    return series


def seconds(days, unit="s"):
    return pa.array(np.array(days, f"datetime64[{unit}]"))


@pytest.mark.parametrize(
    "dates",
    (
        pa.array(DAYS),
        pa.array([date.fromisoformat(day) for day in DAYS]),
        seconds(DAYS),
        seconds(DAYS, "ns"),
        seconds(DAYS).cast(pa.timestamp("s", tz="UTC")),
        pa.array(np.array(DAYS, "datetime64[s]") - np.timedelta64(8, "h")).cast(
            pa.timestamp("us", tz="Asia/Shanghai")
        ),
        pa.array([20240102, 20240103, 20240104]),
        pa.array([1704153600, 1704240000, 1704326400]),
        pa.array([1704153600000, 1704240000000, 1704326400000]),
        pa.array(DAYS).dictionary_encode(),
    ),
    ids=str,
)
def test_dates_of_every_type(tmp_path, dates):
    series = one(tmp_path, pa.table({"日期": dates, **plain()}))
    assert series.times.astype("datetime64[D]").astype(str).tolist() == DAYS
    assert (series.symbol, series.average, series.kind) == ("sz000001", True, "stock")
    for name, column in plain().items():
        assert getattr(series, name).tolist() == column


@pytest.mark.parametrize(
    "closes",
    (
        pa.array([10, None, 12], pa.int32()),
        pa.array([10.0, None, 12.0], pa.float32()),
        pa.array(["10", "--", "12"]),
        pa.array([10, None, 12]).cast(pa.decimal128(30, 3)),
    ),
)
def test_numbers_of_every_type(tmp_path, closes):
    series = one(tmp_path, pa.table({"date": DAYS, **plain(), "close": closes}))
    np.testing.assert_array_equal(series.close, [10, np.nan, 12])


def test_what_pandas_writes(tmp_path):
    frame = pd.DataFrame(plain(), index=pd.DatetimeIndex(DAYS))
    frame.to_parquet(tmp_path / "x.parquet")
    (series,) = read(str(tmp_path / "x.parquet")).series
    assert series.close.tolist() == [10, 11, 12]
    assert str(series.times[-1]) == "2024-01-04T00:00:00"


def test_symbols_and_times_in_columns(tmp_path):
    table = pa.table(
        {
            "code": ["000001.SZ", "B", "B"],
            "name": ["平安", "b", "b"],
            "date": ["2024-01-02"] * 3,
            "time": ["09:35", "09:40", "09:45"],
            "close": [1.0, 2.0, 3.0],
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    series = read(str(tmp_path / "x.parquet")).series
    assert [(each.symbol, each.name, each.close.tolist()) for each in series] == [
        ("sz000001", "平安", [1]),
        ("B", "b", [2, 3]),
    ]
    assert str(series[1].times[1]) == "2024-01-02T09:45:00"


def test_bad_rows_are_named(tmp_path):
    table = pa.table({"date": ["2024-01-02", "never", "2024-01-04"], "close": ["-1", "2", "x"]})
    pq.write_table(table, tmp_path / "x.parquet")
    found = {(fault.what, fault.row) for fault in read(str(tmp_path / "x.parquet")).faults}
    assert found == {(bars.DATE, 2), (bars.BELOW, 1), (CELL, 3)}


def test_without_columns_that_are_known_it_is_refused(tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x.parquet")
    (fault,) = read(str(tmp_path / "x.parquet")).faults
    assert fault.what == "No columns of dates and closing prices were found."


def test_too_many_rows_are_refused_before_they_are_read(tmp_path, monkeypatch):
    pq.write_table(pa.table({"date": DAYS, "close": [1, 2, 3]}), tmp_path / "x.parquet")
    monkeypatch.setattr(parquet_file, "MOST_ROWS", 2)
    (fault,) = read(str(tmp_path / "x.parquet")).faults
    assert fault.what == "This file has too many rows."


def test_without_pyarrow_the_fix_is_said(tmp_path, monkeypatch):
    pq.write_table(pa.table({"date": DAYS, "close": [1, 2, 3]}), tmp_path / "x.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (fault,) = read(str(tmp_path / "x.parquet")).faults
    assert fault.what == "Reading Parquet needs pyarrow."
    assert fault.fix == install("pyarrow")


def test_columns_that_are_not_needed_are_not_read(tmp_path):
    table = pa.table({"date": DAYS, "close": [1, 2, 3], "junk": [{"a": 1}] * 3})
    assert len(one(tmp_path, table)) == 3
