"""zerodeck c: the tab, or the checker and the fixer of omitted types without a screen."""

from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli import offering
from tui.cli.groups import GROUPS

if TYPE_CHECKING:
    from tui.cli.c_reports import Report

app = typer.Typer(help=GROUPS["c"], rich_markup_mode=None, add_completion=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON: one document.")]
Plain = Annotated[bool, typer.Option("--plain", help="Words; the default.")]
Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", help="Sources, folders of .c and .h files, or - for standard input."
    ),
]
Standard = Annotated[
    str,
    typer.Option(
        "--std",
        metavar="NAME",
        help="c89, gnu99, c2x …, as compilers name them.",
        autocompletion=offering.standards,
    ),
]


@app.callback(invoke_without_command=True)
def tab(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from tui.cli.console import run

        run("implicit_int", **context.obj)


@app.command()
def check(
    paths: Paths,
    std: Standard = "gnu17",
    ask: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Ask this compiler too, or all; again for more.",
            autocompletion=offering.compilers,
        ),
    ] = None,
    cousins: Annotated[
        bool, typer.Option("--cousins", help="List what old C allows beside them as well.")
    ] = False,
    json: Json = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0.")] = False,
    plain: Plain = False,
) -> None:
    """Where a type is left out, and what the standard says of it.

    Ends with 0 where the standard refuses nothing, 1 where it refuses something that is certainly
    left out, and 2 where something could not be read, or a compiler that is named gave no answer.
    JSON is {"findings": [...], "cousins": [...], "unread": [...], ...}: columns are bytes, from 1.
    """
    from tui.cli import c_reports
    from tui.cli.c_sources import given, look

    standard = known(std)
    report: Report
    if sarif and not plain:
        report = c_reports.Sarif(standard)
    elif json and not plain:
        report = c_reports.Document(standard)
    else:
        report = c_reports.Lines(standard, cousins)
    compilers = []
    if ask:
        from tui.cli.c_asking import asked, chosen

        compilers = chosen(ask)
        report.exacting = "all" not in ask
    for name, source in given(paths, report.unread):
        findings = look(name, source, standard)
        report.read(name, source, findings)
        for compiler in compilers:
            report.asked(name, findings, *asked(compiler, name, source, findings, standard))
    report.end()
    raise typer.Exit(report.status)


@app.command()
def fix(
    paths: Paths,
    std: Standard = "gnu17",
    write: Annotated[
        bool, typer.Option("--write", help="Change the files; each is kept beside as FILE.orig.")
    ] = False,
    prototypes: Annotated[
        bool, typer.Option("--prototypes", help="Old definitions become prototypes too.")
    ] = False,
    void: Annotated[bool, typer.Option("--void", help="And () becomes (void).")] = False,
) -> None:
    """Name the types that are left out. Without --write a diff is printed, for patch -p0.

    What is not certain is left as it is. Ends with 0 where nothing is to be mended or all was, 1
    after a diff, and 2 where something could not be read or written. Of standard input, --write
    prints the mended source.
    """
    from engines.implicit_int.difference import unified
    from engines.implicit_int.finding import OMISSIONS, Kind
    from engines.implicit_int.fixing import edits, fixed
    from tui.cli.c_mending import Mending, relative
    from tui.cli.c_sources import STDIN, given, look

    standard, mending = known(std), Mending()
    more: dict[Kind, bool] = {"knr-definition": prototypes, "empty-parentheses": void}
    kinds = OMISSIONS.union(kind for kind, wanted in more.items() if wanted)
    for name, source in given(paths, mending.unread):
        findings = look(name, source, standard)
        mended = fixed(source, findings, kinds)
        mending.seen(name, findings)
        if write and name == STDIN:
            typer.echo(mended, nl=False)
        elif write and mended != source:
            mending.write(name, source, mended, len(edits(findings, kinds)))
        elif mended != source:
            mending.show(unified(source, findings, relative(name), kinds))
    raise typer.Exit(mending.status)


@app.command()
def explain(
    key: Annotated[
        str,
        typer.Argument(
            metavar="[KEY]",
            help="A construct, or a kind of finding.",
            autocompletion=offering.constructs,
        ),
    ] = "",
    json: Json = False,
    plain: Plain = False,
) -> None:
    """What each standard and each compiler says of a construct; without one, all there are."""
    from engines.implicit_int.explaining import explain as explained
    from engines.wire import EngineError
    from tui.cli import c_telling
    from tui.cli.c_words import document, say
    from tui.cli.stream import fail

    try:
        found = explained(key) if key else None
    except EngineError as error:
        fail(error)
        raise typer.Exit(2) from None
    if json and not plain:
        document(c_telling.explanation_document(found) if found else c_telling.contents())
        return
    for line in c_telling.explanation(found) if found else c_telling.overview():
        say(line)


@app.command()
def compilers(json: Json = False, plain: Plain = False) -> None:
    """The compilers that are here, and the standards that each takes."""
    from engines.implicit_int.messages import Find
    from tui.cli import c_telling
    from tui.cli.stream import show

    words = c_telling.FoundDocument() if json and not plain else c_telling.Found()
    raise typer.Exit(show("implicit_int", Find(), words, status=words.status))


@app.command()
def run(json: Json = False, plain: Plain = False) -> None:
    """Build the document's example with every compiler whose programs run here, and run it.

    sum is 3. z is the value of a function that returns none: undefined, whatever is printed.
    """
    from engines.implicit_int.messages import Run
    from tui.cli import c_telling
    from tui.cli.stream import show

    words = c_telling.RunsDocument() if json and not plain else c_telling.Runs()
    raise typer.Exit(show("implicit_int", Run(), words, status=words.status))


def known(std: str) -> str:
    from engines.implicit_int.standards import standard

    try:
        return standard(std)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--std") from None
