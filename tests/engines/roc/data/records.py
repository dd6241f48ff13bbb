"""Writes what 通达信 writes, from whole cents and shares."""

import struct
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

Bar = tuple[int, int, int, int, int, float, int]
"""yyyymmdd, open, high, low and close in cents, turnover, volume in shares."""


def day(bar: Bar, reserved: int = 0) -> bytes:
    return struct.pack("<IIIIIfII", *bar, reserved)


def minute(
    at: tuple[int, int, int, int],
    prices: tuple[float, float, float, float],
    amount: float,
    volume: int,
) -> bytes:
    """`at`: year, month, day, and the minute of the day."""
    year, month, of_month, minutes = at
    number = (year - 2004) * 2048 + month * 100 + of_month
    return struct.pack("<HHfffffII", number, minutes, *prices, amount, volume, 0)


def write(path: Path, bars: Iterable[Bar], extra: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(map(day, bars)) + extra)
    return path


def bars(count: int, first: date = date(2024, 1, 1), cents: int = 1000) -> list[Bar]:
    """Plain days, all different; turnover by volume is the price."""
    found = []
    for number in range(count):
        price = cents + number
        when = first + timedelta(days=number)
        ymd = int(f"{when:%Y%m%d}")
        found.append((ymd, price, price + 5, price - 5, price + 1, price * 1000.0, 100_000))
    return found
