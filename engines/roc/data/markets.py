"""What the code of a Chinese security tells: its kind, and how 通达信 writes its numbers.

Sources: the exchanges' code ranges, and for divisors and units the table that readers of
通达信's files have in common, completed by 68, 58, 56 and the whole of bj. What a user knows
better stands in markets.csv in the settings folder and wins.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from engines import paths
from engines.roc.data.signs import shown
from engines.roc.series import KINDS
from engines.wire import N_, EngineError

OWN = "markets.csv"
UNREADABLE = N_("Your table of markets cannot be read.")
NO_FILE = N_("it is no file")
LONGEST = 64
"""Characters of a symbol."""
_CODE = re.compile(r"(sh|sz|bj)[.#_]?(\d{6})", re.IGNORECASE)
_SUFFIXED = re.compile(r"(\d{6})[._](sh|sz|bj|ss|xshg|xshe)", re.IGNORECASE)
_MARKETS = {"ss": "sh", "xshg": "sh", "xshe": "sz"}


class Code(NamedTuple):
    """`divisor`: prices are integers times this. `unit`: shares in one of its volume; 0: unknown.

    `limit` is the share of the last close that a day's price may move; 0: no limit.
    """

    market: str
    prefix: str
    kind: str
    divisor: int
    unit: int
    limit: float


UNKNOWN = Code("", "", "other", 100, 0, 0.0)

TABLE = (
    Code("sh", "000", "index", 100, 100, 0.0),
    Code("sh", "88", "index", 100, 100, 0.0),
    Code("sh", "99", "index", 100, 100, 0.0),
    Code("sh", "60", "stock", 100, 1, 0.1),
    Code("sh", "688", "stock", 100, 1, 0.2),
    Code("sh", "689", "stock", 100, 1, 0.2),
    Code("sh", "900", "stock", 1000, 1, 0.1),
    Code("sh", "5", "fund", 1000, 100, 0.1),
    Code("sh", "588", "fund", 1000, 100, 0.2),
    Code("sh", "0", "bond", 1000, 100, 0.0),
    Code("sh", "1", "bond", 1000, 100, 0.0),
    Code("sh", "2", "bond", 1000, 100, 0.0),
    Code("sh", "11", "bond", 1000, 100, 0.2),
    Code("sz", "39", "index", 100, 100, 0.0),
    Code("sz", "00", "stock", 100, 1, 0.1),
    Code("sz", "30", "stock", 100, 1, 0.2),
    Code("sz", "20", "stock", 100, 1, 0.1),
    Code("sz", "15", "fund", 1000, 1, 0.1),
    Code("sz", "16", "fund", 1000, 1, 0.1),
    Code("sz", "18", "fund", 1000, 1, 0.1),
    Code("sz", "1", "bond", 1000, 1, 0.0),
    Code("sz", "12", "bond", 1000, 1, 0.2),
    Code("bj", "4", "stock", 100, 1, 0.3),
    Code("bj", "8", "stock", 100, 1, 0.3),
    Code("bj", "920", "stock", 100, 1, 0.3),
    Code("bj", "899", "index", 100, 100, 0.0),
)


def symbol(text: str) -> str:
    """sz000001 for sz000001, SZ#000001, sz.000001 and 000001.SZ; anything else as it is.

    But for what a terminal cannot show, and no longer than LONGEST.
    """
    text = shown(text.strip())[:LONGEST]
    if found := _CODE.fullmatch(text):
        return found[1].lower() + found[2]
    if found := _SUFFIXED.fullmatch(text):
        market = found[2].lower()
        return _MARKETS.get(market, market) + found[1]
    return text


def market(code: str) -> str:
    """The exchange that a bare stock code of six digits is most likely of, else ""."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return ""
    if code.startswith("920"):
        return "bj"
    return {"0": "sz", "1": "sz", "2": "sz", "3": "sz", "5": "sh", "6": "sh", "9": "sh"}.get(
        code[0], "bj"
    )


def look_up(symbol: str, table: Iterable[Code] = TABLE) -> Code:
    """What is known of sz000001, or of 000001; the longest prefix wins, then the first."""
    place, code = symbol[:2], symbol[2:]
    if place not in ("sh", "sz", "bj"):
        place, code = market(symbol), symbol
    fits = [row for row in table if row.market == place and code.startswith(row.prefix)]
    return max(fits, key=lambda row: len(row.prefix), default=UNKNOWN)


def own() -> tuple[Code, ...]:
    """The table with the user's own lines first: market,prefix,kind,divisor,unit,limit.

    Raises EngineError for a line that is none.
    """
    path = paths.config() / OWN
    try:
        if path.exists() and not path.is_file():  # reading a FIFO would wait for ever
            raise EngineError(UNREADABLE, f"{path}: {NO_FILE}")
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return TABLE
    except (OSError, UnicodeError) as error:
        raise EngineError(UNREADABLE, f"{path}: {error}") from error
    lines = enumerate(text.splitlines(), 1)
    return *(
        _row(line, f"{path}:{row}") for row, line in lines if line.strip() and line[0] != "#"
    ), *TABLE


def _row(line: str, place: str) -> Code:
    cells = [cell.strip() for cell in line.split(",")]
    try:
        market, prefix, kind, divisor, unit, limit = cells
        row = Code(market, prefix, kind, int(divisor), int(unit), float(limit))
        if kind in KINDS and row.divisor > 0 and row.unit >= 0 and 0 <= row.limit < 10:
            return row
    except ValueError:
        pass
    raise EngineError(
        N_("A line of your table of markets cannot be read."),
        f"{place}: {line}",
        "sh,58,fund,1000,100,0.2",
    )
