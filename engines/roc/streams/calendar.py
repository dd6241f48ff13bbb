"""What 通达信 says of a bar's time, given as seconds since 1970 by the exchange's own clock."""

from math import isfinite, nan
from time import gmtime, struct_time


def moment(seconds: float) -> struct_time | None:
    """None where the time is unknown, or so far away that no calendar has it."""
    try:
        return gmtime(seconds) if isfinite(seconds) else None
    except (OverflowError, OSError, ValueError):
        return None


def year(seconds: float) -> float:
    at = moment(seconds)
    return float(at.tm_year) if at else nan


def month(seconds: float) -> float:
    at = moment(seconds)
    return float(at.tm_mon) if at else nan


def day(seconds: float) -> float:
    at = moment(seconds)
    return float(at.tm_mday) if at else nan


def weekday(seconds: float) -> float:
    """0 for Sunday to 6 for Saturday."""
    at = moment(seconds)
    return float((at.tm_wday + 1) % 7) if at else nan


def hour(seconds: float) -> float:
    at = moment(seconds)
    return float(at.tm_hour) if at else nan


def minute(seconds: float) -> float:
    at = moment(seconds)
    return float(at.tm_min) if at else nan


def date(seconds: float) -> float:
    """Years since 1900, month, day: 1210514 is 2021-05-14."""
    return (year(seconds) - 1900) * 10000 + month(seconds) * 100 + day(seconds)


def time(seconds: float) -> float:
    """Hours and minutes: 1435 is 14:35."""
    return hour(seconds) * 100 + minute(seconds)
