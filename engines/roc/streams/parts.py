"""Parts of windows that count, order and add: unknown bars are passed over."""

from math import nan
from typing import NamedTuple


class Place(NamedTuple):
    """A value, how many bars before the newest of its part it is, and the bars of the part."""

    value: float
    ago: int
    bars: int


def total(older: float, newer: float) -> float:
    """The sum of what is known, NaN where nothing is."""
    return older if newer != newer else newer if older != older else older + newer


def higher(older: float, newer: float) -> float:
    return newer if newer > older or older != older else older


def lower(older: float, newer: float) -> float:
    return newer if newer < older or older != older else older


def place(x: float) -> Place:
    return Place(x, 0, 1)


def highest_place(older: Place, newer: Place) -> Place:
    """Of equals, the newest."""
    if newer.value >= older.value or older.value != older.value:
        return Place(newer.value, newer.ago, older.bars + newer.bars)
    return Place(older.value, older.ago + newer.bars, older.bars + newer.bars)


def depth(x: float) -> Place:
    return Place(-x, 0, 1)


def hit(x: float) -> Place:
    """Where a condition holds: all hits are equal, all else is unknown."""
    return Place(1.0 if x and x == x else nan, 0, 1)


def first_place(older: Place, newer: Place) -> Place:
    """Of equals, the oldest."""
    if older.value == older.value:
        return Place(older.value, older.ago + newer.bars, older.bars + newer.bars)
    return Place(newer.value, newer.ago, older.bars + newer.bars)


def ago(part: Place) -> float:
    return float(part.ago) if part.value == part.value else nan


def same(part: float) -> float:
    return part
