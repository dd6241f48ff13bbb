"""What a column is, by what is written over it: in English or Chinese, with or without a unit."""

import re
from collections.abc import Sequence
from typing import NamedTuple

NAMES = {
    "date": "date datetime timestamp day trade_date tradedate trading_date trade_day time_key "
    "open_time opentime candle_begin_time 日期 交易日期 交易日 日期时间 __index_level_0__",
    "time": "time t ts trade_time 时间 交易时间",
    "open": "open o open_price 开盘 开盘价 今开 开",
    "high": "high h high_price 最高 最高价 高",
    "low": "low l low_price 最低 最低价 低",
    "close": "close c close_price close/last 收盘 收盘价 收 last price p 最新价 最新 现价",
    "volume": "volume vol v 成交量 总手 成交股数 量 size qty quantity q",
    "amount": "amount amo amt 成交额 成交金额 额 金额 money value quote_volume "
    "quote_asset_volume turnover_value",
    "symbol": "symbol code ticker ts_code stock_code instrument sec_code s "
    "代码 股票代码 证券代码 合约 合约代码",
    "name": "name 名称 股票名称 证券名称 简称 证券简称 股票简称",
}
"""Of two columns for one thing, the one whose name stands first is taken."""

KNOWN = {name: field for field, names in NAMES.items() for name in names.split()}
PREFERRED = {name: at for names in NAMES.values() for at, name in enumerate(names.split())}

SHARES = {"股": 0.01, "shares": 0.01, "手": 1.0, "lots": 1.0, "百股": 1.0, "万股": 1e2, "万手": 1e4}
MONEY = {"元": 1.0, "千元": 1e3, "万元": 1e4, "万": 1e4, "百万元": 1e6, "亿元": 1e8, "亿": 1e8}
"""What makes 手 of a volume, and the currency of a turnover."""

LONGEST = 128
"""Characters. What is longer is no name."""
_UNIT = re.compile(r"(.*?)[(\[_/]([^()\[\]]+)[)\]]?")
_NUMBERED = re.compile(r"\d+\.\s*")
_WIDE = str.maketrans("（）", "()")


class Heading(NamedTuple):
    """`at`: the place of each known column. `units`: what volume and amount are multiplied by."""

    at: dict[str, int]
    units: dict[str, float]
    width: int
    chinese: bool = False


NAKED = ("open", "high", "low", "close", "volume", "amount")
"""What follows the date, or the date and the time, where nothing is written over the columns."""


def heading(cells: Sequence[str]) -> Heading | None:
    """What a line of headings says; None where it has no price and no date."""
    at: dict[str, int] = {}
    units: dict[str, float] = {}
    ranks: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name, unit = named(cell)
        field = KNOWN.get(name, "")
        if field and PREFERRED[name] < ranks.get(field, len(KNOWN)):
            at[field], ranks[field] = place, PREFERRED[name]
            units.pop(field, None)
            if unit:
                units[field] = unit
    if "date" not in at:
        _find_dates(at, cells)
    if "close" not in at or "date" not in at:
        return None
    return Heading(
        at, units, len(cells), any("一" <= letter <= "鿿" for letter in cells[at["close"]])
    )


def _find_dates(at: dict[str, int], cells: Sequence[str]) -> None:
    """A column of times alone has the dates too; so has a first one without a heading."""
    if "time" in at:
        at["date"] = at.pop("time")
    elif "close" in at and cells and not named(cells[0])[0]:
        at["date"] = 0


def named(cell: str) -> tuple[str, float]:
    """The name as it is in KNOWN, and the factor of the unit beside it, 0 for none."""
    if len(cell) > LONGEST:
        return "", 0.0
    name = cell.strip(" \t\ufeff\u3000\"'#<>=").translate(_WIDE).lower()
    name = _NUMBERED.sub("", name, count=1).strip()
    if name in KNOWN:
        return name, 0.0
    joined = name.replace(" ", "_")
    if joined in KNOWN:
        return joined, 0.0
    if found := _UNIT.fullmatch(name):
        base, word = found[1].strip(), found[2].strip()
        field = KNOWN.get(base, "")
        scales = {"volume": SHARES, "amount": MONEY}.get(field)
        if field and (scales is None or word in scales):
            return base, scales[word] if scales else 0.0
    return name, 0.0


def naked(cells: Sequence[str], timed: bool) -> Heading | None:
    """The columns of a file without headings, as 通达信 writes: date, time, 开高低收, 量, 额."""
    fields = ("date", *(("time",) if timed else ()), *NAKED)
    if not len(fields) - 2 <= len(cells) <= len(fields):
        return None
    at = {field: place for place, field in enumerate(fields[: len(cells)])}
    return Heading(at, {}, len(cells), chinese=True)
