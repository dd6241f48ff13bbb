"""Bars to evaluate formulas on: a real stock's, and such as chance makes them."""

from pathlib import Path

import numpy as np

from engines import paths

DAY = np.dtype(
    [("date", "<u4"), ("ohlc", "<u4", 4), ("amount", "<f4"), ("volume", "<u4"), ("rest", "<u4")]
)
STOCK = next((paths.ASSETS / "market").rglob("sz000001.day"))
NAMES = ("open", "high", "low", "close")


def stock(path: Path = STOCK) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Columns and times of a .day file, read here as its description says."""
    rows = np.fromfile(path, DAY)
    columns = {name: rows["ohlc"][:, place] / 100 for place, name in enumerate(NAMES)}
    columns["volume"] = rows["volume"] / 100
    columns["amount"] = rows["amount"].astype(float)
    days = [f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}" for day in rows["date"]]
    return columns, np.array(days, "datetime64[s]")


def chance(seed: float, bars: int = 300, symbols: int | None = None) -> dict[str, np.ndarray]:
    shape = (bars,) if symbols is None else (bars, symbols)
    random = np.random.default_rng(int(seed * 2**32))
    close = 10 * np.cumprod(1 + 0.02 * random.standard_normal(shape), axis=0)
    opened = close * (1 + 0.01 * random.standard_normal(shape))
    volume = random.integers(1, 100_000, shape).astype(float)
    return {
        "open": opened,
        "high": np.maximum(opened, close) * 1.01,
        "low": np.minimum(opened, close) * 0.99,
        "close": close,
        "volume": volume,
        "amount": 100 * volume * close,
    }


def column(*values: float) -> dict[str, np.ndarray]:
    """These closes, and nothing else."""
    return {"close": np.array(values, float)}
