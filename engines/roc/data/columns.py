"""Columns of text become numbers and times: all at once where they are plain, else one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engines.roc.data import cells as cell
from engines.roc.data.cells import NEVER
from engines.roc.data.days import calendar
from engines.roc.series import Floats, Times
from engines.wire import N_, EngineError

Seconds = NDArray[np.int64]
PATTERNS = {8: "YYYYMMDD", 10: "YYYY-MM-DD", 16: "YYYY-MM-DD hh:mm", 19: "YYYY-MM-DD hh:mm:ss"}
SEPARATORS = {"-": b"-/", " ": b" T", ":": b":"}

Bad = dict[int, str]
"""The places of cells that are no such thing, and what stands there."""


def numbers(texts: Sequence[str], comma: bool = False) -> tuple[Floats, Bad]:
    """NaN where the cell says so, and where it is bad."""
    try:
        plain = np.array(list(map(float, texts)))
    except ValueError:
        pass
    else:
        if "_" not in "".join(texts):  # float() takes 1_000 for a number
            return plain, {}
    return _each(texts, lambda text: cell.number(text, comma))


def _each(texts: Sequence[str], read: Callable[[str], float]) -> tuple[Floats, Bad]:
    found, bad = np.full(len(texts), np.nan), {}
    for place, text in enumerate(texts):
        try:
            found[place] = read(text)
        except ValueError:
            bad[place] = text
    return found, bad


def clocks(texts: Sequence[str]) -> tuple[Floats, Bad]:
    """Seconds since midnight."""
    return _each(texts, cell.clock)


@dataclass(slots=True)
class Dates:
    """A column of dates, in pieces; the order of day and month shows only in the whole of it."""

    day_first: list[Seconds] = field(default_factory=list)
    month_first: list[Seconds] = field(default_factory=list)

    def add(self, texts: Sequence[str]) -> Bad:
        if (plain := _even(texts)) is not None:
            self.day_first.append(plain)
            self.month_first.append(plain)
            return {}
        day_first = np.full(len(texts), NEVER)
        month_first, bad = day_first.copy(), {}
        for place, text in enumerate(texts):
            try:
                day_first[place], month_first[place] = cell.time(text)
            except (ValueError, OverflowError):
                bad[place] = text
        self.day_first.append(day_first)
        self.month_first.append(month_first)
        return bad

    def times(self, path: str) -> Times:
        """NaT where a cell was bad. Raises EngineError where no order is right, or both are."""
        one, other = _joined(self.day_first), _joined(self.month_first)
        neither, first, second = (one == NEVER) & (other == NEVER), one == NEVER, other == NEVER
        possible = [
            times
            for times, missing in ((one, first), (other, second))
            if not (missing & ~neither).any()
        ]
        if not possible or not all(np.array_equal(possible[0], times) for times in possible):
            raise EngineError(
                N_("Which number of a date is the day cannot be told."),
                path,
                "write the dates as 2024-12-31",
            )
        return possible[0].view("datetime64[s]")


def _joined(pieces: list[Seconds]) -> Seconds:
    return np.concatenate(pieces) if pieces else np.empty(0, np.int64)


def _even(texts: Sequence[str]) -> Seconds | None:
    """All at once, where they are written alike: 20241231 or 2024-12-31, with or without a time.

    None where one is not, or is no day.
    """
    width = len(texts[0]) if texts else 0
    pattern = PATTERNS.get(width)
    if pattern is None:
        return None
    try:
        letters = np.frombuffer("".join(texts).encode("ascii"), np.uint8)
    except UnicodeEncodeError:
        return None
    if len(letters) != width * len(texts) or set(map(len, texts)) != {width}:
        return None
    letters = letters.reshape(-1, width)
    digits = letters - ord("0")  # what is below 0 wraps to above 9
    if (digits[:, [at for at in range(width) if pattern[at].isalpha()]] > 9).any():
        return None
    if not all(_separated(letters[:, at], pattern[at]) for at in range(width)):
        return None
    year, month, day, hour, minute, second = (_value(digits, pattern, key) for key in "YMDhms")
    if (hour > 23).any() or (minute > 59).any() or (second > 59).any():
        return None
    seconds = calendar(year, month, day).view(np.int64)
    return None if (seconds == NEVER).any() else seconds + (hour * 60 + minute) * 60 + second


def _separated(letters: NDArray[np.uint8], sign: str) -> bool:
    """Are these all the separator that may stand there?"""
    allowed = SEPARATORS.get(sign, b"")
    return not allowed or (letters[0] in allowed and bool((letters == letters[0]).all()))


def _value(digits: NDArray[np.uint8], pattern: str, key: str) -> Seconds:
    value = np.zeros(len(digits), np.int64)
    for at, sign in enumerate(pattern):
        if sign == key:
            value = value * 10 + digits[:, at]
    return value
