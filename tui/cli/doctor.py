"""zerodeck doctor: what may be wrong with this machine, and the command that mends it."""

from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli import offering
from tui.cli.groups import GROUPS

if TYPE_CHECKING:
    from engines.pi.doctor.check import Check, Result

app = typer.Typer(help=GROUPS["doctor"], rich_markup_mode=None, add_completion=False)


@app.command()
def doctor(
    checks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CHECK]...",
            help="These alone, with the why.",
            autocompletion=offering.checks,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings end with 1.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON: one document.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Words; the default.")] = False,
) -> None:
    """Look at this machine, without changing anything and without root.

    Ends with 0, with 1 where --strict and something is to be warned of, and with 2 where something
    must be mended. JSON is {"checks": [{"check", "group", "status", "says", "fix", "why"}], ...}.
    """
    from engines.pi.doctor.doctor import CHECKS, examine, named
    from engines.pi.doctor.host import here
    from engines.wire import EngineError
    from tui.cli import doctor_words
    from tui.cli.stream import fail

    try:
        chosen = named(checks) if checks else CHECKS
    except EngineError as error:
        fail(error, json=json and not plain)
        raise typer.Exit(2) from None
    found = list(examine(here(), chosen))
    if json and not plain:
        typer.echo(doctor_words.document(found))
    else:
        for line in doctor_words.report(found, whys=bool(checks)):
            typer.echo(line)
    raise typer.Exit(status(found, strict))


def status(found: "list[tuple[Check, Result]]", strict: bool) -> int:
    seen = {result.status for _, result in found}
    return 2 if "failure" in seen else int(strict and "warning" in seen)
