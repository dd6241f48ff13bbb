"""The groups of commands: what each is for, known before any of them is loaded.

`zerodeck --help` names them all, and whoever runs a command wants one: the planner's alone have two
hundred options, and a Zero 2 W would take a tenth of a second to make them.
"""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from tui.cli.speech import translated
from tui.i18n import N_

GROUPS = {
    "devzero": N_("/dev/zero: what reading it really delivers."),
    "probe": N_("Debug probes: see them, and flash what hangs on them."),
    "zero": N_("ZeRO: which stage do I need, what will it cost, and does it fit."),
    "roc": N_("Rates of change: a watchlist, formulas in the language of 通达信, signals."),
    "gomoku": N_("Gomoku: play, let others play, analyse; and an engine for managers of games."),
    "arcade": N_("Games: in this terminal or in a window; yours too."),
    "c": N_("int(): types that C lets you leave out: found, explained, put in."),
    "jobs": N_("Jobs: work that goes on when you leave."),
    "setup": N_("Setting up: probes without root, a console that waits for you, completion."),
    "memory": N_("Memory: what each part of zerodeck has, and what is left."),
    "doctor": N_("This machine: what may be wrong with it, and the command that mends it."),
}
"""Each is a module here, with a Typer called `app`."""


class Groups(TyperGroup):
    """What stands in it for a group tells its name; the group is loaded where it is run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0] if args else ""
        if name not in GROUPS:
            return super().resolve_command(ctx, args)
        command = translated(get_command(import_module(f"tui.cli.{name}").app))
        command.name = name
        return name, command, args[1:]


def stand_in(app: typer.Typer) -> None:
    """Give the app, whose `cls` is Groups, a command for each of them."""
    for name, text in GROUPS.items():
        app.command(name, help=text)(_nothing)


def _nothing() -> None: ...
