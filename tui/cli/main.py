"""`zerodeck` itself: the console, or one of the commands."""

from typing import Annotated

import typer

from engines import __version__
from tui.cli import offering
from tui.cli.groups import Groups, stand_in

app = typer.Typer(
    cls=Groups,
    help="Everything zero on one terminal: a console for the Raspberry Pi you have no screen for.",
    no_args_is_help=False,
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
stand_in(app)


@app.callback()
def console(
    context: typer.Context,
    keep: Annotated[
        bool, typer.Option("--keep", help="Run inside tmux: a dropped connection loses nothing.")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print a report, no screen.")] = False,
    ascii: Annotated[bool, typer.Option("--ascii", help="Draw with ASCII only.")] = False,
    no_mouse: Annotated[bool, typer.Option("--no-mouse", help="Leave the mouse alone.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="With a simulated board to probe.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"zerodeck {__version__}")
        raise typer.Exit
    context.obj = {
        "keep": keep, "plain": plain, "ascii": ascii, "mouse": not no_mouse, "demo": demo,
    }  # fmt: skip
    if context.invoked_subcommand is None:
        from tui.cli.console import run

        run("probe" if demo else "", **context.obj)


@app.command()
def completion(
    shell: Annotated[str, typer.Argument(help="bash, zsh or fish", autocompletion=offering.shells)],
) -> None:
    """Print the completion script of a shell, to be put where that shell looks for it."""
    from engines.pi.setup.completion import PLACES
    from engines.wire import EngineError
    from tui.cli.stream import fail

    if shell not in PLACES:
        error = EngineError(
            "Completion is for bash, zsh and fish.", shell, "zerodeck completion bash"
        )
        raise typer.Exit(fail(error))
    typer.echo(completion_script(shell))


def completion_script(shell: str) -> str:
    from typer._completion_shared import get_completion_script

    return get_completion_script(
        prog_name="zerodeck", complete_var="_ZERODECK_COMPLETE", shell=shell
    )
