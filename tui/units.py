"""Sizes, rates and times: what a person may type, and how the console prints them.

Measured figures have three significant digits (1.00, 10.0, 100), so that equal digits mean equal
care, and a live figure keeps its width: four cells at most. What is unknown is "n/a", never 0.
"""

import math
import re
from fractions import Fraction

from tui.i18n import _

UNKNOWN = "n/a"
NUMBER_WIDTH = 4
"""The cells that a scaled three-digit figure needs at most."""

_SIZE = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,15}))?\s*(?:([KMGT])(?:iB)?|B)?", re.I)
_BINARY = ("", "K", "M", "G", "T")
_COUNT = re.compile(
    r"([0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(\.[0-9]{1,15})?([eE][+]?[0-9]{1,2})?\s*([KMBT]?)",
    re.A | re.I,
)
_COUNTED = {"": 0, "K": 3, "M": 6, "B": 9, "T": 12}
_MEMORY = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?)\s*(?:([KMGTPkmgtp])(i)?[Bb]?|[Bb])", re.A)
_CLOCK = {"k": 1_000, "M": 1_000_000}
_DECIMAL = ("", "k", "M", "G", "T", "P", "E")


def parse_size(text: str) -> int:
    """Bytes, units binary. Raises ValueError, which says what is accepted."""
    if (match := _SIZE.fullmatch(text.strip())) is not None:
        whole, fraction, prefix = match[1], match[2] or "", (match[3] or "").upper()
        # In whole numbers: 0.7T is no whole number of bytes, and a float would hide that.
        parts = int(whole + fraction) << 10 * _BINARY.index(prefix)
        if parts % 10 ** len(fraction) == 0:
            return parts // 10 ** len(fraction)
    raise ValueError(_("A size is written like 512, 64K, 64KiB or 1.5M."))


def parse_count(text: str) -> int:
    """A number of things: 7.5e9, 7.5B, 125M, 1T. Raises ValueError, which says what is accepted."""
    if (match := _COUNT.fullmatch(text.strip())) is not None:
        whole, fraction, power = match[1].replace(",", ""), match[2] or "", match[3] or ""
        value = Fraction(whole + fraction + power) * 10 ** _COUNTED[match[4].upper()]
        if value.denominator == 1 and value < 10**18:
            return int(value)
    raise ValueError(_("A count is written like 7500000000, 7.5e9, 7.5B or 125M."))


def parse_memory(text: str) -> int:
    """Bytes as memory is sold and as programs print it: 80GB is 80 * 10^9, 80GiB 80 * 2^30.

    Raises ValueError, which says what is accepted.
    """
    if (match := _MEMORY.fullmatch(text.strip())) is not None:
        number, prefix, binary = Fraction(match[1]), (match[2] or "").upper(), bool(match[3])
        power = "KMGTP".index(prefix) + 1 if prefix else 0
        value = number * (1024 if binary else 1000) ** power
        if value.denominator == 1:
            return int(value)
    raise ValueError(_("Memory is written like 80GB (10^9 bytes each) or 80GiB (2^30)."))


def parse_clock(text: str) -> int:
    """Hertz, units decimal, as clocks have them. Raises ValueError, which says what is accepted."""
    number, scale = text.strip(), 1
    if number[-1:] in _CLOCK:
        number, scale = number[:-1], _CLOCK[number[-1]]
    try:
        return round(float(number) * scale)
    except (ValueError, OverflowError):
        raise ValueError(_("A clock is written like 1000000, 500k or 4M.")) from None


def size(count: int | None) -> str:
    """Binary, as block sizes and memory are: "256 KiB", exact where it can be, else "1.46 KiB"."""
    if count is None:
        return UNKNOWN
    power = 0
    while power < 4 and abs(count) >= 1024 << 10 * power:
        power += 1
    unit = f"{_BINARY[power]}iB" if power else "B"
    if count % (1 << 10 * power) == 0:
        return f"{count >> 10 * power} {unit}"
    value = count / (1 << 10 * power)
    if abs(value) >= 999.5 and power < 4:  # the fourth digit would be a promise
        value, unit = value / 1024, f"{_BINARY[power + 1]}iB"
    return f"{digits(value)} {unit}"


def memory(used: int | None, total: int | None) -> str:
    """Both in the total's binary unit, as a status line has room for: "212/427 M", "1.9/7.6 G"."""
    if total is None:
        return UNKNOWN
    scale, prefix, places = (1 << 30, "G", 1) if total >= 1 << 30 else (1 << 20, "M", 0)
    part = UNKNOWN if used is None else f"{used / scale:.{places}f}"
    return f"{part}/{total / scale:.{places}f} {prefix}"


def digits(value: float | None) -> str:
    """Three significant digits, no unit: "8.40", "118", "12,500", "0.0123"."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    # Through "e" first: rounding may reach the next power of ten, 9.996 is 10.0 and not 10.00.
    rounded = f"{value:.2e}"
    return f"{float(rounded):,.{max(0, 2 - int(rounded[-3:]))}f}" if value else "0"


def short(value: float) -> str:
    """As `digits`, in six cells at most: "8.40", "12,500", "1e+06"."""
    shown = digits(value)
    return shown if len(shown) <= 6 else f"{value:.0e}"


def split(value: float | None, unit: str = "B/s") -> tuple[str, str]:
    """The number and its unit apart, for the big figure: 14.2e9 is ("14.2", "GB/s")."""
    if value is None or not math.isfinite(value):
        return UNKNOWN, unit
    power = _thousands(value)
    return digits(value / 1000**power), _DECIMAL[power] + unit


def together(values: list[float | None], unit: str = "B/s") -> tuple[list[str], str]:
    """All numbers in the unit of the largest, for a row that names it once."""
    known = [abs(value) for value in values if value is not None and math.isfinite(value)]
    power = _thousands(max(known, default=0.0))
    scaled = [None if value is None else value / 1000**power for value in values]
    return [digits(value) for value in scaled], _DECIMAL[power] + unit


def rate(value: float | None, unit: str = "B/s", *, steady: bool = False) -> str:
    """Decimal: "14.2 GB/s". `steady`: always as wide as the widest, for a figure that moves."""
    number, named = split(value, unit)
    if steady:
        return f"{number:>{NUMBER_WIDTH}} {named:<{len(unit) + 1}}"
    return number if number == UNKNOWN else f"{number} {named}"


def amount(count: float | None, unit: str = "B", *, steady: bool = False) -> str:
    """Decimal: "1.42 TB". Below a thousand a whole count is exact: "512 B"."""
    if count is not None and abs(count) < 1000 and count == int(count):
        number = str(int(count))
        return f"{number:>{NUMBER_WIDTH}} {unit:<{len(unit) + 1}}" if steady else f"{number} {unit}"
    return rate(count, unit, steady=steady)


def count(number: int | None) -> str:
    """Grouped: "12,480"."""
    return UNKNOWN if number is None else f"{number:,}"


def percent(share: float | None) -> str:
    """0.61 is "61 %"."""
    return UNKNOWN if share is None or not math.isfinite(share) else f"{share * 100:.0f} %"


def temperature(celsius: float | None, degree: str = "°") -> str:
    """`degree` is what the terminal can draw; a blank one leaves no gap."""
    return UNKNOWN if celsius is None else f"{celsius:.0f} {degree.strip()}C"


def duration(seconds: float | None) -> str:
    """ "0.02 s", "1.1 s", "100 s", "12:05", "3 h 20 min", "2 d 4 h"."""
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    if seconds < 9.95:
        return f"{seconds:.1f} s" if seconds >= 0.995 else f"{seconds:.2f} s"
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02}"
    if whole < 48 * 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02} min"
    return f"{whole // 86400} d {whole % 86400 // 3600} h"


def lap(seconds: float) -> str:
    """ "0:08.50", "71:02.25": what is compared to the hundredth."""
    minutes, hundredths = divmod(round(100 * seconds), 6000)
    return f"{minutes}:{hundredths / 100:05.2f}"


def _thousands(value: float) -> int:
    """The power of 1000 that leaves one to three digits, after rounding to three."""
    return min(max(0, int(f"{value:.2e}"[-3:]) // 3), len(_DECIMAL) - 1) if value else 0
