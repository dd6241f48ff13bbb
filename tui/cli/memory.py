"""zerodeck memory: what each part of zerodeck has, and what is left."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tui.cli.groups import GROUPS

if TYPE_CHECKING:
    from tui.memory_rows import Seen

app = typer.Typer(help=GROUPS["memory"], rich_markup_mode=None, add_completion=False)


@app.command()
def memory(
    json: Annotated[bool, typer.Option("--json", help="Print JSON: bytes.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Words; the default.")] = False,
) -> None:
    """Show what each part of zerodeck has of the memory, and what is left.

    Before an engine is started, what it may need is compared with what is left. ZERODECK_MEMORY
    in the environment says otherwise: how many MiB all of zerodeck together may have.
    """
    import os

    from engines.wire import EngineError
    from tui import memory_rows
    from tui.cli.stream import fail

    try:
        seen = memory_rows.look(but=os.getpid())
    except EngineError as error:
        raise typer.Exit(fail(error, json=json and not plain)) from error
    if json and not plain:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(document(seen))).decode())
        return
    for line in report(seen):
        typer.echo(line)


def report(seen: "Seen") -> list[str]:
    from tui import memory_rows
    from tui.cli.table import columns
    from tui.i18n import _
    from tui.runs import plain

    lines = [plain(row) for row in memory_rows.summary(seen)]
    if seen.parts:
        rows = [
            [plain(cell) for cell in memory_rows.line(part, seen.titles)] for part in seen.parts
        ]
        lines += ["", *columns([[_(head) for head in memory_rows.HEADS], *rows], left=(1,))]
    return lines


def document(seen: "Seen") -> dict[str, Any]:
    """null is what nobody tells."""
    parts = [
        {
            "process": part.pid,
            "command": part.command,
            "engine": part.engine,
            "job": part.job,
            "used": part.used,
            "shared": part.shared,
            "peak": part.peak,
            "may_need": part.promised or None,
        }
        for part in seen.parts
    ]
    free = seen.free
    return {
        "total": free.total,
        "available": free.available,
        "swap": free.swap,
        "swap_free": free.swap_free,
        "limit": free.limit,
        "left_below_limit": free.below,
        "left_for_an_engine": seen.left,
        "parts": parts,
    }
