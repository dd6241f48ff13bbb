"""zerodeck gomoku nets: the networks that can be played, and those from elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from tui.i18n import _

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
def nets(
    context: typer.Context,
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with all of their history.")
    ] = False,
) -> None:
    """The networks that are here: what they have learnt, and how they were made."""
    if context.invoked_subcommand is not None:
        return
    from engines.gomoku.policy_value_net.shelf import networks
    from tui.cli import gomoku_net_words as words
    from tui.cli.jobs import dump

    found = networks()
    if json:
        dump([words.document(network) for network in found])
    elif found:
        typer.echo("\n".join([words.head(), *map(words.listed, found)]))
    else:
        typer.echo(_("no network is here: zerodeck gomoku train makes one"), err=True)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="An .npz of ours, or an original model.")
    ],
    json: Annotated[bool, typer.Option("--json", help="One JSON event a line.")] = False,
) -> None:
    """Put a network from elsewhere among yours: also a model that AlphaZero_Gomoku ships."""
    from engines.gomoku.messages import Import
    from tui.cli import gomoku_net_words as words
    from tui.cli.stream import show

    request = Import(str(file.absolute()))
    raise typer.Exit(show("gomoku", request, None if json else words.imported))
