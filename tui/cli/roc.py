"""zerodeck roc: the tab, or the indicator, the watchlist and the signals without a screen."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tui.cli import offering
from tui.cli.groups import GROUPS
from tui.cli.roc_options import about_formula, checked
from tui.i18n import N_, _

if TYPE_CHECKING:
    from engines.roc.messages import Alert

app = typer.Typer(help=GROUPS["roc"], rich_markup_mode=None, add_completion=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON: one document.")]
Events = Annotated[bool, typer.Option("--json", help="One JSON event a line.")]
Plain = Annotated[bool, typer.Option("--plain", help="Words; the default.")]
Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", help="Files and folders of bars. Default: our samples."),
]
Data = Annotated[Path | None, typer.Option(metavar="FILE", help="The bars. Default: our sample.")]
Symbol = Annotated[str, typer.Option(metavar="SYMBOL", help="Where the files have more than one.")]
Where = Annotated[
    str,
    typer.Option(metavar="CONDITION", help="On the newest bar: 'ROC>0 AND CLOSE>MA(CLOSE,20)'."),
]


UNREADABLE = (N_("No closing quotation"), N_("No escaped character"))
"""What shlex says of a hook."""


@app.callback(invoke_without_command=True)
def tab(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from tui.cli.console import run

        run("roc", **context.obj)


@app.command()
@about_formula
def show(
    about: dict[str, Any],
    context: typer.Context,
    files: Files = None,
    sort: Annotated[
        str,
        typer.Option(metavar="KEY", help="symbol, name, last, change, since, or an expression."),
    ] = "",
    descending: Annotated[bool, typer.Option("--descending", help="The largest first.")] = False,
    where: Where = "",
    first: Annotated[int, typer.Option(min=0, help="Rows to leave out.")] = 0,
    count: Annotated[int, typer.Option(min=1, max=500, help="Rows to show.")] = 500,
    follow: Annotated[
        float, typer.Option(metavar="SECONDS", help="Look at the files again and again.")
    ] = 0.0,
    alert: Annotated[
        list[str] | None, typer.Option(metavar="NAME=CONDITION", help="Told once it becomes true.")
    ] = None,
    hook: Annotated[
        str, typer.Option(metavar="COMMAND", help="Run on an alert: 'notify {alert} {symbol}'.")
    ] = "",
    json: Annotated[
        bool, typer.Option("--json", help="One JSON document; with --follow an event a line.")
    ] = False,
    plain: Plain = False,
) -> None:
    """A watchlist: the newest values of every symbol, and its trend around 0."""
    from engines.roc.messages import Look
    from tui.cli import roc_words

    alerts = alarms(alert or [], hook)
    expression = "" if sort in ("symbol", "name", "last", "change", "since") else sort
    checked(about["formula"], where, expression, *(each.source for each in alerts))
    look = made(
        Look, paths=paths(files), **about, sort=sort, descending=descending, where=where,
        first=first, count=count, follow=follow, once=not follow, alerts=alerts, number=1,
    )  # fmt: skip
    if json and not plain and follow:
        raise typer.Exit(roc_words.show(look, None))
    words = roc_words.ListDocument() if json and not plain else roc_words.Watchlist(glyphs(context))
    raise typer.Exit(roc_words.show(look, words, status=words.status))


@app.command("eval")
@about_formula
def eval_(
    about: dict[str, Any],
    data: Data = None,
    symbol: Symbol = "",
    last: Annotated[int, typer.Option(min=1, help="Bars of the table; JSON has all.")] = 20,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Every line of a formula on the bars of a file.

    JSON is {"dates": [...], "lines": {"ROC": [...]}, "warnings": [...]}: one number or null a bar.
    """
    from engines.roc.messages import Evaluate
    from tui.cli import roc_words

    request = made(Evaluate, paths=paths(data), **about, symbol=symbol)
    words = roc_words.ValuesDocument() if json and not plain else roc_words.ValuesTable(last)
    raise typer.Exit(roc_words.show(request, words))


@app.command()
@about_formula
def scan(
    about: dict[str, Any],
    files: Files = None,
    where: Where = "",
    within: Annotated[int, typer.Option(min=1, max=10_000, help="Of the newest bars.")] = 1,
    json: Events = False,
    plain: Plain = False,
) -> None:
    """Look through all symbols for a condition; without one, for lines that crossed 0."""
    from engines.roc.messages import Scan
    from tui.cli import roc_words

    checked(about["formula"], where)
    request = made(Scan, paths=paths(files), **about, where=where, within=within)
    raise typer.Exit(roc_words.show(request, None if json and not plain else roc_words.hit))


@app.command()
@about_formula
def backtest(
    about: dict[str, Any],
    data: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The bars.")] = None,
    symbol: Symbol = "",
    buy: Annotated[
        str, typer.Option(metavar="CONDITION", help="At a close; without, the line crosses up.")
    ] = "",
    sell: Annotated[
        str, typer.Option(metavar="CONDITION", help="At a close; without, the line crosses down.")
    ] = "",
    rules: Annotated[
        Literal["plain", "china"],
        typer.Option(help="plain: no costs. china: a main-board A share."),
    ] = "plain",
    cash: Annotated[float | None, typer.Option(help="To begin with.")] = None,
    lot: Annotated[int | None, typer.Option(help="Shares that are bought together.")] = None,
    settle: Annotated[int | None, typer.Option(help="Bars before a sale: 1 is T+1.")] = None,
    limit: Annotated[float | None, typer.Option(help="Daily limit, a share of 1: 0.1.")] = None,
    fee: Annotated[float | None, typer.Option(help="Both ways, a share of 1.")] = None,
    least: Annotated[float | None, typer.Option(help="The least fee, in currency.")] = None,
    tax: Annotated[float | None, typer.Option(help="On sales, a share of 1.")] = None,
    slip: Annotated[float | None, typer.Option(help="Slippage both ways, a share of 1.")] = None,
    trades: Annotated[int, typer.Option(min=0, help="Trades to list, the newest.")] = 20,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """What following the signals would have come to: orders fill on the next bar's open."""
    import msgspec

    from engines.roc.messages import Backtest
    from engines.roc.rules import CHINA, PLAIN
    from tui.cli import roc_words

    checked(about["formula"], buy, sell)
    given = {
        "cash": cash, "lot": lot, "settle": settle, "limit": limit, "fee": fee, "least": least,
        "tax": tax, "slip": slip,
    }  # fmt: skip
    changed = {name: value for name, value in given.items() if value is not None}
    kept = msgspec.structs.asdict({"plain": PLAIN, "china": CHINA}[rules])
    rule = made(type(PLAIN), **(kept | {"fractions": kept["fractions"] and lot is None} | changed))
    request = made(
        Backtest, paths=paths(data), **about, symbol=symbol, buy=buy, sell=sell, rules=rule
    )
    words = roc_words.test_document if json and not plain else roc_words.Tests(trades)
    raise typer.Exit(roc_words.show(request, words))


@app.command()
@about_formula
def stream(
    about: dict[str, Any],
    symbol: Annotated[str, typer.Option(help="What the lines are of, where they do not say.")] = "",
    kind: Annotated[
        Literal["auto", "ndjson", "csv"], typer.Option(help="How a line is written.")
    ] = "auto",
    bar: Annotated[
        float, typer.Option(metavar="SECONDS", help="Gather ticks; 0: a line is a bar.")
    ] = 0.0,
    history: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Bars that came before the first line.")
    ] = None,
    alert: Annotated[
        list[str] | None, typer.Option(metavar="NAME=CONDITION", help="A signal of its own.")
    ] = None,
    hook: Annotated[
        str, typer.Option(metavar="COMMAND", help="Run on an alert: 'notify {alert} {symbol}'.")
    ] = "",
    signals: Annotated[
        bool, typer.Option("--signals", help="Leave out bars without a signal.")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Words in place of JSON.")] = False,
) -> None:
    """Ticks or bars from standard input; an NDJSON line with the formula's values for each.

    A line is {"time": "2021-05-14 09:35", "price": 12.3, "volume": 100}, a bar has open, high, low,
    close, volume and amount; or CSV with a header. Ends with the input.
    """
    from engines.roc.messages import Stream
    from tui.cli import roc_words
    from tui.cli.roc_feed import fed

    alerts = alarms(alert or [], hook)
    checked(about["formula"], *(each.source for each in alerts))
    request = made(
        Stream, paths=paths(history), **about, symbol=symbol, kind=kind, bar=bar, alerts=alerts,
        every=not signals,
    )  # fmt: skip
    raise typer.Exit(roc_words.show(request, roc_words.signal if plain else None, fed))


@app.command()
@about_formula
def chart(
    about: dict[str, Any],
    data: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The bars.")] = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="svg, png or pdf.")] = Path("chart.svg"),
    symbol: Symbol = "",
    bars: Annotated[int, typer.Option(min=1, max=2000, help="The newest so many.")] = 300,
    json: Events = False,
) -> None:
    """Draw prices, the formula and its signals into a new file, with matplotlib."""
    from engines.roc.messages import Chart, Draw
    from tui.cli import roc_words

    request = made(
        Draw, paths=paths(data), **about, chart=Chart(symbol, bars=bars), path=str(out.absolute())
    )
    raise typer.Exit(roc_words.show(request, None if json else roc_words.drawn))


@app.command()
def formulas(
    name: Annotated[
        str, typer.Argument(help="Print the source of this one.", autocompletion=offering.formulas)
    ] = "",
    json: Json = False,
    plain: Plain = False,
) -> None:
    """The formulas there are: what is shipped, and your own."""
    from engines.roc.formula.library import FORMULAS
    from engines.roc.messages import Formula
    from engines.roc.programs import source_of
    from engines.wire import EngineError
    from tui.cli import roc_words
    from tui.cli.stream import complaint, fail

    try:
        if name:
            text = source_of(Formula(name.upper()))
            typer.echo(text, nl=not text.endswith("\n"))
        elif json and not plain:
            document(dict(FORMULAS))
        else:
            for line in roc_words.library(FORMULAS):
                typer.echo(line)
            for path, error in FORMULAS.problems():
                typer.echo(f"{path}:\n{complaint(error.failed)}", err=True)
    except EngineError as error:
        raise typer.Exit(fail(error)) from None


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Formulas: .tdx files.")],
) -> None:
    """Whether formulas can be run; what is wrong is said with its line and column."""
    from engines.roc.formula.library import read
    from engines.roc.formula.program import compile
    from engines.wire import EngineError
    from tui.cli import roc_words
    from tui.cli.stream import fail

    wrong = 0
    for path in files:
        try:
            for line in roc_words.compiled(path, compile(read(path))):
                typer.echo(line)
        except EngineError as error:
            typer.echo(f"{path}:", err=True)
            wrong = fail(error)
    raise typer.Exit(wrong)


def paths(given: Path | list[Path] | None) -> tuple[str, ...]:
    listed = given if isinstance(given, list) else [given] if given else []
    return tuple(str(path.absolute()) for path in listed)


def made(kind: Any, /, **fields: Any) -> Any:
    """The request, or a refusal in its own words."""
    try:
        return kind(**fields)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def alarms(texts: list[str], hook: str) -> "tuple[Alert, ...]":
    from engines.roc.messages import Alert

    found = []
    for text in texts:
        name, equals, source = text.partition("=")
        if not equals or not source.strip():
            why = _("An alert is written like up=CROSS(ROC,0), not {text}.")
            raise typer.BadParameter(why.format(text=repr(text[:40])), param_hint="--alert")
        try:
            words = tuple(shlex.split(hook))
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--hook") from None
        found.append(made(Alert, name=name.strip(), source=source, hook=words))
    return tuple(found)


def glyphs(context: typer.Context) -> Any:
    import os
    import sys

    from tui.glyphs import choose

    encoding = sys.stdout.encoding or "ascii"
    return choose("ascii" if context.obj["ascii"] else "auto", os.environ, encoding)


def document(value: object) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
