"""Series to try signals on: real ones, made ones, and random ones with all that goes wrong."""

import csv
import importlib.util
import random
from pathlib import Path

import numpy as np

from engines.paths import ASSETS
from engines.roc.series import Floats, Series

RECORD = np.dtype([(name, "<u4") for name in "tohlc"] + [("a", "<f4"), ("v", "<u4"), ("r", "<u4")])


def goog() -> Series:
    """2,148 days from 2004-08-19, the sample of backtesting.py (read, not imported)."""
    spec = importlib.util.find_spec("backtesting")
    path = Path(spec.submodule_search_locations[0], "test", "GOOG.csv")
    with path.open() as file:
        rows = list(csv.reader(file))[1:]
    prices = np.array([row[1:] for row in rows], float).T
    times = np.array([row[0] for row in rows], "datetime64[s]")
    return Series("GOOG", times, *prices, np.full(len(rows), np.nan), kind="stock")


def pingan() -> Series:
    """sz000001: 4,995 days from 2000-02-14, as they were traded, with their turnover."""
    bars = np.fromfile(ASSETS / "market" / "sz" / "lday" / "sz000001.day", RECORD)
    days = [f"{day // 10000}-{day // 100 % 100:02}-{day % 100:02}" for day in bars["t"].tolist()]
    prices = (bars[name] / 100 for name in "ohlc")
    times = np.array(days, "datetime64[s]")
    amount = bars["a"].astype(float)
    return Series("sz000001", times, *prices, bars["v"] / 100, amount, kind="stock")


def made(
    close: list[float] | Floats,
    opened: list[float] | Floats | None = None,
    high: list[float] | Floats | None = None,
    low: list[float] | Floats | None = None,
    volume: list[float] | Floats | None = None,
) -> Series:
    """Days of these prices; what is not given is the close, the volume 1."""
    closes = np.array(close, float)
    columns = [closes if each is None else np.array(each, float) for each in (opened, high, low)]
    volumes = np.ones(len(closes)) if volume is None else np.array(volume, float)
    times = np.datetime64("2024-01-01", "s") + np.arange(len(closes)) * np.timedelta64(1, "D")
    return Series("made", times, *columns, closes, volumes, np.full(len(closes), np.nan))


def wild(rng: random.Random, bars: int) -> Series:
    """A walk of rounded prices with halts, holes, limits, jumps, and runs of one price."""
    random_ = np.random.default_rng(rng.getrandbits(64))
    close = np.round(10 * np.exp(np.cumsum(random_.normal(0, 0.03, bars))), 1) + 0.1
    gap = random_.choice([1, 1, 1, 1.01, 0.99, 1.1, 0.9, 0.7], bars)
    opened = np.round(np.append(close[:1], close[:-1]) * gap, 2)
    high, low = np.maximum(opened, close) * 1.01, np.minimum(opened, close) * 0.99
    volume = random_.choice([0.0, 5.0, 9.0, np.nan], bars, p=[0.1, 0.4, 0.4, 0.1])
    opened[random_.random(bars) < 0.03] = np.nan
    close[random_.random(bars) < 0.03] = np.nan
    return made(close, opened, high, low, volume)


def roc(line: Floats, bars: int = 12) -> Floats:
    """100*(X-REF(X,N))/REF(X,N), written apart from the engine's."""
    change = np.full_like(line, np.nan)
    change[bars:] = 100 * (line[bars:] - line[:-bars]) / line[:-bars]
    return change


def average(series: Series) -> Floats:
    """A1."""
    return series.amount / series.volume / 100
