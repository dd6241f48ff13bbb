"""What the ROC engine is asked, and what it tells.

The first request says what the conversation is. `Look` is the living one: a newer one replaces it,
and is answered by Listed, then Rows where they are others than before, then Charted where it is
another; every answer carries the number of the newest Look. What is wrong with a formula is a
Problem before them, and the last good one stays. While it lives, `Scan`, `Backtest`, `Draw`,
`Stream` and `Feed` are answered too, one after another; what goes wrong with these is a Problem as
well. Begun with any other request, a child answers that and is done: what goes wrong is Failed.
"""

from typing import Literal

import msgspec

from engines import wire
from engines.marking import N_
from engines.roc.rules import PLAIN, Rules, Signals

MOST_PATHS, LONGEST_PATH = 10_000, 4096
LONGEST_SOURCE = 64 << 10
MOST_ROWS, MOST_BARS, MOST_TREND = 500, 2000, 240
MOST_ALERTS = 100

PERIODS = ("", "day", "week", "month")
"""What the bars are gathered into; "" leaves them as they are."""
Period = Literal["", "day", "week", "month"]


class Formula(msgspec.Struct, frozen=True):
    """A source, or with an empty one the name of a shipped or an own formula (ROC, MACD, …)."""

    name: str = "ROC"
    source: str = ""
    parameters: dict[str, float] = {}

    def __post_init__(self) -> None:
        if len(self.source) > LONGEST_SOURCE:
            raise ValueError(N_("a formula has at most 65,536 characters"))


ROC = Formula()


class Alert(msgspec.Struct, frozen=True):
    """Told when `source` becomes true on the newest bar of a symbol.

    Not again for `cooldown` bars of that symbol. `symbols` empty: all. `hook` is a command, started
    without a shell; {symbol}, {name}, {price}, {time} and {alert} in its words are filled in.
    """

    name: str
    source: str
    symbols: tuple[str, ...] = ()
    cooldown: int = 1
    hook: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError(N_("an alert has a name"))
        if not 0 <= self.cooldown <= 100_000:
            raise ValueError(N_("cooldown is 0 to 100,000 bars"))
        if len(self.source) > LONGEST_SOURCE:
            raise ValueError(N_("a formula has at most 65,536 characters"))


class Chart(msgspec.Struct, frozen=True):
    """Whose bars, how many, and which is the first; None: the newest."""

    symbol: str = ""
    first: int | None = None
    bars: int = 300

    def __post_init__(self) -> None:
        if not 1 <= self.bars <= MOST_BARS:
            raise ValueError(N_("bars are 1 to 2,000"))
        if self.first is not None and self.first < 0:
            raise ValueError(N_("first is 0 or more"))


class Asked(wire.Message, frozen=True):
    """What all requests but Feed have: files and folders, and what is computed.

    Without paths, the samples that are shipped. `until` is a time (2021-05-14, or with 09:35): bars
    after it are as if they had not happened yet.
    """

    paths: tuple[str, ...] = ()
    formula: Formula = ROC
    period: Period = ""
    signals: Signals = Signals()
    until: str = ""

    def __post_init__(self) -> None:
        if len(self.paths) > MOST_PATHS:
            raise ValueError(N_("paths are at most 10,000"))
        for path in self.paths:
            if "\0" in path or not 1 <= len(path) <= LONGEST_PATH:
                raise ValueError(N_("a path has 1 to 4,096 characters, none of them NUL"))


class Look(Asked, frozen=True, kw_only=True):
    """A watchlist and a chart: `count` rows from `first` on, each with `trend` values.

    `sort` is "", symbol, name, last, change, since, or an expression; `where` a condition; both are
    about the newest bar. `symbols` empty: all. `follow` looks at the files again every so many
    seconds; 0: never. `once` ends after the first answer.
    """

    number: int = 0
    sort: str = ""
    descending: bool = False
    where: str = ""
    symbols: tuple[str, ...] = ()
    first: int = 0
    count: int = 60
    trend: int = 60
    chart: Chart | None = None
    alerts: tuple[Alert, ...] = ()
    follow: float = 0.0
    once: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.first < 0:
            raise ValueError(N_("first is 0 or more"))
        if not 0 <= self.count <= MOST_ROWS:
            raise ValueError(N_("count is 0 to 500"))
        if not 0 <= self.trend <= MOST_TREND:
            raise ValueError(N_("trend is 0 to 240"))
        if len(self.alerts) > MOST_ALERTS:
            raise ValueError(N_("alerts are at most 100"))
        if self.follow and not 0.05 <= self.follow <= 3600:
            raise ValueError(N_("follow is 0, or 0.05 to 3,600 seconds"))


class Evaluate(Asked, frozen=True, kw_only=True):
    """Every line of the formula on one symbol, in pieces."""

    symbol: str = ""


class Scan(Asked, frozen=True, kw_only=True):
    """Symbols on which `where` was true within the last `within` bars (1: the newest).

    Beside a Look, a newer one replaces it.

    `where` empty: the first line crossed 0.
    """

    where: str = ""
    within: int = 1
    symbols: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.within <= 10_000:
            raise ValueError(N_("within is 1 to 10,000 bars"))


class Backtest(Asked, frozen=True, kw_only=True):
    """Buy and sell one symbol when conditions hold at the close of a bar.

    Both empty: the first line crosses 0 upwards, downwards.
    """

    symbol: str = ""
    buy: str = ""
    sell: str = ""
    rules: Rules = PLAIN


class Draw(Asked, frozen=True, kw_only=True):
    """The chart into a file that must not be there yet: svg, png or pdf by its suffix."""

    chart: Chart = Chart()
    path: str = "chart.svg"


class Stream(Asked, frozen=True, kw_only=True):
    """Signals of ticks or bars that come in pieces, as Feed. `kind` is how a line is written.

    `bar` gathers ticks into bars of so many seconds; 0: every line is a bar. `paths` hold history.
    """

    symbol: str = ""
    kind: Literal["auto", "ndjson", "csv"] = "auto"
    bar: float = 0.0
    alerts: tuple[Alert, ...] = ()
    every: bool = False
    """Tell every bar, not only those with a signal."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.bar <= 86_400:
            raise ValueError(N_("bar is 0 to 86,400 seconds"))


class Feed(wire.Message, frozen=True):
    """A piece of the lines, cut anywhere; `last`: there are no more."""

    text: str = ""
    last: bool = False


class Problem(wire.Message, frozen=True):
    """What is wrong with a file, a formula or an alert, and what was done about it.

    `what` is a constant sentence. `where` is what it is about: "file", "formula", "where", "sort",
    "alert", "chart", "scan", "backtest", "draw" or "stream". `line` and `column` count from 1, 0
    means no place; of a file, `line` is the row. `lost`: the rows or the file were
    left out.
    """

    what: str
    why: str = ""
    where: str = "file"
    path: str = ""
    line: int = 0
    column: int = 0
    lost: bool = False
    look: int = 0


class Listed(wire.Message, frozen=True):
    """The market as it was asked for. `columns` names the values of a row, the first its trend.

    `total` symbols are there, `shown` after group and condition. `sample`: it is what is shipped.
    `repaints` names what makes past values of the formula change. `divided`: values of the rows
    that follow which are NaN because something was divided by 0. `loaded` is the look for which
    the files were read: what was said of them then still holds.
    """

    look: int
    total: int
    shown: int
    columns: tuple[str, ...]
    period: str
    sample: bool = False
    repaints: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    divided: int = 0
    loaded: int = 0


class Row(msgspec.Struct, frozen=True):
    """One symbol at its newest bar. Unknown is None.

    `since`: bars since the first line crossed 0, negative where it went down; 0: on this bar.
    `crossed` is 1, -1 or 0 as that crossing was up, down, or none. `signal`: buy, sell, top,
    bottom, or "". `doubts`: exrights, halt, stale, lacking, short, average.
    """

    symbol: str
    name: str
    time: str
    last: float | None
    change: float | None
    """In percent of the close before."""
    values: tuple[float | None, ...]
    trend: tuple[float | None, ...]
    since: int | None = None
    crossed: int = 0
    signal: str = ""
    doubts: tuple[str, ...] = ()


class Rows(wire.Message, frozen=True):
    """Rows `first`, `first + 1`, … of what is listed. `part`: only these changed, others stay."""

    look: int
    first: int
    rows: tuple[Row, ...]
    part: bool = False


class Line(msgspec.Struct, frozen=True):
    name: str
    values: tuple[float | None, ...]
    attributes: tuple[str, ...] = ()


class Sign(msgspec.Struct, frozen=True):
    """Something at a bar. `kind`: buy, sell, top, bottom, exrights, icon, text, number, stick.

    `bar` counts from the first bar of the symbol; `told` is the bar at whose close it was known.
    `level` is where it is drawn, None: at the price. `text` is what DRAWTEXT writes.
    `doubted`: a jump of the price, as on an ex-rights day, is in it.
    """

    kind: str
    bar: int
    told: int
    level: float | None = None
    text: str = ""
    doubted: bool = False


class Link(msgspec.Struct, frozen=True):
    """A divergence: two pivots of the price and of the first line.

    `kind`: regular, hidden or loose; `top` or else bottom; `told` is None while it is provisional.
    """

    kind: str
    top: bool
    start: int
    end: int
    told: int | None
    prices: tuple[float, float]
    values: tuple[float, float]
    doubted: bool = False


class Charted(wire.Message, frozen=True):
    """Bars `first` … of one symbol, of `total`; the signs and links among them."""

    look: int
    symbol: str
    name: str
    kind: str
    period: str
    first: int
    total: int
    times: tuple[str, ...]
    open: tuple[float | None, ...]
    high: tuple[float | None, ...]
    low: tuple[float | None, ...]
    close: tuple[float | None, ...]
    volume: tuple[float | None, ...]
    lines: tuple[Line, ...]
    signs: tuple[Sign, ...] = ()
    links: tuple[Link, ...] = ()
    warnings: tuple[str, ...] = ()


class Bar(wire.Message, frozen=True):
    """The newest bar of the charted symbol has changed, or is new: `bar` is its place.

    `look` is that of the Charted which it goes on with.
    """

    look: int
    symbol: str
    bar: int
    time: str
    open: float | None
    high: float | None
    low: float | None
    close: float | None
    volume: float | None
    values: tuple[float | None, ...]
    """One a line of the chart, in its order."""


class Alerted(wire.Message, frozen=True):
    """`hooked` says how the hook went: "", started, or why it was not."""

    alert: str
    symbol: str
    name: str
    time: str
    price: float | None
    hooked: str = ""


class Hit(wire.Message, frozen=True):
    """It was true at `time`, `ago` bars ago; `last` and `values` are those of the newest bar.

    `sign` is buy or sell where crossings are looked for.
    """

    symbol: str
    name: str
    time: str
    ago: int
    last: float | None
    values: tuple[float | None, ...]
    sign: str = ""


class Scanned(wire.Message, frozen=True):
    """The whole market was looked through."""

    total: int
    found: int
    columns: tuple[str, ...]
    repaints: tuple[str, ...] = ()


class Trade(msgspec.Struct, frozen=True):
    """Bought and sold at times and prices, `bars` apart; `gain` in currency, after all costs.

    `sold` is "" while it is held.
    """

    bought: str
    price: float
    shares: float
    sold: str = ""
    got: float | None = None
    bars: int = 0
    gain: float = 0.0


class Tested(wire.Message, frozen=True):
    """`growth` and `held` are factors: of the strategy, and of buying on the first bar.

    `drawdown` and `exposure` are shares of 1. `equity` has at most 500 points, at `times`;
    `refused`: orders that found no fill.
    """

    symbol: str
    growth: float
    held: float
    drawdown: float
    exposure: float
    wins: int
    costs: float
    refused: int
    trades: tuple[Trade, ...]
    times: tuple[str, ...]
    equity: tuple[float, ...]
    rules: Rules
    warnings: tuple[str, ...] = ()


class Values(wire.Message, frozen=True):
    """A piece of what Evaluate was asked for: bars from `first` on."""

    first: int
    dates: tuple[str, ...]
    lines: dict[str, tuple[float | None, ...]]
    warnings: tuple[str, ...] = ()


class Signal(wire.Message, frozen=True):
    """A bar of a stream: its lines, and buy, sell, an alert's name; "" where every bar is told."""

    symbol: str
    time: str
    price: float | None
    signal: str
    values: dict[str, float | None]
    closed: bool = True


class Fed(wire.Message, frozen=True):
    """So many pieces of a stream have been worked through since it began: send more."""

    pieces: int


class Drawn(wire.Message, frozen=True):
    path: str


class Done(wire.Done, frozen=True):
    """Everything that was asked for has been told."""


Request = Look | Evaluate | Scan | Backtest | Draw | Stream | Feed | wire.Cancel
Event = (
    Problem
    | Listed
    | Rows
    | Charted
    | Bar
    | Alerted
    | Hit
    | Scanned
    | Tested
    | Values
    | Signal
    | Fed
    | Drawn
    | Done
    | wire.Common
)
