"""What the ROC engine tells, as lines of text and as documents."""

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.roc.doubts import DOUBTS
from engines.roc.messages import (
    Alerted,
    Drawn,
    Hit,
    Listed,
    Problem,
    Row,
    Rows,
    Scanned,
    Signal,
    Tested,
    Values,
)
from engines.wire import Done, Message
from tui import units
from tui.cli import stream
from tui.cli.stream import Plain, status
from tui.cli.table import Cells, columns
from tui.i18n import _
from tui.runs import plain
from tui.sparkline import DOWN, UP, signed

if TYPE_CHECKING:
    from engines.roc.formula.nodes import Program
    from tui.glyphs import Glyphs

TREND = 20
"""Cells."""

WAYS = {1: "up", -1: "down", 0: ""}


def price(value: float | None) -> str:
    return units.UNKNOWN if value is None else f"{value:.10g}"


def figure(value: float | None) -> str:
    """A value of a line: two digits after the point, or five in all."""
    if value is None:
        return units.UNKNOWN
    return f"{value:.2f}" if abs(value) < 1e7 else f"{value:.4e}"


def said(text: str) -> None:
    """Beside the answer: a reader of the answer does not want it."""
    print(text, file=sys.stderr)


def problem(event: Problem) -> str:
    place = f"{event.path}: " if event.path else ""
    row = f" ({_('row')} {event.line})" if event.where == "file" and event.line else ""
    # Of a formula the particulars begin with the place, and end with a caret.
    gap = "\n" if "\n" in event.why else " "
    return f"{place}{_(event.what)}{row}{gap}{event.why}".rstrip()


def show(request: Message, words: Plain | None, *through: Any, **options: Any) -> int:
    """Run the engine on one request, as `stream.show` does; what is wrong stands beside it."""
    told = None if words is None else partial(beside, words)
    return stream.show("roc", request, told, *through, **options)


def beside(words: Plain, event: Message) -> str | None:
    if isinstance(event, Problem):
        said(problem(event))
        return None
    return words(event)


# The watchlist


class Listing:
    listed: Listed | None = None

    def status(self, last: Message | None) -> int:
        """Nothing to list is a failure, as it is where nothing is asked of one file."""
        return status(last) or int(self.listed is None or not self.listed.total)


class Watchlist(Listing):
    """A table of what is listed; while files are followed, what is new in it."""

    def __init__(self, glyphs: "Glyphs") -> None:
        blocks = glyphs.blocks[1:]
        self.ascii = str.maketrans(UP + DOWN, blocks + "-=") if blocks.isascii() else {}
        self.told = False

    def __call__(self, event: Message) -> str | None:
        match event:
            case Listed():
                self.listed = event
            case Rows() if self.listed:
                lines = self.table(self.listed, event)
                self.told = True
                return "\n".join(lines)
            case Alerted():
                return alerted(event)
        return None

    def table(self, listed: Listed, rows: Rows) -> Iterator[str]:
        if rows.part and self.told:
            yield from columns(map(self.row, rows.rows), LEFT)
            return
        head = ("symbol", "name", "time", "last", "change", *listed.columns)
        yield from columns(
            [(*head, "trend", "since", "signal", ""), *map(self.row, rows.rows)],
            (0, 1, 2, *range(5 + len(listed.columns), 9 + len(listed.columns))),
        )
        yield from remarks(listed, rows)

    def row(self, row: Row) -> Cells:
        change = "" if row.change is None else f"{row.change:+.2f}%"
        since = "" if row.since is None else f"{abs(row.since)} {WAYS[row.crossed]}"
        trend = plain(signed(row.trend, TREND)).translate(self.ascii)
        values = map(figure, row.values)
        known = (row.symbol, row.name, row.time, price(row.last), change)
        return (*known, *values, trend, since, row.signal, ", ".join(row.doubts))


LEFT = (0, 1, 2)


def remarks(listed: Listed, rows: Rows) -> Iterator[str]:
    shown = len(rows.rows)
    if shown < listed.shown:
        first = rows.first + shown
        after = f"; --first {first}" if first < listed.shown else ""
        yield f"{shown} of {listed.shown} rows{after}"
    elif listed.shown < listed.total:
        yield f"{listed.shown} of {listed.total} symbols"
    if listed.sample:
        yield _("This is the sample that is shipped: name files or folders of your own.")
    if listed.repaints:
        yield f"repaints: {', '.join(listed.repaints)}"
    for key in dict.fromkeys(key for row in rows.rows for key in row.doubts):
        yield f"{key}: {_(DOUBTS[key])}"
    yield from map(_, listed.warnings)
    if listed.divided:
        yield f"{listed.divided} values are unknown: divided by 0"


def alerted(event: Alerted) -> str:
    hook = f"  ({_(event.hooked)})" if event.hooked else ""
    known = (event.time, event.alert, event.symbol, event.name, price(event.price))
    return "  ".join(filter(None, known)) + hook


class ListDocument(Listing):
    """The same as one document."""

    rows: tuple[Row, ...] = ()

    def __call__(self, event: Message) -> str | None:
        import msgspec

        match event:
            case Listed():
                self.listed = event
            case Rows():
                self.rows = event.rows
            case Done() if self.listed:
                about: dict[str, Any] = msgspec.to_builtins(self.listed)
                unwanted = ("type", "look", "loaded")
                about = {name: value for name, value in about.items() if name not in unwanted}
                return document(about | {"rows": msgspec.to_builtins(self.rows)})
        return None


def document(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)


# Values


class Collected:
    """The pieces of what was evaluated."""

    def __init__(self) -> None:
        self.dates: list[str] = []
        self.lines: dict[str, list[float | None]] = {}
        self.warnings: tuple[str, ...] = ()

    def __call__(self, event: Message) -> str | None:
        match event:
            case Values():
                self.dates += event.dates
                self.warnings += event.warnings
                for name, values in event.lines.items():
                    self.lines.setdefault(name, []).extend(values)
            case Done():
                return self.done()
        return None

    def done(self) -> str:
        raise NotImplementedError


class ValuesDocument(Collected):
    """{"dates": [...], "lines": {...}, "warnings": [...]}, every digit as it was computed."""

    def done(self) -> str:
        import json

        found = {"dates": self.dates, "lines": self.lines, "warnings": self.warnings}
        return json.dumps(found, ensure_ascii=False, allow_nan=False)


class ValuesTable(Collected):
    """The last bars."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last

    def done(self) -> str:
        for warning in self.warnings:
            said(_(warning))
        names = list(self.lines)
        rows: list[Cells] = [("", *names)]
        for bar in range(max(0, len(self.dates) - self.last), len(self.dates)):
            rows.append((self.dates[bar], *(digits(self.lines[name][bar]) for name in names)))
        return "\n".join(columns(rows))


def digits(value: float | None) -> str:
    return units.UNKNOWN if value is None else f"{value:.6f}"


# Scan


def hit(event: Message) -> str | None:
    match event:
        case Hit():
            ago = {0: "now", 1: "1 bar ago"}.get(event.ago, f"{event.ago} bars ago")
            values = " ".join(map(figure, event.values))
            known = (event.symbol, event.name, event.time, ago, event.sign, price(event.last))
            return "  ".join(filter(None, (*known, values)))
        case Scanned():
            names = ", ".join(event.columns)
            again = f"; repaints: {', '.join(event.repaints)}" if event.repaints else ""
            return f"{event.found} of {event.total} symbols; values: {names}{again}"
    return None


# Backtest


class Tests:
    def __init__(self, trades: int) -> None:
        self.trades = trades

    def __call__(self, event: Message) -> str | None:
        match event:
            case Tested():
                return "\n".join(self.lines(event))
        return None

    def lines(self, event: Tested) -> Iterator[str]:
        ended = [trade for trade in event.trades if trade.sold]
        yield (
            f"{event.symbol}  {event.times[0] if event.times else ''} to "
            f"{event.times[-1] if event.times else ''}"
        )
        yield f"growth     {event.growth:.3f}x   buy and hold {event.held:.3f}x"
        yield f"drawdown   {100 * event.drawdown:.1f} %   exposure {100 * event.exposure:.1f} %"
        yield f"trades     {len(ended)}   won {event.wins}   no fill {event.refused}"
        yield f"costs      {event.costs:.2f} of {event.rules.cash:.0f} to begin with"
        for warning in event.warnings:
            yield _(warning)
        if self.trades and event.trades:
            yield ""
            yield from columns([TRADES, *map(trade, event.trades[-self.trades :])], (0, 3))


TRADES = ("bought", "price", "shares", "sold", "price", "bars", "gain")


def trade(each: Any) -> Cells:
    shares = f"{each.shares:.10g}"
    sold = each.sold or "(held)"
    got = "" if each.got is None else price(each.got)
    return each.bought, price(each.price), shares, sold, got, str(each.bars), f"{each.gain:.2f}"


def test_document(event: Message) -> str | None:
    import msgspec

    match event:
        case Tested():
            found = msgspec.to_builtins(event)
            return document({name: each for name, each in found.items() if name != "type"})
    return None


# Stream, chart, formulas


def signal(event: Message) -> str | None:
    match event:
        case Signal():
            values = "  ".join(f"{name} {figure(value)}" for name, value in event.values.items())
            known = (event.time, event.symbol, price(event.price), event.signal, values)
            return "  ".join(filter(None, known)) + ("" if event.closed else "  (open)")
        case Alerted():
            return alerted(event)
    return None


def drawn(event: Message) -> str | None:
    match event:
        case Drawn():
            return event.path
    return None


def library(sources: Mapping[str, str]) -> Iterator[str]:
    """A formula a line: its name, and what it says of itself."""
    from engines.roc.formula.library import about

    yield from columns([(name, _(about(source))) for name, source in sources.items()], (0, 1))


def compiled(path: Path, program: "Program") -> Iterator[str]:
    lines = ", ".join(output.name for output in program.outputs)
    back = "all" if program.warmup is None else f"{program.warmup:,}"
    yield f"{path}: {lines or 'no lines'}; looks {back} bars back"
    for warning in program.warnings:
        yield f"  {_(warning)}"
    if program.repaints:
        yield f"  repaints: {', '.join(program.repaints)}"
