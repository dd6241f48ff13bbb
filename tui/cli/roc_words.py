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
from tui.cli.table import Cells, columns, to_left
from tui.i18n import N_, _, enumerated, ngettext
from tui.runs import plain
from tui.said import particulars
from tui.sparkline import DOWN, UP, signed

if TYPE_CHECKING:
    from engines.roc.formula.nodes import Program
    from tui.glyphs import Glyphs

TREND = 20
"""Cells."""

WAYS = N_("up|down")
SIGNALS = {"buy": N_("buy"), "sell": N_("sell"), "top": N_("top"), "bottom": N_("bottom")}
HEAD, END = N_("symbol|name|time|last|change"), N_("trend|since|signal|")


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
    place, what = f"{event.path}: " if event.path else "", _(event.what)
    if event.where == "file" and event.line:
        what = _("{what} (row {number})").format(what=what, number=event.line)
    # Of a formula the particulars begin with the place, and end with a caret.
    gap = "\n" if "\n" in event.why else " "
    return f"{place}{what}{gap}{particulars(event.why)}".rstrip()


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
        head = (*_(HEAD).split("|"), *listed.columns, *_(END).split("|"))
        yield from columns(
            [head, *map(self.row, rows.rows)],
            (0, 1, 2, *range(5 + len(listed.columns), 9 + len(listed.columns))),
        )
        yield from remarks(listed, rows)

    def row(self, row: Row) -> Cells:
        change = "" if row.change is None else f"{row.change:+.2f}%"
        ways = dict(zip((1, -1), _(WAYS).split("|"), strict=True))
        since = "" if row.since is None else f"{abs(row.since)} {ways.get(row.crossed, '')}"
        trend = plain(signed(row.trend, TREND)).translate(self.ascii)
        values = map(figure, row.values)
        known = (row.symbol, row.name, row.time, price(row.last), change)
        return (*known, *values, trend, since, sign(row.signal), ", ".join(row.doubts))


LEFT = (0, 1, 2)


def sign(name: str) -> str:
    return _(SIGNALS.get(name, name))


def remarks(listed: Listed, rows: Rows) -> Iterator[str]:
    shown = len(rows.rows)
    if shown < listed.shown:
        first, words = rows.first + shown, _("{number} of {all} rows")
        if first < listed.shown:
            words = _("{number} of {all} rows; --first {first}")
        yield words.format(number=shown, all=listed.shown, first=first)
    elif listed.shown < listed.total:
        yield _("{number} of {all} symbols").format(number=listed.shown, all=listed.total)
    if listed.sample:
        yield _("This is the sample that is shipped: name files or folders of your own.")
    if listed.repaints:
        yield repaints(listed.repaints)
    for key in dict.fromkeys(key for row in rows.rows for key in row.doubts):
        yield f"{key}: {_(DOUBTS[key])}"
    yield from map(particulars, listed.warnings)
    if listed.divided:
        yield ngettext(
            "{number} value is unknown: divided by 0",
            "{number} values are unknown: divided by 0",
            listed.divided,
        ).format(number=listed.divided)


def repaints(names: tuple[str, ...]) -> str:
    return _("repaints: {names}").format(names=enumerated(names))


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
            said(particulars(warning))
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
            values = " ".join(map(figure, event.values))
            about = (event.symbol, event.name, event.time, ago(event.ago))
            known = (*about, sign(event.sign), price(event.last))
            return "  ".join(filter(None, (*known, values)))
        case Scanned():
            return scanned(event)
    return None


def ago(bars: int) -> str:
    if not bars:
        return _("now")
    return ngettext("{number} bar ago", "{number} bars ago", bars).format(number=bars)


def scanned(event: Scanned) -> str:
    words = _("{number} of {all} symbols; values: {names}")
    if event.repaints:
        words = _("{number} of {all} symbols; values: {names}; repaints: {others}")
    return words.format(
        number=event.found,
        all=event.total,
        names=enumerated(event.columns),
        others=enumerated(event.repaints),
    )


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
        first, last = (event.times[0], event.times[-1]) if event.times else ("", "")
        yield _("{symbol}  {first} to {last}").format(symbol=event.symbol, first=first, last=last)
        grown = _("{growth}x   buy and hold {held}x")
        yield told(_("ended at"), grown, growth=f"{event.growth:.3f}", held=f"{event.held:.3f}")
        yield told(
            _("drawdown"),
            _("{drawdown} %   exposure {exposure} %"),
            drawdown=f"{100 * event.drawdown:.1f}",
            exposure=f"{100 * event.exposure:.1f}",
        )
        traded = _("{number}   won {won}   no fill {refused}")
        refused = event.refused
        yield told(_("trades"), traded, number=len(ended), won=event.wins, refused=refused)
        spent = _("{costs} of {cash} to begin with")
        costs, cash = f"{event.costs:.2f}", f"{event.rules.cash:.0f}"
        yield told(_("costs"), spent, costs=costs, cash=cash)
        yield from map(particulars, event.warnings)
        if self.trades and event.trades:
            yield ""
            shown = map(trade, event.trades[-self.trades :])
            yield from columns([_(TRADES).split("|"), *shown], (0, 3))


def told(label: str, words: str, **about: object) -> str:
    return to_left(label, 11) + words.format(**about)


TRADES = N_("bought|price|shares|sold|price|bars|gain")


def trade(each: Any) -> Cells:
    shares = f"{each.shares:.10g}"
    sold = each.sold or _("(held)")
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
            known = (event.time, event.symbol, price(event.price), sign(event.signal), values)
            unfinished = "" if event.closed else _("(open)")
            return "  ".join(filter(None, (*known, unfinished)))
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
    words = _("{file}: {lines}; looks {number} bars back")
    if program.warmup is None:
        words = _("{file}: {lines}; looks all bars back")
    lines = enumerated(output.name for output in program.outputs) or _("no lines")
    yield words.format(file=path, lines=lines, number=f"{program.warmup or 0:,}")
    for warning in program.warnings:
        yield f"  {particulars(warning)}"
    if program.repaints:
        yield f"  {repaints(program.repaints)}"
