"""What stands in one cell of a text: a number, a time."""

import re
from datetime import datetime, timedelta
from math import nan

UNKNOWN = frozenset(
    ("", "-", "--", "---", "—", "——", "none", "null", "nan", "n/a", "#n/a", "na", "nil", "停牌")
)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "%": 0.01}
_CURRENCY = "$¥￥€£"
_DIGITS = re.compile(r"[0-9]+")
_PLAIN = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_PARTED = re.compile(r"(\d{1,4})[/.\-年](\d{1,2})[/.\-月](\d{1,4})日?(?:[T ]+(.*))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d*)?)?(?:Z|[+-]\d\d:?\d\d)?")
EPOCH, SECOND = datetime(1970, 1, 1), timedelta(seconds=1)
NEVER = -(1 << 63)
"""What numpy takes for NaT."""


def bare(cell: str) -> str:
    """Without the spaces, quotes and the ="…" that spreadsheets put around it."""
    cell = cell.strip()
    if cell.startswith("="):
        cell = cell[1:]
    return cell.strip('" \t\u3000\ufeff')


def number(cell: str, comma: bool = False) -> float:
    """12.5, 1,234.5, 3.2%, 1.5亿, or NaN for what means unknown. Raises ValueError.

    `comma`: 12,5 is twelve and a half.
    """
    text = bare(cell).lstrip(_CURRENCY)
    if text.lower() in UNKNOWN:
        return nan
    scale = 1.0
    for word, factor in _SCALES.items():
        if text.endswith(word):
            text, scale = text.removesuffix(word), factor
            break
    if comma:
        text = text.replace(",", ".")
    elif _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if "_" in text:
        raise ValueError(cell)
    return float(text) * scale


def time(cell: str) -> tuple[int, int]:
    """Seconds since 1970 as a clock on the wall showed them, read day-first and month-first.

    NEVER for the order that it cannot be in. Raises ValueError.
    """
    text = bare(cell)
    if _DIGITS.fullmatch(text):
        return (both := _digits(text)), both
    if found := _PARTED.fullmatch(text):
        first, second, third, clock = found.groups()
        seconds = _clock(clock) if clock else 0
        if len(first) == 4:
            return (both := _day(first, second, third) + seconds), both
        if len(third) == 4:
            return _try(third, second, first, seconds), _try(third, first, second, seconds)
        raise ValueError(cell)
    moment = datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    return (both := _seconds(moment)), both


def clock(cell: str) -> int:
    """Seconds since midnight of 09:35, 9:35:00, 0935 or 93500. Raises ValueError."""
    return _clock(bare(cell))


def _clock(text: str) -> int:
    if _DIGITS.fullmatch(text) and len(text) <= 6:
        text = text.zfill(4 if len(text) <= 4 else 6)
        text = ":".join(text[start : start + 2] for start in range(0, len(text), 2))
    if found := _CLOCK.fullmatch(text.strip()):
        hour, minute, second = (int(part or 0) for part in found.groups())
        if hour < 24 and minute < 60 and second < 60:
            return (hour * 60 + minute) * 60 + second
    raise ValueError(text)


def _digits(text: str) -> int:
    """A day, a day and a time, or the seconds or milliseconds since 1970 in UTC."""
    if form := _PLAIN.get(len(text)):
        return _seconds(datetime.strptime(text, form))
    if len(text) in (9, 10):
        return int(text)
    if len(text) == 13:
        return int(text) // 1000
    raise ValueError(text)


def _try(year: str, month: str, day: str, seconds: int) -> int:
    try:
        return _day(year, month, day) + seconds
    except ValueError:
        return NEVER


def _day(year: str, month: str, day: str) -> int:
    return _seconds(datetime(int(year), int(month), int(day)))


def _seconds(moment: datetime) -> int:
    return (moment - EPOCH) // SECOND
