"""Whatever bytes a file holds, reading it ends, in bars or in faults."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.roc.data.faults import Fault
from engines.roc.data.load import read
from engines.roc.data.samples import minutes, samples
from engines.roc.data.ticks import Feed, Tick
from engines.roc.series import FIELDS

CELLS = (
    "2024-01-02",
    "20240103",
    "01/02/2024",
    "10",
    "-1",
    "0",
    "1e308",
    "nan",
    "inf",
    "--",
    "",
    '"',
    '"1,2"',
    "9" * 30,
    "亿",
    "1.5万",
    "%",
    "=",
    "1_0",
    "٣",
    "\0",
    "\ufeff",
    "\r",
    "09:35",
)
SEEDS = (
    b"date,open,high,low,close,volume,amount\n2024-01-02,10,11,9,10,1000,10000\n",
    "日期\t代码\t收盘\t成交量\n2024/01/02\t000001\t10\t1000\n".encode("gbk"),
    "日期,收盘\n2024-01-02,10\n".encode("utf-16"),
    b'{"symbol": "A", "time": 1704187800, "price": 10, "volume": 3}\n',
    samples()[0].read_bytes()[:320],
    minutes().read_bytes()[:320],
)


def holds(path) -> None:
    """What every answer must be."""
    loaded = read(str(path))
    for fault in loaded.faults:
        assert isinstance(fault, Fault)
        assert fault.what and fault.row >= 0
        assert fault.why.encode()
    for series in loaded.series:
        assert len(series) > 0
        assert (np.diff(series.times.view(np.int64)) > 0).all()
        assert not np.isnat(series.times).any()
        for name in FIELDS:
            column = getattr(series, name)
            assert column.dtype == np.float64
            assert len(column) == len(series)
            assert not np.isinf(column).any()
        assert not (series.low > series.high).any()
        assert not (series.close <= 0).any()
        assert not (series.volume < 0).any()


def mutated(rng, data: bytes) -> bytes:
    found = bytearray(data * rng.choice((1, 1, 3)))
    for _ in range(rng.randrange(6)):
        place = rng.randrange(len(found) + 1)
        match rng.randrange(4):
            case 0:
                found[place:place] = rng.choice(CELLS).encode()
            case 1:
                found[place : place + rng.randrange(9)] = rng.randbytes(rng.randrange(5))
            case 2:
                found[place : place + 1] = rng.choice((b",", b"\n", b"\t", b";", b'"', b"\xff"))
            case _:
                del found[place : place + rng.randrange(40)]
    return bytes(found)


@pytest.mark.parametrize("suffix", ("csv", "txt", "xls", "day", "lc5", "lc1", "ndjson"))
def test_damaged_files(tmp_path, rng, count, suffix):
    path = tmp_path / f"sz000001.{suffix}"
    for _ in range(count(20_000)):
        path.write_bytes(mutated(rng, rng.choice(SEEDS)))
        holds(path)


@pytest.mark.parametrize("suffix", ("csv", "day", "lc1", "ndjson", "parquet"))
def test_any_bytes(tmp_path, suffix):
    path = tmp_path / f"x.{suffix}"

    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.binary(max_size=400))
    def check(data):
        path.write_bytes(data)
        holds(path)

    check()


def test_any_table_of_odd_cells(tmp_path, rng, count):
    path = tmp_path / "x.csv"
    headings = ("date", "time", "open", "high", "low", "close", "volume", "amount", "代码", "x")
    for _ in range(count(20_000)):
        chosen = rng.sample(headings, rng.randrange(2, 10))
        lines = [",".join(chosen)]
        lines += [",".join(rng.choices(CELLS, k=len(chosen))) for _ in range(rng.randrange(6))]
        path.write_text("\n".join(lines), "utf-8")
        holds(path)


def test_damaged_parquet(tmp_path, rng, count):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"date": ["2024-01-02", "2024-01-03"], "close": [1.0, 2.0]}), path)
    data = path.read_bytes()
    for _ in range(count(5000)):
        damaged = bytearray(data)
        for _ in range(rng.randrange(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged)
        holds(path)


def test_any_lines_of_a_stream(rng, count):
    for _ in range(count(20_000)):
        data = mutated(rng, rng.choice(SEEDS)).decode("utf-8", "replace")
        feed = Feed(rng.choice(("auto", "ndjson", "csv")))
        for found in (*feed.feed(data[:30]), *feed.feed(data[30:], last=True)):
            assert isinstance(found, Fault) or (isinstance(found, Tick) and found.close > 0)
