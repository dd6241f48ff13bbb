"""Ticks and bars that come as lines, NDJSON or CSV: one at a time, in whatever pieces."""

from collections.abc import Iterator, Mapping, Sequence
from math import floor, inf, isfinite, isnan, nan
from typing import Literal, NamedTuple

import msgspec

from engines.roc.data import cells, headers, markets
from engines.roc.data.faults import Fault
from engines.roc.data.layout import DELIMITERS, split
from engines.roc.data.signs import shown
from engines.roc.data.text import LONGEST
from engines.wire import N_, EngineError

Kind = Literal["auto", "ndjson", "csv"]

MOST_SYMBOLS = 100_000
DAY = 86_400

NO_JSON = N_("A line is no JSON object.")
NO_TICK = N_("A line has no possible time and price.")
LATE = N_("A line is older than one before it and was left out.")
TOO_LONG = N_("A line is too long and was left out.")
CROWD = N_("There are too many symbols.")

UNITS = ((1e17, 1e-9), (1e14, 1e-6), (1e11, 1e-3))
"""Numbers from here on are nano-, micro- and milliseconds since 1970; below, seconds."""


class Tick(NamedTuple):
    """A trade, whose four prices are one, or a bar. `time`: seconds since 1970 as on its clock."""

    symbol: str
    time: float
    open: float
    high: float
    low: float
    close: float
    volume: float = nan
    amount: float = nan

    def values(self) -> dict[str, float]:
        """What a stream of a formula takes."""
        return self._asdict() | {"symbol": nan}


class TickLines:
    """Reads one line after the other; the first that can be read tells of which kind they are.

    `symbol` is for lines that name none.
    """

    def __init__(self, kind: Kind = "auto", symbol: str = "") -> None:
        self.kind, self.symbol = kind, symbol
        self._delimiter = ","
        self._fields: tuple[str, ...] = ()
        self._known: dict[str, str] = {}

    def read(self, line: str) -> Tick | None:
        """None for headings and empty lines. Raises EngineError."""
        line = line.lstrip("\ufeff")
        if not line.strip() or line[0] == "#":
            return None
        kind = self.kind
        if kind == "auto":
            kind = "ndjson" if line.lstrip()[0] in "{[" else "csv"
        fields = self._json(line) if kind == "ndjson" else self._csv(line)
        self.kind = kind
        if fields is None:
            return None
        try:
            return tick(fields, self.symbol)
        except (ValueError, OverflowError) as error:
            raise EngineError(NO_TICK, line[:80]) from error

    def _json(self, line: str) -> dict[str, object]:
        try:
            found = msgspec.json.decode(line, type=dict[str, object])
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise EngineError(NO_JSON, line[:80]) from error
        return {self._field(key): value for key, value in found.items() if self._field(key)}

    def _field(self, key: str) -> str:
        field = self._known.get(key)
        if field is None:
            field = headers.KNOWN.get(headers.named(key)[0], "")
            if len(self._known) < 1000:
                self._known[key] = field
        return field

    def _csv(self, line: str) -> Mapping[str, object] | None:
        if not self._fields:
            for delimiter in DELIMITERS:
                found = headers.heading(split(line, delimiter))
                if found:
                    self._delimiter = delimiter
                    self._fields = _in_place(found)
                    return None
            self._delimiter, self._fields = _naked(line)
        values = split(line, self._delimiter)
        return dict(zip(self._fields, values, strict=False))


def _in_place(heading: headers.Heading) -> tuple[str, ...]:
    fields = {place: field for field, place in heading.at.items()}
    return tuple(fields.get(place, "") for place in range(heading.width))


def _naked(line: str) -> tuple[str, tuple[str, ...]]:
    """[symbol,] time, and price, volume, amount, or with five numbers and more those of a bar.

    Raises EngineError where no delimiter makes that of the line.
    """
    for delimiter in DELIMITERS:
        values = split(line, delimiter)
        named = len(values) > 2 and not _is_time(values[0])
        rest = values[named:]
        if len(rest) > 1 and _is_time(rest[0]):
            bar = ("open", "high", "low", "close")
            prices = bar if len(rest) > 4 else ("close",)
            fields = ("date", *prices, "volume", "amount")
            return delimiter, (("symbol", *fields) if named else fields)
    raise EngineError(NO_TICK, line[:80], "symbol,time,price,volume")


def _is_time(text: str) -> bool:
    try:
        moment(text)
    except (ValueError, OverflowError):
        return False
    return True


def tick(fields: Mapping[str, object], symbol: str = "") -> Tick:
    """Raises ValueError where that is none."""
    date, clock = fields.get("date", ""), fields.get("time", "")
    if date in ("", None):
        time = moment(clock)
    else:
        time = moment(date) + (cells.clock(str(clock)) if clock not in ("", None) else 0)
    close = number(fields.get("close"))
    prices = [number(fields[name]) if name in fields else close for name in ("open", "high", "low")]
    opened, high, low = (close if isnan(price) else price for price in prices)
    if not (0 < low <= high < inf and 0 < opened < inf and 0 < close < inf):
        raise ValueError(close)
    volume, amount = (number(fields.get(name)) for name in ("volume", "amount"))
    if volume < 0 or amount < 0:
        raise ValueError(volume)
    named = fields.get("symbol")
    return Tick(
        markets.symbol(str(named)) if named not in ("", None) else symbol,
        time,
        opened,
        high,
        low,
        close,
        volume if isfinite(volume) else nan,
        amount if isfinite(amount) else nan,
    )


def number(value: object) -> float:
    if isinstance(value, str):
        return cells.number(value)
    if value is None:
        return nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(value)
    return float(value)


def moment(value: object) -> float:
    """Seconds since 1970. Raises ValueError, also where day and month may be either."""
    if isinstance(value, str):
        day_first, month_first = cells.time(value)
        found = max(day_first, month_first)
        if cells.NEVER not in (day_first, month_first) and day_first != month_first:
            raise ValueError(value)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(value)
    elif isinstance(value, int) and 19_000_000 < value < 23_000_000:
        found = cells.time(str(value))[0]  # 20241231
    else:
        return next((value * unit for least, unit in UNITS if value >= least), float(value))
    if found == cells.NEVER:
        raise ValueError(value)
    return float(found)


class Feed:
    """Ticks of a text that comes in pieces, cut anywhere."""

    def __init__(self, kind: Kind = "auto", symbol: str = "") -> None:
        self._lines = TickLines(kind, symbol)
        self._rest = ""
        self._skipping = False
        self._row = 0
        self._newest: dict[str, float] = {}

    def feed(self, text: str, last: bool = False) -> Iterator[Tick | Fault]:
        """What the lines that `text` completes tell; `last`: its end is the end of a line."""
        *lines, self._rest = (self._rest + text).split("\n")
        if last and self._rest:
            lines, self._rest = [*lines, self._rest], ""
        for line in lines:
            self._row += 1
            if self._skipping or len(line) > LONGEST:
                self._skipping = False
                yield self._fault(
                    TOO_LONG, N_("over {number} characters").format(number=f"{LONGEST:,}")
                )
            elif found := self._read(line.removesuffix("\r")):
                yield found
        if len(self._rest) > LONGEST:
            self._rest, self._skipping = "", True

    def _read(self, line: str) -> Tick | Fault | None:
        try:
            found = self._lines.read(line)
        except EngineError as error:
            return Fault.of(error, "", self._row)
        if found is None:
            return None
        if found.time < self._newest.get(found.symbol, -inf):
            return self._fault(LATE, line[:80])
        if found.symbol not in self._newest and len(self._newest) >= MOST_SYMBOLS:
            return self._fault(CROWD, f"over {MOST_SYMBOLS:,}")
        self._newest[found.symbol] = found.time
        return found

    def _fault(self, what: str, why: str) -> Fault:
        return Fault(what, shown(why), row=self._row, lost=True)


class Gather:
    """Ticks become bars of so many seconds.

    A bar has what came after the last one's end and up to its own, which is its time, as 通达信
    writes minutes; one of a whole day is that day's. There is none where nothing came.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._bars: dict[str, Tick] = {}

    def add(self, tick: Tick) -> Tick | None:
        """The bar that ends because this one begins another."""
        time, bar = self.end(tick.time), self._bars.get(tick.symbol)
        if bar is None or bar.time != time:
            self._bars[tick.symbol] = tick._replace(time=time)
            return bar
        self._bars[tick.symbol] = bar._replace(
            high=max(bar.high, tick.high),
            low=min(bar.low, tick.low),
            close=tick.close,
            volume=bar.volume + tick.volume,
            amount=bar.amount + tick.amount,
        )
        return None

    def now(self, symbol: str) -> Tick | None:
        """The bar of the symbol that has not ended."""
        return self._bars.get(symbol)

    def rest(self) -> Sequence[Tick]:
        """Those of all symbols."""
        return tuple(self._bars.values())

    def end(self, time: float) -> float:
        if self.seconds >= DAY:
            return floor(time / self.seconds) * self.seconds
        return -floor(-time / self.seconds) * self.seconds
